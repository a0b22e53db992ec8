"""How much of the rate that HubSpot's documented limits allow is used, while there is work."""
import accounts
from runs import Home, Server

BURST, PERIOD, DELAY = 100, 10, 100


def limits(bench):
    # As many pages of each. Each page of a list names the next: one list alone is as fast as answers come, whatever the limit.
    contacts = max(12_000, bench.scaled(24_000))
    counts = {"contacts": contacts, "calls": 2 * contacts, "emails": 2 * contacts}
    bench.figures.begin(f"limits: first sync of {sum(counts.values()):,} records, {BURST} calls in any {PERIOD} seconds, "
                        f"answers {DELAY} ms late")
    server = bench.kept(Server(bench.server, [f"{kind}={count}:600" for kind, count in counts.items()]))
    several(bench, server, counts, "all three lists", at_least=95, at_most=0.5)
    several(bench, server, {"contacts": contacts}, "contacts alone")


def several(bench, server, counts, name, at_least=None, at_most=None):
    home = Home(bench.waymark, f"{bench.work}/limits", accounts.hubspot(server.url, limits="", streams=counts),
                streams=counts)
    used, refused, seconds = [], [], []
    for _ in range(bench.runs):
        server.post(f"limits?burst={BURST}&delay={DELAY}")
        home.first_sync(sum(counts.values()))
        calls = server.get("/benchmark/calls")["burst"]
        # Nobody passes so many sooner: a full allowance at once, and one more each time that the first has left the period.
        used.append(100 * ((calls["passed"] - 1) // BURST * PERIOD) / calls["seconds"])
        refused.append(100 * calls["refused"] / (calls["passed"] + calls["refused"]))
        seconds.append(calls["seconds"])
    bench.figures.add(f"{name}: wall seconds", seconds)
    bench.figures.add(f"{name}: of the allowed rate is used, %", used, at_least=at_least)
    bench.figures.add(f"{name}: 429s, % of calls", refused, at_most=at_most)
    home.remove()
