"""Runs a command and tells how long it took and how much memory it had at most.

usage: measured.py NAME COMMAND…
"""

import json
import resource
import subprocess
import sys
import time

begin = time.monotonic()
done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, text=True)
seconds = time.monotonic() - begin
if done.returncode:
    sys.exit(f"{sys.argv[1]} ended with {done.returncode}")
what = done.stdout.strip()
if what.startswith("{"):
    paths = json.loads(what)["paths"]
    what = f"{paths['cases']} journeys, {paths['events']} touchpoints, {paths['variants']} variants"
mebibytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{sys.argv[1]}: {what}; {seconds:.1f} s, {mebibytes:.0f} MiB at most", flush=True)
