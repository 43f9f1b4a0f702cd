"""Matching accounts of two sources: Reticle against splink (on DuckDB), with the same blocking.

Makes two CSV files with known truth: typing mistakes, legal forms,
abbreviations, renamed domains, moved offices, missing cells, and look-alikes that are not the same
(branches that share a domain, companies of one name in other cities). Both programs read the files
as they are; splink's cleaning is SQL in DuckDB. Reported are wall time and, against the truth, precision,
recall and F1 of each left record's best match. Splink's threshold is the best there is, chosen by the
truth; Reticle's is its default.
"""

import csv
import os
import random
import subprocess
import sys
import time

from measuring import RETICLE, WORK, machine

PEERS = ["splink", "duckdb"]
ROWS = 1_000_000

LEGAL = {
    "US": ["Inc.", "Inc", ", Inc.", "LLC", "Corp.", "Corporation", "Co.", "L.L.C.", ""],
    "DE": ["GmbH", "AG", "GmbH & Co. KG", "SE", "KG"],
    "GB": ["Ltd", "Limited", "PLC", "Ltd.", "LLP"],
    "FR": ["SA", "S.A.", "SAS", "SARL", "S.A.S."],
    "NL": ["B.V.", "BV", "N.V."],
}
CITIES = {
    "US": [("Austin", "737", "512"), ("Boston", "021", "617"), ("Chicago", "606", "312"),
           ("Denver", "802", "303"), ("Seattle", "981", "206"), ("Atlanta", "303", "404"),
           ("Dallas", "752", "214"), ("Portland", "972", "503"), ("Columbus", "432", "614"),
           ("New York", "100", "212"), ("San Diego", "921", "619"), ("Phoenix", "850", "602"),
           ("Nashville", "372", "615"), ("Detroit", "482", "313"), ("Tampa", "336", "813")],
    "DE": [("Berlin", "10", "30"), ("Hamburg", "20", "40"), ("München", "80", "89"),
           ("Köln", "50", "221"), ("Stuttgart", "70", "711"), ("Leipzig", "04", "341")],
    "GB": [("London", "EC", "20"), ("Leeds", "LS", "113"), ("Bristol", "BS", "117"),
           ("Manchester", "M", "161")],
    "FR": [("Paris", "75", "1"), ("Lyon", "69", "4"), ("Lille", "59", "3"), ("Nantes", "44", "2")],
    "NL": [("Amsterdam", "10", "20"), ("Utrecht", "35", "30"), ("Eindhoven", "56", "40")],
}
CALLING = {"US": "1", "DE": "49", "GB": "44", "FR": "33", "NL": "31"}
KINDS = ["Technologies", "Systems", "Manufacturing", "Consulting", "Solutions", "Industries",
         "Logistics", "Services", "Group", "Engineering", "Partners", "Software", "Energy", "Foods",
         "Pharmaceuticals", "Construction", "Holdings", "Media", "Laboratories", "Electronics",
         "Insurance", "International", "Design", "Automotive", "Medical", "Networks", "Capital"]
SHORT = {"Technologies": "Tech", "Systems": "Sys", "Manufacturing": "Mfg", "Services": "Svcs",
         "Group": "Grp", "Engineering": "Eng", "International": "Intl", "Industries": "Ind",
         "Laboratories": "Labs", "Pharmaceuticals": "Pharma", "Holdings": "Hldgs",
         "Solutions": "Solns", "Construction": "Constr", "Consulting": "Consultants"}
ONSETS = "b br c ch cl d dr f fl g gr h j k kr l m n p pl qu r s sh st t tr v w z".split()
NUCLEI = "a e i o u ai ea io ou".split()
CODAS = ["", "", "n", "r", "l", "x", "s", "t", "nd", "rt", "m"]


def word(rng):
    return "".join(
        rng.choice(ONSETS) + rng.choice(NUCLEI) + rng.choice(CODAS)
        for _ in range(rng.choice([2, 2, 3]))).capitalize()


def typo(rng, text):
    if len(text) < 4:
        return text
    place = rng.randrange(1, len(text) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1:]
    if kind == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2:]
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return text[:place] + letter + text[place + (1 if kind == 2 else 0):]


def company(rng, words, names):
    country = rng.choices(list(CITIES), [60, 14, 12, 8, 6])[0]
    city, zip_code, area = rng.choice(CITIES[country])
    own = [rng.choice(words)]
    if rng.random() < 0.25:
        own.append(rng.choice(names))
    if rng.random() < 0.85:
        own.append(rng.choice(KINDS))
    if rng.random() < 0.12:
        own.append(rng.choice(KINDS))
    digits = 3 if country == "US" else 7
    return {
        "words": own, "legal": rng.choice(LEGAL[country]), "country": country, "city": city,
        "zip": zip_code + "".join(rng.choice("0123456789") for _ in range(2 if country == "US" else 3)),
        "phone": (area, "%0*d" % (7 if digits == 3 else 7, rng.randrange(2000000, 9999999))),
        "domain": "".join(own[: rng.choice([1, 2])]).lower() + rng.choice(["", "", "", "hq", "online"])
        + {"US": ".com", "DE": ".de", "GB": ".co.uk", "FR": ".fr", "NL": ".nl"}[country],
    }


def phone(rng, record):
    area, number = record["phone"]
    code = CALLING[record["country"]]
    if record["country"] == "US":
        return rng.choice([
            f"({area}) {number[:3]}-{number[3:]}", f"{area}-{number[:3]}-{number[3:]}",
            f"+1 {area} {number[:3]} {number[3:]}", f"{area}.{number[:3]}.{number[3:]}",
            f"+1{area}{number}", f"({area}) {number[:3]}-{number[3:]} x{rng.randrange(10, 999)}"])
    return rng.choice([
        f"+{code} {area} {number}", f"0{area}/{number}", f"+{code} (0){area} {number}",
        f"00{code} {area} {number[:3]} {number[3:]}"])


def written(rng, record, changes):
    """A record as one of the sources has it; with `changes`, as the other one does."""
    words = list(record["words"])
    legal = record["legal"]
    city, zip_code = record["city"], record["zip"]
    domain = record["domain"]
    own_phone = record["phone"]
    if changes:
        if rng.random() < 0.6:
            legal = rng.choice(LEGAL[record["country"]] + [""])
        if rng.random() < 0.2:
            words = [SHORT.get(w, w) for w in words]
        if rng.random() < 0.12:
            place = rng.randrange(len(words))
            words[place] = typo(rng, words[place])
        if rng.random() < 0.08 and len(words) > 1:
            words.pop()
        elif rng.random() < 0.05:
            words.append(rng.choice(KINDS))
        if rng.random() < 0.08:
            domain = "".join(words).lower().replace("ü", "u") + rng.choice([".io", ".net", ".eu"])
        if rng.random() < 0.15:
            record = dict(record, phone=(own_phone[0], "%07d" % rng.randrange(2000000, 9999999)))
        if rng.random() < 0.06:
            city, zip_code, _ = rng.choice(CITIES[record["country"]])
            zip_code += "".join(rng.choice("0123456789") for _ in range(2))
        elif rng.random() < 0.04:
            city = typo(rng, city)
    name = " ".join(words)
    if rng.random() < 0.1:
        name = "The " + name
    if legal:
        name += legal if legal.startswith(",") else " " + legal
    if rng.random() < (0.15 if changes else 0.05):
        name = name.upper()
    site = domain
    style = rng.random()
    if style < 0.25:
        site = "https://www." + domain + rng.choice(["", "/", "/about"])
    elif style < 0.4:
        site = "www." + domain
    missing = rng.random
    return [
        name,
        "" if missing() < (0.15 if changes else 0.1) else site,
        "" if missing() < (0.25 if changes else 0.2) else phone(rng, record),
        "" if missing() < 0.08 else city,
        "" if missing() < 0.15 else zip_code,
        "" if missing() < 0.04 else record["country"],
    ]


def generate(rows, folder, seed=7):
    """left.csv and right.csv of `rows` rows, truth.csv of the pairs that are one."""
    rng = random.Random(seed)
    words = [word(rng) for _ in range(max(50, rows // 3))]
    names = [word(rng) for _ in range(5000)]
    paths = [os.path.join(folder, name) for name in ("left.csv", "right.csv", "truth.csv")]
    shared = int(rows * 0.7)
    with open(paths[0], "w", newline="") as a, open(paths[1], "w", newline="") as b, \
            open(paths[2], "w", newline="") as t:
        left, right, truth = csv.writer(a), csv.writer(b), csv.writer(t)
        header = ["account_id", "name", "website", "phone", "city", "zip", "country"]
        left.writerow(header)
        right.writerow(header)
        truth.writerow(["left", "right"])
        order = list(range(rows))
        rng.shuffle(order)
        others = [None] * rows
        before = None
        for index in range(rows + (rows - shared)):
            record = company(rng, words, names)
            if before is not None and rng.random() < 0.03:
                # A branch: another company of the same group, on its domain.
                record["domain"] = before["domain"]
            elif before is not None and rng.random() < 0.03:
                # The same name in another city: not the same company.
                record["words"] = before["words"]
            before = record
            if index < rows:
                left.writerow([f"L{index}"] + written(rng, record, False))
            if index < shared or index >= rows:
                place = order[index if index < shared else shared + index - rows]
                others[place] = (index, written(rng, record, True))
        for place, (index, cells) in enumerate(others):
            right.writerow([f"R{place}"] + cells)
            if index < shared:
                truth.writerow([f"L{index}", f"R{place}"])
    return paths


def quality(pairs, truth):
    """Precision, recall and F1 of pairs (left, right)."""
    right = sum(1 for pair in pairs if truth.get(pair[0]) == pair[1])
    precision = right / max(1, len(pairs))
    recall = right / max(1, len(truth))
    return precision, recall, 2 * precision * recall / max(1e-12, precision + recall)


SCRIPT = """
local left, right = open "left.csv", open "right.csv"
local found = identity.match(left, right, { block = { "domain", "phone", "name", "name[4] + city" } })
print(found)
found:select("left_id", "right_id", "match"):save "matches.csv"
"""


def run_reticle(program, folder):
    script = os.path.join(folder, "match.lua")
    with open(script, "w") as file:
        file.write(SCRIPT)
    out = os.path.join(folder, "out")
    start = time.perf_counter()
    run = subprocess.run(
        [program, "run", script, "--data", folder, "--out", out], capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if run.returncode != 0:
        sys.exit(run.stdout + run.stderr)
    print(run.stdout.strip().splitlines()[-1])
    with open(os.path.join(out, "matches.csv"), newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return seconds, [(row[0], row[1]) for row in rows]


CLEAN = """
CREATE TABLE {side}_clean AS
WITH raw AS (SELECT * FROM read_csv('{path}', all_varchar = true)),
named AS (
  SELECT *, trim(regexp_replace(regexp_replace(regexp_replace(strip_accents(lower(name)), '[.'']', '', 'g'),
    '[^a-z0-9]+', ' ', 'g'), '^the ', '')) AS plain FROM raw)
SELECT account_id AS unique_id, nullif(trim(regexp_replace(plain,
    '( (inc|llc|corp|corporation|co|gmbh|ag|se|kg|ltd|limited|plc|llp|sa|sas|sarl|bv|nv))+$', '')), '') AS name,
  replace(nullif(trim(regexp_replace(plain,
    '( (inc|llc|corp|corporation|co|gmbh|ag|se|kg|ltd|limited|plc|llp|sa|sas|sarl|bv|nv))+$', '')), ''), ' ', '')
    [1:4] AS name4,
  nullif(regexp_replace(regexp_replace(lower(website), '^(https?://)?(www\\.)?', ''), '/.*$', ''), '') AS domain,
  nullif(right(regexp_replace(regexp_replace(regexp_replace(phone, ' x[0-9]+$', ''), '\\(0\\)', ''),
    '[^0-9]', '', 'g'), 8), '') AS phone,
  strip_accents(lower(city)) AS city, lower(zip) AS zip, country FROM named
"""


def run_splink(paths, threads):
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    start = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(f"SET threads TO {threads}")
    for side, path in (("lefts", paths[0]), ("rights", paths[1])):
        connection.execute(CLEAN.format(side=side, path=path))
    api = DuckDBAPI(connection)
    tables = [
        api.register(connection.table("lefts_clean"), dataset_display_name="lefts"),
        api.register(connection.table("rights_clean"), dataset_display_name="rights")]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(
                term_frequency_adjustments=True),
            cl.ExactMatch("domain").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.ExactMatch("zip").configure(term_frequency_adjustments=True),
            cl.ExactMatch("country"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("domain"), block_on("phone"), block_on("name"), block_on("name4", "city")],
        retain_matching_columns=False)
    linker = Linker(tables, settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("domain", "phone"), block_on("name", "city"), block_on("name", "domain")],
        recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("domain"), block_on("name", "city")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    trained = time.perf_counter()
    found = linker.inference.predict(threshold_match_probability=0.05)
    name = found.physical_name
    count = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    columns = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
    # Which side is called left is splink's choice.
    best = connection.execute(f"""
      SELECT l, r, p FROM (
        SELECT CASE WHEN source_dataset_l = 'lefts' THEN unique_id_l ELSE unique_id_r END AS l,
               CASE WHEN source_dataset_l = 'lefts' THEN unique_id_r ELSE unique_id_l END AS r,
               match_probability AS p, match_weight AS w FROM {name})
      QUALIFY row_number() OVER (PARTITION BY l ORDER BY w DESC, r) = 1""").fetchall() \
        if "match_weight" in columns else sys.exit(f"splink gave {columns}")
    end = time.perf_counter()
    print(f"splink: {count:,} pairs kept; training until {trained - start:.1f} s")
    return end - start, end - trained, best


def main():
    folder = str(WORK / f"matching-{ROWS}")
    os.makedirs(folder, exist_ok=True)
    paths = [os.path.join(folder, name) for name in ("left.csv", "right.csv", "truth.csv")]
    marker = os.path.join(folder, "whole")
    if not os.path.exists(marker):
        generate(ROWS, folder)
        open(marker, "w").close()
    print(f"{ROWS:,} accounts against {ROWS:,}, {machine()}")
    with open(paths[2], newline="") as file:
        rows = csv.reader(file)
        next(rows)
        truth = dict(rows)

    ours, pairs = run_reticle(RETICLE, folder)
    precision, recall, f1 = quality(pairs, truth)
    print(f"reticle  {ours:8.2f} s  precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")
    seconds, predict, best = run_splink(paths, os.cpu_count())
    options = []
    for threshold in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999):
        options.append((*quality([(l, r) for l, r, p in best if p >= threshold], truth), threshold))
    precision, recall, f1, threshold = max(options, key=lambda option: option[2])
    print(f"splink   {seconds:8.2f} s  precision {precision:.4f}  recall {recall:.4f}  "
          f"F1 {f1:.4f} (at its best threshold, {threshold}; predict alone {predict:.2f} s)")
    print(f"{seconds / ours:.1f} times as fast as splink; predict alone {predict / ours:.1f} times")


if __name__ == "__main__":
    main()
