#!/usr/bin/env python3
"""First syncs by Waymark and by others' programs, of the same records from the same server, in turns.

Usage: peers.py WAYMARK SERVER ENVIRONMENTS CONTACTS BYTES RUNS

ENVIRONMENTS has a Python environment for each peer, of its folder's name. Prints a table per system and, last, one line of
JSON. Ends with 1 when anybody read or stored fewer records than were served; not when Waymark is slower than it must be.
"""
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

# The account, the server and the store of `make bench`.
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Suite"))

import accounts
from readers import Account, Ours, Peer, Theirs
from runs import Server

HUBSPOT_PEERS = [
    Peer("airbyte-source-hubspot", ["source-hubspot", "read", "--config", "config.json", "--catalog", "catalog.json"],
         must=300, runs_once=True),
    Peer("airbyte-low-code", ["source-declarative-manifest", "read", "--config", "config.json", "--catalog", "catalog.json",
                              "--manifest-path", "manifest.yaml"]),
    Peer("meltano-tap-hubspot", ["tap-hubspot", "--config", "config.json", "--catalog", "catalog.json"], must=10,
         wants_catalog=True),
    Peer("dlt", ["python", "read.py", "@URL@", "@PROPERTIES@", "."], must=20, store="contacts.db"),
]

SALESFORCE_PEERS = [
    Peer("airbyte-source-salesforce", ["source-salesforce", "read", "--config", "config.json", "--catalog", "catalog.json"]),
    Peer("tap-salesforce", ["tap-salesforce", "--config", "config.json", "--properties", "catalog.json"],
         wants_catalog=True),
]


def take_turns(everybody, runs):
    for each in everybody:
        each.prepare()
    for number in range(runs):
        for each in everybody:
            if number == 0 or not each.runs_once:
                each.run()


def rates(each):
    return [each.count / run["wall"] for run in each.runs]


def times(ours, other):
    """How many times as fast: within one turn, where the other one ran in each."""
    theirs = rates(other)
    return statistics.median(mine / their for mine, their in zip(rates(ours), theirs * len(ours.runs)))


def report(ours, others):
    print(f"{'':28}{'runs':>5}{'records':>10}{'records/s':>11}{'min … max':>19}{'CPU s/1,000':>13}{'peak MiB':>10}"
          f"   Waymark is … times as fast")
    figures = {}
    for each in ours + others:
        speeds, ratios = rates(each), [times(mine, each) for mine in ours if each in others]
        cpu, peak = [run["cpu"] / each.count * 1000 for run in each.runs], [run["peak"] for run in each.runs]
        # Of the whole account: that is what must be this fast.
        verdict = f", must be {each.must}: {'kept' if ratios[0] >= each.must else 'NOT KEPT'}" if each.must else ""
        print(f"{each.name:28}{len(speeds):>5}{each.count:>10,}{statistics.median(speeds):>11,.0f}"
              f"{f'{min(speeds):,.0f} … {max(speeds):,.0f}':>19}{statistics.median(cpu):>13.3f}{max(peak):>10.0f}   "
              + "; alone ".join(f"{ratio:.1f}" for ratio in ratios) + verdict)
        figures[each.name] = {"records/s": speeds, "CPU s/1,000": cpu, "peak MiB": peak, "times": ratios}
    print()
    return figures


def bench_hubspot(waymark, server, environments, work, contacts, size, runs):
    shapes = [f"contacts={contacts}:{size}:60", f"calls={contacts}:1000", f"emails={contacts}:1000"]
    with Server(server, shapes) as host:
        properties = ",".join(each["name"] for each in host.get("/crm/v3/properties/contacts")["results"])
        account = Account(host.url, "https://api.hubapi.com", "contacts", properties, contacts)
        config = accounts.hubspot(host.url)
        ours = [Ours(waymark, f"{work}/all", "Waymark, everything", config, 3 * contacts),
                Ours(waymark, f"{work}/alone", "Waymark, contacts alone", config, contacts, ["contacts"])]
        others = [Theirs(peer, account, environments, f"{work}/{peer.name}") for peer in HUBSPOT_PEERS]
        take_turns(ours + others, runs)
    print(f"HubSpot: {contacts:,} contacts of {size:,} bytes and 60 properties; everything: as many calls and emails each too")
    return report(ours, others)


def bench_salesforce(waymark, server, environments, work, tasks, runs):
    with Server(server, [f"Task={tasks}:1000"]) as host:
        account = Account(host.url, "https://login.salesforce.com", "Task", "", tasks)
        ours = [Ours(waymark, f"{work}/tasks", "Waymark, tasks", accounts.salesforce(host.url), tasks, ["tasks"])]
        others = [Theirs(peer, account, environments, f"{work}/{peer.name}") for peer in SALESFORCE_PEERS]
        take_turns(ours + others, runs)
    print(f"Salesforce: {tasks:,} tasks of 1,000 bytes")
    return report(ours, others)


def main():
    waymark, server, environments = sys.argv[1:4]
    contacts, size, runs = map(int, sys.argv[4:])
    figures = {}
    work = tempfile.mkdtemp(prefix="waymark-peers-")
    try:
        figures["hubspot"] = bench_hubspot(waymark, server, environments, work, contacts, size, runs)
        figures["salesforce"] = bench_salesforce(waymark, server, environments, work, 2 * contacts, runs)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    os.environ["BENCHMARK_TOKEN"] = "benchmark"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
