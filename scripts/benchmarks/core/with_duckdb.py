"""The work of the core part in DuckDB. usage: with_duckdb.py FOLDER [load]"""

import duckdb

from peer import ALL, DATA, INDUSTRIES, OUT, finish, stage

database = duckdb.connect()
with stage("load"):
    for name in ("accounts", "deals", "contacts"):
        database.execute(f"create table {name} as from read_csv('{DATA}/{name}.csv')")

if not ALL:
    finish()
    raise SystemExit

TERMS = [
    (f"industry in {tuple(INDUSTRIES)}", 20), ("employees between 100 and 1000", 15),
    ("annual_revenue between 1e8 and 1e9", 15), ("country = 'United States'", 10),
    ("country in ('Canada', 'United Kingdom')", 5), ("contains(tech_stack, 'salesforce')", 8),
    ("contains(tech_stack, 'aws')", 6), ("contains(tech_stack, 'sap')", -10),
    ("stage = 'growth'", 7), ("intent_score >= 70", 10), ("web_visits_90d >= 5", 5),
    ("founded >= 1990", 4), ("industry = 'Government Administration'", -15)]

with stage("score"):
    fit = " + ".join(f"(case when {condition} then {points} else 0 end)" for condition, points in TERMS)
    database.execute(f"""
        create table scored as select *, case when fit >= 60 then 'A' when fit >= 40 then 'B'
          when fit >= 20 then 'C' else 'D' end as tier
        from (select account_id, industry, employees, {fit} as fit from accounts)""")
    tiers = database.execute("select tier, count(*) from scored group by 1").fetchall()

with stage("cohort"):
    cohort = database.execute("""
        select industry, case when employees < 50 then '<50' when employees < 500 then '50-499'
            when employees >= 500 then '>=500' end as band,
          count(*), count(*) filter (stage = 'Closed Won'), count(*) filter (stage = 'Closed Lost'),
          avg(amount) filter (stage = 'Closed Won'), median(amount) filter (stage = 'Closed Won'),
          median(closed - created) filter (stage = 'Closed Won')
        from deals join scored using (account_id) group by all""").fetchall()

with stage("audience"):
    database.execute(f"""
        copy (select sha256(lower(trim(email))) as Email, any_value(contacts.country) as Country
              from contacts join scored using (account_id)
              where not opt_out and fit >= 40 group by email)
        to '{OUT}/list.csv'""")

finish(tiers, cohort, f"{OUT}/list.csv")
