#!/usr/bin/env bash
# The table promise × connector; for every kind of fault, how many were made, the differences from the truth and the calls
# they cost; and the usual mistakes of sync programs with the promise that notices each.
#
#   scripts/promises.sh [--every-call]      disturb every single call instead of a sample: far longer
set -euo pipefail
cd "$(dirname "$0")/.."

waymark=$(swift build -c release --show-bin-path)/waymark
connectors=(request_tracker Tests/ConnectorTestingTests/linked.yaml hubspot salesforce)

"$waymark" connectors test "${connectors[@]}" "$@"
echo
"$waymark" connectors test "${connectors[@]}" --sabotage all
