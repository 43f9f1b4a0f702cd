"""Hashing contacts for Google Customer Match: Reticle against DuckDB's sha256(lower(trim(…))).

Makes a CSV of contacts (e-mail, phone, first and last name, country, zip) and
has both write the hashed file from it, all cores, best of several runs. Two comparisons:

- without phones: e-mail and names hashed. Reticle applies Google's rules (Gmail dots and tags,
  accents, Unicode), checks every address, leaves out duplicates and writes the ledger; DuckDB
  runs sha256(lower(trim(…))).
  Once from file to file, and once from the table in memory to the file (the call alone).
- with phones: Reticle brings them to E.164; DuckDB hashes the text as it is. What libphonenumber needs
  for the same numbers is measured on its own, one core (through Reticle's own call), and halved.
"""

import csv
import os
import random
import subprocess
import sys
import time

from measuring import RETICLE, ROUNDS, WORK, machine

PEERS = ["duckdb"]
ROWS = 1_000_000

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
    """The least wall time; and, where the body gives a time of its own, the least of those."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        own = body()
        times.append((time.perf_counter() - start, own or 0))
    return min(time for time, _ in times), min(own for _, own in times)


def main():
    import duckdb

    folder = str(WORK / f"contacts-{ROWS}")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "contacts.csv")
    marker = os.path.join(folder, "whole")
    if not os.path.exists(marker):
        generate(ROWS, path)
        open(marker, "w").close()
    threads = os.cpu_count()
    print(f"{ROWS:,} contacts, {machine()}, best of {ROUNDS}")

    def reticle(name, drop):
        script = os.path.join(folder, name.replace(" ", "-") + ".lua")
        with open(script, "w") as file:
            file.write(SCRIPT.format(drop=drop, out=name.replace(" ", "-")))

        def run():
            done = subprocess.run(
                [RETICLE, "run", script, "--data", folder, "--out", os.path.join(folder, "out"),
                 "--profile"], capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(done.stdout + done.stderr)
            for line in (done.stdout + done.stderr).splitlines():
                if line.startswith("audience.google_customer_match"):
                    return float(line.split()[-1].replace(",", "")) / 1000

        return best(ROUNDS, run)

    def duck(names):
        columns = ", ".join(f"sha256(lower(trim({name}))) AS {name}" for name in names)
        query = DUCK.format(
            columns=columns + ", country, zip", path=path, out=os.path.join(folder, "duck.csv"))

        def run():
            connection = duckdb.connect()
            connection.execute(f"SET threads TO {threads}")
            connection.execute("SET preserve_insertion_order TO true")
            connection.execute(query)
            connection.execute(f"CREATE TABLE held AS SELECT * FROM read_csv('{path}', all_varchar = true)")
            start = time.perf_counter()
            connection.execute(query.replace(f"read_csv('{path}', all_varchar = true)", "held"))
            own = time.perf_counter() - start
            connection.close()
            return own

        return best(ROUNDS, run)

    def compare(name, drop, names):
        (whole, call), (_, held) = reticle(name, drop), duck(names)
        connection = duckdb.connect()
        connection.execute(f"SET threads TO {threads}")
        columns = ", ".join(f"sha256(lower(trim({column}))) AS {column}" for column in names)
        query = DUCK.format(
            columns=columns + ", country, zip", path=path, out=os.path.join(folder, "duck.csv"))
        duck_whole, _ = best(ROUNDS, lambda: connection.execute(query) and None)
        print(f"{name:15} file to file: reticle {whole:.2f} s  duckdb {duck_whole:.2f} s  "
              f"{duck_whole / whole:.2f} times")
        print(f"{'':15} table to file: reticle {call:.2f} s  duckdb {held:.2f} s  "
              f"{held / call:.2f} times")

    compare("without phones", '"phone"', ["email", "first_name", "last_name"])
    compare("with phones", '"zip"', ["email", "phone", "first_name", "last_name"])


if __name__ == "__main__":
    main()
