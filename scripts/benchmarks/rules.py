#!/usr/bin/env python3
"""Rule search against pysubgroup: weighted relative accuracy, beam 50, three conditions.

    scripts/benchmarks/rules.py [--rows 100000] [--large 1000000] [--reticle PATH] [--venv DIR] [--work DIR]

The same CSV file of accounts with 40 traits (20 texts, 20 numbers) and one outcome for both: text
levels by equality, numbers in five intervals of equal frequency. pysubgroup's time is that of its
search alone, with the table in memory; Reticle's is that of the whole command, reading the file
included. pysubgroup may take many minutes: it is stopped once it has taken LIMIT seconds, and
the best rules are compared on fewer rows, ten
traits and two conditions. Then Reticle alone on ten times the rows. A part of scripts/bench; by itself it makes a
virtual environment with pysubgroup the first time.
"""
import argparse
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

PEERS = ["pysubgroup"]
# Seconds.
LIMIT = 120
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = """
local t = open "accounts.csv"
local rules = icp.search(t, { outcome = "won == true", max_terms = TERMS, beam = 50, top = 10, parts = 5, simple = true, near_copies = true })
for r in rules:rows() do print(string.format("%.8f\\t%d\\t%s", r.accuracy, r.n, r.rule)) end
"""
PEER = """
import json, sys, time
import pandas as pd, pysubgroup as ps
t = pd.read_csv(sys.argv[1])
t["won"] = t["won"].astype(str).str.lower() == "true"
target = ps.BinaryTarget("won", True)
space = ps.create_selectors(t, ignore=["won"], nbins=5)
task = ps.SubgroupDiscoveryTask(t, target, space, result_set_size=10, depth=int(sys.argv[2]), qf=ps.WRAccQF())
start = time.perf_counter()
found = ps.BeamSearch(beam_width=50).execute(task)
seconds = time.perf_counter() - start
best = [(float(q), str(r)) for q, r, _ in found.results]
print(json.dumps({"seconds": seconds, "selectors": len(space), "rules": best}))
"""


def make(path, rows, seed=7, traits=20):
    """Accounts whose outcome depends on two texts and a number."""
    random.seed(seed)
    with open(path, "w") as file:
        names = [f"text_{i}" for i in range(traits)] + [f"number_{i}" for i in range(traits)]
        file.write(",".join(["account"] + names + ["won"]) + "\n")
        levels = [[f"v{j}" for j in range(3 + i % 6)] for i in range(traits)]
        # A pool of random values: making numbers one by one would take longer than the search.
        pool = [f"{random.lognormvariate(4, 1.2):.2f}" for _ in range(65_521)]
        place = 0
        for row in range(rows):
            texts = [random.choice(own) for own in levels]
            place = (place + 20 + row % 7) % (len(pool) - 21)
            numbers = pool[place : place + traits]
            rate = 0.2
            if texts[0] == "v0" and texts[3] == "v1":
                rate += 0.25
            if 30 < float(numbers[0]) < 120:
                rate += 0.1
            won = "true" if random.random() < rate else "false"
            file.write(f"a{row}," + ",".join(texts + numbers) + f",{won}\n")


def accounts(folder, rows, traits=20):
    """The folder with so many accounts, made the first time: so many texts, and as many numbers."""
    path = os.path.join(folder, f"accounts-{rows}-{2 * traits}")
    file = os.path.join(path, "accounts.csv")
    if not os.path.exists(file):
        os.makedirs(path, exist_ok=True)
        make(file + ".part", rows, traits=traits)
        os.rename(file + ".part", file)
    return path


def reticle(binary, folder, terms=3):
    """Seconds, peak memory in MiB, and the rules printed."""
    script = os.path.join(folder, "search.lua")
    with open(script, "w") as file:
        file.write(SCRIPT.replace("TERMS", str(terms)))
    start = time.perf_counter()
    process = subprocess.Popen(
        [binary, "run", script, "--data", folder, "--out", os.path.join(folder, "out")],
        stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"reticle failed with exit code {process.returncode}")
    return seconds, usage.ru_maxrss / 1024, output.splitlines()


def peer(venv, csv, terms=3, limit=None):
    """What pysubgroup found and how long it took; nothing if it was stopped."""
    python = sys.executable
    if importlib.util.find_spec("pysubgroup") is None:
        python = os.path.join(venv, "bin", "python")
        if not os.path.exists(python):
            subprocess.run([sys.executable, "-m", "venv", venv], check=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *PEERS], check=True)
    try:
        result = subprocess.run(
            [python, "-c", PEER, csv, str(terms)], check=True, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    return json.loads(result.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--reticle", default=os.environ.get(
        "BENCH_RETICLE", os.path.join(ROOT, ".build/release/reticle")))
    parser.add_argument("--venv", default=os.path.join(tempfile.gettempdir(), "reticle-bench-venv"))
    parser.add_argument("--work", help="where data is kept; else it is thrown away")
    parser.add_argument("--repeat", type=int, default=int(os.environ.get("BENCH_ROUNDS", "3")))
    arguments = parser.parse_args()
    work = arguments.work or os.environ.get("BENCH_WORK")
    folder = os.path.join(work, "rules") if work else tempfile.mkdtemp(prefix="reticle-rules-")
    small = accounts(folder, arguments.rows)
    runs = [reticle(arguments.reticle, small) for _ in range(arguments.repeat)]
    ours = min(run[0] for run in runs)
    few = accounts(folder, arguments.rows // 50, traits=5)
    best = reticle(arguments.reticle, few, terms=2)[2][0].split("\t")
    sample = peer(arguments.venv, os.path.join(few, "accounts.csv"), terms=2)
    other = peer(arguments.venv, os.path.join(small, "accounts.csv"), limit=LIMIT)
    seconds = other["seconds"] if other else LIMIT
    print(f"rows {arguments.rows}, 40 traits, beam 50, 3 conditions a rule")
    print(f"  pysubgroup, search alone   {seconds:9.3f} s" + ("" if other else ", stopped"))
    print(f"  reticle, whole command     {ours:9.3f} s, {runs[0][1]:.0f} MiB")
    print(f"  times as fast              {seconds / ours:9.1f}   (at least 20)")
    print(f"rows {arguments.rows // 50}, 10 traits, beam 50, 2 conditions a rule")
    print(f"  pysubgroup, search alone   {sample['seconds']:9.3f} s")
    print(f"  best rule: pysubgroup {sample['rules'][0][0]:.6f}  {sample['rules'][0][1]}")
    print(f"  best rule: reticle    {float(best[0]):.6f}  {best[2]}")
    ok = seconds >= 20 * ours and float(best[0]) >= sample["rules"][0][0] - 1e-7
    if arguments.large:
        large = accounts(folder, arguments.large)
        seconds, memory, _ = reticle(arguments.reticle, large)
        print(f"rows {arguments.large}")
        print(f"  reticle, whole command     {seconds:9.3f} s, {memory:.0f} MiB (at most 4096)")
        print(f"  times as long              {seconds / ours:9.1f}   (at most 12)")
        ok = ok and seconds <= 12 * ours and memory <= 4096
    if not work:
        shutil.rmtree(folder)
    print("passed" if ok else "FAILED")
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
