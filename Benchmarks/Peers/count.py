#!/usr/bin/env python3
"""How many records a peer printed, and of how many ids. Reads Airbyte's or Singer's messages; shows their errors.

A process of its own, as the peak of one that is measured begins with what its parent had.
"""
import json
import sys

ids, printed = set(), 0
for line in sys.stdin.buffer:
    message = json.loads(line) if line.startswith(b'{"type"') else {}
    if message.get("type") == "RECORD":
        # Airbyte and Singer differ in what is around a record.
        record = message["record"].get("data", message["record"])
        ids.add(record.get("id") or record.get("Id"))
        printed += 1
    elif b'"ERROR"' in line or b'"FATAL"' in line:
        sys.stderr.write(f"{line[:1000].decode(errors='replace')}\n")
print(printed, len(ids))
