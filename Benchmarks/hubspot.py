#!/usr/bin/env python3
"""First syncs of a HubSpot account from a server that is never the bottleneck, held against a floor: `curl` fetching the
same answers over as many connections, and `sqlite3` putting the same rows, prepared beforehand, into the same tables.

Usage: hubspot.py WAYMARK SERVER CONTACTS BYTES ENGAGEMENTS RUNS

Runs take turns, so that whatever else the machine does concerns both. Prints a table and, last, one line of JSON.
"""
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

CONFIG = """store: journeys.db
connections:
  hubspot:
    connector: hubspot
    base_url: {url}
    credentials: {{access_token: "${{BENCHMARK_TOKEN}}"}}
    limits: off
    streams:
      contacts: {{properties: all}}
      calls: {{}}
      emails: {{}}
"""
# As the connector reads: contacts with the history of three properties, the rest without.
PAGE = {"contacts": 50, "calls": 100, "emails": 100}
TARGETS = {"contacts": ["companies"], "calls": ["contacts", "companies", "deals", "tickets"],
           "emails": ["contacts", "companies", "deals", "tickets"]}
FIRST_ID = 20_000_000_000


def measured(command, folder, **options):
    """CPU and wall-clock seconds, KiB at most, and bytes written to the disk, of one process."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdin=options.pop("stdin", subprocess.DEVNULL), **options)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": seconds, "peak": usage.ru_maxrss / 1024,
            "written": usage.ru_oublock * 512}


def curl_config(url, counts, path):
    """Every call of a first sync that has an answer worth the name, once."""
    def call(address, body=None):
        lines = [f'url = "{url}{address}"', 'output = "/dev/null"']
        if body is not None:
            lines += ['header = "Content-Type: application/json"', "data = " + json.dumps(body)]
        return "\n".join(lines)

    calls = []
    for kind, count in counts.items():
        history = "&propertiesWithHistory=lifecyclestage" if kind == "contacts" else ""
        calls += [call(f"/crm/v3/objects/{kind}?limit={PAGE[kind]}&after={after}{history}")
                  for after in range(0, count, PAGE[kind])]
        for target in TARGETS[kind]:
            for first in range(0, count, 1000):
                ids = [{"id": str(FIRST_ID + n)} for n in range(first, min(count, first + 1000))]
                calls.append(call(f"/crm/v4/associations/{kind}/{target}/batch/read", json.dumps({"inputs": ids})))
    with open(path, "w") as file:
        file.write("\nnext\n".join(calls) + "\n")
    return len(calls)


def import_script(store, path):
    """The rows of every table in their order; triggers are no rows."""
    source = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    objects = source.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')").fetchall()
    tables = [name for kind, name, _ in objects if kind == "table"]
    page = source.execute("PRAGMA page_size").fetchone()[0]
    with open(path, "w") as file:
        print(f"PRAGMA page_size = {page};\nPRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;", file=file)
        print("PRAGMA cache_size = -8192;", file=file)
        for _, _, sql in sorted(objects, key=lambda row: row[0] != "table"):
            print(sql + ";", file=file)
        print(f"ATTACH 'file:{store}?mode=ro' AS prepared;\nBEGIN;", file=file)
        for table in tables:
            # What comes in the order of its key is put in by the rows themselves, and not by a copy of the pages.
            print(f"INSERT INTO main.{table} SELECT * FROM prepared.{table} WHERE 1 ORDER BY 1;", file=file)
        print("COMMIT;\nPRAGMA wal_checkpoint(TRUNCATE);", file=file)


def main():
    waymark, server = sys.argv[1:3]
    contacts, size, engagements, runs = map(int, sys.argv[3:])
    counts = {"contacts": contacts, "calls": engagements // 2, "emails": engagements - engagements // 2}
    work = tempfile.mkdtemp(prefix="waymark-hubspot-")
    host = subprocess.Popen(
        [server, f"contacts={contacts}:{size}:60", f"calls={counts['calls']}:1000", f"emails={counts['emails']}:1000"],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        url = host.stdout.readline().strip()
        os.environ["BENCHMARK_TOKEN"] = "x"
        with open(f"{work}/waymark.yaml", "w") as file:
            file.write(CONFIG.format(url=url))
        calls = curl_config(url, counts, f"{work}/calls")
        ours, floor, report, stored = [], [], None, 0
        for number in range(runs):
            for name in os.listdir(work):
                if name.startswith("journeys.db"):
                    os.remove(f"{work}/{name}")
            with open(f"{work}/report", "w") as output:
                ours.append(measured([waymark, "sync", "--quiet", "--json"], work, stdout=output))
            if number == 0:
                with open(f"{work}/report") as file:
                    report = json.load(file)[0]
                stored = os.path.getsize(f"{work}/journeys.db")
                shutil.copy(f"{work}/journeys.db", f"{work}/prepared.db")
                import_script(f"{work}/prepared.db", f"{work}/import.sql")
            fetch = measured(["curl", "-s", "-Z", "--parallel-max", "6", "-K", "calls"], work, stdout=subprocess.DEVNULL)
            with open(f"{work}/import.sql") as script:
                store = measured(["sqlite3", "-bail", "floor.db"], work, stdin=script, stdout=subprocess.DEVNULL)
            os.remove(f"{work}/floor.db")
            floor.append({"cpu": fetch["cpu"] + store["cpu"], "wall": fetch["wall"] + store["wall"],
                          "peak": max(fetch["peak"], store["peak"]), "written": fetch["written"] + store["written"],
                          "fetch": fetch["wall"]})
    finally:
        host.terminate()
        host.wait()
        shutil.rmtree(work, ignore_errors=True)

    records = sum(counts.values())
    added = sum(stream.get("added", 0) for stream in report["streams"])
    if added != records:
        sys.exit(f"{added} records were stored, {records} were served")

    def spread(values):
        return f"{statistics.median(values):10.2f}  {min(values):8.2f} … {max(values):.2f}"

    print(f"{records:,} records, {contacts:,} of {size:,} bytes and 60 properties; answers of {report['bytes'] / 1e6:,.0f} MB; "
          f"{runs} pairs; calls: {report['calls']:,}, of the floor {calls:,}")
    print(f"{'':28}    median       min … max")
    rows = {
        "CPU seconds": [r["cpu"] for r in ours], "CPU seconds, floor": [r["cpu"] for r in floor],
        "CPU, times the floor": [a["cpu"] / b["cpu"] for a, b in zip(ours, floor)],
        "records a second": [records / r["wall"] for r in ours],
        "records a second, floor": [records / r["wall"] for r in floor],
        "answers MB/s, curl alone": [report["bytes"] / 1e6 / r["fetch"] for r in floor],
        "memory at most, MiB": [r["peak"] for r in ours],
        "written, MB": [r["written"] / 1e6 for r in ours], "written, MB, floor": [r["written"] / 1e6 for r in floor],
        "store, times the answers": [stored / report["bytes"]],
    }
    for name, values in rows.items():
        print(f"{name:28}{spread(values)}")
    print(json.dumps({name: values for name, values in rows.items()}))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
