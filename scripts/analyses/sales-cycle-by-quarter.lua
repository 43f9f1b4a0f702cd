-- How long won deals take, by industry and the quarter they were created in.
local crm = open()

local t = crm.deals
  :where(function(d) return d.closed == nil or d.closed >= d.created end)
  :join(crm.accounts, "account_id")
  :group_by { "industry", quarter = function(d) return d.created.year .. "-Q" .. d.created.quarter end }
  :summarize { deals = count(), won = count "outcome == 'won'",
               acv = mean("amount", "outcome == 'won'"),
               cycle = median("closed - created", "outcome == 'won'") }

print(t:where "won >= 5":sort("industry", "quarter"))
t:save "sales-cycle-by-quarter.csv"
