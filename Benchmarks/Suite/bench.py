#!/usr/bin/env python3
"""Runs the parts of the benchmark that are named, all of them if none is, and ends with 1 unless every bound is kept.

Usage: bench.py WAYMARK SERVER [PART …]      (see scripts/bench.sh)
"""
import contextlib
import os
import shutil
import signal
import sys
import tempfile

import changes
import hubspot
import limits
import salesforce
from figures import Figures

PARTS = {"first": hubspot.first, "large": hubspot.large, "bulk": salesforce.bulk, "changed": changes.changed,
         "idle": changes.idle, "rebuild": hubspot.rebuild, "export": hubspot.export, "limits": limits.limits}
# Of these the store of the first one is looked at by the others.
OF_FIRST = ["first", "rebuild", "export"]


class Bench:
    """What all parts share. Servers live as long as the part that started them."""

    def __init__(self, waymark, server, work):
        self.waymark, self.server, self.work = waymark, server, work
        self.scale, self.runs = float(os.environ.get("SCALE") or 1), int(os.environ.get("RUNS") or 5)
        stores = os.environ.get("STORES")
        self.stores = ([int(size) for size in stores.split()] if stores else
                       [self.scaled(size) for size in (100_000, 1_000_000)])
        self.figures, self.servers, self.account = Figures(), contextlib.ExitStack(), None

    def scaled(self, count):
        """Divisible by 100, so that shares are whole."""
        return max(100, round(count * self.scale / 100) * 100)

    def kept(self, server):
        return self.servers.enter_context(server)

    def hubspot(self):
        """The account of (a), whose store the parts after it look into."""
        if self.account is None:
            self.account = hubspot.account(self, "first", self.scaled(200_000), 4_096, self.scaled(400_000))
        return self.account


def main():
    waymark, server, *names = sys.argv[1:]
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"there is no part {unknown[0]}: {', '.join(PARTS)}")
    wanted = [name for name in PARTS if not names or name in names]
    # An interrupted benchmark ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ["BENCHMARK_TOKEN"] = "benchmark"
    work = tempfile.mkdtemp(prefix="waymark-bench-")
    bench = Bench(waymark, server, work)
    try:
        # Those that share a store come together, so that its room is free for the others.
        for group in [OF_FIRST] + [[name] for name in PARTS if name not in OF_FIRST]:
            with bench.servers:
                for name in group:
                    if name in wanted:
                        PARTS[name](bench)
            bench.servers, bench.account = contextlib.ExitStack(), None
            for name in os.listdir(work):
                shutil.rmtree(f"{work}/{name}")
    finally:
        bench.servers.close()
        shutil.rmtree(work, ignore_errors=True)
    return 0 if bench.figures.all_kept() else 1


if __name__ == "__main__":
    sys.exit(main())
