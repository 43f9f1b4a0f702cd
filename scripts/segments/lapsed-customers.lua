-- Customers whose subscriptions have all ended, with what they paid last: a list to win back.
local crm = open()

local running = crm.subscriptions:where(function(s) return s["end"] == nil or s["end"] > today() end)
local past = crm.subscriptions
  :join(running, "account_id", "anti")
  :group_by "account_id"
  :summarize { ended = max "row['end']", last_mrr = max "mrr" }

local lapsed = crm.accounts:join(past, "account_id"):sort "-last_mrr"
print(lapsed:select("name", "industry", "country", "ended", "last_mrr"))
lapsed:save "lapsed-customers.csv"
