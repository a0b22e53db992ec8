#!/usr/bin/env bash
# First syncs of a HubSpot account that answers faster than anybody can read, in turns with a floor: curl fetching the same
# answers, sqlite3 storing the same rows.
#
#   bench-hubspot.sh [CONTACTS [BYTES [ENGAGEMENTS [RUNS]]]]      200,000 of 4,096 bytes, 400,000, 5 unless said otherwise
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh bench
bin=.build/release
printf '%s, %s cores, %s, %s\n\n' "$(uname -sm)" "$(nproc)" "$(curl --version | head -n 1 | cut -d' ' -f1-2)" "$(date -u +%F)"
exec python3 Benchmarks/hubspot.py "$PWD/${WAYMARK:-$bin/waymark}" "$PWD/$bin/benchmark-server" \
    "${1:-200000}" "${2:-4096}" "${3:-400000}" "${4:-5}"
