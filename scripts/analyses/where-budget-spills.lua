-- What of lists, campaigns and service reaches companies that do not fit.
local crm = open()
local scored = (require "icp.mid-market-automation"):score(crm.accounts)

-- Everybody of a persona, against those of them at companies that fit.
local eddy = personas.define { name = "Engineering Eddy", department = { "engineering", "it" } }
print(spill.compare(personas.map(crm.contacts, { eddy }), scored, { cost = 6, deals = crm.deals }))

print(spill.audience(crm.contacts, scored, { by = "department", cost = 6 }))
print(spill.campaigns(crm, scored):select("campaign", "spend", "spill", "spill.low", "spill.high", "spilled"))

-- And what customers who do not fit cost later.
print(spill.ledger(crm, scored, { hour = 60, hours = "hours" }))
