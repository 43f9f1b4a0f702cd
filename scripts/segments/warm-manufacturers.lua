-- Manufacturers of some size that run SAP and were active in the last 90 days.
local crm = open()

local warm = crm.accounts:where(function(a)
  return a.industry == "Industrial Automation"
     and a.employees >= 100 and a.employees <= 1000
     and has(a.tech_stack, "sap")
     and a.last_activity > days_ago(90)
end)

print(warm:select("name", "domain", "country", "employees", "last_activity"))
warm:save "warm-manufacturers.csv"
