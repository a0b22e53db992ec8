"""(c) First sync of one large Salesforce table by Bulk API 2.0, against the floor."""
import urllib.request

import accounts
from floor import Floor
from hubspot import against_floor, flat
from runs import Home, Server

DATA = "/services/data/v62.0"


def results(server):
    """Where the results of all jobs are that the program has made, page by page."""
    for job in server.get(f"{DATA}/jobs/query")["records"]:
        locator = ""
        while locator != "null":
            address = f"{server.url}{DATA}/jobs/query/{job['id']}/results?maxRecords=50000"
            address += f"&locator={locator}" if locator else ""
            with urllib.request.urlopen(address) as answer:
                locator = answer.headers["Sforce-Locator"]
                while answer.read(1 << 20):
                    pass
            yield address, None


def org(bench, server, name, tasks):
    """A folder whose store has been made once: what is not measured."""
    home = Home(bench.waymark, f"{bench.work}/{name}", accounts.salesforce(server.url), streams=["tasks"])
    home.first_sync(tasks)
    return home


def bulk(bench):
    tasks = bench.scaled(1_000_000)
    bench.figures.begin(f"(c) first sync of Salesforce: {tasks:,} tasks by Bulk API 2.0")
    server = bench.kept(Server(bench.server, [f"Task={tasks}:600"]))
    home = org(bench, server, "bulk", tasks)
    floor = Floor(home, results(server), accounts.CONNECTIONS["salesforce"])
    (times, _), ours = against_floor(bench, home, server, floor, tasks)
    bench.figures.add("CPU, times the floor", times, at_most=2.5)
    tenth_server = bench.kept(Server(bench.server, [f"Task={tasks // 10}:600"]))
    flat(bench, ours, org(bench, tenth_server, "bulk-tenth", tasks // 10), tasks // 10)
    home.remove()
