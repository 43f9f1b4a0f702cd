-- Whom to call today, whom to nurture, whom to leave: fit and behaviour side by side, never added.
local crm = open()
local ideal = require "icp.mid-market-automation"

local scored = leads.score(crm, {
  icp = ideal, half_life = 14,
  routes = { { "disqualify", "country == nil", "find out where the company is" } },
})
print(scored:group_by "route":summarize { accounts = count(), fit = mean "fit", behaviour = mean "behaviour",
                                          in_market = count "in_market" })

local today = scored:where "route == 'fast-track'":sort("-fit", "-behaviour")
print(today:select("name", "tier", "firmographic_fit", "technographic_fit", "behaviour", "buying_stage",
                   "route_reason", "next_action"))
scored:select("account_id", "fit", "tier", "behaviour", "buying_stage", "in_market", "route", "route_reason", "next_action")
  :save "lead-routes.csv"

-- The same for people: their own touches, their account's fit.
local people = leads.score(crm, { icp = ideal, by = "contacts" })
print(people:where "route == 'fast-track'":sort "-behaviour":select("title", "tier", "behaviour", "route_reason"))
