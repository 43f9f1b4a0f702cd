-- What more of the right companies would mean: revenue, cost of a customer, retention, profit.
local crm = open()
local ideal = require "icp.mid-market-automation"
local scored = ideal:score(crm.accounts)

print(finance.forecast(crm, scored, { mixes = { 0.25, 0.5, 0.75 }, margin = 0.8, hour = 60, hours = "hours" }))

-- What customers ask for, weighted by revenue and by whether they fit.
local worth = crm.deals:where "outcome == 'won'":group_by "account_id":summarize { revenue = sum "amount" }
local customers = scored:join(worth, "account_id")
print(finance.requests(crm.surveys:where "answer ~= nil", "answer", customers, { value = "revenue" }))

-- Each team's idea of a good customer on the same accounts.
local teams, pairs = finance.teams(crm, {
  sales = "employees >= 100 and employees <= 1000",
  marketing = "industry == 'Industrial Automation'",
  finance = function(a) return a.annual_revenue ~= nil and a.annual_revenue >= 50e6 end,
})
print(teams)
print(pairs)
