-- The work of the core part: load, score, cohort, audience. Stages are told apart by what is printed.
local fit = require "fit"

print "stage load"
local crm = open()

print "stage score"
local function tier(a)
  if a.fit >= 60 then return "A" end
  if a.fit >= 40 then return "B" end
  return a.fit >= 20 and "C" or "D"
end
local scored = crm.accounts:with { fit = fit }
scored = scored:with { tier = tier }
local tiers = scored:group_by "tier":summarize { n = count() }

print "stage cohort"
local cohort = crm.deals
  :join(scored:select("account_id", "industry", "employees"), "account_id")
  :group_by("industry", bands("employees", 50, 500))
  :summarize {
    n = count(), won = count "outcome == 'won'", lost = count "outcome == 'lost'",
    acv = mean("amount", "outcome == 'won'"), typical = median("amount", "outcome == 'won'"),
    cycle = median("closed - created", "outcome == 'won'"),
  }

print "stage audience"
local people = crm.contacts:where "not opt_out"
  :join(scored:where "fit >= 40", "account_id", "semi")
audience.google_customer_match(people:select("email", "country"), "list.csv", { force = true })

print "stage answers"
tiers:save "tiers.csv"
cohort:save "cohort.csv"
