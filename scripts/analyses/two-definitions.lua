-- What a stricter definition would change, account by account, and how two profiles overlap.
local crm = open()
local ideal = require "icp.mid-market-automation"
local finance = require "icp.enterprise-finance"

local stricter = icp.define {
  name = "Mid-market automation, with SAP",
  gates = { { "runs SAP", "has(tech_stack, 'sap')" } },
  criteria = {
    { "right industry", 25, "firmographic", "industry == 'Industrial Automation'" },
    { "mid-market", 20, "firmographic", "employees >= 100 and employees <= 1000" },
  },
  tiers = { A = 70, B = 45, C = 25 },
}

local change = icp.diff(ideal, stricter, crm.accounts, crm)
print(change)
change.changes:save "accounts-that-change.csv"

print "\nTwo profiles over the same accounts"
local scored, overlap = icp.set { ideal, finance }:score(crm.accounts)
print(overlap)
print(scored:group_by("icp", "tier"):summarize { accounts = count() }:sort("icp", "tier"))
