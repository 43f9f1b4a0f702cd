"""People: reading job titles and covering committees beside loading the contacts, in one run.

1 million accounts and 2 million contacts. Titles repeat as they do in exports: a few thousand common ones
and a long tail, in four languages. Both must take at most half the time of loading the contacts.
"""

import os
import random
import sys

from measuring import HERE, ROUNDS, WORK, Profile, best, machine, milliseconds, table

PEERS = []

ACCOUNTS = int(os.environ.get("BENCH_PEOPLE_ACCOUNTS", "1000000"))
LEVELS = ["", "", "", "Senior ", "Junior ", "Head of ", "Director of ", "VP ", "Lead ", "Global Head of ",
          "Associate Director, ", "Vice President, ", "Leiter ", "Teamleiter ", "Responsable ", "Director de "]
SUBJECTS = ["Sales", "Marketing", "Engineering", "Software Engineering", "Finance", "Human Resources",
            "Procurement", "IT Infrastructure", "Operations", "Customer Success", "Business Development",
            "Product Management", "Data Science", "Legal", "Supply Chain", "Einkauf", "Vertrieb",
            "Produktion", "Ventas", "Compras", "Marketing Communications", "Security", "Quality"]
PLACES = ["", "", "", "", " EMEA", " DACH", " North America", ", Germany", " & Strategy", " (m/w/d)",
          " - Enterprise", " II", " APAC", ", Corporate", " International", " Nordics"]
FIXED = ["CEO", "CFO", "CTO", "Geschäftsführer", "Owner", "Founder", "Account Executive", "Project Manager",
         "Office Manager", "Executive Assistant to the CEO", "Purchasing Manager", "IT Director",
         "Plant Manager", "Software Engineer", "Consultant", "Controller", "Buyer", "Recruiter"]


def make(folder, accounts):
    """accounts.csv, and contacts.csv with two contacts an account; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(20260101)
    tail = [f"{level}{subject}{place}" for level in LEVELS for subject in SUBJECTS for place in PLACES]
    dice.shuffle(tail)
    with open(folder / "accounts.csv", "w") as file:
        file.write("account_id,name,domain,industry,employees\n")
        for index in range(accounts):
            file.write(f"A{index},Company {index},company{index}.com,Software,{index % 5000 + 1}\n")
    with open(folder / "contacts.csv", "w") as file:
        file.write("contact_id,account_id,first_name,last_name,email,phone,title,country\n")
        for index in range(2 * accounts):
            common = dice.random() < 0.6
            title = dice.choice(FIXED) if common else tail[int(len(tail) * dice.random() ** 2)]
            quoted = f'"{title}"' if "," in title else title
            account = dice.randrange(accounts)
            file.write(
                f"C{index},A{account},Ana,Novak{index},ana.{index}@company{account}.com,"
                f"+1415555{index % 10000:04d},{quoted},US\n")
    (folder / "made").touch()


def main():
    folder = WORK / f"people-{ACCOUNTS}"
    if not (folder / "made").exists():
        print(f"making {ACCOUNTS:,} accounts and {2 * ACCOUNTS:,} contacts", flush=True)
        make(folder, ACCOUNTS)
    times = {"contacts": [], "classify": [], "coverage": []}
    for _ in range(ROUNDS):
        profile = Profile(HERE / "people" / "people.lua", folder)
        for stage in times:
            times[stage].append(profile.stages[stage])
    load = best(times["contacts"])
    print(f"{machine()}; {ACCOUNTS:,} accounts, {2 * ACCOUNTS:,} contacts; best of {ROUNDS} rounds\n")
    rows = [["loading the contacts", milliseconds(load), "", ""]]
    failed = False
    for stage, name in [("classify", "reading all titles"), ("coverage", "committee coverage")]:
        share = best(times[stage]) / load
        failed |= share > 0.5
        rows.append([
            name, milliseconds(best(times[stage])), f"{share:.2f} of loading",
            "yes" if share <= 0.5 else "no"])
    table(rows, ["stage", "ms", "ratio (at most 0.50)", "met"])
    sys.exit(1 if failed else 0)


main()
