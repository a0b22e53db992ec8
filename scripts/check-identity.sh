#!/usr/bin/env bash
# The same people in two systems, synced into one store: are they found to be the same? Then, how long the resolving takes.
#
#   check-identity.sh [PEOPLE]      20,000 unless said otherwise
set -euo pipefail
cd "$(dirname "$0")/.."

people=${1:-${PEOPLE:-20000}}
scripts/setup.sh demo
# shellcheck source=scripts/sandbox.bash
source scripts/sandbox.bash
begin_work check-identity

start_sandbox --people "$people" --system both
mkdir "$work/store"
cat >"$work/store/waymark.yaml" <<END
store: journeys.db
connections:
  hubspot:
    connector: hubspot
    base_url: $sandbox_url
    credentials: {access_token: sandbox-token}
    limits: off
  salesforce:
    connector: salesforce
    base_url: $sandbox_url
    credentials: {client_id: sandbox-client, client_secret: sandbox-secret}
    limits: off
END
status=0
python3 Tests/CheckIdentity/check_identity.py "$waymark" "$work/store/waymark.yaml" "$sandbox_url" \
    "$work/statements.ndjson" || status=$?
stop_sandbox

# What those records state, resolved alone, in another order, without the rest of a sync.
benchmark=${IDENTITY_BENCHMARK:-$(dirname "$waymark")/identity-benchmark}
if [ -s "$work/statements.ndjson" ] && [ -x "$benchmark" ]; then
    printf 'resolved alone, in another order: '
    "$benchmark" --records "$work/statements.ndjson" "$work/store/journeys.db" "$work" || status=1
fi
exit "$status"
