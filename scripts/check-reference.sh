#!/usr/bin/env bash
# Imports event logs that others have measured too, and compares `waymark map` with their numbers. The logs are fetched
# from the Python packages that carry them, into a folder that vanishes: they are not ours to pass on.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh tests
# shellcheck source=scripts/sandbox.bash disable=SC2119
source scripts/sandbox.bash
begin_work check-reference

python3 -m venv "$work/venv"
fetch() { "$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work" "$@" </dev/null; }
# The source archive has the logs, the wheel has not.
"$work/venv/bin/pip" install --quiet --disable-pip-version-check setuptools wheel </dev/null
fetch --no-build-isolation --no-binary :all: pm4py==2.2.32
fetch mta==0.0.9
"$work/venv/bin/python" Tests/ReferenceLogs/check_reference.py "$waymark" "$work"
