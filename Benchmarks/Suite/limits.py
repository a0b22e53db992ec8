"""How much of the rate that HubSpot's documented limits allow is used, while there is work."""
import accounts
from runs import Home, Server

BURST, PERIOD = 100, 10


def limits(bench):
    # 100 contacts take two listing calls and one in twenty for associations.
    contacts = max(30_000, bench.scaled(60_000))
    bench.figures.begin(f"limits: first sync of {contacts:,} contacts, {BURST} calls in any {PERIOD} seconds")
    server = bench.kept(Server(bench.server, [f"contacts={contacts}:600"]))
    home = Home(bench.waymark, f"{bench.work}/limits", accounts.hubspot(server.url, limits="", streams=("contacts",)))
    used, refused, seconds = [], [], []
    for _ in range(bench.runs):
        server.post(f"limits?burst={BURST}&delay=100")
        home.first_sync(contacts)
        calls = server.get("/benchmark/calls")["burst"]
        # The most that pass in so long a time: a full allowance at its beginning, and what is renewed after that.
        used.append(100 * calls["passed"] / (BURST * (1 + calls["seconds"] / PERIOD)))
        refused.append(100 * calls["refused"] / (calls["passed"] + calls["refused"]))
        seconds.append(calls["seconds"])
    bench.figures.add("wall seconds", seconds)
    bench.figures.add("of the allowed rate is used, %", used, at_least=95)
    bench.figures.add("429s, % of calls", refused, at_most=0.5)
    home.remove()
