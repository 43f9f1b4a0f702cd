-- The score of the core part in plain Lua, over values held in Lua arrays.
-- usage: lua5.4 score_arrays.lua FILE (columns separated by tabs, made from accounts.csv) [counted]
local folder = arg[0]:match "^(.*)/" or "."
local fit = dofile(folder .. "/fit.lua")
local names = {
  "industry", "employees", "annual_revenue", "country", "tech_stack", "stage", "intent_score",
  "web_visits_90d", "founded" }
local isNumber = {
  employees = true, annual_revenue = true, intent_score = true, web_visits_90d = true,
  founded = true }
local columns = {}
for _, name in ipairs(names) do columns[name] = {} end
local n = 0
for line in io.lines(arg[1]) do
  n = n + 1
  local place = 0
  for cell in line:gmatch "[^\t]*" do
    place = place + 1
    local name = names[place]
    -- Rows are whole here: a missing text is empty, a missing number is not a number.
    if isNumber[name] then
      columns[name][n] = cell == "" and 0 / 0 or math.tointeger(tonumber(cell)) or tonumber(cell)
    else
      columns[name][n] = cell
    end
  end
end
collectgarbage()
local index = 0
local row = setmetatable({}, { __index = function(_, name) return columns[name][index] end })
local calls = 0
local f = fit
if arg[2] == "counted" then
  f = function(a)
    calls = calls + 1
    return fit(a)
  end
end
local sum = 0
local start = os.clock()
for i = 1, n do
  index = i
  sum = sum + f(row)
end
print(string.format('{"seconds": %.6f, "rows": %d, "sum": %d}', os.clock() - start, n, sum))
