-- Accounts that are the same company: found, looked at, merged, and deals moved along.
local crm = open()

local groups = identity.duplicates(crm.accounts, { threshold = 0.9 })
print(groups:select("group", "match", "match_by", "account_id", "name", "domain", "city"))
groups:save "duplicates.csv"                          -- look it through, take out what is wrong

local accounts, log, map = identity.merge(crm.accounts, {
  groups = groups, prefer = "-created",               -- the oldest record stays
  rules = { employees = "largest", annual_revenue = "newest", last_activity = "largest" },
  changed = "last_activity",
})
print(#crm.accounts .. " accounts become " .. #accounts)
log:where "conflict":save "merge-log.csv"
map:save "merged-ids.csv"

local deals, moved = identity.redirect(crm.deals, map)
print(moved .. " of " .. #deals .. " deals name another account now")
