"""Learns the parameters that the linkage engine ships, and prints them as crates/linkage/data/shipped.tsv.

    python learn.py WORK --data FOLDER --names FOLDER > crates/linkage/data/shipped.tsv

FOLDER of --data holds generate.py, names_hand.py and person_names.txt (rigour 2.6.1): the register is generated from open
names with a seed of its own, so that none of it is in the registers that are scored. FOLDER of --names holds the counts of
Statistics Sweden: se_tilltalsnamn_man.csv, se_tilltalsnamn_kvinnor.csv, se_efternamn_vanliga.csv.
Needs faker, pandas and pyarrow, and the engine's example: cargo build --release -p linkage --examples
"""

import argparse
import csv
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
LEARN = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "examples" / "learn"
RECORDS, SEED = 200_000, 2024
# Residents of Sweden on 31 December 2020 (Statistics Sweden): the list of family names holds the thousand commonest.
RESIDENTS = 10_379_295

HEAD = f"""\
# What agreement is worth before anything is learned from a register: counts of levels among pairs whose truth is known.
# Written by bench/linkage/learn.py; do not edit. Register: {RECORDS} records generated with seed {SEED} from faker (MIT) and
# rigour 2.6.1 (MIT; names from Wikidata, CC0). Concentration of names: counts of Statistics Sweden (CC0), 2020-12-31.
# strangers of_one_kind: which part of all pairs of strangers have one language.
# chance: that two records have the same value; chance_of_skeleton: the same consonants.
# concentration: of the names of a population (Ewens 1972), 1 / chance - 1.
# count FIELD LEVEL: pairs of the same person, of relatives, of strangers with one language, of other strangers.
"""


def counts(file, column):
    with open(file, encoding="utf-8-sig", newline="") as stream:
        return [int(row[column]) for row in csv.DictReader(stream)]


def concentration(counts, total):
    return sum((total / count) ** -2 for count in counts) ** -1 - 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    parquet, table = options.work / "learn.parquet", options.work / "learn.tsv"
    environment = {**os.environ, "PERSON_NAMES": str(options.data / "person_names.txt")}
    generate = [sys.executable, str(options.data / "generate.py"), str(RECORDS), str(parquet), str(SEED)]
    subprocess.run(generate, env=environment, check=True, stdout=sys.stderr)
    register = pd.read_parquet(parquet).rename(
        columns={"rec_id": "id", "entity_id": "entity", "dob": "birth_date", "doc": "document"}
    )
    register.to_csv(table, sep="\t", index=False)
    given = counts(options.names / "se_tilltalsnamn_man.csv", "persons_2020_12_31")
    given += counts(options.names / "se_tilltalsnamn_kvinnor.csv", "persons_2020_12_31")
    family = counts(options.names / "se_efternamn_vanliga.csv", "frequency")
    print(HEAD, end="")
    print(f"concentration\tgiven\t{concentration(given, sum(given)):.0f}")
    print(f"concentration\tfamily\t{concentration(family, RESIDENTS):.0f}")
    sys.stdout.flush()
    subprocess.run([str(LEARN), str(table)], check=True)


if __name__ == "__main__":
    main()
