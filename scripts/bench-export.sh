#!/usr/bin/env bash
# A first sync of one large Salesforce table by Bulk API 2.0: records/s, calls, memory; and the same with three kills.
#
#   bench-export.sh [ROWS]      500,000 unless said otherwise
set -euo pipefail
cd "$(dirname "$0")/.."

rows=${1:-${ROWS:-500000}}
scripts/setup.sh demo
# shellcheck source=scripts/sandbox.bash
source scripts/sandbox.bash
begin_work bench-export

start_sandbox --system salesforce --people 200 --tasks "$rows"
sandbox_config "$work/waymark.yaml" journeys.db salesforce
printf '%s, %s cores, %s\n\n' "$(uname -sm)" "$(nproc)" "$(date -u +%F)"
python3 Benchmarks/export.py "$waymark" "$work/waymark.yaml" "$rows"
