-- A platform that the program does not know: headers, whose rules values follow, limits.
local partner = audience.destination {
  name = "partner_exchange", title = "Partner exchange", rows = "people", platform = "meta",
  consent = "ads", limit_rows = 100000, least_rows = 20,
  needs = "email_sha256 or phone_sha256", same = "email_sha256",
  notes = { "Upload under Lists > Import" },
  columns = {
    { "email_sha256", from = "email*", as = "email", hash = true },
    { "phone_sha256", from = { "phone", "mobile" }, as = "phone", hash = true },
    { "company", from = "company", optional = true },
    { "source", constant = "crm" },
  },
}
print(partner)

local crm = open()
print(audience.preflight(partner, crm.contacts, { country = "US" }))
partner:write(crm.contacts, "partner.csv", { suppress = { opted_out = crm.optouts }, country = "US" })
