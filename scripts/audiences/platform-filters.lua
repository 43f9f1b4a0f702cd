-- The ICP in the words of each platform's own filters, and what cannot be said there.
local ideal = require "icp.mid-market-automation"
local own = { tech_stack = "Tech_Stack__c" }

for _, platform in ipairs { "salesforce", "hubspot", "linkedin_ads", "sales_navigator", "zoominfo" } do
  print(audience.filter(platform, ideal, { tier = "A", fields = platform == "salesforce" and own or nil }))
  print()
end
audience.filter("hubspot", ideal, { tier = "A" }):save "hubspot-list.json"
