"""The work of the core part in Polars. usage: with_polars.py FOLDER [load]"""

import hashlib

import polars as pl

from peer import ALL, DATA, INDUSTRIES, OUT, finish, stage

with stage("load"):
    accounts, deals, contacts = (
        pl.read_csv(f"{DATA}/{name}.csv", try_parse_dates=True)
        for name in ("accounts", "deals", "contacts"))


def score():
    industry, employees, country = pl.col("industry"), pl.col("employees"), pl.col("country")
    stack = pl.col("tech_stack")
    terms = [
        (industry.is_in(INDUSTRIES), 20), (employees.is_between(100, 1000), 15),
        (pl.col("annual_revenue").is_between(1e8, 1e9), 15), (country == "United States", 10),
        (country.is_in(["Canada", "United Kingdom"]), 5),
        (stack.str.contains("salesforce", literal=True), 8),
        (stack.str.contains("aws", literal=True), 6),
        (stack.str.contains("sap", literal=True), -10), (pl.col("stage") == "growth", 7),
        (pl.col("intent_score") >= 70, 10), (pl.col("web_visits_90d") >= 5, 5),
        (pl.col("founded") >= 1990, 4), (industry == "Government Administration", -15)]
    return sum(pl.when(condition).then(points).otherwise(0) for condition, points in terms)


if not ALL:
    finish()
    raise SystemExit

with stage("score"):
    fit = pl.col("fit")
    tier = pl.when(fit >= 60).then(pl.lit("A")).when(fit >= 40).then(pl.lit("B")).when(
        fit >= 20).then(pl.lit("C")).otherwise(pl.lit("D"))
    accounts = accounts.with_columns(score().alias("fit")).with_columns(tier.alias("tier"))
    tiers = accounts.group_by("tier").len().rows()

with stage("cohort"):
    size = pl.col("employees")
    band = pl.when(size < 50).then(pl.lit("<50")).when(size < 500).then(pl.lit("50-499")).when(
        size >= 500).then(pl.lit(">=500"))
    won = pl.col("stage") == "Closed Won"
    days = (pl.col("closed") - pl.col("created")).dt.total_days()
    cohort = (
        deals.join(accounts.select("account_id", "industry", "employees"), on="account_id")
        .group_by("industry", band.alias("band"))
        .agg(
            n=pl.len(), won=won.sum(), lost=(pl.col("stage") == "Closed Lost").sum(),
            acv=pl.col("amount").filter(won).mean(), typical=pl.col("amount").filter(won).median(),
            cycle=days.filter(won).median())
        .rows())

with stage("audience"):
    people = (
        contacts.filter(~pl.col("opt_out"))
        .join(accounts.filter(fit >= 40).select("account_id"), on="account_id")
        .unique("email", keep="first", maintain_order=True))
    emails = people["email"].str.strip_chars().str.to_lowercase()
    hashes = [hashlib.sha256(email.encode()).hexdigest() for email in emails]
    pl.DataFrame({"Email": hashes, "Country": people["country"]}).write_csv(f"{OUT}/list.csv")

finish(tiers, cohort, f"{OUT}/list.csv")
