-- One list for each message, at companies of tier A and B.
local crm = open()
local scored = require "icp.mid-market-automation":score(crm.accounts)
local people = personas.map(crm.contacts, require "personas.buyers")
  :within(scored:where "tier == 'A' or tier == 'B'")

local lists, rest = audience.by_message(people, "persona", {
  ["Engineering Eddy"] = "Release without night shifts",
  ["Operations Olga"] = "Know of the stop before it happens",
})
print(#rest .. " people have no message of their own")
print(audience.write_each("meta_customer_list", lists, "meta-",
  { suppress = { customers = crm.customers, opted_out = crm.optouts }, country = "US", force = true }))
