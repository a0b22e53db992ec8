#!/usr/bin/env python3
"""Measures a first sync of one large Salesforce table by Bulk API 2.0, and the same with kills in the middle of it.

Usage: export.py WAYMARK CONFIG ROWS      (see scripts/bench-export.sh; ends with 1 unless the promises are kept)
"""
import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import time

from first_sync import sync, total

# The kills are spread over what a run writes; the same ones each time.
KILLS = random.Random(7)


def written(path):
    """How many rows of `records` were ever written, cheaply; 0 before there is a store."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as store:
            return store.execute("SELECT coalesce(max(key), 0) FROM records").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def kill_at(waymark, config, store, rows):
    """Starts a sync and kills it once so many rows are stored; how many then were."""
    process = subprocess.Popen(
        [waymark, "sync", "--config", config, "--store", store, "--stream", "tasks", "--quiet"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        while process.poll() is None and written(store) < rows:
            time.sleep(0.01)
        if process.poll() is not None:
            sys.exit(f"the sync ended with {process.returncode} before it was killed")
    finally:
        process.kill()
        process.wait()
    return written(store)


def digest(waymark, config, store):
    export = subprocess.Popen(
        [waymark, "export", "--canonical", "--config", config, "--store", store, "--quiet"], stdout=subprocess.PIPE)
    result = hashlib.file_digest(export.stdout, "sha256").hexdigest()
    if export.wait() != 0:
        sys.exit("the export failed")
    return result[:16]


def main():
    waymark, config, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    folder = os.path.dirname(config)
    calm, killed = os.path.join(folder, "calm.db"), os.path.join(folder, "killed.db")

    report, seconds, peak = sync(waymark, config, "--store", calm, "--stream", "tasks")
    records = total(report, "added")
    print(f"{records:,} tasks in {seconds:.1f} s: {records / seconds:,.0f}/s, {report['calls']} calls, peak {peak:.1f} MiB,"
          f" store {os.path.getsize(calm) / 1048576:,.0f} MiB", flush=True)

    moments = sorted(KILLS.uniform(0.1, 0.9) for _ in range(3))
    reached = [kill_at(waymark, config, killed, int(moment * rows)) for moment in moments]
    report, seconds, second_peak = sync(waymark, config, "--store", killed, "--stream", "tasks")
    print(f"killed with {', '.join(f'{count:,}' for count in reached)} rows stored; the last run: {seconds:.1f} s, "
          f"{report['calls']} calls, peak {second_peak:.1f} MiB", flush=True)

    equal = digest(waymark, config, calm) == digest(waymark, config, killed)
    promises = [
        ("every row of the table is there", records >= 0.98 * rows),
        ("peak memory at most 96 MiB", max(peak, second_peak) <= 96),
        ("killed in the middle, no kill began anew", all(a < b for a, b in zip(reached, reached[1:]))),
        ("killed or not, the canonical exports are equal", equal),
    ]
    for promise, is_kept in promises:
        print(f"{'kept' if is_kept else 'BROKEN':<7} {promise}")
    return 0 if all(is_kept for _, is_kept in promises) else 1


if __name__ == "__main__":
    sys.exit(main())
