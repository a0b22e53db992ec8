#!/usr/bin/env python3
"""Reads a running sandbox through airbyte-source-salesforce's own `read` and compares with what the sandbox holds.

Usage: check_airbyte.py [BASE_URL]      (http://127.0.0.1:8700 by default; a sandbox with `--system both`)

Needs `pip install -r requirements-airbyte.txt` in the environment whose Python runs this. The connector knows only
Salesforce's own address to sign in at: `sitecustomize` has `requests` ask the sandbox instead. It reads by Bulk API 2.0.
Exits with 1 when anything differed, and names it.
"""
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

BASE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8700"
OBJECTS = ["Account", "Campaign", "Case", "Contact", "Lead", "Opportunity", "Task", "User"]
SHIM = f"""
import requests
_send = requests.Session.send

def send(self, request, **options):
    request.url = request.url.replace("https://login.salesforce.com", {BASE!r})
    return _send(self, request, **options)

requests.Session.send = send
"""


def truth(name):
    with urllib.request.urlopen(f"{BASE}/_sandbox/truth/salesforce/{name}") as answer:
        records = [json.loads(line) for line in answer.read().splitlines()]
    return {record["id"]: record for record in records if not record["isHidden"]}


def airbyte(folder, *arguments):
    """What the connector says, one message a line."""
    program = os.path.join(os.path.dirname(sys.executable), "source-salesforce")
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=os.environ | {"PYTHONPATH": folder}, capture_output=True, text=True)
    messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    traces = [message["trace"]["error"]["message"] for message in messages
              if message.get("trace", {}).get("type") == "ERROR"]
    if done.returncode != 0 or traces:
        sys.exit(f"FAIL  source-salesforce {arguments[0]}: {done.returncode} {traces[:3]} {done.stderr[-800:]}")
    return messages


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)

        write("sitecustomize.py", SHIM)
        write("config.json", json.dumps({
            "auth_type": "Client", "client_id": "sandbox-client", "client_secret": "sandbox-secret",
            "refresh_token": "sandbox-refresh-token", "start_date": "2010-01-01", "is_sandbox": False}))
        found = airbyte(folder, "discover", "--config", "config.json")
        streams = next(message["catalog"]["streams"] for message in found if message["type"] == "CATALOG")
        chosen = [stream for stream in streams if stream["name"] in OBJECTS]
        print(f"ok    discover: {len(streams)} streams, {len(chosen)} of {len(OBJECTS)} wanted")
        failed += len(chosen) != len(OBJECTS)
        write("catalog.json", json.dumps({"streams": [
            {"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "overwrite"}
            for stream in chosen]}))
        read = {name: {} for name in OBJECTS}
        for message in airbyte(folder, "read", "--config", "config.json", "--catalog", "catalog.json"):
            if message["type"] == "RECORD":
                read[message["record"]["stream"]][message["record"]["data"]["Id"]] = message["record"]["data"]
        for name in OBJECTS:
            held, got = truth(name), read[name]
            missing, invented = sorted(held.keys() - got.keys()), sorted(got.keys() - held.keys())
            other = [key for key in held.keys() & got.keys() if str(got[key].get("IsDeleted", False)).lower()
                     != str(held[key]["isDeleted"]).lower()]
            if missing or invented or other:
                failed += 1
                print(f"FAIL  {name}: {len(got)} against {len(held)}; missing {missing[:5]}; "
                      f"not expected {invented[:5]}; deleted or not {other[:5]}")
            else:
                print(f"ok    {name}: {len(got)} records, each as the truth has it")
    print(f"{len(OBJECTS) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
