-- Groups of people who are alike in what they are and do: what a persona may be made of.
local crm = open()
local ideal = require "icp.mid-market-automation"

local people = crm.contacts:within(ideal:score(crm.accounts):where "tier == 'A' or tier == 'B'")
people = people:with {
  met = function(c) return count(c.touches, "kind == 'meeting'") > 0 end,
  came_to_webinars = function(c) return count(c.touches, "kind == 'webinar'") > 0 end,
}
local groups, members = personas.from_answers(people, {
  answers = { "department", "seniority", "language", "met", "came_to_webinars" }, groups = 5 })
print(groups)
print(members:group_by "group":summarize { people = count(), sure = mean "group_chance" })
