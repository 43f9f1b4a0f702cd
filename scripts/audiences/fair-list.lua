-- A list for two reps: quotas by tier, a pause after the last contact, equal expected value each.
local crm = open()
local scored = (require "icp.mid-market-automation"):score(crm.accounts)

local list, left, reps = market.list(scored, {
  quota = { { "A", 60 }, { "B", 30 }, { "C", 10 } },
  reps = { "Ann", "Bo" }, touches = crm.touches, pause = 60,
  exclude = {
    ["a customer already"] = crm.customers,
    ["an open deal"] = crm.deals:where "outcome == 'open'",
  },
})
print(list:select("rank", "rep", "name", "tier", "fit"))
print(reps)
print(left:group_by "reason":summarize { rows = count() }:sort "-rows")
list:save "call-list.csv"
left:save "call-list-left-out.csv"
