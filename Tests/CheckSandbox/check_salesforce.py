#!/usr/bin/env python3
"""Reads a running sandbox through simple-salesforce and compares with what the sandbox says it holds.

Usage: check_salesforce.py [BASE_URL]      (http://127.0.0.1:8700 by default)

Needs `pip install -r requirements.txt` and a sandbox that was started with `--system both`. Changes the sandbox: it lets
two days pass, deletes and merges contacts and converts a lead. Exits with 1 when anything differed, and names it.
"""
import csv
import io
import json
import sys
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceError

BASE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8700"

passed = 0
failed = 0


def check(what, holds, detail=""):
    global passed, failed
    if holds:
        passed += 1
        print(f"ok    {what}")
    else:
        failed += 1
        print(f"FAIL  {what}: {detail}")


def same(what, got, expected):
    if isinstance(got, (set, frozenset)) and got != expected:
        missing, invented = sorted(expected - got)[:5], sorted(got - expected)[:5]
        check(what, False, f"{len(got)} against {len(expected)}; missing {missing}; not expected {invented}")
    else:
        check(what, got == expected, f"got {got!r}, expected {expected!r}")


def fails(what, status, code, action):
    try:
        action()
    except SalesforceError as error:
        content = error.content[0] if isinstance(error.content, list) else {}
        check(what, error.status == status and content.get("errorCode") == code, f"{error.status} {error.content}")
    else:
        check(what, False, "it worked")


def sandbox(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{BASE}/_sandbox/{path}", data)) as answer:
        return json.load(answer)


def truth(path):
    with urllib.request.urlopen(f"{BASE}/_sandbox/truth/{path}") as answer:
        return [json.loads(line) for line in answer]


class PlainAdapter(HTTPAdapter):
    """The client makes https of every address; the sandbox speaks http."""

    def send(self, request, *arguments, **options):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, *arguments, **options)


def sign_in():
    form = urllib.parse.urlencode({
        "grant_type": "client_credentials", "client_id": "sandbox-client", "client_secret": "sandbox-secret"})
    with urllib.request.urlopen(f"{BASE}/services/oauth2/token", form.encode()) as answer:
        token = json.load(answer)
    check("token: no end is announced", "expires_in" not in token, token)
    session = requests.Session()
    session.mount("https://127.0.0.1", PlainAdapter())
    return Salesforce(
        instance_url=token["instance_url"], session_id=token["access_token"], version="62.0", session=session)


# Sessions end when nothing is called for two virtual hours: time passes before.
sandbox("advance", {"days": 2})
client = sign_in()


def flat(record):
    return {k: v for k, v in record.items() if k != "attributes"}


def check_objects():
    described = client.describe()["sobjects"]
    check("describe: 25 objects or more", len(described) >= 25, len(described))
    for name in [o["name"] for o in described]:
        fields = [f["name"] for f in getattr(client, name).describe()["fields"]]
        expected = {row["id"]: row for row in truth(f"salesforce/{name}")}
        query = f"SELECT {', '.join(fields)} FROM {name}"
        found = [flat(r) for r in client.query_all_iter(query, include_deleted=True)]
        same(f"{name}: ids", {r["Id"] for r in found}, set(expected))
        same(f"{name}: no id twice", len(found), len(expected))
        wrong = [
            (r["Id"], f, r[f] if not isinstance(r[f], dict) else flat(r[f]), expected[r["Id"]]["fields"][f])
            for r in found for f in fields if r["Id"] in expected and r[f] != expected[r["Id"]]["fields"][f]]
        check(f"{name}: {len(fields)} fields of {len(found)} records", not wrong, wrong[:3])
        live = {i for i, row in expected.items() if not row["isDeleted"] and not row["isArchived"]}
        same(f"{name}: live ids", {r["Id"] for r in client.query_all_iter(f"SELECT Id FROM {name}")}, live)


def check_bulk():
    for name in ("Task", "Contact", "LeadHistory"):
        fields = [
            f["name"] for f in getattr(client, name).describe()["fields"]
            if f["type"] not in ("address", "base64")]
        expected = {row["id"]: row["fields"] for row in truth(f"salesforce/{name}")}
        rows = []
        pages = getattr(client.bulk2, name).query_all(f"SELECT {', '.join(fields)} FROM {name}", max_records=200, wait=0.1)
        for page in pages:
            rows += list(csv.DictReader(io.StringIO(page)))
        same(f"bulk {name}: ids", {r["Id"] for r in rows}, set(expected))

        def text(value):
            if value is None:
                return ""
            if isinstance(value, bool):
                return "true" if value else "false"
            return str(value).replace("+0000", "Z")
        wrong = [
            (r["Id"], f, r[f], expected[r["Id"]][f]) for r in rows for f in fields
            if r[f] != text(expected[r["Id"]][f])]
        check(f"bulk {name}: {len(fields)} fields of {len(rows)} records", not wrong, wrong[:3])


def check_references():
    leads = {row["id"]: row["fields"] for row in truth("salesforce/Lead")}
    contacts = {row["id"]: row["fields"] for row in truth("salesforce/Contact")}
    wrong = []
    for task in client.query_all_iter("SELECT Id, WhoId, Who.Type, Who.Name FROM Task WHERE WhoId != null"):
        who = (leads if task["Who"]["Type"] == "Lead" else contacts).get(task["WhoId"])
        if who is None or task["Who"]["Name"] != who["Name"]:
            wrong.append((task, who))
    check("references: names of tasks' people", not wrong, wrong[:2])
    converted = [r for r in leads.values() if r["IsConverted"]]
    check("conversion: there are some", bool(converted))
    check("conversion: all lead to a contact", all(r["ConvertedContactId"] for r in converted))
    merged = {i: r["MasterRecordId"] for i, r in leads.items() if r["MasterRecordId"]}
    found = client.query_all("SELECT Id, MasterRecordId FROM Lead WHERE MasterRecordId != null", include_deleted=True)
    same("merges", {r["Id"]: r["MasterRecordId"] for r in found["records"]}, merged)


def check_changes():
    live = [r["Id"] for r in client.query("SELECT Id FROM Contact ORDER BY Id LIMIT 4")["records"]]
    sandbox("archive", {"type": "Contact", "id": live[0]})
    fails("deleted: not found by its id", 404, "ENTITY_IS_DELETED", lambda: client.Contact.get(live[0]))
    sandbox("merge", {"type": "Contact", "primary": live[1], "other": live[2]})
    sandbox("advance", {"seconds": 120, "quiet": True})
    now = datetime.fromtimestamp(sandbox("state")["now"] / 1000, timezone.utc)
    log = client.Contact.deleted(now - timedelta(hours=1), now)
    same("deleted: the log names both", {r["id"] for r in log["deletedRecords"]} >= {live[0], live[2]}, True)
    changed = client.Contact.updated(now - timedelta(hours=1), now)["ids"]
    check("updated: the winner", live[1] in changed, changed)
    lead = client.query("SELECT Id FROM Lead WHERE IsConverted = false LIMIT 1")["records"][0]["Id"]
    contact = sandbox("convert", {"id": lead})["id"]
    same("convert: the lead names its contact", client.Lead.get(lead)["ConvertedContactId"], contact)


def check_errors():
    fails("error: no query", 400, "MALFORMED_QUERY", lambda: client.query("SELECT Id FORM Contact"))
    fails("error: no field", 400, "INVALID_FIELD", lambda: client.query("SELECT Nope FROM Contact"))
    fails("error: no type", 400, "INVALID_TYPE", lambda: client.query("SELECT Id FROM Nope"))
    fails("error: no locator", 400, "INVALID_QUERY_LOCATOR", lambda: client.query_more("0r8Vw0000000abcAAA-2000"))
    fails("error: no record", 404, "NOT_FOUND", lambda: client.Contact.get("003000000000000AAA"))
    sandbox("faults", {"salesforce": "dailyLimit"})
    fails("error: quota", 403, "REQUEST_LIMIT_EXCEEDED", lambda: client.query("SELECT Id FROM Contact"))
    sandbox("settings", {"salesforce.endSessions": "tokens"})
    fails("error: session", 401, "INVALID_SESSION_ID", lambda: client.query("SELECT Id FROM Contact"))


def check_people():
    records = truth("people")
    by_cluster = {}
    for record in records:
        by_cluster.setdefault(record["cluster"], set()).add(record["person"])
    check("people: no cluster of two", all(len(people) == 1 for people in by_cluster.values()))
    links = truth("evidence")
    check("people: evidence of every certain kind", {"email", "phone", "salesforceID", "leadConversion", "merge"} <= {
        link["evidence"] for link in links})
    twins = [t for t in truth("activities") if t["evidence"] == "messageID"]
    emails = {r["id"]: r["properties"] for r in truth("emails")}
    messages = {r["id"]: r["fields"] for r in truth("salesforce/EmailMessage")}
    check("activities: message ids agree", bool(twins) and all(
        emails[t["hubspotId"]]["hs_email_message_id"] == messages[t["salesforceId"]]["MessageIdentifier"] for t in twins))


def main():
    check_objects()
    check_bulk()
    check_references()
    check_people()
    check_changes()
    check_objects()
    check_errors()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
