-- Points for traits, learnt from won and lost deals, beside a profile made by hand: which of them
-- told the last months better? What is learnt is saved as a profile to read, review and change.
local crm = open()

local card = icp.learn(crm, {
  name = "Learnt from deals",
  traits = { "industry", "employees", "annual_revenue", "country", "tech_stack" },
  -- What hardly changes: today's value stands for that of the time of the deal.
  static = { "employees", "annual_revenue", "tech_stack" },
  holdout = months(6),
})
print(card)

if card.established then
  local hand = require "icp.mid-market-automation"
  print(card:quality())
  print(card:compare { hand })
  print(card:explain(crm.accounts[1]))
  card:save "learnt-from-deals.lua"
else
  print("Nothing here tells won from lost: score by what you know, not by this.")
end
