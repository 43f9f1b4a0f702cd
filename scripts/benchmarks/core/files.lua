-- The three files as plain tables, without what open() does to make a CRM of them.
print "stage load"
local accounts, deals, contacts = open "accounts.csv", open "deals.csv", open "contacts.csv"
print "stage end"
