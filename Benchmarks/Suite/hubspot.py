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
    for a, b in zip(ours, floor):
        # Lists of properties, empty lists: what is asked besides the records is little.
        if not 0.97 * a["bytes"] <= b["bytes"] <= a["bytes"]:
            sys.exit(f"curl fetched {b['bytes']:,} bytes, the program {a['bytes']:,}: that is no floor")
    times = [a["cpu"] / b["cpu"] for a, b in zip(ours, floor)]
    rates = [(a["bytes"] / a["wall"]) / (b["bytes"] / b["wall"]) for a, b in zip(ours, floor)]
    figures.add("CPU seconds", [r["cpu"] for r in ours])
    figures.add("CPU seconds, floor", [r["cpu"] for r in floor])
    figures.add("wall seconds", [r["wall"] for r in ours])
    figures.add("wall seconds, floor", [r["wall"] for r in floor])
    figures.add("records a second", [records / r["wall"] for r in ours])
    figures.add("calls", [r["calls"] for r in ours])
    figures.add("answers, MB", [r["bytes"] / 1e6 for r in ours])
    figures.add("answers, MB, floor", [r["bytes"] / 1e6 for r in floor])
    figures.add("written, MB", [r["written"] for r in ours])
    figures.add("written, MB, floor", [r["written"] for r in floor])
    # The server is not the bottleneck: alone it is far quicker, and idle for most of a sync.
    figures.add("curl alone: answers, MB/s", [r["bytes"] / 1e6 / r["fetch"] for r in floor])
    figures.add("curl alone: records a second", [records / r["fetch"] for r in floor])
    figures.add("server's CPU during a sync, % of one core", [100 * c / r["wall"] for c, r in zip(server_cpu, ours)])
    figures.add("memory at most, MiB", [r["peak"] for r in ours], at_most=64)
    figures.add("memory at most, MiB, floor", [r["peak"] for r in floor])
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


def flat(bench, ours, tenth, records):
    """The memory of first syncs, held against that of first syncs of a tenth of the records."""
    peaks = [tenth.first_sync(records)[0]["peak"] for _ in range(bench.runs)]
    bench.figures.add("memory, times that of a tenth of it", [r["peak"] / p for r, p in zip(ours, peaks)], at_most=1.05)
    tenth.remove()


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
    bench.figures.add("store, times the answers", [home.size() / ours[-1]["bytes"]], at_most=0.6)
    _, tenth, tenths = account(bench, "first-tenth", contacts // 10, 4_096, engagements // 10)
    flat(bench, ours, tenth, sum(tenths.values()))
    print_parts(home, ours[-1]["bytes"])


def large(bench):
    contacts = bench.scaled(20_000)
    bench.figures.begin(f"(b) first sync of HubSpot: {contacts:,} contacts of 63 KB, {2 * contacts:,} engagements")
    server, home, counts = account(bench, "large", contacts, 63 * 1024, 2 * contacts)
    floor = Floor(home, accounts.hubspot_calls(server.url, counts), accounts.CONNECTIONS["hubspot"])
    (times, rates), ours = against_floor(bench, home, server, floor, sum(counts.values()))
    bench.figures.add("CPU, times the floor", times)
    bench.figures.add("bytes a second, of the floor's", rates, at_least=0.6)
    _, tenth, tenths = account(bench, "large-tenth", contacts // 10, 63 * 1024, 2 * contacts // 10)
    flat(bench, ours, tenth, sum(tenths.values()))
    home.remove()


# What a table belongs to, by how its name begins; the first that fits. What fits nowhere is shown as "other".
PARTS = [("payloads", ("payload",)), ("links", ("touchpoint_link", "link", "association")), ("touchpoints", ("touchpoint",)),
         ("who is who", ("identi", "people", "person")), ("records", ("record", "collection")),
         ("history", ("field_change",)), ("journeys", ("journey",)), ("terms", ("term",))]


def print_parts(home, answers):
    """What the tables of each part and their indexes take, and the largest tables of each."""
    shares = subprocess.run(
        ["sqlite3", "-separator", " ", home.store,
         "SELECT coalesce(s.tbl_name, d.name), sum((s.type IS NOT 'index') * d.size), sum((s.type IS 'index') * d.size)"
         " FROM (SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name) d LEFT JOIN sqlite_schema s ON s.name = d.name"
         " GROUP BY 1 ORDER BY sum(d.size) DESC"], capture_output=True, text=True, check=True).stdout.split("\n")
    rows = [(name, int(table), int(indexes)) for name, table, indexes in (line.split() for line in shares if line)]
    whole = home.size()
    rows.append(("free", whole - sum(table + indexes for _, table, indexes in rows), 0))
    parts = {}
    for row in rows:
        part = next((part for part, begins in PARTS if row[0].startswith(begins)), "other")
        parts.setdefault(part, []).append(row)
    sums = {part: (sum(row[1] for row in rows), sum(row[2] for row in rows)) for part, rows in parts.items()}
    print(f"the store: {whole / 1e6:,.1f} MB, of answers of {answers / 1e6:,.1f} MB\n"
          f"{'':14}{'rows, MB':>10}{'indexes, MB':>13}{'of the store':>14}{'of the answers':>16}   tables")
    parts["in all"], sums["in all"] = [], [sum(each[place] for each in sums.values()) for place in (0, 1)]
    for part in sorted(parts, key=lambda part: sum(sums[part]) if parts[part] else 0, reverse=True):
        table, indexes = sums[part]
        print(f"{part:14}{table / 1e6:10,.1f}{indexes / 1e6:13,.1f}{100 * (table + indexes) / whole:12.1f} %"
              f"{100 * (table + indexes) / answers:14.1f} %   " + ", ".join(
                  f"{name} {(rows + of_index) / 1e6:,.1f}" for name, rows, of_index in parts[part][:4]), flush=True)


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
