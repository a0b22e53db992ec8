#!/usr/bin/env bash
# Reads the sandbox through HubSpot's official Python client and through simple-salesforce, and compares with what the
# sandbox says it holds: the sandbox is only worth what somebody else's client can read.
#
#   check-sandbox.sh [--airbyte]      also through airbyte-source-salesforce's own read (240 MB of Python packages)
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh tests
# shellcheck source=scripts/sandbox.bash disable=SC2119
source scripts/sandbox.bash
begin_work check-sandbox

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r Tests/CheckSandbox/requirements.txt </dev/null
start_sandbox
"$work/venv/bin/python" Tests/CheckSandbox/check_sandbox.py "$sandbox_url"

# The same people as both systems have them.
stop_sandbox
start_sandbox --people 1500 --system both
"$work/venv/bin/python" Tests/CheckSandbox/check_salesforce.py "$sandbox_url"

if [ "${1:-}" = --airbyte ]; then
    python3 -m venv "$work/airbyte"
    "$work/airbyte/bin/pip" install --quiet --disable-pip-version-check \
        -r Tests/CheckSandbox/requirements-airbyte.txt </dev/null
    stop_sandbox
    start_sandbox --people 1500 --system both
    "$work/airbyte/bin/python" Tests/CheckSandbox/check_airbyte.py "$sandbox_url"
fi
