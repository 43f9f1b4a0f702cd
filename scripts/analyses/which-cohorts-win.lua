-- Which kinds of companies buy: each figure with n and its interval, ranked by what is certain.
local crm = open()

local by = cohorts(crm, { by = { "industry", bands("employees", 50, 250, 1000) }, window = years(2) })
print(by:select("industry", "employees", "n", "win_rate", "win_rate.low", "win_rate.high", "acv_median", "q", "verdict"))
print(by:definition "win_rate_shrunk")
by:save "cohorts.csv"
