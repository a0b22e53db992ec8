# Sourced by scripts that need the simulated company: a folder of their own, and a sandbox that ends with them.
# shellcheck shell=bash disable=SC2034,SC2119,SC2120

# The program, also after `cd`; WAYMARK names another one.
waymark=$(realpath "${WAYMARK:-.build/release/waymark}")
work=
sandbox_pid=
sandbox_url=
sandbox_port=

# Ends what this script started, also when it fails or is interrupted.
finish() {
    local status=$?
    trap - EXIT INT TERM HUP
    stop_sandbox
    [ -z "$work" ] || rm -rf "$work"
    exit "$status"
}

# An interrupted script must not look like one that went well.
begin_work() {
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    work=$(mktemp -d "${TMPDIR:-/tmp}/waymark-$1.XXXXXX")
}

# start_sandbox [OPTION…]: on a free port of 127.0.0.1; sets sandbox_url and sandbox_port.
start_sandbox() {
    local waited=0
    # What an earlier sandbox said must not be taken for this one's word.
    : >"$work/sandbox.json"
    "$waymark" sandbox --port 0 --json --quiet "$@" >"$work/sandbox.json" 2>"$work/sandbox.log" </dev/null &
    sandbox_pid=$!
    # Large companies take a while to make up.
    until sandbox_url=$(sed -n 's/.*"base_url" *: *"\([^"]*\)".*/\1/p' "$work/sandbox.json") && [ -n "$sandbox_url" ]; do
        if ! kill -0 "$sandbox_pid" 2>/dev/null || [ "$waited" -ge 1200 ]; then
            printf 'the sandbox did not start:\n' >&2
            cat "$work/sandbox.log" >&2
            exit 1
        fi
        sleep 0.1
        waited=$((waited + 1))
    done
    sandbox_url=${sandbox_url//\\/}
    sandbox_port=${sandbox_url##*:}
}

stop_sandbox() {
    [ -n "$sandbox_pid" ] || return 0
    kill "$sandbox_pid" 2>/dev/null || true
    # It ends at once; if it cannot, it is not asked again.
    local waited=0
    while kill -0 "$sandbox_pid" 2>/dev/null && [ "$waited" -lt 50 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    kill -9 "$sandbox_pid" 2>/dev/null || true
    wait "$sandbox_pid" 2>/dev/null || true
    sandbox_pid=
}

# sandbox_config FILE [STORE [SYSTEM]]: the configuration that `waymark init --sandbox` writes, for this sandbox's port.
sandbox_config() {
    "$waymark" init --sandbox --connector "${3:-hubspot}" --config "$1" >/dev/null
    sed -i -e "s|http://127.0.0.1:8700|$sandbox_url|" -e "s|^store: .*|store: ${2:-journeys.db}|" "$1"
}
