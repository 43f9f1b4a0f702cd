-- One sheet for each of the best accounts: fit, committee and its gaps, what moves them, next steps.
local crm = open()
local ideal = require "icp.mid-market-automation"
local buyers = require "personas.buyers"
local needed = require "personas.committee"

local plans = ideal:plans(crm, {
  committee = needed, personas = buyers, top = 20,
  plays = {
    { "bring the open deal to a date", "open_deals > 0 and quiet_days > 30" },
    { "offer the pilot for one plant", "industry == 'Industrial Manufacturing' and won_deals == 0" },
  },
})
print(plans.accounts:select("name", "tier", "coverage", "open_deals", "quiet_days", "next_step"))
plans:save "account-plans.md"
