-- Selling to people, not to companies: a table of people is profiled, scored and reached the same way.
local people = open "contacts.csv"
local answers = open "surveys.csv":join(people, "contact_id")

-- Who recommends us? Rules are tested against chance; a person may have answered several times.
print(icp.derive(answers, {
  outcome = "nps >= 9", traits = { "country", "language", "department", "seniority" }, min_deals = 10, shuffles = 50 }))

local ideal = icp.define {
  name = "People who may recommend us",
  gates = { { "may be written to", "not opt_out" } },
  criteria = {
    { "decides", 40, "job", "seniority == 'c-level' or seniority == 'vp' or seniority == 'director'" },
    { "works with it", 40, "job", "department == 'operations' or department == 'it'" },
    { "reads English", 20, "demographic", "language == 'en'" },
  },
}
local scored = ideal:score(people)
print(scored:group_by "tier":summarize { people = count() })
audience.meta_customer_list(scored:where "tier == 'A' or tier == 'B'", "people.csv", { force = true })
