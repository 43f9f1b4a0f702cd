-- Where a day of selling brings most, where deals are hard, and at which stage they are lost.
local crm = open()

print "Expected profit of a day of selling"
local speed = metrics.velocity(crm, { by = "industry", margin = 0.8, lifetime = "measured", window = years(2) })
print(speed:select("industry", "n", "profit_per_day", "profit_per_day.low", "profit_per_day.high", "win_rate", "value", "cycle_days", "small"))

print "\nWhat makes deals hard"
print(metrics.friction(crm, { by = "industry", parts = { "cycle", "discount" } }):head(5))

print "\nThe funnel by source"
print(metrics.funnel(crm, { by = "source", stages = { "created", { "qualified", "qualified_at" }, { "proposal", "proposal_at" } } }))

print "\nDoes fit pay? Measured, not quoted"
local ideal = require "icp.mid-market-automation"
print(metrics.uplift(crm, { inside = ideal }))
