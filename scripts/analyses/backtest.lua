-- Would the profile have called the deals that came after a day? Only what was known then is seen.
local crm = open()
local ideal = require "icp.mid-market-automation"
local stays = { "employees", "tech_stack", "intent_score" }   -- columns taken not to change

local back = ideal:backtest(crm, { as_of = months_ago(12), horizon = months(12), static = stays })
print(back)
print(back.gains:select("tenth", "n", "win_rate", "lift", "capture"))

print "\nThe last ten wins, each scored as of the day before its deal was created"
print(ideal:last_wins(crm, 10, { static = stays }):select("name", "deal_closed", "fit", "tier", "reasons"))
