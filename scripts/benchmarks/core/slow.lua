-- A function that cannot be lifted: the same thirteen terms, with a count of calls kept outside.
local fit = require "fit"
local calls = 0
local function counted(a)
  calls = calls + 1
  return fit(a)
end
local crm = open()
print "stage fallback"
local scored = crm.accounts:with { fit = counted }
print "stage end"
