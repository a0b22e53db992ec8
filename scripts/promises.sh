#!/usr/bin/env bash
# The table promise × connector, and the usual mistakes of sync programs with the promise that notices each.
set -euo pipefail
cd "$(dirname "$0")/.."

waymark=$(swift build -c release --show-bin-path)/waymark
connectors=(request_tracker Tests/ConnectorTestingTests/linked.yaml hubspot)

"$waymark" connectors test "${connectors[@]}"
echo
"$waymark" connectors test "${connectors[@]}" --sabotage all
