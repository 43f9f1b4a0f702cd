-- The score of the core part: thirteen terms, as anyone would write them.
local good = { ["Technology Manufacturing"] = true, ["Industrial Manufacturing"] = true, Software = true }
local find = string.find

local function fit(a)
  local s = 0
  if good[a.industry] then s = s + 20 end
  if a.employees >= 100 and a.employees <= 1000 then s = s + 15 end
  if a.annual_revenue >= 1e8 and a.annual_revenue <= 1e9 then s = s + 15 end
  if a.country == "United States" then s = s + 10 end
  if a.country == "Canada" or a.country == "United Kingdom" then s = s + 5 end
  if find(a.tech_stack, "salesforce", 1, true) then s = s + 8 end
  if find(a.tech_stack, "aws", 1, true) then s = s + 6 end
  if find(a.tech_stack, "sap", 1, true) then s = s - 10 end
  if a.stage == "growth" then s = s + 7 end
  if a.intent_score >= 70 then s = s + 10 end
  if a.web_visits_90d >= 5 then s = s + 5 end
  if a.founded >= 1990 then s = s + 4 end
  if a.industry == "Government Administration" then s = s - 15 end
  return s
end

return fit
