#!/usr/bin/env bash
# How long `waymark map` takes, and how much memory, for two sizes of the same made-up company: memory must not follow.
# Thrice each: the first time makes every journey's path, the second finds them there, the third follows a hundred
# journeys more.
#
#   bench-map.sh [JOURNEYS]     default 100000, of ten touchpoints on average; and a tenth of that
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/sandbox.bash disable=SC2119
source scripts/sandbox.bash
begin_work bench-map
journeys=${1:-100000}
for count in $((journeys / 10)) "$journeys"; do
    store=$work/$count.db
    # Any import makes a store.
    printf '<log><trace><string key="concept:name" value="a"/></trace></log>' >"$work/empty.xes"
    "$waymark" import xes "$work/empty.xes" --store "$store" --quiet >/dev/null
    python3 Tests/ReferenceLogs/made_up_store.py "$store" "$count"
    map() { python3 Tests/ReferenceLogs/measured.py "$1" "$waymark" map --format json --store "$store"; }
    map "map, every path made"
    map "map again"
    python3 Tests/ReferenceLogs/made_up_store.py "$store" 100 "$count"
    map "map after 100 journeys more"
    python3 - "$store" <<'PYTHON'
import sqlite3
import sys
store = sqlite3.connect(sys.argv[1])
paths, size = store.execute("SELECT count(*), sum(length(path)) FROM journey_paths").fetchone()
steps = store.execute("SELECT count(*) FROM touchpoints").fetchone()[0]
print(f"{paths} paths, {size / steps:.1f} bytes a step; store {store.execute('PRAGMA page_count').fetchone()[0] * 4096 >> 20} MiB")
PYTHON
    rm "$store"
done
