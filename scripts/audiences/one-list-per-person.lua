-- Three audiences without overlap: sizes, what they share, and each person in the first that has them.
local crm = open()
local scored = require "icp.mid-market-automation":score(crm.accounts)
local people = personas.map(crm.contacts, require "personas.buyers")

local lists = {
  { "tier A leaders", people:within(scored:where "tier == 'A'"):where "persona ~= nil" },
  { "tier A and B", people:within(scored:where "tier == 'A' or tier == 'B'") },
  { "all leaders", people:within(scored):where "persona ~= nil" },
}
print(audience.overlap(lists))

local mine, counts = audience.exclusive(lists)
print(counts)

-- One person in ten sees no campaign, today and with every later list: who that is follows from the id.
local parts = audience.split(mine["tier A and B"], { treated = 0.9, holdout = 0.1 }, { salt = "spring campaign" })
print(#parts.treated .. " see the campaign, " .. #parts.holdout .. " are held out")
parts.holdout:select("contact_id"):save "holdout.csv"
