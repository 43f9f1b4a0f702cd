-- What customers say more or less often than they did, year by year.
local crm = open()
local needs = review.needs(crm.surveys, { needs = "answer", wave = periods("date", "year") })
print(needs:select("need", "then", "now", "change.low", "change.high", "verdict", "waves"))
needs:save "changed-needs.csv"
