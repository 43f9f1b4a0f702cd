-- The people we talk to, inside the companies that fit.
return {
  personas.define {
    name = "Engineering Eddy", department = "engineering", seniority = { "vp", "director" },
    goals = { "ship faster", "fewer late nights" }, pains = { "manual releases" },
    fears = { "an outage under their name" }, kpis = { "lead time", "incidents" },
    objections = { "we built our own" }, channels = { "LinkedIn", "conferences" },
  },
  personas.define {
    name = "Operations Olga", department = "operations", seniority = { "c-level", "vp", "director", "manager" },
    goals = { "lower unit cost" }, pains = { "unplanned downtime" }, kpis = { "OEE" },
    objections = { "no time for a project" }, channels = { "LinkedIn", "trade press" },
  },
  personas.define {
    name = "IT Ines", department = "it", seniority = { "c-level", "vp", "director" },
    goals = { "one system of record" }, pains = { "integrations nobody owns" }, kpis = { "cost per seat" },
    objections = { "security review" }, channels = { "search", "peers" },
  },
}
