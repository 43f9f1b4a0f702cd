"""What all parts of scripts/bench need: settings, running programs in turn, tables."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

RETICLE = os.environ.get("BENCH_RETICLE", "reticle")
WORK = pathlib.Path(os.environ.get("BENCH_WORK", ".build/bench"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
ACCOUNTS = int(os.environ.get("BENCH_ACCOUNTS", "2000000"))
GROWTH = int(os.environ.get("BENCH_GROWTH", "0"))
HERE = pathlib.Path(__file__).resolve().parent


class Run:
    """A program that ran: wall seconds, the largest memory it held, and what it printed."""

    def __init__(self, command, cwd=None):
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], cwd=cwd, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.output = process.stdout.read()
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        process.stderr.close()
        self.peak_gb = usage.ru_maxrss / 1e6
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} failed:\n{errors}")

    def json(self):
        """The last line of the output, which is JSON."""
        return json.loads(self.output.strip().splitlines()[-1])


def python(script, *arguments):
    return Run([sys.executable, script, *arguments])


class Profile:
    """The host calls of a Reticle script, in stages: print("stage NAME") begins one.

    The script's time between two calls belongs to the stage; reading the profile costs nothing in it.
    """

    def __init__(self, script, data, *options, arguments=()):
        file = WORK / "profile.json"
        out = WORK / "out"
        command = [RETICLE, "run", script, "--data", data, "--out", out, "--profile-to", file]
        self.run = Run([*command, *options, "--", *arguments])
        found = json.loads(file.read_text())
        self.total = found["seconds"]
        self.calls = found["calls"]
        names = [line[6:] for line in self.run.output.splitlines() if line.startswith("stage ")]
        starts = [call["start"] for call in self.calls if call["name"] == "print"]
        prints = [line for line in self.run.output.splitlines()]
        if len(prints) < len(names) or len(starts) < len(names):
            sys.exit(f"{script} printed more than its stages")
        self.stages = {}
        ends = starts[1:] + [self.total]
        for name, start, end in zip(names, starts, ends):
            self.stages[name] = end - start


def best(values):
    return min(values)


def middle(values):
    return statistics.median(values)


def table(rows, headings):
    """Prints rows as a Markdown table."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    for row in [headings, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
    print(flush=True)


def milliseconds(seconds):
    return f"{seconds * 1000:,.0f}" if seconds >= 0.1 else f"{seconds * 1000:.1f}"


def machine():
    """The machine in general terms."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory"
