-- How many companies there are, how many we can serve, how many are worth pursuing, and what is left.
local crm = open()
local ideal = require "icp.mid-market-automation"

local steps, sizes = market.size(crm.accounts, {
  serviceable = { { "we sell there", "country == 'US' or country == 'DE' or country == 'GB'" } },
  barred = { { "sold by a partner", "industry == 'Government Administration'" } },
  icp = ideal,
  value = 12000,                                 -- a year's contract; or "annual_revenue * 0.0001"
})
print(steps)
print("worth pursuing: " .. sizes.trm .. " of " .. sizes.tam .. " companies")

local fit = ideal:score(crm.accounts):where "tier == 'A' or tier == 'B' or tier == 'C'"
print(market.saturation(crm, { market = fit, by = "tier" }):select("tier", "accounts", "contacted_share", "left", "pace", "runs_out"))

print(market.gap(crm, ideal))
print(market.frontier(crm, { by = "industry" }):select("industry", "accounts", "left", "value", "value.low", "on_frontier", "beaten_by"))
steps:save "market.csv"
