"""Hashing contacts for Google Customer Match: Reticle against DuckDB's sha256(lower(trim(…))).

    python3 scripts/benchmarks/hashing.py [--rows 1000000] [--reticle .build/release/reticle]

Needs duckdb (PyPI). Makes a CSV of contacts (e-mail, phone, first and last name, country, zip) and
has both write the hashed file from it, all cores, best of several runs. Two comparisons:

- without phones: e-mail and names hashed. Reticle applies Google's rules (Gmail dots and tags,
  accents, Unicode), checks every address, leaves out duplicates and writes the ledger; DuckDB
  runs sha256(lower(trim(…))).
- with phones: Reticle brings them to E.164; DuckDB hashes the text as it is. What libphonenumber needs
  for the same numbers is measured on its own, one core (through Reticle's own call), and halved.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time

FIRST = ("Anna Ben Chloë David Eva Finn Grace Hugo Ines Jack Kate Liam Mia Noah Olga Paul Quinn Rosa Sam "
         "Tina Uwe Vera Will Xenia Yann Zoë").split()
LAST = ("Smith Müller García Rossi Dubois Jansen Novak Kowalski Jones Brown O'Neill Schmidt Lefèvre "
        "Andersson Silva Kim Nguyen Patel Cohen Ivanov").split()
FREE = ["gmail.com", "googlemail.com", "outlook.com", "yahoo.com", "web.de"]


def generate(rows, path, seed=3):
    rng = random.Random(seed)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["email", "phone", "first_name", "last_name", "country", "zip"])
        for index in range(rows):
            first, last = rng.choice(FIRST), rng.choice(LAST)
            plain = f"{first}.{last}{index}".lower().replace("'", "")
            plain = plain.encode("ascii", "ignore").decode()
            domain = rng.choice(FREE) if rng.random() < 0.3 else f"company{rng.randrange(rows // 5 + 1)}.com"
            email = plain + "@" + domain
            if rng.random() < 0.1:
                email = " " + email.title() + " "
            country = rng.choices(["US", "DE", "GB", "FR"], [70, 12, 10, 8])[0]
            number = "%07d" % rng.randrange(2000000, 9999999)
            area = rng.choice(["212", "312", "415", "617"])
            phone = {
                "US": lambda: rng.choice([f"({area}) {number[:3]}-{number[3:]}", f"+1{area}{number}"]),
                "DE": lambda: f"+49 30 {number}", "GB": lambda: f"020 7{number[:3]} {number[3:]}",
                "FR": lambda: f"+33 1 4{number[0]} {number[1:3]} {number[3:5]} {number[5:]}"}[country]()
            out.writerow([email, phone, first, last, country, "%05d" % rng.randrange(1000, 99999)])


SCRIPT = """
local people = open("contacts.csv", {{ contacts = {{ file = "contacts.csv" }} }}).contacts
audience.google_customer_match(people:drop({drop}), "{out}.csv", {{ consent = "granted", force = true }})
"""

DUCK = """
COPY (SELECT {columns} FROM read_csv('{path}', all_varchar = true))
TO '{out}' (HEADER, DELIMITER ',')
"""


def best(runs, body):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--reticle", default=".build/release/reticle")
    parser.add_argument("--work", help="keep the files here")
    parser.add_argument("--json", help="write the figures here")
    given = parser.parse_args()
    import duckdb

    folder = given.work or tempfile.mkdtemp(prefix="hashing-")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "contacts.csv")
    marker = os.path.join(folder, "rows")
    if not (os.path.exists(marker) and open(marker).read() == str(given.rows)):
        generate(given.rows, path)
        with open(marker, "w") as file:
            file.write(str(given.rows))
    program = os.path.abspath(given.reticle)
    threads = os.cpu_count()
    figures = {"rows": given.rows, "threads": threads}

    def reticle(name, drop):
        script = os.path.join(folder, name + ".lua")
        with open(script, "w") as file:
            file.write(SCRIPT.format(drop=drop, out=name))

        def run():
            done = subprocess.run(
                [program, "run", script, "--data", folder, "--out", os.path.join(folder, "out")],
                capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(done.stdout + done.stderr)

        return best(given.runs, run)

    def duck(names):
        columns = ", ".join(f"sha256(lower(trim({name}))) AS {name}" for name in names)
        query = DUCK.format(
            columns=columns + ", country, zip", path=path, out=os.path.join(folder, "duck.csv"))

        def run():
            connection = duckdb.connect()
            connection.execute(f"SET threads TO {threads}")
            connection.execute("SET preserve_insertion_order TO true")
            connection.execute(query)
            connection.close()

        return best(given.runs, run)

    plain = reticle("plain", '"phone"')
    plain_duck = duck(["email", "first_name", "last_name"])
    whole = reticle("whole", '"zip"')
    whole_duck = duck(["email", "phone", "first_name", "last_name"])
    figures |= {"reticle": plain, "duckdb": plain_duck, "times_faster": plain_duck / plain,
                "reticle_phones": whole, "duckdb_phones": whole_duck,
                "times_faster_phones": whole_duck / whole}
    print(f"without phones  reticle {plain:.2f} s  duckdb {plain_duck:.2f} s  "
          f"{plain_duck / plain:.2f} times")
    print(f"with phones     reticle {whole:.2f} s  duckdb {whole_duck:.2f} s  "
          f"{whole_duck / whole:.2f} times; phones alone cost {whole - plain:.2f} s")
    if given.json:
        with open(given.json, "w") as file:
            json.dump(figures, file, indent=2)


if __name__ == "__main__":
    main()
