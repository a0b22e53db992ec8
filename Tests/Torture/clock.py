"""This machine's clock jumps back and forth, between runs and in the middle of them."""

import mmap
import os
import shutil
import struct
import subprocess
import time
from pathlib import Path

from company import PATIENCE, Sandbox

DAY = 86_400


def run(world):
    library = world.folder / "jumpingclock.so"
    # Swift's tool chain brings clang along.
    beside = Path(os.path.realpath(shutil.which("swift") or "/")).parent / "clang"
    compiler = shutil.which("clang") or shutil.which("cc") or beside
    source = Path(__file__).with_name("jumpingclock.c")
    made = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], capture_output=True, check=False)
    if not world.check(made.returncode == 0, "the jumping clock is compiled", made.stderr):
        return
    for documented in (False, True):
        jump(world, library, documented)


def jump(world, library, documented):
    name = "with limits and OAuth" if documented else "without limits"
    sandbox = Sandbox(world, 150)
    options = {"limits": "documented", "oauth": True} if documented else {}
    calm, place = world.place(sandbox, **options), world.place(sandbox, **options)
    moment = world.folder / "clock"
    moment.write_bytes(bytes(8))
    with open(moment, "r+b") as file:
        page = mmap.mmap(file.fileno(), 8)
    environment = os.environ | {"LD_PRELOAD": str(library), "JUMPING_CLOCK": str(moment)}

    def move(seconds):
        page[:] = struct.pack("d", seconds)

    move(400 * DAY)
    told = subprocess.run(["date", "+%s"], env=environment, capture_output=True, text=True, check=True).stdout
    world.check(int(told) > time.time() + 399 * DAY, f"{name}: the clock of another program jumps", told)

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
            process = place.start("sync", "--quiet", *few, env=environment)
            deadline = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(world.random.uniform(0.02, 0.2))
                move(world.random.choice(offsets))
                jumps += 1
            ended = place.end(process)
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
