-- What winning and serving customers costs. How spend is laid on cohorts is a choice: two of them side by side.
local crm = open()

for _, rule in ipairs { "per_opportunity", "by_source" } do
  local cost = metrics.acquisition(crm, { by = "industry", rule = rule, window = years(1), margin = 0.8 })
  print("\nCAC: " .. cost:definition "spend")
  print(cost:select("industry", "spend", "new_customers", "cac", "cac.low", "cac.high", "roi", "small"))
end

print "\nCost to serve, and what is left"
print(metrics.cost_to_serve(crm, { by = "industry", hour = 60, customers_only = true })
  :select("industry", "accounts", "tickets_per_account", "cost_per_account", "small"))
print(metrics.margin(crm, { by = "industry", hour = 60 }):select("industry", "revenue", "cost_to_serve", "margin", "small"))
