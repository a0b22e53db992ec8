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
    python3 Tests/ReferenceLogs/made_up_log.py "$count" >"$work/log.xes"
    python3 Tests/ReferenceLogs/measured.py import "$waymark" import xes "$work/log.xes" --store "$work/$count.db"
    rm "$work/log.xes"
    map() { python3 Tests/ReferenceLogs/measured.py "$1" "$waymark" map --format json --conversion win --store "$work/$count.db"; }
    map "map, paths made"
    map "map again"
    python3 Tests/ReferenceLogs/made_up_log.py 100 >"$work/more.xes"
    "$waymark" import xes "$work/more.xes" --store "$work/$count.db" --quiet >/dev/null
    map "map after 100 journeys more"
    du -h "$work/$count.db" | sed 's|\t.*| store|'
done
