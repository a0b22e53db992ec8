#!/usr/bin/env bash
# Kills, full disks, read-only files, processes side by side, jumping clocks, signals: whatever happens to it, the store
# ends as that of an undisturbed run.
#
#   scripts/torture.sh [--long] [--kills N] [--seed N] [PART…]      parts: kills disk readonly processes clock signals
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh tests
program=(python3 -B Tests/Torture/torture.py --waymark "$(realpath "${WAYMARK:-.build/release/waymark}")" "$@")
# Mounts in a namespace of their own end with the last process in it, also when all of it is killed.
if [ "$(id -u)" -eq 0 ] && unshare --mount true 2>/dev/null; then
    exec unshare --mount "${program[@]}"
fi
exec "${program[@]}"
