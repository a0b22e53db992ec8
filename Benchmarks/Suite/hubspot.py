"""(a), (b) First syncs of a HubSpot account against the floor; the memory of one a tenth the size; what a store is made of.
(f), (g) Mapping all touchpoints again, and exporting them, in the store of (a)."""
import os
import sqlite3
import subprocess
import sys

import accounts
from floor import Floor, import_script
from runs import Home, Server, measured


def compare(figures, ours, floor, records, server_cpu):
    """What every first sync is asked; returns the pairs' ratios of CPU seconds and of bytes a second."""
    times = [a["cpu"] / b["cpu"] for a, b in zip(ours, floor)]
    rates = [b["wall"] / a["wall"] for a, b in zip(ours, floor)]
    figures.add("CPU seconds", [r["cpu"] for r in ours])
    figures.add("CPU seconds, floor", [r["cpu"] for r in floor])
    figures.add("wall seconds", [r["wall"] for r in ours])
    figures.add("wall seconds, floor", [r["wall"] for r in floor])
    figures.add("records a second", [records / r["wall"] for r in ours])
    figures.add("calls", [r["calls"] for r in ours])
    figures.add("written, MB", [r["written"] for r in ours])
    figures.add("written, MB, floor", [r["written"] for r in floor])
    # The server is not the bottleneck: alone it is far quicker, and idle for most of a sync.
    figures.add("curl alone: answers, MB/s", [a["bytes"] / 1e6 / b["fetch"] for a, b in zip(ours, floor)])
    figures.add("curl alone: records a second", [records / r["fetch"] for r in floor])
    figures.add("server's CPU during a sync, % of one core", [100 * c / r["wall"] for c, r in zip(server_cpu, ours)])
    figures.add("memory at most, MiB", [r["peak"] for r in ours], at_most=64)
    return times, rates


def against_floor(bench, home, server, floor, records):
    """Pairs of a first sync and the floor, taking turns, so that whatever else the machine does concerns both."""
    ours, floors, server_cpu = [], [], []
    for _ in range(bench.runs):
        before = server.cpu()
        ours.append(home.first_sync(records)[0])
        server_cpu.append(server.cpu() - before)
        floors.append(floor.run())
    return compare(bench.figures, ours, floors, records, server_cpu), ours


def account(bench, name, contacts, size, engagements):
    """A server, and a folder whose store has been made once: what is not measured."""
    counts = {"contacts": contacts, "calls": engagements // 2, "emails": engagements - engagements // 2}
    server = bench.kept(Server(bench.server, [
        f"contacts={contacts}:{size}:60", f"calls={counts['calls']}:1000", f"emails={counts['emails']}:1000"]))
    home = Home(bench.waymark, f"{bench.work}/{name}", accounts.hubspot(server.url))
    home.first_sync(sum(counts.values()))
    return server, home, counts


def first(bench):
    contacts, engagements = bench.scaled(200_000), bench.scaled(400_000)
    bench.figures.begin(f"(a) first sync of HubSpot: {contacts:,} contacts of 4 KB, {engagements:,} engagements")
    server, home, counts = bench.hubspot()
    records = sum(counts.values())
    floor = Floor(home, accounts.hubspot_calls(server.url, counts), accounts.CONNECTIONS["hubspot"])
    (times, _), ours = against_floor(bench, home, server, floor, records)
    bench.figures.add("CPU, times the floor", times, at_most=2.5)
    stored = os.path.getsize(home.store) / ours[-1]["bytes"]
    bench.figures.add("store, times the answers", [stored], at_most=0.6)
    tenth_records = sum(count // 10 for count in counts.values())
    tenth_server, tenth, _ = account(bench, "tenth", contacts // 10, 4_096, 2 * (engagements // 20))
    peaks = [tenth.first_sync(tenth_records)[0]["peak"] for _ in range(bench.runs)]
    bench.figures.add("memory, times that of a tenth of it", [r["peak"] / p for r, p in zip(ours, peaks)], at_most=1.05)
    tenth.remove()
    print_parts(home.store, ours[-1]["bytes"])


def large(bench):
    contacts = bench.scaled(20_000)
    bench.figures.begin(f"(b) first sync of HubSpot: {contacts:,} contacts of 63 KB, {2 * contacts:,} engagements")
    server, home, counts = account(bench, "large", contacts, 63 * 1024, 2 * contacts)
    floor = Floor(home, accounts.hubspot_calls(server.url, counts), accounts.CONNECTIONS["hubspot"])
    (times, rates), _ = against_floor(bench, home, server, floor, sum(counts.values()))
    bench.figures.add("CPU, times the floor", times)
    bench.figures.add("bytes a second, of the floor's", rates, at_least=0.6)
    home.remove()


def print_parts(store, answers):
    """What each table and its indexes take."""
    shares = subprocess.run(
        ["sqlite3", "-separator", " ", store,
         "SELECT s.tbl_name, sum((s.type = 'table') * d.size), sum((s.type = 'index') * d.size)"
         " FROM (SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name) d JOIN sqlite_schema s ON s.name = d.name"
         " GROUP BY 1 ORDER BY sum(d.size) DESC"], capture_output=True, text=True, check=True).stdout.split("\n")
    rows = [(name, int(table), int(indexes)) for name, table, indexes in (line.split() for line in shares if line)]
    whole = sum(table + indexes for _, table, indexes in rows)
    print(f"the store: {whole / 1e6:,.1f} MB of {answers / 1e6:,.1f} MB of answers", flush=True)
    for name, table, indexes in rows:
        if table + indexes > whole / 100:
            print(f"  {name:30}{table / 1e6:10,.1f} MB{indexes / 1e6:10,.1f} MB of indexes"
                  f"{100 * (table + indexes) / whole:7.1f} %", flush=True)


def touchpoints(store):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as reader:
        return reader.execute("SELECT count(*) FROM touchpoints WHERE removed_at IS NULL").fetchone()[0]


def rebuild(bench):
    """The floor: sqlite3 putting the same touchpoints and their links into empty tables."""
    _, home, _ = bench.hubspot()
    count = touchpoints(home.store)
    bench.figures.begin(f"(f) rebuild of {count:,} touchpoints")
    import_script(home.store, f"{home.folder}/touchpoints.sql", tables="touchpoint")
    ours, floor = [], []
    for _ in range(bench.runs):
        ours.append(home.run("rebuild", "--json"))
        floor.append(measured(["sqlite3", "-bail", "touchpoints.db"], home.folder, stdin="touchpoints.sql"))
        os.remove(f"{home.folder}/touchpoints.db")
    if touchpoints(home.store) != count:
        sys.exit("rebuilding has changed how many touchpoints there are")
    of_store(bench.figures, ours, floor, count, "sqlite3 writing their rows")


def export(bench):
    """The floor: sqlite3 writing the same touchpoints, column by column, as JSON."""
    _, home, _ = bench.hubspot()
    count = touchpoints(home.store)
    bench.figures.begin(f"(g) export of {count:,} touchpoints to NDJSON")
    with sqlite3.connect(f"file:{home.store}?mode=ro", uri=True) as reader:
        columns = [row[1] for row in reader.execute("PRAGMA table_info(touchpoints)")]
    members = ", ".join(f"'{name}', {name}" for name in columns)
    ours, floor = [], []
    for _ in range(bench.runs):
        ours.append(home.run("export", "touchpoints", "--format", "ndjson", stdout="touchpoints.ndjson"))
        floor.append(measured(
            ["sqlite3", "-readonly", home.store, f"SELECT json_object({members}) FROM touchpoints WHERE removed_at IS NULL"],
            home.folder, stdout="floor.ndjson"))
        with open(f"{home.folder}/touchpoints.ndjson") as file:
            if (lines := sum(1 for _ in file)) != count:
                sys.exit(f"{lines:,} lines were exported, there are {count:,} touchpoints")
    of_store(bench.figures, ours, floor, count, "sqlite3 writing them as JSON")


def of_store(figures, ours, floor, count, than):
    figures.add("CPU seconds", [r["cpu"] for r in ours])
    figures.add("wall seconds", [r["wall"] for r in ours])
    figures.add("touchpoints a second", [count / r["wall"] for r in ours])
    figures.add(f"CPU, times {than}", [a["cpu"] / b["cpu"] for a, b in zip(ours, floor)])
    figures.add("written, MB", [r["written"] for r in ours])
    figures.add("memory at most, MiB", [r["peak"] for r in ours], at_most=64)
