#!/usr/bin/env bash
# How long `waymark map` takes, and how much memory, for two sizes of the same made-up company: memory must not follow.
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
    python3 Tests/ReferenceLogs/measured.py map "$waymark" map --format json --conversion win --store "$work/$count.db"
done
