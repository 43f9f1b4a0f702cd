-- Which companies have proven the best fit, and which to avoid: derived from deals, not dreamt up.
local crm = open()
local found = icp.derive(crm, { goal = "win_rate", max_terms = 3, min_deals = 30 })
print(found)

-- A profile is only made of what is more than chance.
if found.signal then
  found:save("derived-icp.lua", { name = "Derived ideal customer" })
  local ideal = found:icp { name = "Derived ideal customer" }
  print(ideal:score(found.accounts):where "tier == 'A'":sort "-fit":head(10))
end

-- Whom the rules come from, and why deals are lost.
print(icp.best_customers(crm):head(10))
print(icp.lost_patterns(crm):where "verdict == 'lost more often'":head(10))
