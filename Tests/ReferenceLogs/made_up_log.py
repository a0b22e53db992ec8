"""Prints an event log of a made-up company: JOURNEYS cases of ten events on average, the same at every run.

usage: made_up_log.py JOURNEYS
"""

import random
import sys
from datetime import datetime, timedelta, timezone

KINDS = [
    ("visit", "awareness", "marketing"), ("download", "consideration", "marketing"), ("webinar", "consideration", "marketing"),
    ("call", "decision", "sales"), ("demo", "decision", "sales"), ("offer", "decision", "sales"), ("win", "decision", "sales"),
    ("kickoff", "onboarding", "success"), ("training", "adoption", "success"), ("ticket", "adoption", "support"),
    ("upgrade", "expansion", "sales"), ("review", "advocacy", "success"),
]

random.seed(1)
begin = datetime(2020, 1, 1, tzinfo=timezone.utc)
write = sys.stdout.write
write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016">\n')
for case in range(int(sys.argv[1])):
    write(f'<trace><string key="concept:name" value="{case}"/>\n')
    time = begin + timedelta(seconds=random.randrange(150_000_000))
    place = 0
    for _ in range(random.randrange(1, 20)):
        name, stage, team = KINDS[min(place, len(KINDS) - 1)]
        write(
            f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{time.isoformat()}"/>'
            f'<string key="waymark:stage" value="{stage}"/><string key="org:group" value="{team}"/></event>\n')
        time += timedelta(seconds=random.expovariate(1 / 200_000))
        place = max(0, place + random.choice([-2, -1, 0, 1, 1, 1, 2, 3]))
    write("</trace>\n")
write("</log>\n")
