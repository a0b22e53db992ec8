#!/usr/bin/env bash
# Two simulated companies: in one, four effects are planted, and the findings must name each; in the other nobody's way
# depends on anything, and the findings must name nothing. Ends with how much went well.
#
#   check-findings.sh [SEED]     default 1
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/sandbox.bash disable=SC2119
source scripts/sandbox.bash
begin_work check-findings

for story in planted even; do
    start_sandbox --people 6000 --story "$story" --seed "${1:-1}"
    mkdir "$work/$story"
    (
        cd "$work/$story"
        "$waymark" init --sandbox >/dev/null
        sed -i "s|http://127.0.0.1:8700|$sandbox_url|" waymark.yaml
        "$waymark" sync --quiet >sync.txt
        "$waymark" findings --json >findings.json
    )
    stop_sandbox
done

python3 - "$work/planted/findings.json" "$work/even/findings.json" <<'PYTHON'
import json
import sys

planted, even = ([f for f in json.load(open(path))["findings"]] for path in sys.argv[1:])
passed = failed = 0


def check(what, good):
    global passed, failed
    print("kept   " if good else "BROKEN ", what)
    passed, failed = passed + bool(good), failed + (not good)


def found(kind, **wanted):
    return any(
        f["kind"] == kind and all(str(value) in str(f.get(key)) for key, value in wanted.items()) for f in planted
    )


for f in planted:
    print("planted:", f["id"], "|", f["title"], "|", f["explanation"])
for f in even:
    print("even:", f["id"], "|", f["title"], "|", f["explanation"])
check("who came by an event waits for sales", found("slow_handoff", segment="OTHER_CAMPAIGNS"))
check("a kick-off meeting keeps customers", found("moment_of_truth", stage="onboarding", title="meeting.held"))
check("who needs help in the first weeks leaves", found("churn_path", stage="onboarding", title="ticket."))
check("customers are less happy since the prices changed", found("falling_feeling", measure="this quarter"))
check("each has journeys behind it and an owner", all(f["journeys"] and f.get("owner") for f in planted if f["kind"] in (
    "slow_handoff", "churn_path", "falling_feeling")))
# A stage without data is no effect, and true of both.
noise = [f["id"] for f in even if f["kind"] != "no_data"]
check(f"in the even company nothing is found {noise}", not noise)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
PYTHON
