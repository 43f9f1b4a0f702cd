-- Accounts, people, deals and touches in one condition: companies of some size where a leader is
-- known, somebody was in touch this quarter, and no deal is open.
local crm = open()

local ready = crm.accounts:where(function(a)
  return a.employees >= 100
     and count(a.contacts, "seniority == 'vp' or seniority == 'director' or seniority == 'c-level'") > 0
     and count(a.touches, "date > days_ago(90)") >= 3
     and count(a.deals, "outcome == 'open'") == 0
end)
print(ready:with { touches = "count(touches)", last_touch = "max(touches, 'date')" }
  :select("name", "industry", "employees", "touches", "last_touch"):sort "-touches")

-- And back: people by what their company is.
local people = crm.contacts:where "account.employees >= 1000 and count(touches) > 0"
print(people:select("title", "account_id"))
ready:save "many-threads.csv"
