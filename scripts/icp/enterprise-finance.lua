-- A second profile: large financial companies. An account can be scored by both.
local finance = { ["Financial Services"] = true, ["Banking"] = true, ["Insurance"] = true }

return icp.define {
  name = "Enterprise finance",
  owner = "Sales",
  reviewed = "2025-11-15",
  criteria = {
    { "finance", 40, "firmographic", function(a) return finance[a.industry] end, used_by = { "sales" } },
    { "enterprise", 30, "firmographic", "employees >= 1000", used_by = { "sales", "marketing" } },
    { "grown", 10, "firmographic", "annual_revenue >= 100e6", used_by = { "marketing" } },
    { "keeps data with us", 10, "technographic", "has(tech_stack, 'snowflake') or has(tech_stack, 'aws')", used_by = { "product" } },
  },
  tiers = { A = 75, B = 50 },
}
