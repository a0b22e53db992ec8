"""Kills, full disks, read-only files, processes side by side, jumping clocks, signals: what the program must survive.

Around the real program and a simulated company; every part ends by comparing the canonical export with that of an
undisturbed run, byte for byte. Run by scripts/torture.sh.
"""

import argparse
import importlib
import random
import shutil
import signal
import sys
import tempfile
import time

from company import World

PARTS = ["kills", "disk", "readonly", "processes", "clock", "signals"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waymark", required=True)
    parser.add_argument("--long", action="store_true", help="2,000 kills, and more of everything else")
    parser.add_argument("--kills", type=int, help="how many kills at least")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000_000))
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of: {' '.join(PARTS)}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; parts are {' '.join(PARTS)}")

    # An interrupted script ends what it started, like one that went well.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    print(f"seed {options.seed}: --seed {options.seed} makes the same choices again", flush=True)
    folder = tempfile.mkdtemp(prefix="waymark-torture.")
    worlds = []
    try:
        for name in options.parts or PARTS:
            began = time.monotonic()
            print(f"== {name}", flush=True)
            # Each part has randomness of its own: alone it does what it does among the others.
            world = World(options.waymark, tempfile.mkdtemp(prefix=f"{name}-", dir=folder), random.Random(f"{options.seed}/{name}"), options.long)
            worlds.append(world)
            part = importlib.import_module(name)
            if name == "kills":
                part.run(world, options.kills or (2_000 if options.long else 200))
            else:
                part.run(world)
            world.children.end()
            print(f"  {time.monotonic() - began:.0f} s", flush=True)
    finally:
        for world in worlds:
            world.children.end()
        shutil.rmtree(folder, ignore_errors=True)
    passed, failed = (sum(getattr(world.checks, name) for world in worlds) for name in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
