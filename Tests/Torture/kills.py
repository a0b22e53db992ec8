"""SIGKILL at random points of first and of later syncs, resumed each time."""

import json
import sqlite3
import time

from company import Sandbox

# How far the company's clock goes on before each later sync: far enough that daily and weekly sweeps are due.
STEPS = [0, 1, 2, 8, 3]


def run(world, wanted):
    sandbox = Sandbox(world, 900 if world.is_long else 600)
    tally = Tally()
    began = time.monotonic()
    rounds = 0
    # Kills do not hurry a sync to its end, but chance may: the rounds go on until there were enough.
    while tally.kills < wanted:
        rounds += 1
        calm, killed = world.place(sandbox), world.place(sandbox)
        for step, days in enumerate(STEPS):
            if days:
                sandbox.ask("POST", "advance", {"days": days})
            before = sandbox.calls()
            ended = calm.sync()
            if ended.code != 0:
                world.check(False, "an undisturbed sync completes", ended)
                return
            length = sandbox.calls() - before
            truth = calm.canonical()
            share = 60 if step == 0 else 20
            killed.now = sandbox.ask("GET", "state")["nowText"]
            phase(world, sandbox, killed, calm, tally, "first sync" if step == 0 else "later syncs", share, length)
            name = f"round {rounds}, {'first sync' if step == 0 else f'{days} days later'}"
            if not killed.must_complete(f"{name}: the last run completes"):
                return
            killed.must_equal(truth, name)
            ended = killed.sync("--json")
            report = json.loads(ended.out)[0] if ended.out.startswith("[") else {}
            again = sum(stream["added"] + stream["changed"] + stream["gone"] for stream in report.get("streams", []))
            world.check(ended.code == 0 and again == 0, f"{name}: one more run finds nothing new", ended)
    sandbox.end()
    tally.tell(world, wanted, rounds, time.monotonic() - began)


def phase(world, sandbox, killed, calm, tally, kind, kills, length):
    """Kills one sync up to so many times, and lets it be when chance has it end before."""
    final = records(calm)
    if killed.store.exists():
        with killed.look() as store:
            killed.last_run = store.execute("SELECT max(id) FROM runs").fetchone()[0]
    for number in range(kills):
        # Short lives at first, so that many of them make one sync, and longer ones, because every life pays for the
        # first calls of a run and looks again at what is there.
        calls = world.random.randint(0, 8 + length * (number + 1) // (2 * kills))
        # However slow the one who looks: a few calls later the company asks for patience, so no life runs away.
        patience = {"kind": "status", "status": 503, "headers": {"Retry-After": "100"}, "times": 1000}
        sandbox.ask("POST", "faults", patience | {"skip": calls + world.random.randint(0, 5)})
        pause = world.random.uniform(0, 0.06)
        process = killed.kill_after(sandbox, calls, pause=pause)
        ended = killed.end(process)
        sandbox.ask("DELETE", "faults")
        if ended.code == 75:
            # Too slow even for that.
            continue
        if ended.code != -9:
            if ended.code != 0:
                world.check(False, "a sync that is not killed completes", ended)
            elif missing := lacks(killed, final, None):
                world.check(False, "a run that reports complete is complete", missing)
            tally.ended += 1
            return
        tally.kills += 1
        probe(world, killed, final, tally, kind, number)


def records(place):
    """Collection → record id → digest and mark of what is gone."""
    with place.look() as store:
        return read_records(store)


def read_records(store):
    found = {}
    for name, identity, digest, gone in store.execute(
        "SELECT c.object_type, r.record_id, r.digest, r.gone FROM records r JOIN collections c ON c.id = r.collection"
    ):
        found.setdefault(name, {})[identity] = (digest, gone)
    return found


def lacks(place, final, streams):
    with place.look() as store:
        return difference(read_records(store), final, streams)


def difference(found, final, streams):
    for name, wanted in final.items():
        if streams is not None and name not in streams:
            continue
        mine = found.get(name, {})
        for identity, row in wanted.items():
            if mine.get(identity) != row:
                return f"{name} {identity}: {mine.get(identity)} instead of {row}"
    return None


def probe(world, killed, final, tally, kind, number):
    """What a killed run left: a sound file, and no word of being complete that is not true."""
    if not killed.store.exists():
        tally.note(kind, 0)
        return
    try:
        with killed.look() as store:
            tables = store.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if tables == 0:
                tally.note(kind, 0)
                return
            stored = store.execute("SELECT count(*) FROM records").fetchone()[0]
            tally.note(kind, stored / max(1, sum(map(len, final.values()))))
            if number % 8 == 0:
                verdict = store.execute("PRAGMA integrity_check").fetchone()[0]
                if verdict != "ok":
                    world.check(False, "integrity_check after a kill", verdict)
            last = store.execute("SELECT id, outcome FROM runs ORDER BY id DESC LIMIT 1").fetchone()
            # A life that was too short for a run of its own leaves the last one's word, about an earlier time.
            is_new = last is not None and last[0] != killed.last_run
            if is_new:
                killed.last_run = last[0]
            if is_new and last[1] == "complete":
                # Killed between its last word and its end: then the word has to be true.
                tally.after += 1
                if missing := difference(read_records(store), final, None):
                    world.check(False, "a run that is stored as complete is complete", missing)
    except sqlite3.DatabaseError as error:
        world.check(False, "the store can be read after a kill", error)
    if number % 8 == 4:
        claims(world, killed, final, tally)


def claims(world, killed, final, tally):
    """Every stream that `status` calls complete through now has every record of the undisturbed store."""
    ended = killed.run("status", "--json")
    if ended.code != 0:
        world.check(False, "status works after a kill", ended)
        return
    status = json.loads(ended.out)[0]
    if not status["streams"]:
        return
    # What was complete before the clock went on is complete through an earlier time. Deletions have sweeps of their own.
    complete = {
        stream["stream"]
        for stream in status["streams"]
        if (stream.get("complete_through") or "")[:19] >= killed.now[:19] and not stream["gaps"]
    }
    tally.claims += len(complete & final.keys())
    live = {name: {i: row for i, row in rows.items() if row[1] is None} for name, rows in final.items()}
    if missing := lacks(killed, live, complete):
        world.check(False, "a stream that status calls complete has every record", missing)


class Tally:
    """Where the kills fell."""

    def __init__(self):
        self.kills = self.ended = self.after = self.claims = 0
        self.places = {}

    def note(self, kind, share):
        bins = self.places.setdefault(kind, [0] * 11)
        bins[10 if share >= 1 else int(share * 10)] += 1

    def tell(self, world, wanted, rounds, seconds):
        print(f"  {self.kills} kills in {rounds} rounds, {seconds:.0f} s; {self.ended} lives came to their end before")
        print("  kills by share of the records stored:  0 " + " ".join(f"{n * 10:>4}%" for n in range(1, 11)))
        for kind, bins in self.places.items():
            print(f"    {kind:<34}" + " ".join(f"{count:>5}" for count in bins))
        print(f"  {self.claims} claims of completeness looked into, {self.after} kills after a run's last word")
        world.check(self.kills >= wanted, f"{wanted} kills hit a running sync", self.kills)
        first = self.places.get("first sync", [0] * 11)
        world.check(
            sum(1 for count in first[:10] if count) >= 5, "the kills are spread over the first sync", first
        )
