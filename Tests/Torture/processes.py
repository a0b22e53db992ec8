"""Several processes at one store."""

import contextlib
import fcntl
import json
import signal
import sqlite3
import time

from company import PATIENCE, Place, Sandbox


def run(world):
    for _ in range(5 if world.is_long else 1):
        one_connection(world)
        two_connections(world)


def one_connection(world):
    sandbox = Sandbox(world, 300)
    calm, place = world.place(sandbox), world.place(sandbox)
    calm.must_complete("an undisturbed sync completes")
    truth = calm.canonical()
    first = place.kill_after(sandbox, world.random.randint(3, 20), number=signal.SIGSTOP)
    stop_between_writes(place, first)
    if first.poll() is not None:
        world.check(False, "a sync can be stopped in its middle", place.end(first))
        return
    ended = place.sync()
    world.check(
        ended.reports_trouble(75, "another process is syncing"), "a second sync of a connection leaves with 75", ended
    )
    waiting = place.start("sync", "--quiet", "--wait")
    for what in (["status"], ["runs"], ["export", "--canonical"]):
        ended = place.run(*what)
        world.check(ended.code == 0, f"while a sync has stopped in its middle, {what[0]} works", ended)
    world.check(waiting.poll() is None, "with --wait it waits")
    first.send_signal(signal.SIGCONT)
    ended = place.end(first)
    world.check(ended.code == 0, "the first sync completes", ended)
    ended = place.end(waiting)
    world.check(ended.code == 0, "the one that waited completes", ended)
    place.must_equal(truth, "two syncs of a connection")
    sandbox.end()


def stop_between_writes(place, process):
    """A stopped process must not hold the store's lock: all others would wait for it, as they should."""
    lock = open(f"{place.store}-lock", "rb")
    deadline = time.monotonic() + PATIENCE
    with lock:
        while process.poll() is None and time.monotonic() < deadline:
            # Stopped only when all its threads are.
            time.sleep(0.05)
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                fcntl.flock(lock, fcntl.LOCK_UN)
                return
            except BlockingIOError:
                process.send_signal(signal.SIGCONT)
                time.sleep(0.005)
                process.send_signal(signal.SIGSTOP)


def two_connections(world):
    """Two accounts into one store, at the same time, with readers beside them."""
    sandboxes = [Sandbox(world, 300, seed=seed) for seed in (1, 2)]
    sandboxes[1].ask("POST", "settings", {"portalID": 515151})
    urls = {"east": sandboxes[0].url, "west": sandboxes[1].url}
    places = []
    for _ in range(2):
        world.numbers += 1
        folder = world.folder / f"place-{world.numbers}"
        folder.mkdir()
        places.append(Place(world, folder, urls, world.numbers))
    calm, busy = places
    for days in (0, 3):
        if days:
            for sandbox in sandboxes:
                sandbox.ask("POST", "advance", {"days": days})
        for name in urls:
            calm.must_complete(f"an undisturbed sync of {name} completes", name)
        syncs = [busy.start("sync", "--quiet", name) for name in urls]
        number = 0
        while any(sync.poll() is None for sync in syncs):
            if not busy.store.exists():
                time.sleep(0.01)
                continue
            number += 1
            readers(world, busy, number)
        for name, sync in zip(urls, syncs):
            ended = busy.end(sync)
            world.check(ended.code == 0, f"two connections at once: {name} completes", ended)
        print(f"  ({number} rounds of status, export and backup meanwhile)")
        busy.must_equal(calm.canonical(), "two connections at once, and readers")
    for sandbox in sandboxes:
        sandbox.end()


def readers(world, place, number):
    """Whatever is read in the middle is whole; said only where it is not."""
    exported = place.run("export", "--canonical")
    if exported.code == 74 and "is not a Waymark store" in exported.err:
        # The first moments: the file is there, and nothing in it.
        return
    try:
        for line in exported.out.splitlines():
            json.loads(line)
        sound = exported.code == 0
    except ValueError:
        sound = False
    if not sound:
        world.check(False, "an export beside two syncs is whole", exported)
    status = place.run("status", "--json")
    if status.code != 0:
        world.check(False, "status works beside two syncs", status)
    backup = place.folder / f"backup-{number}.db"
    made = place.run("backup", backup)
    if made.code != 0:
        world.check(False, "a backup beside two syncs is made", made)
        return
    with contextlib.closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as copy:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        world.check(False, "a backup beside two syncs is sound", verdict)
    backup.unlink()
