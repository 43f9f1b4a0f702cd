-- The score again and again on a table that is loaded: what the evaluation alone takes.
local fit = require "fit"
local crm = open()
for _ = 1, 10 do
  print "stage score"
  local scored = crm.accounts:with { fit = fit }
end
print "stage end"
