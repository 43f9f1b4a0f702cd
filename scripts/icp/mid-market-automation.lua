-- Who fits: companies that automate industry, of a size we can serve, with systems we connect to.
return icp.define {
  name = "Mid-market automation",
  owner = "RevOps",
  reviewed = "2025-12-01",
  gates = {
    { "not government", "industry ~= 'Government Administration'" },
  },
  criteria = {
    { "right industry", 25, "firmographic", "industry == 'Industrial Automation'", used_by = { "marketing", "sales" } },
    { "neighbouring industry", 10, "firmographic",
      function(a) return a.industry == "Machinery" or a.industry == "Automotive" end, used_by = { "marketing" } },
    { "mid-market", 20, "firmographic", "employees >= 100 and employees <= 1000", used_by = { "sales" } },
    { "runs SAP", 20, "technographic", "has(tech_stack, 'sap')", used_by = { "sales", "product" } },
    { "in market", 5, "behavioural", function(a) return a.intent_score >= 70 end, used_by = { "marketing" } },
    { "tiny", -15, "firmographic", "employees < 20", used_by = { "sales" } },
  },
  tiers = { A = 70, B = 45, C = 25 },
}
