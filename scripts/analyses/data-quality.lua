-- How well fields are filled, and a profile that refuses to score on thin ones.
local crm = open()
print(crm:quality { least = 0.8 }:where "not enough":sort "coverage":head(12))

local strict = icp.define {
  name = "Only on what we know", coverage = 0.8,
  criteria = {
    { "mid-market", 20, "firmographic", "employees >= 100 and employees <= 1000" },
    { "runs SAP", 20, "technographic", "has(tech_stack, 'sap')" },
  },
}
local ok, scored = pcall(strict.score, strict, crm.accounts)
print(ok and "scored " .. #scored .. " accounts" or scored)

-- Industries, places and sizes in one form, whatever the exports call them.
local accounts = normalise.add(crm.accounts, { "industry", "region", "size" })
print(accounts:group_by("sector", "size_band"):summarize { accounts = count() }:sort "-accounts":head(8))
