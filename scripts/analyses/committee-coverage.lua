-- Which good accounts hang on one person, which roles are missing, and what known roles are worth.
local crm = open()
local ideal = require "icp.mid-market-automation"
local needed = require "personas.committee"

local scored = ideal:score(crm.accounts)
local covered, roles = committee.coverage(scored, crm.contacts, needed)
print(roles)

local gaps = covered:where "(tier == 'A' or tier == 'B') and (single_threaded or coverage < 1)"
print(gaps:sort("coverage", "-fit"):select("name", "tier", "coverage", "roles_missing", "decision_makers", "single_threaded"))
gaps:select("account_id", "name", "tier", "coverage", "roles_missing", "single_threaded"):save "committee-gaps.csv"

print(committee.win_rate(scored, crm.contacts, crm.deals, needed))
print(committee.win_rate_by_role(scored, crm.contacts, crm.deals, needed))
