-- Who has to agree before a mid-market company buys automation.
return committee.define {
  name = "Mid-market automation",
  roles = {
    { name = "budget", department = { "finance", "executive" }, seniority = { "c-level", "vp", "director" } },
    { name = "operations", department = "operations", seniority = { "vp", "director", "manager" } },
    { name = "technology", department = { "it", "engineering" } },
    { name = "buying", department = "procurement", required = false },
  },
}
