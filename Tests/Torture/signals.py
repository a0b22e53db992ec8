"""SIGINT and SIGTERM: an orderly end within a second; a second one ends at once."""

import signal
import socket
import time

from company import Place, Sandbox

# The promise is one second; a machine that does much else at once gets more.
BOUND = 20


def run(world):
    sandbox = Sandbox(world, 300)
    calm = world.place(sandbox)
    calm.must_complete("an undisturbed sync completes")
    truth = calm.canonical()
    times = []
    place = world.place(sandbox)
    landed = 0
    for number in range(60 if world.is_long else 12):
        name = signal.Signals(world.random.choice([signal.SIGINT, signal.SIGTERM]))
        # Below two calls, the program may not listen yet.
        process = place.kill_after(
            sandbox, world.random.randint(2, 14), pause=world.random.uniform(0, 0.05), number=name
        )
        ended, seconds = timed(place, process)
        if ended.code == 0:
            break
        landed += 1
        times.append(seconds)
        if not (ended.code == 75 and not ended.secrets):
            world.check(False, f"{name.name} in the middle of a sync: 75", ended)
    world.check(landed >= 3, f"{landed} signals in the middle of a sync")
    place.must_complete("after signals, the next run completes")
    place.must_equal(truth, "stopped by signals")
    times += waiting(world, sandbox)
    times += silent(world)
    times.sort()
    print(f"  from the signal to the end: median {times[len(times) // 2]:.2f} s, longest {times[-1]:.2f} s")
    world.check(times[-1] < BOUND, f"every end came within {BOUND} s (promised: 1 s)", times)


def timed(place, process):
    """From now on, just after the signal."""
    began = time.monotonic()
    ended = place.end(process)
    return ended, time.monotonic() - began


def waiting(world, sandbox):
    """The API has asked for patience: nobody waits for that."""
    place = world.place(sandbox)
    fault = {"kind": "status", "status": 429, "headers": {"Retry-After": "60"}, "times": 1000}
    sandbox.ask("POST", "faults", fault)
    times = []
    for twice in (False, True):
        # Sent and refused: from then on it waits.
        process = place.kill_after(sandbox, 1, pause=0.2, number=signal.SIGTERM)
        if twice:
            process.send_signal(signal.SIGINT)
        ended, seconds = timed(place, process)
        times.append(seconds)
        what = "two signals" if twice else "a signal"
        world.check(ended.code == 75, f"{what} while the API asks for patience: 75", ended)
    sandbox.ask("DELETE", "faults")
    place.must_complete("after that, the next run completes")
    return times


def silent(world):
    """A server that takes the call and never answers."""
    times = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        for name in (signal.SIGINT, signal.SIGTERM):
            world.numbers += 1
            folder = world.folder / f"place-{world.numbers}"
            folder.mkdir()
            place = Place(world, folder, {"hubspot": f"http://127.0.0.1:{server.getsockname()[1]}"}, world.numbers)
            process = place.start("sync", "--quiet")
            with server.accept()[0] as connection:
                connection.recv(1)
                process.send_signal(name)
                ended, seconds = timed(place, process)
            times.append(seconds)
            world.check(ended.code == 75, f"{name.name} while the server is silent: 75", ended)
    return times
