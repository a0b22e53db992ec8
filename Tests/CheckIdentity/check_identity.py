#!/usr/bin/env python3
"""Syncs a sandbox that is two systems into one store, and holds the people of the store against the sandbox's truth.

Usage: check_identity.py WAYMARK CONFIG URL [STATEMENTS]     (see scripts/check-identity.sh; docs/sandbox.md says what
the truth marks as evidence)

Pairs are pairs of live records. Precision: of the pairs that are one person in the store, those that are one `person` of
the truth. Recall: of the pairs of one `cluster` of the truth, those that are one person in the store. Ends with 1 where
precision is below 0.9999 or recall below 0.999. With STATEMENTS, what the records state is written there, for
`identity-benchmark --records`.
"""
import json
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict

PRECISION, RECALL = 0.9999, 0.999
CERTAIN = {"email", "phone", "salesforceID", "leadConversion", "merge"}
SHOWN = 8


def call(url, path, body=None):
    request = urllib.request.Request(
        url + path, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as answer:
        return answer.read()


def lines(data):
    return [json.loads(line) for line in data.splitlines() if line]


def run(waymark, config, *arguments):
    done = subprocess.run(
        [waymark, *arguments, "--config", config, "--quiet"], stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"waymark {' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    return done.stdout


def pairs(counts):
    return sum(count * (count - 1) // 2 for count in counts)


def shared_pairs(groups, other):
    """Pairs that are together in one of the groups, and under `other`."""
    return sum(pairs(Counter(other[record] for record in group).values()) for group in groups)


def grouped(of):
    groups = defaultdict(list)
    for record, group in of.items():
        groups[group].append(record)
    return list(groups.values())


def links(url):
    """Every piece of evidence: kind, and the two records."""
    return [
        (line["evidence"], tuple((line[end]["system"], line[end]["type"], line[end]["id"]) for end in ("first", "second")))
        for line in lines(call(url, "/_sandbox/truth/evidence"))]


def reasons(group, by_record, people):
    """By which kinds of evidence the parts of a cluster hang together that are apart in the store."""
    members = set(group)
    return sorted({
        kind for record in group for kind, a, b in by_record[record]
        if kind in CERTAIN and a in members and b in members and people[a] != people[b]}) or ["by way of others"]


def read_people(path, keys):
    """Whom the store takes each live record for. The export leaves out converted leads, which are their contacts."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    live = {row[:3] for row in store.execute("""
        SELECT c.system, c.object_type, r.record_id FROM records r JOIN collections c ON c.id = r.collection
        WHERE r.gone IS NULL AND r.entity = 'person'""")}
    found = {}
    for value, person in store.execute("SELECT value, person_id FROM identifiers WHERE kind = 'record'"):
        system, _, kind, record = value.split(":")
        if (system, kind, record) in keys and (system, kind, record) in live:
            found[system, kind, record] = person
    store.close()
    return found


def write_statements(store_path, path):
    """What every live record states, and what became of records, one JSON object a line."""
    store = sqlite3.connect(f"file:{store_path}?mode=ro", uri=True)
    count = 0
    with open(path, "w", encoding="utf-8") as target:
        for key, system, account, kind, record, entity, name in store.execute("""
                SELECT r.key, c.system, c.account, c.object_type, r.record_id, r.entity, n.name FROM records r
                JOIN collections c ON c.id = r.collection LEFT JOIN record_names n ON n.record = r.key
                WHERE r.gone IS NULL AND r.entity IN ('person', 'account')"""):
            said = store.execute(
                "SELECT rule, identifier FROM identity_evidence WHERE record = ? ORDER BY 2", (key,)).fetchall()
            count += len(said)
            target.write(json.dumps({
                "record": [system, account, kind, record], "entity": entity, "name": name,
                "states": [{"rule": rule, "identifier": value} for rule, value in said]}) + "\n")
        for row in store.execute("""
                SELECT a.system, a.account, a.object_type, x.old_id, b.system, b.account, b.object_type, x.new_id, x.reason
                FROM aliases x JOIN collections a ON a.id = x.collection
                JOIN collections b ON b.id = x.new_collection"""):
            target.write(json.dumps({"alias": row[:4], "to": row[4:8], "reason": row[8]}) + "\n")
    store.close()
    return count


def told_twice(path, url):
    """Activities that both systems logged, by what tells: how many are one touchpoint in the store."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    shown = defaultdict(set)
    for system, kind, record, touchpoint in store.execute("""
            SELECT c.system, c.object_type, r.record_id, coalesce(t.duplicate_of, t.id) FROM touchpoints t
            JOIN records r ON r.key = t.record JOIN collections c ON c.id = r.collection
            WHERE t.removed_at IS NULL"""):
        shown[system, kind, record].add(touchpoint)
    store.close()
    counts = Counter()
    for twin in lines(call(url, "/_sandbox/truth/activities")):
        one = shown.get(("hubspot", twin["hubspotType"], twin["hubspotId"]))
        other = shown.get(("salesforce", twin["salesforceType"], twin["salesforceId"]))
        if one and other:
            counts[twin["hubspotType"], twin["salesforceType"], twin["evidence"], bool(one & other)] += 1
    return counts


def main():
    waymark, config, url = sys.argv[1:4]
    # What is younger than the systems' own lag is nobody's to find yet.
    call(url, "/_sandbox/advance", {"seconds": 3600, "quiet": True})
    start = time.monotonic()
    run(waymark, config, "sync")
    seconds = time.monotonic() - start

    truth = [record for record in lines(call(url, "/_sandbox/truth/people")) if not record["isDeleted"]]
    keys = {(record["system"], record["type"], record["id"]): record for record in truth}
    person = {key: record["person"] for key, record in keys.items()}
    cluster = {key: record["cluster"] for key, record in keys.items()}
    store = config.rsplit("/", 1)[0] + "/journeys.db"
    found = read_people(store, keys)
    missing = [key for key in keys if key not in found]
    for key in missing:
        found[key] = ("missing", key)

    stated = grouped(found)
    joined = pairs(map(len, stated))
    right = shared_pairs(stated, person)
    linked = grouped(cluster)
    wanted = pairs(map(len, linked))
    reached = shared_pairs(linked, found)
    every = pairs(map(len, grouped(person)))
    everyone = shared_pairs(grouped(person), found)
    precision = right / joined if joined else 0
    recall = reached / wanted if wanted else 0

    by_system = Counter(f"{key[0]} {key[1]}" for key in keys)
    print("records        ", ", ".join(f"{count} {name}" for name, count in sorted(by_system.items())),
          f"({len(missing)} not in the store)")
    print(f"people          {len(grouped(person))} in the truth, {len(stated)} in the store")
    print(f"sync            {seconds:.1f} s for both systems")
    print(f"precision       {precision:.6f}  ({right} of {joined} joined pairs)")
    print(f"recall          {recall:.6f}  ({reached} of {wanted} pairs that evidence links)")
    print(f"                {everyone / every:.6f}  of all {every} pairs, also those that nothing certain links")

    everything = links(url)
    seen = Counter()
    by_record = defaultdict(list)
    for kind, (a, b) in everything:
        if a in keys and b in keys:
            seen[kind, found[a] == found[b]] += 1
            by_record[a].append((kind, a, b))
    print("\nevidence             links   joined   apart")
    for kind in sorted({kind for kind, _ in seen}, key=lambda kind: (kind not in CERTAIN, kind)):
        print(f"{kind:<18}{seen[kind, True] + seen[kind, False]:>8} {seen[kind, True]:>8} {seen[kind, False]:>7}"
              + ("" if kind in CERTAIN else "   not counted"))

    missed = [group for group in linked if len({found[key] for key in group}) > 1]
    wrong = [part for part in stated if len({person[key] for key in part}) > 1]
    print(f"\nmissed: {wanted - reached} pairs in {len(missed)} clusters",
          dict(Counter(" + ".join(reasons(group, by_record, found)) for group in missed)))
    for group in missed[:SHOWN]:
        print("  ", " | ".join(":".join(key) for key in group))
    print(f"wrong: {joined - right} pairs in {len(wrong)} people")
    for part in wrong[:SHOWN]:
        print("  ", " | ".join(f"{':'.join(key)} (person {person[key]})" for key in part))
    twins = told_twice(store, url)
    print("\nlogged in both systems             found   apart")
    for kind in sorted({key[:3] for key in twins}):
        print(f"{' '.join(kind):<32}{twins[(*kind, True)]:>8} {twins[(*kind, False)]:>7}")
    if len(sys.argv) > 4:
        count = write_statements(store, sys.argv[4])
        print(f"\nstatements      {count} written for the benchmark")
    failed = precision < PRECISION or recall < RECALL or missing
    print(f"\n{'NOT ENOUGH' if failed else 'enough'}: at least {PRECISION} and {RECALL} are asked for, and every record")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
