-- Accounts that resemble the best customers, with what matches and what does not.
local crm = open()

local worth = crm.deals:where "outcome == 'won'":group_by "account_id":summarize { revenue = sum "amount" }
local best = crm.customers:join(worth, "account_id"):sort "-revenue":head(25)

local more = market.lookalikes(best, crm.accounts, {
  n = 200, exclude = crm.customers,
  fields = { industry = 3, employees = 2, tech_stack = 2, country = 1, ownership = 1 },
})
print(more:select("name", "similarity", "like", "because", "but"))
more:save "lookalikes.csv"
