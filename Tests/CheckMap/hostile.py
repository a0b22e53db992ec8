"""Writes an event log and an assumed map whose names try to be more than names.

    hostile.py FOLDER: FOLDER/log.xes, FOLDER/journey-map.yaml
"""

import datetime
import pathlib
import sys
from xml.sax.saxutils import quoteattr

ATTACK = "<script>alert(1)</script>"
# A stage's name may not contain ">"; a browser needs none.
STAGE = '<img src=x onerror=alert(1) y="'
# Ends an attribute where escaping goes by characters instead of scalars.
MARK = '"\u0301 onmouseover="alert(1)'
TURNED = "\u202Egnihton"

FIRST = datetime.datetime(2026, 1, 5, 9)


def event(activity, day, stage="", team="", channel="email"):
    time = (FIRST + datetime.timedelta(days=day)).isoformat() + "Z"
    more = "".join(
        f'<string key="waymark:{key}" value="{value}"/>'
        for key, value in (("stage", stage), ("team", team), ("channel", channel)) if value)
    return (f'<event><string key="concept:name" value={quoteattr(activity)}/>'
            f'<date key="time:timestamp" value="{time}"/>{more}</event>')


def case(number):
    events = [event(ATTACK, number / 4, "awareness", "marketing"), event(MARK, number / 4 + 2, "", "marketing")]
    if number % 3:
        events += [event("A" * 120, number / 4 + 9, "consideration", "sales", "phone"),
                   event(TURNED, number / 4 + 14, "", "sales")]
    if number % 3 == 2:
        events += [event("مكالمة هاتفية", number / 4 + 30, "decision", "sales", "meeting")]
    return f'<trace><string key="concept:name" value={quoteattr(f"{ATTACK} {number}")}/>{"".join(events)}</trace>'


def main():
    folder = pathlib.Path(sys.argv[1])
    (folder / "log.xes").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2016">\n'
        + "\n".join(case(number) for number in range(240)) + "\n</log>\n")
    (folder / "journey-map.yaml").write_text(f"""reviewed_on: 2026-01-31
stages:
  - name: awareness
    goal: '{ATTACK}'
    touchpoints: ['{ATTACK}', '{MARK}', 'never {ATTACK}']
    owner: '{ATTACK}'
    pains: ['{ATTACK}']
    feeling: 1
  - name: consideration
    goal: '{MARK}'
    target_time: 1d
  - name: '{STAGE}'
    goal: '{ATTACK}'
evidence:
  - {{date: 2026-01-20, role: '{ATTACK}', stage: awareness, feeling: -1, quote: '{ATTACK} {MARK}'}}
""")


if __name__ == "__main__":
    main()
