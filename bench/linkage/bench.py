"""Measures `linkage` and its peers on labelled data and scores pairs independently of all of them.

usage: python bench.py WORK [--data FOLDER] [--peers] [--million]

WORK    a folder for data and results; nothing else is written
--data  a folder with registry_20k.tsv.gz, registry_100k.tsv.gz, historical_figures_with_errors_50k.parquet and, for
        --million, generate.py and names_hand.py (the generator of the registries) and person_names.txt of rigour 2.6.1
--peers also runs Splink 5 and recordlinkage

needs: cargo build --release -p linkage --examples; pip install pandas pyarrow recordlinkage (splink, faker)

Wall and CPU seconds and peak memory are those of the child process, reading and writing included. Best F1 is over all
thresholds; "own" is the threshold the engine chose itself, without labels.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

# A forked child counts its parent's memory as its own peak, so a small process of its own starts what is measured.
MEASURE = subprocess.Popen(
    [
        sys.executable,
        "-c",
        """
import json, os, sys, time
for line in sys.stdin:
    command, start = json.loads(line), time.time()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 1)
        os.execvp(command[0], command)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    _, status, usage = os.wait4(child, 0)
    cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    print(json.dumps(dict(text=text, status=status, wall=time.time() - start, cpu=cpu, memory=memory)), flush=True)
""",
    ],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    text=True,
)

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
ENGINE = TARGET / "release" / "examples" / "link"
FORMS = TARGET / "release" / "examples" / "forms"


def measured(command):
    """Runs a command; gives its output, wall seconds, CPU seconds and peak megabytes."""
    MEASURE.stdin.write(json.dumps(command) + "\n")
    MEASURE.stdin.flush()
    answer = json.loads(MEASURE.stdout.readline())
    if answer["status"]:
        sys.exit(f"{command} failed")
    return answer["text"], answer["wall"], answer["cpu"], answer["memory"]


def score(left, right, weight, truth, possible):
    """Precision, recall and F1 after each pair, pairs in descending weight. `truth` maps a record to its entity."""
    order = np.argsort(-weight, kind="stable")
    true = (left.map(truth).to_numpy() == right.map(truth).to_numpy())[order]
    found = np.cumsum(true)
    precision = found / np.arange(1, len(true) + 1)
    recall = found / possible
    return precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-12), weight[order]


def row(name, tool, pairs, truth, possible, own, wall, cpu, memory):
    pairs = pairs.astype({"left": str, "right": str})
    precision, recall, f1, weight = score(pairs.left, pairs.right, pairs.weight.to_numpy(), truth, possible)
    best = int(f1.argmax())
    at = lambda p: max(int((weight >= np.log2(p / (1 - p)) - 1e-6).sum()) - 1, 0)
    mine, sure = at(own), at(0.95)
    print(
        f"| {name} | {tool} | {f1[mine]:.4f} | {f1[best]:.4f} ({precision[best]:.4f} / {recall[best]:.4f}) "
        f"| {precision[sure]:.4f} / {recall[sure]:.4f} | {cpu:.1f} | {wall:.1f} | {memory:.0f} |",
        flush=True,
    )


def possible_pairs(entities):
    sizes = pd.Series(entities).value_counts()
    return int((sizes * (sizes - 1) // 2).sum())


def engine(work, name, files, truth, possible):
    own = next(
        float(line.split()[1].rstrip(","))
        for line in measured([str(ENGINE), *files, "--out", str(work / "own.csv")])[0].splitlines()
        if line.startswith("threshold")
    )
    _, wall, cpu, memory = measured([str(ENGINE), *files, "--threshold", "0.001", "--out", str(work / "all.csv")])
    pairs = pd.read_csv(work / "all.csv", dtype={"left": str, "right": str})
    row(name, "Hamn", pairs, truth, possible, own, wall, cpu, memory)


SPLINK = """
import duckdb, logging, pandas as pd
logging.disable(logging.WARNING)
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as cl, comparison_level_library as cll
rule = lambda *columns: block_on(*columns)
{load}
rules = [{rules}]
settings = SettingsCreator(link_type="{link_type}", blocking_rules_to_generate_predictions=rules, comparisons=[{comparisons}],
                           retain_matching_columns=False)
# Without a limit it takes four fifths of the machine's memory before it writes anything to disk.
connection = duckdb.connect()
connection.execute("SET memory_limit = '8GB'")
database = DuckDBAPI(connection=connection)
data = [database.register(table) for table in data] if isinstance(data, list) else database.register(data)
linker = Linker(data, settings)
linker.training.estimate_probability_two_random_records_match([{certain}], recall=0.7)
linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
for train in [{train}]:
    linker.training.estimate_parameters_using_expectation_maximisation(train)
p = linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()
p = p[["unique_id_l", "unique_id_r", "match_weight", "match_probability"]]
p.columns = ["left", "right", "weight", "probability"]
p.to_csv({out!r}, index=False)
"""


def splink(work, name, truth, possible, **parts):
    script, out = work / "splink_run.py", work / "splink.csv"
    script.write_text(SPLINK.format(out=str(out), **parts))
    _, wall, cpu, memory = measured([sys.executable, str(script)])
    pairs = pd.read_csv(out, dtype={"left": str, "right": str})
    row(name, "Splink 5", pairs, truth, possible, 0.5, wall, cpu, memory)


def prepared(work, file):
    """The register as Splink does best with: names from every script as the engine reads them, and their phonetic keys.
    The time this takes is not counted."""
    register = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False).drop(columns=["entity"])
    names = ["given", "middle", "family", "birth_place"]
    lines = "".join(f"{line}\n" for line in register[names].agg("\t".join, axis=1))
    forms = subprocess.run([str(FORMS)], input=lines, stdout=subprocess.PIPE, text=True, check=True).stdout
    columns = [column for name in names for column in (name, f"{name}_key")]
    register[columns] = [line.split("\t") for line in forms.splitlines()]
    register["year"] = register.birth_date.str[:4]
    register = register.rename(columns={"id": "unique_id"}).drop(columns=["birth_place_key"]).replace("", None)
    register.to_parquet(work / "prepared.parquet", index=False)
    return work / "prepared.parquet"


def splink_registry(work, file, truth, possible, name):
    """Splink well prepared: canonical names, phonetic keys, term frequencies, eleven blocking rules, EM. Of the
    settings that were tried on the register of 20,000 these had the best F1."""
    names = lambda column, frequency: f"""
    cl.CustomComparison(output_column_name="{column}", comparison_levels=[
        cll.NullLevel("{column}"),
        cll.ExactMatchLevel("{column}"{", term_frequency_adjustments=True" if frequency else ""}),
        cll.JaroWinklerLevel("{column}", 0.92), cll.ExactMatchLevel("{column}_key"),
        cll.JaroWinklerLevel("{column}", 0.8), cll.ElseLevel()]),"""
    splink(
        work, name, truth, possible, link_type="dedupe_only",
        load=f"data = pd.read_parquet({str(prepared(work, file))!r})",
        rules='rule("given", "family"), rule("given_key", "family_key", "year"), '
        '"l.given_key = r.family_key and l.family_key = r.given_key and l.year = r.year", '
        'rule("given_key", "birth_date"), rule("family_key", "birth_date"), rule("phone"), rule("document"), '
        'rule("given_key", "year", "birth_place"), rule("family_key", "year", "birth_place"), '
        'rule("middle_key", "given_key", "year"), rule("middle_key", "birth_date")',
        comparisons=names("given", True) + names("family", True) + names("middle", False) + """
    cl.LevenshteinAtThresholds("birth_date", [1, 2]).configure(term_frequency_adjustments=True), cl.ExactMatch("sex"),
    cl.JaroWinklerAtThresholds("birth_place", [0.9]).configure(term_frequency_adjustments=True),
    cl.ExactMatch("nationality"),
    cl.LevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
    cl.LevenshteinAtThresholds("document", [1])""",
        certain='rule("document"), rule("given", "birth_date")',
        train='rule("given_key", "birth_date"), rule("family_key", "birth_date")',
    )


def splink_febrl(work, a, b, truth):
    """The settings of Splink's own demonstration on FEBRL 4."""
    splink(
        work, "FEBRL 4", truth, 5000, link_type="link_only",
        load=f"""
data = [pd.read_csv(file, dtype=str).rename(columns=lambda name: name.strip()) for file in [{str(a)!r}, {str(b)!r}]]
data = [d.rename(columns={{"rec_id": "unique_id", "given_name": "given", "surname": "family"}}) for d in data]
""",
        rules='rule("given", "family"), rule("date_of_birth"), rule("soc_sec_id"), rule("state", "address_1"), '
        'rule("street_number", "address_1"), rule("postcode", "family"), rule("given", "postcode")',
        comparisons="""
    cl.NameComparison("given").configure(term_frequency_adjustments=True),
    cl.NameComparison("family").configure(term_frequency_adjustments=True),
    cl.LevenshteinAtThresholds("date_of_birth", [1, 2]), cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
    cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
    cl.LevenshteinAtThresholds("postcode", [1, 2]), cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]),
    cl.JaroWinklerAtThresholds("suburb", [0.9])""",
        certain='rule("soc_sec_id"), rule("given", "family", "date_of_birth")',
        train='rule("date_of_birth"), rule("given", "family")',
    )


def splink_figures(work, file, truth, possible):
    """The settings of Splink's own demonstration on the historical figures, with wider blocking rules."""
    splink(
        work, "historical figures 50 k", truth, possible, link_type="dedupe_only",
        load=f"""
data = pd.read_csv({str(file)!r}, dtype=str).drop(columns=["cluster"])
data["given"], data["family"] = data.first_name, data.surname
data["year"], data["area"] = data.dob.str[:4], data.postcode_fake.str[:2]
""",
        rules='rule("given", "family"), rule("postcode_fake"), rule("dob", "given"), rule("dob", "family"), rule("dob", "birth_place"), '
        'rule("given", "year", "occupation"), rule("family", "year", "birth_place"), rule("given", "area"), rule("family", "area")',
        comparisons="""
    cl.ForenameSurnameComparison("given", "family"), cl.LevenshteinAtThresholds("dob", [1, 2]),
    cl.LevenshteinAtThresholds("postcode_fake", [1, 2]),
    cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
    cl.ExactMatch("occupation").configure(term_frequency_adjustments=True)""",
        certain='rule("given", "family", "dob"), rule("family", "dob", "postcode_fake")',
        train='rule("given", "family"), rule("dob")',
    )


def recordlinkage_febrl(work, a, b, truth):
    """The documentation's way with four blocks and ECM."""
    script = work / "recordlinkage_run.py"
    script.write_text(
        f"""
import pandas as pd, recordlinkage as rl
a = pd.read_csv({str(a)!r}, index_col=0, dtype=str); b = pd.read_csv({str(b)!r}, index_col=0, dtype=str)
index = rl.Index()
for column in ["given_name", "surname", "date_of_birth", "soc_sec_id"]:
    index.block(column)
compare = rl.Compare()
for column in ["given_name", "surname", "address_1", "suburb"]:
    compare.string(column, column, method="jarowinkler", threshold=0.85)
for column in ["date_of_birth", "soc_sec_id", "postcode", "state"]:
    compare.exact(column, column)
vectors = compare.compute(index.index(a, b), a, b)
ecm = rl.ECMClassifier(); ecm.fit(vectors); p = ecm.prob(vectors)
import numpy as np
p = p.clip(1e-12, 1 - 1e-12)
out = pd.DataFrame({{"left": p.index.get_level_values(0), "right": p.index.get_level_values(1), "weight": np.log2(p / (1 - p)).values, "probability": p.values}})
out.to_csv({str(work / "recordlinkage.csv")!r}, index=False)
"""
    )
    _, wall, cpu, memory = measured([sys.executable, str(script)])
    pairs = pd.read_csv(work / "recordlinkage.csv")
    row("FEBRL 4", "recordlinkage, ECM", pairs, truth, 5000, 0.5, wall, cpu, memory)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--million", action="store_true")
    options = parser.parse_args()
    work = options.work
    work.mkdir(parents=True, exist_ok=True)
    print("| data | tool | F1 at own threshold | best F1 (P / R) | P / R at p >= .95 | CPU s | wall s | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")

    from recordlinkage.datasets import load_febrl4

    a, b = load_febrl4()
    a.to_csv(work / "febrl4a.csv")
    b.to_csv(work / "febrl4b.csv")
    truth = {record: record.split("-")[1] for record in [*a.index, *b.index]}
    engine(work, "FEBRL 4", [str(work / "febrl4a.csv"), str(work / "febrl4b.csv")], truth, 5000)
    if options.peers:
        recordlinkage_febrl(work, work / "febrl4a.csv", work / "febrl4b.csv", truth)
        splink_febrl(work, work / "febrl4a.csv", work / "febrl4b.csv", truth)
    if not options.data:
        return
    figures = pd.read_parquet(options.data / "historical_figures_with_errors_50k.parquet")
    figures.to_csv(work / "figures.csv", index=False)
    truth = dict(zip(figures.unique_id, figures.cluster))
    engine(work, "historical figures 50 k", [str(work / "figures.csv")], truth, possible_pairs(figures.cluster))
    if options.peers:
        splink_figures(work, work / "figures.csv", truth, possible_pairs(figures.cluster))
    registries = [("registry 20 k", "registry_20k.tsv.gz"), ("registry 100 k", "registry_100k.tsv.gz")]
    for name, packed in registries:
        registry = pd.read_csv(options.data / packed, sep="\t", dtype=str, keep_default_na=False)
        registry.to_csv(work / "registry.tsv", sep="\t", index=False)
        truth = dict(zip(registry.id, registry.entity))
        engine(work, name, [str(work / "registry.tsv")], truth, possible_pairs(registry.entity))
        if options.peers:
            splink_registry(work, work / "registry.tsv", truth, possible_pairs(registry.entity), name)
    if options.million:
        million = work / "million.parquet"
        if not million.exists():
            names = str(options.data / "person_names.txt")
            environment = {**os.environ, "PERSON_NAMES": names}
            subprocess.run(
                [sys.executable, str(options.data / "generate.py"), "1000000", str(million), "7"], env=environment, check=True
            )
        registry = pd.read_parquet(million).drop(columns=["household", "native", "kind"])
        registry = registry.rename(
            columns={"rec_id": "id", "entity_id": "entity", "dob": "birth_date", "doc": "document"}
        )
        registry.to_csv(work / "million.tsv", sep="\t", index=False)
        truth = dict(zip(registry.id.astype(str), registry.entity))
        engine(work, "registry 1 M", [str(work / "million.tsv")], truth, possible_pairs(registry.entity))
        if options.peers:
            splink_registry(work, work / "million.tsv", truth, possible_pairs(registry.entity), "registry 1 M")


if __name__ == "__main__":
    main()
