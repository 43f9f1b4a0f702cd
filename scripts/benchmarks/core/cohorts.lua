-- The table of cohorts with all its intervals, shrinkage and survival: more than the peers work out.
local crm = open()
print "stage cohorts"
local by = cohorts(crm, { by = { "industry", bands("employees", 50, 500) } })
print "stage end"
