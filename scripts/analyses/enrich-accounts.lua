-- What another source knows: match rate, conflicts, and where and when each value is from. A vendor's
-- file would be opened with open "vendor.csv"; here half of the market list stands for one.
local crm = open()
local vendor = crm.accounts:where "employees ~= nil":head(400)
  :select("name", "domain", "city", "country", "employees", "annual_revenue")
  :with { employees = "employees + 25" }

local accounts, fields, conflicts, rate = enrich.join(crm.accounts, vendor, {
  source = "vendor", on = "domain", date = date "2025-11-01", own_date = "last_activity",
  fields = { "employees", "annual_revenue" },
  rules = { employees = "newest" },                   -- the others: ours stay, gaps are filled
})
print(string.format("%.1f %% of the accounts matched", 100 * rate))
print(fields)
print(conflicts:group_by("field", "kept"):summarize { rows = count() })
accounts:select("account_id", "employees", "employees_source", "employees_date"):save "enriched.csv"
