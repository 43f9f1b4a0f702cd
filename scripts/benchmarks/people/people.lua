-- The stages that are timed: loading people, reading all titles, covering committees.
print "stage contacts"
local people = open { "contacts.csv" }.contacts
print "stage accounts"
local companies = open { "accounts.csv" }.accounts
print "stage classify"
local read = personas.classify(people)
print "stage coverage"
local covered = committee.coverage(companies, people, { roles = {
  { name = "budget", department = { "finance", "executive" }, seniority = { "c-level", "vp" } },
  { name = "technology", department = { "it", "engineering" } },
  { name = "operations", department = "operations" },
  { name = "buying", department = "procurement", required = false },
} })
print "stage end"
print(#read:where "title_department ~= nil", #covered:where "coverage == 1")
