-- The funnel by fit beside the funnel by channel, the pipeline by tier, and each open deal.
local crm = open()
local scored = (require "icp.mid-market-automation"):score(crm.accounts)

print(funnel.stages(crm, scored, { by = "tier" }))
print(funnel.stages(crm, scored, { by = "source" }))
print(funnel.velocity(crm, scored, { by = "tier", margin = 0.8 }))
print(funnel.mix(crm.deals, scored, "tier", { by = "source" }))
print(funnel.pipeline(crm, scored, { by = "owner" }))

local deals = funnel.opportunities(crm, scored)
print(deals:select("deal_id", "tier", "amount", "chance", "expected", "age", "risk"))
deals:save "open-deals.csv"
