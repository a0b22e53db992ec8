"""Fills a new journey store with a made-up company of JOURNEYS people and ten touchpoints each on average, the same at every
run, by SQL: measures are timed on it, importing is not. With FIRST, only as many more people, numbered from there.

usage: made_up_store.py STORE JOURNEYS [FIRST]
"""

import random
import sqlite3
import sys

KINDS = [
    ("form.submitted", "form", "inbound", "marketing", None), ("email.opened", "email", "inbound", "marketing", None),
    ("lifecycle.changed", "crm", "internal", "sales", "consideration"), ("call.made", "phone", "outbound", "sales", None),
    ("meeting.held", "meeting", "mutual", "sales", None), ("deal.created", "crm", "internal", "sales", "decision"),
    ("deal.won", "crm", "internal", "sales", None), ("call.made", "phone", "outbound", "success", None),
    ("ticket.opened", "support", "inbound", "support", None), ("survey.answered", "survey", "inbound", "success", None),
    ("product.used", "in_product", "inbound", "product", None), ("referral.made", "email", "inbound", "success", None),
]

path, journeys, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
store = sqlite3.connect(path, isolation_level=None)
store.execute("PRAGMA synchronous = OFF")
store.execute("PRAGMA cache_size = -400000")
random.seed(1 + first)
store.execute("BEGIN")
store.execute("INSERT OR IGNORE INTO collections VALUES (9, 'made', 'up', 'steps', NULL)")
key = store.execute("SELECT coalesce(max(key), 0) FROM touchpoints").fetchone()[0]
record = store.execute("SELECT coalesce(max(key), 0) FROM records").fetchone()[0]
term = store.execute("SELECT max(number) FROM terms").fetchone()[0]
store.execute("INSERT OR IGNORE INTO link_kinds VALUES (9, 'person', 'subject', 'record')")
batch = ([], [], [])
STATEMENTS = (
    "INSERT INTO records(key, collection, record_id, revision, seq) VALUES (?, 9, ?, '1', 1)",
    "INSERT INTO touchpoints(key, id, record, facet, seq, observed_at, kind, channel, direction, occurred_at,"
    " occurred_precision, team, stage, sentiment, sentiment_origin, amount, currency, automated)"
    " VALUES (?, ?, ?, 'step', 1, 0, ?, ?, ?, ?, 'ms', ?, ?, ?, ?, ?, ?, 0)",
    "INSERT INTO touchpoint_link_rows VALUES (?, ?, 9, ?)",
)
for number in range(first, first + journeys):
    person = f"{number:026d}"
    term += 1
    store.execute("INSERT INTO terms(number, value) VALUES (?, ?)", (term, person))
    store.execute("INSERT INTO people_rows VALUES (?, 0, 1)", (term,))
    at = 1_577_836_800_000 + random.randrange(150_000_000_000)
    place = 0
    for _ in range(random.randrange(1, 20)):
        kind, channel, direction, team, stage = KINDS[min(place, len(KINDS) - 1)]
        key, record = key + 1, record + 1
        score = random.choice([-1, -0.4, 0.2, 0.6, 0.8, 1.0]) if kind == "survey.answered" else None
        amount = str(random.randrange(1_000, 90_000)) if kind == "deal.created" else None
        batch[0].append((record, f"{key:012d}"))
        batch[1].append(
            (key, f"{key:026d}", record, kind, channel, direction, at, team, stage, score, score and "nps", amount,
             amount and "EUR"))
        batch[2].append((key, term, term))
        at += int(random.expovariate(1 / 200_000_000))
        place = max(0, place + random.choice([-2, -1, 0, 1, 1, 1, 2, 3]))
    if len(batch[0]) > 50_000:
        for statement, rows in zip(STATEMENTS, batch):
            store.executemany(statement, rows)
            rows.clear()
for statement, rows in zip(STATEMENTS, batch):
    store.executemany(statement, rows)
store.execute("COMMIT")
store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
