-- What customers are worth, how long they stay, and what is left of each cohort of first purchase.
local crm = open()

print "Net and gross revenue retention over a year, by industry"
local kept = metrics.retention(crm, { by = "industry", window = years(1) })
print(kept:select("industry", "customers", "nrr", "nrr.low", "nrr.high", "grr", "logo_retention", "small"))
print(kept:definition "nrr")

print "\nHow long they stay"
print(metrics.survival(crm, { by = bands("employees", 100, 1000), months = { 12, 24 } }))

print "\nThe retention triangle, by year of first purchase"
print(metrics.triangle(crm, { period = "year" }))

print "\nLifetime value against the cost of winning a customer"
local worth = metrics.unit_economics(crm, { by = "industry", margin = 0.8, rule = "per_opportunity" })
print(worth:select("industry", "customers", "ltv", "ltv.low", "ltv.high", "ltv_realised", "cac", "ltv_cac", "payback_months"))
worth:save "customer-economics.csv"
