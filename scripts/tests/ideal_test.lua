-- Unit tests for the profile: run by  reticle test scripts/tests --data DATA
local crm = open()
local ideal = require "icp.mid-market-automation"
local stays = { "employees", "tech_stack", "intent_score" }

test("the last ten wins fit better than accounts at large", function()
  local wins = ideal:last_wins(crm, 10, { static = stays })
  local typical = ideal:score(crm.accounts):summarize { fit = mean "fit" }.fit
  expect(wins:summarize { fit = mean "fit" }.fit):at_least(typical)
end)

test("nobody who fails a gate is in a tier", function()
  local scored = ideal:score(crm.accounts)
  expect(scored:where "industry == 'Government Administration'"):all "tier == 'out'"
  expect(scored):none "tier == 'out' and fit > 0"
end)

test("two people who score the same twenty accounts agree", function()
  local twenty = crm.accounts:head(20)
  expect(ideal:score(twenty)):agrees(ideal:score(twenty))
end)

test("the profile says something: tier A is neither empty nor everybody", function()
  local scored = ideal:score(crm.accounts)
  expect(#scored:where "tier == 'A'"):between(1, #scored // 2)
end)

print(ideal.name .. ": tested on " .. #crm.accounts .. " accounts")
