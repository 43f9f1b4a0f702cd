-- Companies of tier A and B that are not customers yet, as a LinkedIn company list. The demo is
-- small: LinkedIn wants 300 rows, which the preflight says; force writes even what is refused.
local crm = open()
local ideal = require "icp.mid-market-automation"

local scored = ideal:score(crm.accounts)
local result = audience.linkedin_companies(scored:where "tier == 'A' or tier == 'B'", "linkedin-targets.csv",
  { suppress = { customers = crm.customers }, force = true })
print(result.rows_out .. " companies, " .. result.rows_dropped .. " dropped")
