#!/usr/bin/env bash
# The main job on screen: a company's CRM becomes a store of touchpoints, and stays up to date.
set -euo pipefail
cd "$(dirname "$0")/.."

make --no-print-directory build >&2
scripts/setup.sh demo
# shellcheck source=scripts/sandbox.bash disable=SC2119
source scripts/sandbox.bash
begin_work demo

# Colours only where people look.
if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

title() { printf '\n%s# %s%s\n' "$bold" "$1" "$plain"; }

show() {
    printf '%s$ %s%s\n' "$bold" "$*" "$plain"
    "$@"
}

waymark() { "$waymark" "$@"; }

# Made anew at every run, and kept to be looked at; `make clean` removes it.
folder=.build/demo
rm -rf "$folder"
mkdir -p "$folder"
# A company in which something is wrong: the findings show what.
start_sandbox --story planted
cd "$folder"

title "A simulated company answers at $sandbox_url as HubSpot would. Waymark gets a configuration for it,"
show waymark init --sandbox
sed -i "s|http://127.0.0.1:8700|$sandbox_url|" waymark.yaml
title "asks whether the token may read everything,"
show waymark check
title "says what a sync would cost,"
show waymark plan
title "and reads it all."
show waymark sync --quiet

title "Three days later, somebody has called, bought, complained. The second sync transfers what changed:"
show waymark sandbox --advance 3d --port "$sandbox_port"
show waymark sync --quiet
title "How far the store is complete:"
show waymark status

title "One person's journey:"
# Somebody whose story is worth telling: many kinds of touchpoints on few lines; the same one at every run.
someone=$(
    python3 - <<'PYTHON'
import sqlite3
store = sqlite3.connect("file:journeys.db?mode=ro", uri=True)
print(store.execute("""
    SELECT i.value FROM identifiers i JOIN links l ON l.entity_id = i.person_id
    JOIN touchpoints t ON t.id = l.touchpoint WHERE i.kind = 'email'
    GROUP BY i.value HAVING count(DISTINCT t.id) BETWEEN 15 AND 25
    ORDER BY count(DISTINCT t.kind) DESC, i.value LIMIT 1""").fetchone()[0])
PYTHON
)
show waymark journey "$someone"

title "Where all journeys break down, the largest first:"
show waymark findings
title "And the map of all journeys, one page for any browser:"
show waymark map --format html --output map.html

title "The store is a SQLite file that any tool can read, also while a sync runs:"
cat >touchpoints.py <<'PYTHON'
import sqlite3

store = sqlite3.connect("file:journeys.db?mode=ro", uri=True)
for channel, count, people in store.execute("""
        SELECT t.channel, count(DISTINCT t.id), count(DISTINCT l.entity_id)
        FROM touchpoints t JOIN links l ON l.touchpoint = t.id AND l.entity_kind = 'person'
        GROUP BY 1 ORDER BY 2 DESC"""):
    print(f"{channel:<12}{count:>8} touchpoints of {people:>6} people")
PYTHON
printf '%s$ cat touchpoints.py%s\n' "$bold" "$plain"
cat touchpoints.py
show python3 touchpoints.py

title "That was Waymark. The map is $folder/map.html, the store $folder/journeys.db; look around:"
cat <<END
  sqlite3 -readonly $folder/journeys.db 'SELECT kind, count(*) FROM touchpoints GROUP BY 1'
  .build/release/waymark export touchpoints --format csv --store $folder/journeys.db | less
END
