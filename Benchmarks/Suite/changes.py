"""(d) Syncs that find 1,000 changes, in stores of several sizes. (e) Syncs that find none."""
import accounts
from runs import Home, Server


def changed(bench):
    """Contacts are a tenth of the records, and of what changes."""
    sizes = bench.stores
    # A tenth of a store at most: otherwise most of it would change.
    changes = min(1_000, min(sizes) // 10)
    bench.figures.begin(f"(d) sync with {changes:,} changes, stores of {', '.join(f'{size:,}' for size in sizes)} records")
    homes = []
    for size in sizes:
        server = bench.kept(Server(bench.server, [f"contacts={size // 10}:1000", f"calls={size - size // 10}:1000"]))
        home = Home(bench.waymark, f"{bench.work}/store-{size}", accounts.hubspot(server.url, streams=("contacts", "calls")))
        home.first_sync(size)
        homes.append((server, home))
    runs = {size: [] for size in sizes}
    # The first change also does what a first sync left to be done later: it is not measured.
    for number in range(bench.runs + 2):
        for size, (server, home) in zip(sizes, homes):
            server.post(f"change?type=contacts&count={changes // 10}")
            server.post(f"change?type=calls&count={changes - changes // 10}")
            server.post("advance?hours=1")
            figures, _ = home.sync(added=0, changed=changes)
            if number > 1:
                runs[size].append(figures)
    smallest = runs[sizes[0]]
    for size in sizes:
        bench.figures.add(f"CPU seconds, of {size:,}", [r["cpu"] for r in runs[size]])
        bench.figures.add(f"wall seconds, of {size:,}", [r["wall"] for r in runs[size]])
        bench.figures.add(f"calls, of {size:,}", [r["calls"] for r in runs[size]])
        bench.figures.add(f"written, MB, of {size:,}", [r["written"] for r in runs[size]])
        bench.figures.add(f"memory at most, MiB, of {size:,}", [r["peak"] for r in runs[size]], at_most=64)
    for size in sizes[1:]:
        for what in "cpu", "wall":
            bench.figures.add(f"{what}, {size:,}, times that of {sizes[0]:,}",
                              [a[what] / b[what] for a, b in zip(runs[size], smallest)], at_most=1.3)
    for _, home in homes:
        home.remove()


# Twelve of HubSpot's streams have records; eight and more are listings without any.
SHARES = {"contacts": 10, "companies": 5, "deals": 5, "tickets": 5, "leads": 5, "calls": 15, "emails": 20, "meetings": 10,
          "notes": 10, "tasks": 10, "postal_mail": 3, "feedback_submissions": 2}


def idle(bench):
    records = bench.scaled(2_000_000)
    bench.figures.begin(f"(e) sync with nothing changed, a store of {records:,} records")
    counts = {kind: records * share // 100 for kind, share in SHARES.items()}
    server = bench.kept(Server(bench.server, [f"{kind}={count}:600" for kind, count in counts.items()]))
    home = Home(bench.waymark, f"{bench.work}/idle", accounts.hubspot(server.url, streams=counts))
    home.first_sync(sum(counts.values()))
    runs, report = [], None
    # The first ones also do what a first sync left to be done later: they are not measured.
    for number in range(bench.runs + 3):
        server.post("advance?hours=1")
        figures, report = home.sync(added=0, changed=0)
        if number > 2:
            runs.append(figures)
    bench.figures.add("streams", [sum(stream["outcome"] != "off" for stream in report["streams"])], at_least=20)
    bench.figures.add("CPU seconds", [r["cpu"] for r in runs], at_most=0.3)
    bench.figures.add("wall seconds", [r["wall"] for r in runs])
    bench.figures.add("calls", [r["calls"] for r in runs])
    bench.figures.add("written, MB", [r["written"] for r in runs])
    bench.figures.add("memory at most, MiB", [r["peak"] for r in runs], at_most=64)
    home.remove()
