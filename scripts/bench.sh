#!/usr/bin/env bash
# Measures Waymark against what nobody can do with less, everything on this machine: Benchmarks/README.md says what each part
# is. Ends with 1 unless every bound is kept.
#
#   bench.sh [PART …]      first large bulk changed idle rebuild export limits; all unless said otherwise
#
# SCALE=0.05 makes everything that much smaller. RUNS (5) is how often each figure is taken. STORES ("100000 1000000") are the
# records of the stores in which 1,000 changes are found, whatever SCALE says; "100000 1000000 10000000" takes an hour and
# 30 GB more. WAYMARK names another program than the one that was built.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh bench
bin=.build/release
printf '%s, %s cores (%s), %s of memory\n' "$(uname -srm)" "$(nproc)" \
    "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" "$(free -h | awk '/^Mem/ { print $2 }')"
printf '%s, SQLite %s, %s, %s; scale %s, %s\n' "$(curl --version | head -n 1 | cut -d' ' -f1-2)" \
    "$(sqlite3 --version | cut -d' ' -f1)" "$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*')" \
    "$(git describe --always --dirty 2>/dev/null || echo 'no commit')" "${SCALE:-1}" "$(date -u +%F)"
exec python3 -B Benchmarks/Suite/bench.py "$(realpath "${WAYMARK:-$bin/waymark}")" "$PWD/$bin/benchmark-server" "$@"
