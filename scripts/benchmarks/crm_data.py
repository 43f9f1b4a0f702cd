"""Makes a synthetic CRM: accounts.csv, deals.csv (two an account), contacts.csv (one an account).

usage: crm_data.py FOLDER ACCOUNTS
The same number gives the same bytes. Values repeat as they do in exports: skewed industries and
countries, log-normal sizes and amounts, missing cells, quoted commas, some non-ASCII names.
"""

import os
import sys

import numpy as np
import polars as pl

INDUSTRIES = [
    "Software", "Industrial Manufacturing", "Technology Manufacturing", "Financial Services",
    "Retail", "Hospitals and Clinics", "Logistics", "Education", "Insurance", "Construction",
    "Automotive", "Biotechnology", "Telecommunications", "Media", "Utilities",
    "Food and Beverage", "Government Administration", "Real Estate", "Charity, Foundation",
    "Hospitality"]
COUNTRIES = [
    "United States", "Germany", "United Kingdom", "Canada", "France", "India", "Brazil",
    "Netherlands", "Spain", "Sweden", "Poland", "Japan", "Mexico", "Australia", "Singapore"]
TOOLS = [
    "salesforce", "aws", "sap", "hubspot", "azure", "snowflake", "oracle", "workday", "slack",
    "jira", "tableau", "zendesk", "stripe", "okta", "netsuite", "segment", "shopify", "marketo"]
WORDS = [
    "Alpine", "Beacon", "Cobalt", "Dover", "Ember", "Falcon", "Granite", "Harbor", "Ivory", "Juniper",
    "Keystone", "Larch", "Meridian", "Northern", "Orbit", "Pioneer"]
KINDS = ["Systems", "Group", "Labs", "Trading, Ltd.", "Holding", "Partners", "Works", "AG"]
TITLES = [
    "VP Engineering", "Director of Engineering", "Software Engineer", "Head of Marketing",
    "Chief Financial Officer", "CMO", "Purchasing Manager", "IT Director", "Plant Manager",
    "Chief Information Officer", "Operations Manager", "Account Executive"]
FIRST = ["Ana", "Björn", "Chloé", "Dan", "Eva", "Farid", "Gita", "Hugo"]
LAST = ["Smith", "Müller", "O'Brien", "García", "Chen", "Novak"]
SOURCES = ["paid_search", "linkedin", "referral", "event", "outbound", "organic"]


def skewed(count, power):
    weights = 1 / np.arange(1, count + 1) ** power
    return weights / weights.sum()


def numbered(prefix, numbers):
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String)).to_series()


def picked(words, codes):
    return pl.Series(words).gather(codes)


def with_gaps(random, values, share):
    values = values if isinstance(values, pl.Series) else pl.Series(values)
    gaps = pl.Series(random.random(len(values)) < share)
    return pl.select(pl.when(~gaps).then(values)).to_series()


def make(folder, count):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(20260101)
    industry = random.choice(len(INDUSTRIES), count, p=skewed(len(INDUSTRIES), 0.6))
    country = random.choice(len(COUNTRIES), count, p=skewed(len(COUNTRIES), 1.0))
    employees = np.exp(random.normal(4.5, 1.6, count)).astype(np.int64) + 1
    revenue = (employees * np.exp(random.normal(11.8, 0.6, count))).round(2)
    stacks = [
        ";".join(random.choice(TOOLS, size, replace=False)) or None
        for size in random.integers(0, 7, 4000)]
    words = random.integers(0, len(WORDS), count)
    kinds = random.integers(0, len(KINDS), count)
    rows = pl.Series(np.arange(count))
    pl.DataFrame({
        "account_id": numbered("A", rows),
        "name": pl.select(
            picked(WORDS, words) + " " + picked(KINDS, kinds) + " " + rows.cast(pl.String)
        ).to_series(),
        "domain": pl.select(numbered("firm", rows) + ".com").to_series(),
        "industry": with_gaps(random, picked(INDUSTRIES, industry), 0.03),
        "employees": with_gaps(random, employees, 0.08),
        "annual_revenue": with_gaps(random, revenue, 0.12),
        "country": with_gaps(random, picked(COUNTRIES, country), 0.02),
        "state": picked(["CA", "NY", "TX", "IL", "WA", "OH", "MI", None],
                        random.integers(0, 8, count)),
        "founded": random.integers(1900, 2025, count),
        "stage": picked(["seed", "growth", "mature", "declining"], random.integers(0, 4, count)),
        "tech_stack": picked(stacks, random.integers(0, len(stacks), count)),
        "intent_score": random.integers(0, 101, count),
        "web_visits_90d": random.poisson(3, count),
        "is_customer": random.random(count) < 0.06,
        "last_activity": np.datetime64("2026-01-01")
        - random.integers(0, 900, count).astype("timedelta64[D]"),
        "cac": with_gaps(random, np.exp(random.normal(9, 0.5, count)).round(2), 0.9),
    }).write_csv(f"{folder}/accounts.csv")

    deals = 2 * count
    account = random.integers(0, count, deals)
    fits = (
        0.15 + 0.25 * np.isin(industry[account], [0, 2])
        + 0.2 * ((employees[account] > 100) & (employees[account] < 1000))
        + 0.1 * (country[account] == 0))
    won = random.random(deals) < fits
    still_open = random.random(deals) < 0.15
    created = np.datetime64("2022-01-01") + random.integers(0, 1400, deals).astype("timedelta64[D]")
    cycle = np.maximum(3, (random.gamma(2, 45, deals) * (1.3 - fits)).astype(int))
    closed = pl.Series(created + cycle.astype("timedelta64[D]")).cast(pl.Date)
    pl.DataFrame({
        "deal_id": numbered("D", np.arange(deals)),
        "account_id": numbered("A", account),
        "stage": np.where(still_open, "Open", np.where(won, "Closed Won", "Closed Lost")),
        "amount": np.exp(random.normal(10, 1, deals) + fits).round(2),
        "created": created,
        "closed": pl.select(pl.when(~pl.Series(still_open)).then(closed)).to_series(),
        "source": picked(SOURCES, random.integers(0, len(SOURCES), deals)),
    }).write_csv(f"{folder}/deals.csv")

    employer = random.integers(0, count, count)
    pl.DataFrame({
        "contact_id": numbered("C", np.arange(count)),
        "account_id": numbered("A", employer),
        "first_name": picked(FIRST, random.integers(0, len(FIRST), count)),
        "last_name": picked(LAST, random.integers(0, len(LAST), count)),
        "title": picked(TITLES, random.integers(0, len(TITLES), count)),
        "email": pl.select(
            numbered("Person.", np.arange(count)) + "@Firm" + pl.Series(employer).cast(pl.String)
            + ".com").to_series(),
        "phone": pl.select(
            "+1 415 555 " + (rows % 10_000).cast(pl.String).str.zfill(4)).to_series(),
        "country": picked(["US"], np.zeros(count, dtype=np.int64)),
        "opt_out": random.random(count) < 0.05,
    }).write_csv(f"{folder}/contacts.csv")


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]))
