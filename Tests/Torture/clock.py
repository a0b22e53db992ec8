"""This machine's clock jumps back and forth, between runs and in the middle of them."""

import glob
import os
import time

from company import PATIENCE, Sandbox

DAY = 86_400


def run(world):
    libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not libraries:
        world.check(False, "faketime is installed (scripts/setup.sh tests)")
        return
    for documented in (False, True):
        jump(world, libraries[0], documented)


def jump(world, library, documented):
    name = "with limits and OAuth" if documented else "without limits"
    sandbox = Sandbox(world, 150)
    options = {"limits": "documented", "oauth": True} if documented else {}
    calm, place = world.place(sandbox, **options), world.place(sandbox, **options)
    moment = world.folder / "clock"
    environment = os.environ | {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(moment),
        "FAKETIME_NO_CACHE": "1",
        # As when somebody sets the clock: only the time of day jumps.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }

    def move(seconds):
        # Renamed into place, because it is read at every look at the clock.
        new = world.folder / "clock.new"
        new.write_text(f"{seconds:+.3f}s\n")
        new.rename(moment)

    offsets = [-400 * DAY, 400 * DAY, -3, 3_600, -DAY, 0, 20 * 365 * DAY, -5_000 * DAY]
    for days in (0, 2, 9):
        if days:
            sandbox.ask("POST", "advance", {"days": days})
        calm.must_complete(f"{name}: an undisturbed sync completes")
        jumps, runs = 0, 0
        # Each run stops after some calls, and the next begins in another year; within a run the clock jumps too.
        while runs < 60:
            runs += 1
            move(world.random.choice(offsets))
            few = ["--max-calls", "25"] if runs < 8 else []
            # Through `env`, where faketime notes down what it shares: done in the program itself, that moves the
            # environment away from the arguments, where Swift looks for them.
            process = place.start("sync", "--quiet", *few, prefix=["env"], env=environment)
            deadline = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(world.random.uniform(0.02, 0.2))
                move(world.random.choice(offsets))
                jumps += 1
            ended = place.end(process)
            for shared in glob.glob(f"/dev/shm/*faketime_*_{process.pid}"):
                os.unlink(shared)
            if ended.code == 0:
                break
            if ended.code != 75:
                world.check(False, f"{name}: a run whose clock jumps ends with 0 or 75", ended)
                return
        world.check(ended.code == 0, f"{name}, {days} days later: complete after {runs} runs and {jumps} jumps", ended)
        place.must_equal(calm.canonical(), f"{name}, {days} days later")
        # And by the right clock, nothing that the wrong one left behind stands in the way.
        ended = place.sync("--json")
        world.check(ended.code == 0, f"{name}, {days} days later: the next run has the right time and completes", ended)
    sandbox.end()
