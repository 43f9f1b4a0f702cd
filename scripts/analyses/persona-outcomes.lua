-- Which roles turn up where deals are won, and whether a persona buys alike in all industries.
local crm = open()
local ideal = require "icp.mid-market-automation"
local buyers = require "personas.buyers"

local scored = ideal:score(crm.accounts)
local people, unmapped = personas.map(crm.contacts, buyers)
print(unmapped:head(10))
print(personas.emerging(people, crm.deals, scored)
  :select("department", "seniority", "title", "persona", "won", "share_won", "share_lost", "difference.low", "q", "verdict"))
print(personas.prevalence(people, crm.deals, scored, "tier"))
print(personas.spread(people, crm.deals, scored, "industry"))

-- Of the people added in the last year, who is new?
local before = people:where(function(c) return c.created < days_ago(365) end)
local shares, titles = personas.drift(before, people)
print(shares)
print(titles:head(5))
