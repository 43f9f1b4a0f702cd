-- What changed: winners' traits, symptoms of a bad profile, and a record that git can compare.
local crm = open()
local ideal = require "icp.mid-market-automation"
local scored = ideal:score(crm.accounts)

local traits = { "industry", "employees", "country", "tech_stack", "ownership" }
local won = crm.deals:where "outcome == 'won'":join(crm.accounts, "account_id")
local recent = days_ago(182)
print(review.drift(won:where(function(d) return d.closed < recent end),
  won:where(function(d) return d.closed >= recent end), traits))

print(review.symptoms(crm, scored, { window = months(6) }))
for _, path in ipairs(review.record("history", ideal, scored, crm.deals)) do print(path) end
