#!/usr/bin/env bash
# First syncs by Waymark and by what others read the same systems with, from the same server, in turns: what each reads a
# second, and how many times as fast Waymark is. Benchmarks/Peers/README.md says what each peer does less.
#
#   bench-peers.sh [CONTACTS [BYTES [RUNS]]]      20,000 of 4,096 bytes, 5 unless said otherwise
#
# The peers' Python environments (1.3 GB) stay in .build/peers. PYTHON names a Python 3.10 or 3.11 to make them with, as
# airbyte-source-hubspot takes no later one.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh tests
bin=.build/release
environments=$PWD/.build/peers

# A Python that all peers can be installed with.
python=
for each in ${PYTHON:+"$PYTHON"} python3 python3.11 python3.10 /usr/bin/python3; do
    if "$each" -c 'import ensurepip, sys, venv; sys.exit(not (3, 10) <= sys.version_info < (3, 12))' 2>/dev/null; then
        python=$each
        break
    fi
done
[ -n "$python" ] || {
    printf 'bench-peers: no Python 3.10 or 3.11 with venv is on the PATH; PYTHON names one elsewhere\n' >&2
    exit 1
}

for wanted in Benchmarks/Peers/*/requirements.txt; do
    environment=$environments/$(basename "$(dirname "$wanted")")
    # What is installed is noted last: an environment half made is made again.
    if ! cmp -s "$wanted" "$environment/requirements.txt"; then
        rm -rf "$environment"
        "$python" -m venv "$environment"
        "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" </dev/null
        cp "$wanted" "$environment/requirements.txt"
    fi
done

printf '%s, %s cores, %s, %s\n\n' "$(uname -sm)" "$(nproc)" "$("$python" --version)" "$(date -u +%F)"
exec python3 -B Benchmarks/Peers/peers.py "$(realpath "${WAYMARK:-$bin/waymark}")" "$PWD/$bin/benchmark-server" \
    "$environments" "${1:-20000}" "${2:-4096}" "${3:-5}"
