"""Imports event logs and compares `waymark map --format json` with numbers that other programs found.

The logs: `running-example.xes` (W. van der Aalst, Process Mining, 2016, table 1.1) and `receipt.xes` (J. Buijs, receipt
phase of an environmental permit application process, WABO, CoSeLoG project, 4TU.ResearchData), both as pm4py 2.2.32
carries them; counts, times and alignment fitness are pm4py's. The channel paths are those of the package mta 0.0.9 (data
of the R package ChannelAttribution); removal effects are those of do-attribution with `redirect_to_null`, Shapley
values those of shapley-attribution.

usage: check_reference.py WAYMARK FOLDER     FOLDER holds pm4py's source archive and mta's wheel
"""

import csv
import glob
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import quoteattr

CHANNELS = """
alpha 6308 8447 7574.7186 0.561719 5260.0696 0.558399 5344.9477 7627.9440
iota 4606 3355 3857.0962 0.416398 3899.2462 0.405835 3884.6147 3505.0440
eta 3164 4167 3539.9512 0.357505 3347.7659 0.349026 3340.8474 3613.6560
beta 2831 989 2083.5001 0.276094 2585.4063 0.264039 2527.3522 1982.7393
theta 1606 653 1022.8014 0.207048 1938.8461 0.206010 1971.9129 1190.9631
lambda 902 1207 1035.2576 0.138344 1295.4822 0.134022 1282.8472 987.7821
epsilon 99 531 272.1704 0.064590 604.8315 0.062639 599.5707 374.6774
zeta 27 107 136.5515 0.042131 394.5215 0.039811 381.0626 199.9917
kappa 74 230 137.9641 0.029543 276.6511 0.028663 274.3633 159.0571
gamma 165 92 121.0416 0.018798 176.0281 0.017880 171.1454 138.1857
delta 1 5 1.7250 0.000455 4.2587 0.000482 4.6136 2.2929
mi 2 2 2.2222 0.000202 1.8930 0.000180 1.7224 2.6667
"""
COLUMNS = [
    ("first", 1e-4), ("last", 1e-4), ("linear", 1e-4), ("removal_effect", 1e-6), ("markov", 1e-4),
    ("removal_effect_with_null", 1e-6), ("markov_with_null", 1e-4), ("shapley", 1e-4),
]

waymark, folder = sys.argv[1:3]
compared = wrong = 0


def compare(what, found, expected, tolerance=0.0):
    """Half a unit of the last printed digit is the expected number's own rounding."""
    global compared, wrong
    compared += 1
    if found is None or abs(found - expected) > tolerance:
        wrong += 1
        print(f"WRONG {what}: {found}, expected {expected}")


def run(*arguments):
    done = subprocess.run([waymark, *arguments], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"waymark {' '.join(arguments)} ended with {done.returncode}")
    return done.stdout


def imported(log):
    store = os.path.join(folder, os.path.basename(log).split(".")[0] + ".db")
    print(run("import", "xes", log, "--store", store).strip())
    return store


def measured(store, *options):
    return json.loads(run("map", "--format", "json", "--store", store, *options))


def unpack_logs():
    archive = glob.glob(os.path.join(folder, "pm4py-2.2.32.tar.gz"))[0]
    with tarfile.open(archive) as tar:
        for name in ["running-example.xes", "receipt.xes"]:
            member = next(entry for entry in tar.getmembers() if entry.name.endswith("/tests/input_data/" + name))
            with open(os.path.join(folder, name), "wb") as file:
                file.write(tar.extractfile(member).read())


def check_running_example():
    paths = measured(imported(os.path.join(folder, "running-example.xes")))["paths"]
    for key, expected in {"cases": 6, "events": 42, "dfg_edges": 16, "dfg_sum": 36, "variants": 6}.items():
        compare("running-example " + key, paths[key], expected)
    compare("running-example activities", len(paths["activities"]), 8)
    compare("running-example top variant", paths["top_variants"][0]["count"], 1)
    compare("running-example mean duration", paths["duration"]["mean_seconds"], 966_890, 0.5)
    compare("running-example median duration", paths["duration"]["median_seconds"], 815_940, 0.5)


def check_receipt():
    log = os.path.join(folder, "receipt.xes")
    store = imported(log)
    again = json.loads(run("import", "xes", log, "--store", store, "--json"))
    compare("receipt imported twice: added and changed", again["added"] + again["changed"], 0)
    compare("receipt imported twice: unchanged", again["unchanged"], 1_434 + 8_577)
    paths = measured(store)["paths"]
    for key, expected in {"cases": 1_434, "events": 8_577, "dfg_edges": 99, "dfg_sum": 7_143, "variants": 116}.items():
        compare("receipt " + key, paths[key], expected)
    compare("receipt activities", len(paths["activities"]), 27)
    compare("receipt top variant", paths["top_variants"][0]["count"], 713)
    compare("receipt coverage of five", paths["top_variants"][4]["coverage"], 0.7964, 5e-5)
    compare("receipt mean duration", paths["duration"]["mean_seconds"], 467_263.915, 5e-4)
    compare("receipt median duration", paths["duration"]["median_seconds"], 2_868.583, 5.01e-4)

    def activity(short):
        return next(row for row in paths["activities"] if row["activity"].startswith(short))

    def edge(first, second):
        return next(
            row["time"] for row in paths["edges"] if row["from"].startswith(first) and row["to"].startswith(second))

    for first, second, expected in [("T04", "T05", 1_177), ("T06", "T10", 1_165), ("T02", "T04", 1_119)]:
        compare(f"receipt {first} → {second}", edge(first, second)["count"], expected)
    compare("receipt T04 → T05 mean", edge("T04", "T05")["mean_seconds"], 55_643.557, 5e-4)
    compare("receipt T04 → T05 median", edge("T04", "T05")["median_seconds"], 31.055, 5e-4)
    for short, expected in [("T10", 828), ("T05", 400), ("Confirmation", 116)]:
        compare(f"receipt ends in {short}", activity(short)["ends"], expected)
    for short, expected in [("T02", 35), ("T06", 59)]:
        compare(f"receipt cases with several {short}", activity(short)["repeated_in"], expected)

    fitness = paths["fitness"]
    compare("receipt fitness, average", fitness["average"], 0.8180531482520396, 1e-12)
    compare("receipt fitness, log", fitness["log"], 0.8287061288632792, 1e-12)
    compare("receipt fitness, exact", fitness["exact"], 713)
    assumed = measured(store, "--assumed", " > ".join(fitness["map"][:5]))["paths"]["fitness"]
    compare("receipt fitness of five steps, average", assumed["average"], 0.7740499592, 5e-11)
    compare("receipt fitness of five steps, log", assumed["log"], 0.7819902204, 5e-11)


def channel_log(rows):
    """An event log in which every path is as many cases as it has conversions and nulls."""
    begin = datetime(2026, 1, 1, tzinfo=timezone.utc)
    log = io.StringIO()
    log.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016">\n')
    case = conversions = nulls = 0
    for row in rows:
        steps = row["path"].split(" > ")
        for ending, count in ((["(conversion)"], int(row["total_conversions"])), ([], int(row["total_null"]))):
            events = "".join(
                f'<event><string key="concept:name" value={quoteattr(step)}/><date key="time:timestamp" '
                f'value="{(begin + timedelta(seconds=second)).isoformat()}"/></event>\n'
                for second, step in enumerate(steps + ending))
            for _ in range(count):
                case += 1
                log.write(f'<trace><string key="concept:name" value="{case}"/>\n{events}</trace>\n')
            conversions += count if ending else 0
            nulls += 0 if ending else count
    log.write("</log>\n")
    return log.getvalue(), conversions, nulls


def check_channels():
    wheel = zipfile.ZipFile(glob.glob(os.path.join(folder, "mta-0.0.9-*.whl"))[0])
    with wheel.open("mta/data/data.csv.gz") as packed:
        text = gzip.decompress(packed.read()).decode()
    log, conversions, nulls = channel_log(csv.DictReader(io.StringIO(text)))
    compare("channel conversions in the file", conversions, 19_785)
    compare("channel nulls in the file", nulls, 68_602)
    path = os.path.join(folder, "channels.xes.gz")
    with gzip.open(path, "wt") as file:
        file.write(log)
    report = measured(imported(path), "--conversion", "(conversion)")["attribution"]
    compare("channel conversions", report["conversions"], 19_785)
    compare("channel nulls", report["null"], 68_602)
    compare("channel P(conversion)", report["conversion_probability"], 0.223845, 5e-7)
    found = {row["channel"]: row for row in report["channels"]}
    lines = [line.split() for line in CHANNELS.split("\n") if line]
    compare("channels", len(found), len(lines))
    for name, *numbers in lines:
        for (column, tolerance), number in zip(COLUMNS, numbers):
            compare(f"channel {name} {column}", found[name][column], float(number), tolerance)


unpack_logs()
check_running_example()
check_receipt()
check_channels()
print(f"{compared - wrong} of {compared} numbers are those of others")
sys.exit(1 if wrong else 0)
