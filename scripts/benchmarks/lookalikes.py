"""Lookalikes: the 1,000 accounts most like 100 examples, beside scikit-learn's nearest neighbours.

A million accounts with five traits. scikit-learn gets the same traits as a one-hot matrix (sparse, made
before the clock starts) and is asked for each example's nearest rows; Reticle's time is that of the whole
call on the table. The examples themselves are no answer. Both must find accounts that match as many of the traits.
"""

import csv
import os
import random
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neighbors import NearestNeighbors

from measuring import HERE, ROUNDS, WORK, Profile, best, machine, milliseconds, table

PEERS = ["scikit-learn", "scipy", "numpy"]

ACCOUNTS = int(os.environ.get("BENCH_LOOKALIKE_ACCOUNTS", "1000000"))
EXAMPLES = 100
WANTED = 1000
TRAITS = {"industry": 40, "country": 30, "state": 50, "stage": 6, "size": 8}


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(20260202)
    with open(folder / "accounts.csv", "w") as file:
        file.write("account_id," + ",".join(TRAITS) + "\n")
        for index in range(ACCOUNTS):
            values = [f"{name}-{int(count * dice.random() ** 1.5)}" for name, count in TRAITS.items()]
            file.write(f"A{index}," + ",".join(values) + "\n")
    (folder / "made").touch()


def one_hot(folder):
    """A row for each account, a column for each level of each trait."""
    levels, columns = {}, np.empty((ACCOUNTS, len(TRAITS)), dtype=np.int32)
    with open(folder / "accounts.csv", newline="") as file:
        for row, line in enumerate(csv.DictReader(file)):
            for place, name in enumerate(TRAITS):
                columns[row, place] = levels.setdefault((name, line[name]), len(levels))
    starts = np.arange(0, ACCOUNTS * len(TRAITS) + 1, len(TRAITS))
    values = np.ones(ACCOUNTS * len(TRAITS), dtype=np.float32)
    return csr_matrix((values, columns.ravel(), starts), shape=(ACCOUNTS, len(levels)))


def matched(matrix, rows):
    """How many traits each row shares with the example it is most like."""
    return np.asarray((matrix[rows] @ matrix[:EXAMPLES].T).max(axis=1).todense()).ravel()


def main():
    folder = WORK / f"lookalikes-{ACCOUNTS}"
    if not (folder / "made").exists():
        print(f"making {ACCOUNTS:,} accounts", flush=True)
        make(folder)
    matrix = one_hot(folder)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        profile = Profile(HERE / "people" / "lookalikes.lua", folder)
        ours.append(profile.stages["lookalikes"])
        start = time.perf_counter()
        # Each example's nearest: enough of them that the best thousand are among all.
        search = NearestNeighbors(n_neighbors=WANTED + EXAMPLES, algorithm="brute", n_jobs=-1).fit(matrix)
        distances, found = search.kneighbors(matrix[:EXAMPLES])
        nearest = {}
        for distance, row in zip(distances.ravel(), found.ravel()):
            if row >= EXAMPLES and distance < nearest.get(row, np.inf):
                nearest[row] = distance
        chosen = sorted(nearest, key=nearest.get)[:WANTED]
        theirs.append(time.perf_counter() - start)
    with open(WORK / "out" / "lookalikes.csv", newline="") as file:
        own = [int(line["account_id"][1:]) for line in csv.DictReader(file)]
    print(f"{machine()}; {ACCOUNTS:,} accounts, {EXAMPLES} examples, {WANTED:,} wanted; best of {ROUNDS} rounds\n")
    ratio = best(theirs) / best(ours)
    a, b = matched(matrix, own), matched(matrix, chosen)
    table([
        ["scikit-learn, nearest neighbours", milliseconds(best(theirs)), "", ""],
        ["Reticle, market.lookalikes", milliseconds(best(ours)), f"{ratio:.1f} times as fast",
         "yes" if ratio >= 5 else "no"]], ["search", "ms", "at least 5", "met"])
    agree = len(own) == WANTED and sorted(a) == sorted(b)
    print(f"traits shared with an example: Reticle {a.mean():.3f}, scikit-learn {b.mean():.3f}"
          + ("" if agree else "\nANSWERS DIFFER"))
    sys.exit(0 if agree and ratio >= 5 else 1)


main()
