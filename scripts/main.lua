-- From a folder of CRM exports to an audience: which companies, which people, which file.
local crm = open()
print(crm)

print "\nWhich cohorts win"
local by = cohorts(crm, { by = "industry", window = years(2) })
print(by:select("industry", "n", "win_rate", "win_rate.low", "win_rate.high", "acv_median", "verdict"))

print "\nWho fits"
local ideal = require "icp.mid-market-automation"
local scored = ideal:score(crm.accounts)
print(scored:group_by "tier":summarize { accounts = count() }:sort "tier")
local best = scored:sort "-fit"
print(ideal:explain(best[1]))
scored:select("account_id", "name", "fit", "fit_low", "fit_high", "tier", "reasons"):save "scores.csv"

print "\nHow the tiers did"
print(crm.deals:join(scored, "account_id"):group_by "tier"
  :summarize { deals = count "outcome ~= 'open'", won = count "outcome == 'won'",
               win_rate = share "outcome == 'won'", acv = median("amount", "outcome == 'won'") }:sort "tier")

print "\nWhom to talk to"
local buyers = require "personas.buyers"
local targets = scored:where "tier == 'A' or tier == 'B'"
local people = personas.map(crm.contacts, buyers):within(targets)
print(people:group_by "persona":summarize { people = count() }:sort "-people")

print "\nFiles for the platforms"
audience.linkedin_companies(targets, "linkedin-targets.csv",
  { suppress = { customers = crm.customers }, force = true })
audience.google_customer_match(people:where "persona ~= nil", "google-buyers.csv",
  { suppress = { customers = crm.customers, opted_out = crm.optouts }, country = "US" })
