#!/usr/bin/env python3
"""Measures a first sync of a sandbox and one that finds nothing new, and holds the calls against the fewest possible.

Usage: first_sync.py WAYMARK CONFIG PEOPLE RESULT      (appends one line of JSON to RESULT; see scripts/bench-company.sh)
"""
import json
import os
import sqlite3
import subprocess
import sys
import time

# Records per page, and how many directions of associations are read, by object type; from connectors/HubSpot/README.md:
# 100 per listed page, 50 where history is read along, 1,000 ids per call for associations, 100 per page of archived ids.
OBJECTS = {
    "contacts": (50, 1), "companies": (50, 0), "deals": (50, 2), "tickets": (50, 3), "leads": (50, 2),
    "calls": (100, 4), "emails": (100, 4), "meetings": (100, 4), "notes": (100, 4), "tasks": (100, 4),
    "communications": (100, 4), "postal_mail": (100, 4), "feedback_submissions": (100, 2), "2-1234567": (100, 4),
}
LISTINGS = {
    "owners": 100, "deal_pipelines": 100, "ticket_pipelines": 100, "lists": 500, "email_events": 1000,
    "subscription_changes": 1000, "marketing_emails": 100, "email_campaigns": 500, "forms": 50,
}
CHILDREN = {"list_memberships": ("lists", 250), "form_submissions": ("forms", 50)}


def pages(count, limit):
    """An empty listing takes a call as well."""
    return max(1, -(-count // limit))


def fewest_calls(store):
    """The sum, as {part: calls}. The account and the custom objects' schemas are one call each."""
    def count(kind, where="r.gone IS NULL"):
        return store.execute(
            f"SELECT count(*) FROM records r JOIN collections c ON c.id = r.collection "
            f"WHERE c.object_type = ? AND {where}", (kind,)).fetchone()[0]

    calls = {"account and schemas": 2}
    for kind, (limit, directions) in OBJECTS.items():
        live = count(kind)
        calls[kind] = pages(live, limit)
        if live:
            calls[f"associations of {kind}"] = directions * pages(live, 1000)
        calls[f"archived {kind}"] = pages(count(kind, "r.gone = 'archived'"), 100)
    for kind, limit in LISTINGS.items():
        calls[kind] = pages(count(kind), limit)
    for kind, (parents, limit) in CHILDREN.items():
        per_parent = dict(store.execute(
            "SELECT substr(r.record_id, 1, instr(r.record_id, ':') - 1), count(*) FROM records r "
            "JOIN collections c ON c.id = r.collection WHERE c.object_type = ? AND r.gone IS NULL GROUP BY 1", (kind,)))
        ids = [row[0] for row in store.execute(
            "SELECT record_id FROM records r JOIN collections c ON c.id = r.collection "
            "WHERE c.object_type = ? AND r.gone IS NULL", (parents,))]
        calls[kind] = sum(pages(per_parent.get(parent, 0), limit) for parent in ids)
    return calls


def sync(waymark, config, *options):
    """One run: its report, wall-clock seconds, and the most memory it had, in MiB (the kernel's ru_maxrss)."""
    began = time.monotonic()
    process = subprocess.Popen(
        [waymark, "sync", "--config", config, "--json", "--quiet", *options], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"sync ended with {os.waitstatus_to_exitcode(status)}:\n{output.decode()}")
    return json.loads(output)[0], seconds, usage.ru_maxrss / 1024


def total(report, *names):
    return sum(stream.get(name, 0) for stream in report["streams"] for name in names)


def main():
    waymark, config, people, result = sys.argv[1:]
    path = os.path.join(os.path.dirname(config), "journeys.db")
    report, seconds, peak = sync(waymark, config)
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    records = store.execute("SELECT count(*) FROM records WHERE gone IS NULL").fetchone()[0]
    last = store.execute("SELECT max(seq) FROM records").fetchone(), store.execute("SELECT max(seq) FROM touchpoints").fetchone()
    fewest = fewest_calls(store)
    again, idle_seconds, _ = sync(waymark, config)
    now = store.execute("SELECT max(seq) FROM records").fetchone(), store.execute("SELECT max(seq) FROM touchpoints").fetchone()
    with open(result, "a") as file:
        print(json.dumps({
            "people": int(people), "records": records, "touchpoints": total(report, "touchpoints"), "seconds": seconds,
            "calls": report["calls"], "fewest": sum(fewest.values()), "sum": fewest, "peak": peak,
            "store": os.path.getsize(path) / 1048576, "idle_seconds": idle_seconds, "idle_calls": again["calls"],
            "idle_changes": total(again, "added", "changed", "gone", "restored", "associations") + (last != now),
        }), file=file)


if __name__ == "__main__":
    main()
