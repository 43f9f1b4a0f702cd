-- Scores back into the CRM: record id, fit, tier and reasons, in the form that its import takes.
local crm = open()
local ideal = require "icp.mid-market-automation"

-- HubSpot's ids are numbers. The demo's are A00000001: with exports of your own, leave this line and the option id out.
local accounts = crm.accounts:with { hubspot_id = function(a) return tonumber(a.account_id:sub(2)) end }

local scored = ideal:score(accounts, { advice = true })
scored:write_back("hubspot", "scores-for-hubspot.csv", {
  id = "hubspot_id", icp = ideal,
  headers = { tier = "ICP Tier", fit = "ICP Fit" },
  columns = { look_up_next = "ICP Look Up Next" },
})
