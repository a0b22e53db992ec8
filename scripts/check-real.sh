#!/usr/bin/env bash
# Syncs a real Request Tracker and compares the store with what RT itself answers.
set -euo pipefail
cd "$(dirname "$0")/.."

exec Tests/RealRequestTracker/check-real.sh "${WAYMARK:-.build/release/waymark}"
