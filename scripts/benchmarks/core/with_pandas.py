"""The work of the core part in pandas with pyarrow. usage: with_pandas.py FOLDER [load]"""

import hashlib

import numpy as np
import pandas as pd

from peer import ALL, DATA, INDUSTRIES, OUT, finish, stage

with stage("load"):
    accounts, deals, contacts = (
        pd.read_csv(f"{DATA}/{name}.csv", engine="pyarrow", dtype_backend="pyarrow")
        for name in ("accounts", "deals", "contacts"))

if not ALL:
    finish()
    raise SystemExit

with stage("score"):
    a = accounts
    stack = a.tech_stack.fillna("")
    terms = [
        (a.industry.isin(INDUSTRIES), 20), (a.employees.between(100, 1000), 15),
        (a.annual_revenue.between(1e8, 1e9), 15), (a.country == "United States", 10),
        (a.country.isin(["Canada", "United Kingdom"]), 5),
        (stack.str.contains("salesforce", regex=False), 8),
        (stack.str.contains("aws", regex=False), 6), (stack.str.contains("sap", regex=False), -10),
        (a.stage == "growth", 7), (a.intent_score >= 70, 10), (a.web_visits_90d >= 5, 5),
        (a.founded >= 1990, 4), (a.industry == "Government Administration", -15)]
    fit = sum(
        np.where(condition.fillna(False).to_numpy(dtype=bool), points, 0)
        for condition, points in terms)
    accounts["fit"] = fit
    accounts["tier"] = np.select([fit >= 60, fit >= 40, fit >= 20], ["A", "B", "C"], "D")
    tiers = list(accounts.tier.value_counts().items())

with stage("cohort"):
    joined = deals.merge(accounts[["account_id", "industry", "employees"]], on="account_id")
    size = joined.employees.to_numpy(dtype=float, na_value=np.nan)
    joined["band"] = np.select([size < 50, size < 500, size >= 500], ["<50", "50-499", ">=500"], "")
    joined["industry"] = joined.industry.fillna("")
    won = joined.stage == "Closed Won"
    joined["amount_won"] = joined.amount.where(won)
    days = (pd.to_datetime(joined.closed) - pd.to_datetime(joined.created)).dt.days
    joined["days_won"] = days.where(won)
    joined["won"], joined["lost"] = won, joined.stage == "Closed Lost"
    groups = joined.groupby(["industry", "band"])
    found = groups.agg(
        n=("won", "size"), won=("won", "sum"), lost=("lost", "sum"), acv=("amount_won", "mean"),
        typical=("amount_won", "median"), cycle=("days_won", "median")).reset_index()
    cohort = [
        (row[0] or None, row[1] or None, int(row[2]), int(row[3]), int(row[4]), *map(float, row[5:]))
        for row in found.itertuples(index=False)]

with stage("audience"):
    fits = accounts.account_id[accounts.fit >= 40]
    people = contacts[~contacts.opt_out & contacts.account_id.isin(fits)].drop_duplicates("email")
    emails = people.email.str.strip().str.lower()
    hashes = [hashlib.sha256(email.encode()).hexdigest() for email in emails]
    pd.DataFrame({"Email": hashes, "Country": people.country.to_numpy()}).to_csv(
        f"{OUT}/list.csv", index=False)

finish(tiers, cohort, f"{OUT}/list.csv")
