-- Engineering leaders at companies of tier A and B, for Google Customer Match.
local crm = open()
local ideal = require "icp.mid-market-automation"
local buyers = require "personas.buyers"

local scored = ideal:score(crm.accounts)
local people = personas.map(crm.contacts, buyers):within(scored:where "tier == 'A' or tier == 'B'")
print(people:group_by "persona":summarize { people = count() })

audience.google_customer_match(people:where "persona == 'Engineering Eddy'", "google-eddy.csv",
  { suppress = { customers = crm.customers, opted_out = crm.optouts }, country = "US", force = true })
