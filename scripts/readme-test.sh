#!/usr/bin/env bash
# Runs the README's examples, in their order, against the sandbox: every ```sh and ```python block below a line
# `<!-- run -->`. The reader's own things are filled in: a token, a person, a touchpoint, HubSpot's address. And holds
# what the README shows of `make demo`, the block below `<!-- demo -->`, against a demo.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh demo
readme=$PWD/README.md
demo=$PWD/scripts/demo.sh
# shellcheck source=scripts/sandbox.bash
source scripts/sandbox.bash
begin_work readme
start_sandbox --people 500
cd "$work"

# Writes the marked blocks to 1.sh, 2.python, …
awk '
    /^<!-- run -->$/ { marked = 1; next }
    marked && /^```(sh|python)$/ { name = ++count "." substr($0, 4); marked = 0; inside = 1; next }
    /^```$/ { if (inside) close(name); inside = 0 }
    inside { print > name }
    marked && NF { print "README: <!-- run --> is not followed by ```sh or ```python" > "/dev/stderr"; exit 1 }
' "$readme"

# What the examples call `waymark`: the program itself, but its first configuration leads to the sandbox.
mkdir bin
cat >bin/waymark <<WRAPPER
#!/usr/bin/env bash
set -euo pipefail
"$waymark" "\$@"
if [ "\$1" = init ]; then
    sed -i 's|^    connector: hubspot.*|&\n    base_url: $sandbox_url\n    limits: off|' waymark.yaml
fi
WRAPPER
chmod +x bin/waymark
export PATH="$work/bin:$PATH"

# One line of the store, for what the reader would look up.
first() {
    python3 -c 'import sqlite3, sys
print(sqlite3.connect("file:journeys.db?mode=ro", uri=True).execute(sys.argv[1]).fetchone()[0])' "$1"
}

export HUBSPOT_TOKEN=sandbox-token
count=0
while :; do
    block=$(printf '%s\n' $((count + 1)).*)
    [ -f "$block" ] || break
    count=$((count + 1))
    # A reader pastes the token; here it is set already.
    sed -i '/^export HUBSPOT_TOKEN=…$/d' "$block"
    if [ -f journeys.db ]; then
        person=$(first "SELECT value FROM identifiers WHERE kind = 'email' ORDER BY value")
        touchpoint=$(first "SELECT id FROM touchpoints WHERE removed_at IS NULL ORDER BY id")
        sed -i -e "s/ann@example\.com/$person/g" -e "s/TOUCHPOINT/$touchpoint/g" "$block"
    fi
    printf '== example %s\n' "$count"
    case $block in
        *.sh) shell=(bash -euo pipefail) ;;
        *) shell=(python3) ;;
    esac
    if ! "${shell[@]}" "$block" >output 2>&1 </dev/null; then
        cat "$block" output >&2
        printf 'readme-test: example %s failed\n' "$count" >&2
        exit 1
    fi
    # An example that shows nothing would show the reader nothing.
    [ -s output ] || {
        cat "$block" >&2
        printf 'readme-test: example %s printed nothing\n' "$count" >&2
        exit 1
    }
    head -n 3 output
done
[ "$count" -ge 4 ] || {
    printf 'readme-test: only %s examples found\n' "$count" >&2
    exit 1
}

"$demo" >demo.out 2>demo.err </dev/null || {
    cat demo.err >&2
    exit 1
}
# Left out there: what is cut short, and the port, which differs from run to run.
awk '/^<!-- demo -->$/ { marked = 1; next } marked && /^```$/ { if (inside) exit; inside = 1; next } inside' "$readme" |
    grep -vE '^ *…$|^\$ waymark sandbox' >shown
[ -s shown ] || {
    printf 'readme-test: the README shows nothing of the demo\n' >&2
    exit 1
}
# A line that ends with … is the beginning of one.
stale=$(python3 - <<'PYTHON'
printed = open("demo.out").read().splitlines()
for line in open("shown").read().splitlines():
    if not (any(p.startswith(line[:-1].rstrip()) for p in printed) if line.endswith("…") else line in printed):
        print(line)
PYTHON
)
if [ -n "$stale" ]; then
    printf 'readme-test: the README shows what the demo no longer prints:\n%s\n' "$stale" >&2
    exit 1
fi
printf '%s examples of the README ran; its %s lines of the demo are up to date\n' "$count" "$(wc -l <shown)"
