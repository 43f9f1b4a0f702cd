-- Parents and children: which accounts are one group, and what a group is worth.
local crm = open()
local accounts = identity.families(crm.accounts, { suggest = { "domain", "name" } })
print(accounts:group_by "parent_by":summarize { accounts = count() }:sort "-accounts")

local won = crm.deals:where "outcome == 'won'":join(accounts:select("account_id", "top_id"), "account_id")
print(won:group_by "top_id":summarize { deals = count(), revenue = sum "amount" }:sort "-revenue":head(10))
