-- The accounts most like a hundred examples, by traits that are texts: what one-hot columns can say too.
local accounts = open "accounts.csv"
local examples = accounts:head(100)
print "stage lookalikes"
local more = market.lookalikes(examples, accounts, {
  n = 1000, fields = { "industry", "country", "state", "stage", "size" },
})
print "stage answers"
more:select("account_id", "similarity"):save "lookalikes.csv"
print "stage end"
