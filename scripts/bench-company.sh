#!/usr/bin/env bash
# First syncs of two simulated companies, one ten times as large as the other, and for each a sync that finds nothing new.
#
#   bench-company.sh [PEOPLE]      the larger one; 100,000 unless said otherwise
set -euo pipefail
cd "$(dirname "$0")/.."

people=${1:-${PEOPLE:-100000}}
scripts/setup.sh demo
# shellcheck source=scripts/sandbox.bash
source scripts/sandbox.bash
begin_work bench

for count in $((people / 10)) "$people"; do
    start_sandbox --people "$count"
    mkdir "$work/$count"
    sandbox_config "$work/$count/waymark.yaml"
    python3 Benchmarks/first_sync.py "$waymark" "$work/$count/waymark.yaml" "$count" "$work/result"
    stop_sandbox
    # The larger company must not run out of room for the smaller one's sake.
    rm -r "${work:?}/$count"
done
printf '%s, %s cores, %s\n\n' "$(uname -sm)" "$(nproc)" "$(date -u +%F)"
python3 Benchmarks/verdict.py "$work/result"
