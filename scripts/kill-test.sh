#!/usr/bin/env bash
# Kills a first sync with SIGKILL at random moments, resumes it each time, and compares the canonical export with that
# of an undisturbed run, byte for byte.
#
#   scripts/kill-test.sh [KILLS] [PEOPLE] [WAYMARK]
set -euo pipefail

kills=${1:-20}
people=${2:-3000}
waymark=${3:-.build/release/waymark}
folder=$(mktemp -d)
sandbox=
trap '[ -n "$sandbox" ] && kill "$sandbox" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT

"$waymark" sandbox --port 0 --people "$people" >"$folder/sandbox.log" 2>&1 &
sandbox=$!
address=
for _ in $(seq 600); do
    address=$(grep -o 'http://127.0.0.1:[0-9]*' "$folder/sandbox.log" | head -n 1) && [ -n "$address" ] && break
    kill -0 "$sandbox" || { cat "$folder/sandbox.log" >&2; exit 1; }
    sleep 0.1
done
[ -n "$address" ] || { echo "the sandbox does not say where it listens" >&2; exit 1; }

config() { # store
    cat <<YAML
store: $1
connections:
  hubspot:
    connector: hubspot
    base_url: $address
    credentials: {access_token: sandbox-token}
    limits: off
YAML
}

config calm.db >"$folder/calm.yaml"
config killed.db >"$folder/killed.yaml"
chmod 600 "$folder"/*.yaml

started=$(date +%s%N)
"$waymark" sync -c "$folder/calm.yaml" --quiet >/dev/null
calm=$((($(date +%s%N) - started) / 1000000))
"$waymark" export --canonical -c "$folder/calm.yaml" >"$folder/calm.ndjson"
echo "undisturbed: ${calm} ms, $(wc -l <"$folder/calm.ndjson") lines"

done_early=0
landed=0
attempts=0
while [ "$landed" -lt "$kills" ] && [ "$attempts" -lt $((kills * 4)) ]; do
    attempts=$((attempts + 1))
    "$waymark" sync -c "$folder/killed.yaml" --quiet >/dev/null 2>&1 &
    process=$!
    # Each life lasts long enough to get somewhere, and short enough that the sum of all does not finish the job early.
    sleep "$(awk -v ms="$calm" -v n="$kills" -v r="$RANDOM" 'BEGIN { print (60 + r / 32768 * 1.6 * ms / n) / 1000 }')"
    if kill -9 "$process" 2>/dev/null; then landed=$((landed + 1)); else done_early=$((done_early + 1)); fi
    wait "$process" 2>/dev/null || true
    [ "$done_early" -lt 3 ] || break
done
"$waymark" sync -c "$folder/killed.yaml" --quiet >/dev/null
"$waymark" export --canonical -c "$folder/killed.yaml" >"$folder/killed.ndjson"
if cmp "$folder/calm.ndjson" "$folder/killed.ndjson"; then
    echo "killed $landed times: the canonical exports are equal, byte for byte ($(sha256sum <"$folder/killed.ndjson" | cut -c1-16))"
else
    diff "$folder/calm.ndjson" "$folder/killed.ndjson" | head -n 6 | cut -c1-300
    exit 1
fi
[ "$landed" -ge "$kills" ] || { echo "only $landed of $kills kills hit a running sync: give it more people" >&2; exit 1; }
