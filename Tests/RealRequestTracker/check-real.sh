#!/usr/bin/env bash
# Syncs a real Request Tracker 5 and compares the store with what RT itself answers, twice: after a first sync, and after
# tickets were edited, solved, reopened, merged and deleted. Also: signs in both ways, is refused what it may not see.
#
#   check-real.sh [WAYMARK]     WAYMARK: the program; default: a release build of this package
#
# Installs RT from Debian's packages where it is missing (root only) and runs it on loopback, in a temporary folder.
# Takes a few minutes, most of them RT's own. KEEP=1 keeps the folder. Ends with `N passed, M failed`.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
passed=0
failed=0

say() { printf 'check-real: %s\n' "$*" >&2; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/check-real.XXXXXX")
rt=$folder/rt

# Ends what was started here and nothing else, however this script ends.
clean_up() {
    status=$?
    trap - EXIT INT TERM
    [ ! -d "$rt" ] || "$here/rt-server.sh" stop "$rt" || status=1
    if [ "${KEEP:-}" = 1 ] || [ "$status" != 0 ]; then
        say "see $folder"
    else
        rm -rf "$folder"
    fi
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

pass() {
    passed=$((passed + 1))
    printf 'pass %s\n' "$1"
}
fail() {
    failed=$((failed + 1))
    printf 'FAIL %s\n' "$1"
}

# Runs the program with a bound on its time; what it says is kept in waymark.log.
waymark() {
    printf '\n$ waymark %s\n' "$*" >>waymark.log
    timeout 600 "$program" "$@" 2>>waymark.log
}

# expect NAME STATUS COMMAND…: the command must end with that status; its output is kept in out.
expect() {
    name=$1 wanted=$2
    shift 2
    status=0
    "$@" >out || status=$?
    cat out >>waymark.log
    if [ "$status" = "$wanted" ]; then
        pass "$name"
    else
        fail "$name: status $status instead of $wanted"
        tail -n 5 waymark.log
    fi
}

# says NAME TEXT: the program's last words must contain the text.
says() {
    if tail -n 40 waymark.log | grep -qF -- "$2"; then pass "$1"; else
        fail "$1: nothing said \"$2\""
        tail -n 5 waymark.log
    fi
}

# compare STORE: what RT answers, held against what is in the store.
compare() {
    waymark export records --quiet --store "$1" --output records.ndjson
    waymark export touchpoints --quiet --store "$1" --output touchpoints.ndjson
    waymark export --canonical --quiet --store "$1" --output canonical.ndjson
    python3 "$here/compare.py" truth.ndjson records.ndjson touchpoints.ndjson canonical.ndjson >comparison || true
    cat comparison
    passed=$((passed + $(grep -c '^pass ' comparison || true)))
    failed=$((failed + $(grep -c '^FAIL ' comparison || true)))
    [ "$(grep -cE '^(pass|FAIL) ' comparison || true)" = 6 ] || fail "the comparison did not come to its end"
    rm -f records.ndjson touchpoints.ndjson canonical.ndjson
}

# write_config FILE STREAMS CREDENTIALS
write_config() {
    (
        umask 077
        cat >"$1" <<CONFIG
store: journeys.db
connections:
  support:
    connector: request_tracker
    base_url: http://127.0.0.1:$port
    credentials: $3
    streams: $2
CONFIG
    )
}

# RT answers as root.
rt_call() {
    curl -sfS --max-time 60 -u root:password -o /dev/null "$@"
}

# RT stamps times before a change can be seen, and the connector leaves the last 10 seconds for the next sync.
settle() {
    while [ "$(($(date +%s) - $1))" -lt 12 ]; do sleep 1; done
}

program=${1:-}
if [ -z "$program" ]; then
    say "building"
    timeout 3000 swift build --package-path "$root" -c release --product waymark >&2
    program=$(swift build --package-path "$root" -c release --product waymark --show-bin-path)/waymark
fi
program=$(cd "$(dirname "$program")" && pwd -P)/$(basename "$program")
[ -x "$program" ] || {
    say "no program: $program"
    exit 1
}
command -v python3 >/dev/null && command -v curl >/dev/null || {
    say "python3 and curl are needed"
    exit 1
}

timeout 1200 "$here/rt-server.sh" install
cd "$folder"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir "$rt"
timeout 300 "$here/rt-server.sh" start "$rt" "$port"
base=http://127.0.0.1:$port

say "filling it"
timeout 900 python3 "$here/fill.py" "$base" --tickets 40 >filled.json
changed=$(date +%s)
timeout 600 python3 "$here/truth.py" "$base" >truth.ndjson

printf '\nA first sync\n'
sweeps='{tickets: {sweeps: {absent: 1s, merged: 1s}}}'
write_config waymark.yaml "$sweeps" '{user: root, password: password}'
settle "$changed"
expect "every stream can be read" 0 waymark check
expect "the first sync is complete" 0 waymark sync
compare journeys.db

printf '\nA second sync with nothing new, signed in by a token\n'
token=$("$here/rt-server.sh" token "$rt" root 2>>waymark.log)
write_config waymark.yaml "$sweeps" "{token: $token}"
before=$(waymark export --canonical --quiet | sha256sum)
expect "it is complete" 0 waymark sync
says "it changes nothing" "0 records new, changed or gone"
if [ "$before" = "$(waymark export --canonical --quiet | sha256sum)" ]; then pass "the store is the same"; else
    fail "the store is not the same"
fi

printf '\nEdited, solved, reopened, merged, deleted\n'
timeout 900 python3 "$here/fill.py" "$base" --second-round >second.json
changed=$(date +%s)
timeout 600 python3 "$here/truth.py" "$base" >truth.ndjson
settle "$changed"
expect "the sync is complete" 0 waymark sync
compare journeys.db
waymark export --canonical --quiet >grown
expect "a store made only now is complete" 0 waymark sync --store fresh.db
waymark export --canonical --quiet --store fresh.db >fresh
if cmp -s grown fresh; then pass "it equals the one that has grown, byte for byte"; else
    fail "it differs from the one that has grown"
    diff grown fresh | head -n 4 | cut -c 1-300
fi
expect "the source counts what the store holds" 0 waymark verify

printf '\nWhat is refused\n'
write_config waymark.yaml '{tickets: {}}' '{user: root, password: wrong}'
expect "a wrong password is named" 77 waymark sync --store other.db
write_config waymark.yaml '{tickets: {}}' "{user: sync, password: secret of sync}"
expect "an account without rights is refused" 77 waymark sync --store other.db
says "the missing right is named" "AdminUsers"
# TicketSQL reads times in the account's zone: such an account would lose tickets without a word.
write_config waymark.yaml '{tickets: {}}' '{user: root, password: password}'
rt_call -X PUT -H 'Content-Type: application/json' -d '{"Timezone": "America/New_York"}' "$base/REST/2.0/user/root"
expect "an account in another time zone is refused" 78 waymark sync --store other.db
says "its zone is named as the reason" "time zone"

printf '\n%s\n' "$passed passed, $failed failed"
[ "$failed" = 0 ]
