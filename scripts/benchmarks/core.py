"""Load, score, cohort, audience: the same work in Reticle, Polars, DuckDB, pandas and Lua.

Programs run in turn, several rounds; the best of each is compared. Answers must agree.
"""

import csv
import hashlib
import json
import math
import os
import pathlib
import shutil
import sys

import numpy as np
import polars as pl

import crm_data
from measuring import (
    ACCOUNTS, GROWTH, HERE, RETICLE, ROUNDS, WORK, Profile, Run, best, machine, milliseconds, python,
    table)
from roofline import read_bandwidth, touched_by_score

PEERS = ["polars", "duckdb", "pandas", "pyarrow", "numpy"]

CORE = HERE / "core"
STAGES = ["load", "score", "cohort", "audience"]
TARGETS = {"load": 2.5, "cohort": 4.0, "audience": 2.2}


def data(count):
    """The folder with the data of so many accounts, made if it is not there yet."""
    if os.environ.get("BENCH_DATA") and count == ACCOUNTS:
        return pathlib.Path(os.environ["BENCH_DATA"])
    folder = WORK / f"crm-{count}"
    if not (folder / "made").exists():
        print(f"making {count:,} accounts, {2 * count:,} deals, {count:,} contacts", flush=True)
        crm_data.make(folder, count)
        (folder / "made").touch()
    return folder


def lua_rows(folder):
    """The columns of the score as lines that plain Lua can read in a few seconds."""
    file = WORK / "score-rows.tsv"
    names = [
        "industry", "employees", "annual_revenue", "country", "tech_stack", "stage", "intent_score",
        "web_visits_90d", "founded"]
    pl.read_csv(folder / "accounts.csv", columns=names, infer_schema=False).select(names).write_csv(
        file, separator="\t", include_header=False, quote_style="never")
    return file


def reticle_answers():
    """What the script wrote, in the form of the peers."""
    def rows(name):
        with open(WORK / "out" / name, newline="") as file:
            return list(csv.reader(file))[1:]
    def number(text):
        return None if text == "" else float(f"{float(text):.10g}")
    cohort = [
        [row[0] or None, row[1] or None, *map(int, row[2:5]), *map(number, row[5:])]
        for row in rows("cohort.csv")]
    emails = sorted(row[0] for row in rows("list-unspecified.csv")) if (
        WORK / "out" / "list-unspecified.csv").exists() else sorted(row[0] for row in rows("list.csv"))
    return {
        "tiers": sorted([row[0], int(row[1])] for row in rows("tiers.csv")),
        "cohort": sorted(cohort, key=lambda row: (row[0] or "", row[1] or "")),
        "audience": [len(emails), hashlib.sha256("\n".join(emails).encode()).hexdigest()]}


def differences(a, b, path=""):
    """Where two answers differ, numbers compared to nine digits."""
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return [f"{path}: {len(a)} and {len(b)} items"]
        return [
            difference for i, (x, y) in enumerate(zip(a, b))
            for difference in differences(x, y, f"{path}[{i}]")]
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return [] if math.isclose(a, b, rel_tol=1e-9) else [f"{path}: {a} and {b}"]
    return [] if a == b else [f"{path}: {a} and {b}"]


def main():
    folder = data(ACCOUNTS)
    rows = lua_rows(folder)
    times = {}
    peaks = {}
    answers = {}

    def note(program, stage, seconds):
        times.setdefault((program, stage), []).append(seconds)

    lua = shutil.which("lua5.4") or shutil.which("lua")
    for _ in range(ROUNDS):
        for program in ("polars", "duckdb", "pandas"):
            run = python(CORE / f"with_{program}.py", folder)
            found = run.json()
            peaks.setdefault(program, []).append(run.peak_gb)
            answers[program] = found["answers"]
            for stage, seconds in found["stages"].items():
                note(program, stage, seconds)
        profile = Profile(CORE / "crm.lua", folder)
        peaks.setdefault("reticle", []).append(profile.run.peak_gb)
        answers["reticle"] = reticle_answers()
        for stage in STAGES:
            note("reticle", stage, profile.stages[stage])
        note("reticle", "whole", profile.run.seconds)
        note("reticle", "files", Profile(CORE / "files.lua", folder).stages["load"])
        note("reticle", "cohorts", Profile(CORE / "cohorts.lua", folder).stages["cohorts"])
        note("reticle", "fallback", Profile(CORE / "slow.lua", folder).stages["fallback"])
        for call in Profile(CORE / "warm.lua", folder).calls:
            if call["name"] == "table:with":
                note("reticle", "warm", call["seconds"])
        note("reticle", "start", min(
            Run([RETICLE, "run", CORE / "empty.lua", "--out", WORK / "out"]).seconds
            for _ in range(10)))
        if lua:
            for kind in ("score", "fallback"):
                found = Run(
                    [lua, CORE / "score_arrays.lua", rows, *(["counted"] * (kind != "score"))]).json()
                note("lua", kind, found["seconds"])
                answers["lua sum"] = found["sum"]

    print(f"{machine()}; {ACCOUNTS:,} accounts, {2 * ACCOUNTS:,} deals, {ACCOUNTS:,} contacts; "
          f"best of {ROUNDS} rounds, milliseconds\n")
    shown = {key: best(values) for key, values in times.items()}
    lines = []
    for stage in STAGES:
        line = [stage]
        for program in ("polars", "duckdb", "pandas", "lua", "reticle"):
            seconds = shown.get((program, stage))
            line.append(milliseconds(seconds) if seconds else "")
        lines.append(line)
    lines.append(["peak memory, GB"] + [
        f"{min(peaks[program]):.2f}" if program in peaks else ""
        for program in ("polars", "duckdb", "pandas", "lua", "reticle")])
    table(lines, ["stage", "Polars", "DuckDB", "pandas", "lua5.4", "Reticle"])

    ours = {stage: shown["reticle", stage] for stage in [*STAGES, "files", "cohorts", "fallback",
                                                         "warm", "start"]}
    goals = []

    def goal(name, target, value, unit="", smaller=False):
        met = value <= target if smaller else value >= target
        relation = "at most" if smaller else "at least"
        goals.append([name, f"{relation} {target:g}{unit}", f"{value:.2f}{unit}",
                      "yes" if met else "no"])

    def faster(stage):
        return min(shown["polars", stage], shown["duckdb", stage])

    bandwidth = read_bandwidth()
    bytes_touched = touched_by_score(ACCOUNTS)
    goal("load, a folder as a CRM: times as fast as the faster peer", 2.5,
         faster("load") / ours["load"])
    goal("load, three files as tables: times as fast", 2.5, faster("load") / ours["files"])
    goal("score: times as fast as Polars", 15, shown["polars", "score"] / ours["score"])
    if lua:
        goal("score: times as fast as lua5.4", 80, shown["lua", "score"] / ours["score"])
    goal("score, warm: share of measured read bandwidth", 0.5,
         bytes_touched / ours["warm"] / bandwidth)
    goal("cohort: times as fast as the faster peer", 4, faster("cohort") / ours["cohort"])
    goal("cohorts(), intervals and all: times as fast", 4, faster("cohort") / ours["cohorts"])
    goal("audience: times as fast as the faster peer", 2.2, faster("audience") / ours["audience"])
    goal("peak memory of the whole against DuckDB's", 0.75,
         min(peaks["reticle"]) / min(peaks["duckdb"]), smaller=True)
    if lua:
        goal("a function that is not lifted against lua5.4 over arrays", 1,
             ours["fallback"] / shown["lua", "fallback"], smaller=True)
    goal("an empty script", 15, ours["start"] * 1000, " ms", smaller=True)
    if GROWTH:
        large = data(GROWTH)
        runs = [Profile(CORE / "crm.lua", large) for _ in range(ROUNDS)]
        per_million = GROWTH / ACCOUNTS
        for stage in STAGES:
            goal(f"{GROWTH:,} accounts against {ACCOUNTS:,}: {stage}", 1.1 * per_million,
                 min(run.stages[stage] for run in runs) / ours[stage], smaller=True)
        goal(f"{GROWTH:,} accounts against {ACCOUNTS:,}: the whole", 1.1 * per_million,
             min(run.run.seconds for run in runs) / shown["reticle", "whole"], smaller=True)
    table(goals, ["goal", "target", "measured", "met"])

    print(f"roofline: the score reads {bytes_touched / 1e6:.0f} MB and takes "
          f"{milliseconds(ours['warm'])} ms warm: {bytes_touched / ours['warm'] / 1e9:.1f} GB/s of "
          f"{bandwidth / 1e9:.1f} GB/s that both cores read\n")

    wrong = []
    for program in ("duckdb", "pandas", "reticle"):
        for difference in differences(answers["polars"], answers[program], f"{program}: "):
            wrong.append(difference)
    print("answers agree" if not wrong else "ANSWERS DIFFER\n" + "\n".join(wrong[:20]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
