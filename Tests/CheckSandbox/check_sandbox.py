#!/usr/bin/env python3
"""Reads a running sandbox through HubSpot's official Python client and compares with what the sandbox says it holds.

Usage: check_sandbox.py [BASE_URL] [TOKEN]      (http://127.0.0.1:8700 and sandbox-token by default)

Needs `pip install -r requirements.txt`. Changes the sandbox: it lets two days pass, merges two contacts and writes a few
records. Exits with 1 at the first kind of difference it could not explain, and names every one it found.
"""
import json
import sys
import urllib.request
from datetime import timezone

from hubspot import HubSpot
from hubspot.crm.associations.v4 import BatchInputPublicFetchAssociationsBatchRequest, PublicFetchAssociationsBatchRequest
from hubspot.crm.contacts import (
    BatchReadInputSimplePublicObjectId,
    PublicMergeInput,
    PublicObjectSearchRequest,
    SimplePublicObjectId,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)

BASE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8700"
TOKEN = sys.argv[2] if len(sys.argv) > 2 else "sandbox-token"

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
    if got == expected:
        check(what, True)
    elif isinstance(got, (set, frozenset)):
        missing, invented = sorted(expected - got)[:5], sorted(got - expected)[:5]
        check(what, False, f"{len(got)} against {len(expected)}; missing {missing}; not expected {invented}")
    else:
        check(what, False, f"got {got!r}, expected {expected!r}")


def fails(what, status, action, category=None):
    try:
        action()
    except Exception as error:  # every sub-package of the client has an ApiException of its own
        code = getattr(error, "status", None)
        body = json.loads(getattr(error, "body", None) or "{}")
        check(what, code == status and (category is None or body.get("category") == category), f"{code} {body}")
    else:
        check(what, False, f"expected {status}, but it worked")


def sandbox(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{BASE}/_sandbox/{path}", data=data)) as answer:
        return json.load(answer)


def truth(path):
    with urllib.request.urlopen(f"{BASE}/_sandbox/truth/{path}") as answer:
        return [json.loads(line) for line in answer]


def milliseconds(moment):
    return round(moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp() * 1000)


client = HubSpot(access_token=TOKEN, host=BASE)


def compare_listing(name, listing, properties):
    expected = {row["id"]: row for row in truth(name)}
    live = {i for i, row in expected.items() if not row["archived"]}
    archived = {i for i, row in expected.items() if row["archived"]}
    records = listing(properties=properties, archived=False)
    same(f"{name}: ids of all pages", {r.id for r in records}, live)
    same(f"{name}: no id twice", len(records), len(live))
    same(f"{name}: archived ids", {r.id for r in listing(properties=properties, archived=True)}, archived)
    wrong = [
        (r.id, p, r.properties.get(p), expected[r.id]["properties"][p])
        for r in records if r.id in expected
        for p in properties if r.properties.get(p) != expected[r.id]["properties"][p]
    ]
    check(f"{name}: {len(properties)} properties of {len(records)} records", not wrong, wrong[:3])
    late = [r.id for r in records if milliseconds(r.updated_at) != expected[r.id]["updatedAt"]]
    check(f"{name}: modification times", not late, late[:3])
    return expected


def all_of(page):
    def read(**arguments):
        results, after = [], None
        while True:
            answer = page(limit=100, after=after, **arguments) if after else page(limit=100, **arguments)
            results += answer.results
            if not answer.paging:
                return results
            after = answer.paging.next.after
    return read


def check_objects():
    contacts = compare_listing(
        "contacts", all_of(client.crm.contacts.basic_api.get_page),
        ["email", "firstname", "lastname", "phone", "lifecyclestage", "hs_lead_status", "hubspot_owner_id", "city",
         "hs_merged_object_ids", "hs_v2_date_entered_lead", "webinar_attended_on", "hubspotscore"])
    deals = compare_listing(
        "deals", all_of(client.crm.deals.basic_api.get_page),
        ["dealname", "amount", "pipeline", "dealstage", "closedate", "hs_is_closed_won", "hubspot_owner_id"])
    compare_listing("companies", all_of(client.crm.companies.basic_api.get_page), ["name", "domain", "annualrevenue"])
    compare_listing("tickets", all_of(client.crm.tickets.basic_api.get_page), ["subject", "content", "hs_pipeline_stage"])
    for name, column in [("calls", "hs_call_title"), ("notes", "hs_note_body"), ("feedback_submissions", "hs_value"),
                         ("emails", "hs_email_text"), ("leads", "hs_lead_name"), ("2-1234567", "mrr")]:
        compare_listing(
            name, lambda _n=name, **a: all_of(lambda **b: client.crm.objects.basic_api.get_page(_n, **b))(**a),
            [column, "hs_createdate", "hs_lastmodifieddate"])
    return contacts, deals


def check_history(contacts):
    page = client.crm.contacts.basic_api.get_page(limit=50, properties_with_history=["lifecyclestage"])
    ordered = all(
        [e.timestamp for e in r.properties_with_history["lifecyclestage"]]
        == sorted((e.timestamp for e in r.properties_with_history["lifecyclestage"]), reverse=True)
        for r in page.results)
    check("history: newest first", ordered)
    newest = all(
        r.properties_with_history["lifecyclestage"][0].value == (contacts[r.id]["properties"]["lifecyclestage"] or "")
        for r in page.results if r.properties_with_history["lifecyclestage"])
    check("history: starts with the current value", newest)
    fails("history: more than 50 a page", 400, lambda: client.crm.contacts.basic_api.get_page(
        limit=100, properties_with_history=["lifecyclestage"]))


def check_associations(contacts, deals):
    for source, target, ids in [("contacts", "companies", contacts), ("deals", "contacts", deals)]:
        expected = {(row["from"], row["to"]): set(row["typeIds"]) for row in truth(f"associations/{source}/{target}")}
        live = [i for i, row in ids.items() if not row["archived"]]
        found = {}
        for start in range(0, len(live), 1000):
            inputs = [PublicFetchAssociationsBatchRequest(id=i) for i in live[start:start + 1000]]
            answer = client.crm.associations.v4.batch_api.get_page(
                source, target, batch_input_public_fetch_associations_batch_request=
                BatchInputPublicFetchAssociationsBatchRequest(inputs=inputs))
            for result in answer.results:
                for to in result.to:
                    found[(result._from.id, str(to.to_object_id))] = {t.type_id for t in to.association_types}
        same(f"associations {source} to {target}: pairs", set(found), set(expected))
        same(f"associations {source} to {target}: type ids", found, expected)
    pair = next(iter(expected))
    single = client.crm.associations.v4.basic_api.get_page("deals", pair[0], "contacts", limit=500)
    same("associations of one deal", {str(r.to_object_id) for r in single.results},
         {to for of, to in expected if of == pair[0]})


def check_search(contacts):
    sandbox("advance", {"seconds": 60, "quiet": True})
    ids, last = set(), "0"
    while True:
        answer = client.crm.contacts.search_api.do_search(PublicObjectSearchRequest(
            filter_groups=[{"filters": [
                {"propertyName": "lifecyclestage", "operator": "EQ", "value": "lead"},
                {"propertyName": "hs_object_id", "operator": "GT", "value": last}]}],
            sorts=[{"propertyName": "hs_object_id", "direction": "ASCENDING"}], limit=200, properties=["email"]))
        if not answer.results:
            break
        ids |= {r.id for r in answer.results}
        last = answer.results[-1].id
    expected = {i for i, r in contacts.items() if not r["archived"] and r["properties"]["lifecyclestage"] == "lead"}
    same("search: leads", ids, expected)
    stamps = sorted(r["updatedAt"] for r in contacts.values() if not r["archived"])
    low, high = stamps[len(stamps) // 2], stamps[len(stamps) // 2 + 40]
    answer = client.crm.contacts.search_api.do_search(PublicObjectSearchRequest(
        filter_groups=[{"filters": [{"propertyName": "lastmodifieddate", "operator": "BETWEEN", "value": str(low),
                                     "highValue": str(high)}]}], limit=200))
    same("search: window, total", answer.total, sum(low <= s <= high for s in stamps))
    fails("search: past 10,000", 400, lambda: client.crm.contacts.search_api.do_search(
        PublicObjectSearchRequest(filter_groups=[], limit=200, after="9900")), "VALIDATION_ERROR")
    fails("search: limit above 200", 400, lambda: client.crm.contacts.search_api.do_search(
        PublicObjectSearchRequest(filter_groups=[], limit=201)))


def check_merges():
    merges = [m for m in truth("merges") if m["live"] and m["type"] == "contacts"]
    check("merges: there are some", bool(merges))
    for merge in merges[:20]:
        record = client.crm.contacts.basic_api.get_by_id(merge["old"])
        same(f"merge: reading {merge['old']} returns its survivor", record.id, merge["new"])
    batch = client.crm.contacts.batch_api.read(BatchReadInputSimplePublicObjectId(
        inputs=[SimplePublicObjectId(id=merges[0]["old"])], properties=["email"], properties_with_history=[]))
    same("merge: old id in a batch is not found", (len(batch.results), batch.errors[0].category), (0, "OBJECT_NOT_FOUND"))
    live = [r for r in truth("contacts") if not r["archived"]]
    first, second = live[100]["id"], live[200]["id"]
    made = client.crm.contacts.basic_api.merge(
        PublicMergeInput(primary_object_id=first, object_id_to_merge=second)).id
    check("merge: makes a new id", made not in (first, second), made)
    for old in (first, second):
        same(f"merge: {old} leads to the survivor", client.crm.contacts.basic_api.get_by_id(old).id, made)
    record = client.crm.contacts.basic_api.get_by_id(made, properties=["hs_merged_object_ids"])
    same("merge: survivor names both", record.properties["hs_merged_object_ids"], f"{first};{second}")


def check_small_things():
    owners = client.crm.owners.owners_api.get_page(limit=100, archived=False).results
    gone = client.crm.owners.owners_api.get_page(limit=100, archived=True).results
    counts = sandbox("truth/counts")
    same("owners", (len(owners), len(gone)), (counts["owners"], counts["archivedOwners"]))
    check("owners: archived ones have no user id", all(o.user_id is None and o.user_id_including_inactive for o in gone))
    pipelines = client.crm.pipelines.pipelines_api.get_all("deals").results
    stages = {s.id for p in pipelines for s in p.stages}
    used = {r["properties"]["dealstage"] for r in truth("deals")} - {None}
    check("pipelines: every stage in use is defined", used <= stages, used - stages)
    names = {p.name for p in client.crm.properties.core_api.get_all("contacts").results}
    same("properties of contacts", names, set(truth("contacts")[0]["properties"]))
    same("custom object from the schemas", client.crm.schemas.core_api.get_all().results[0].object_type_id, "2-1234567")
    same("token: portal", client.oauth.access_tokens_api.get(TOKEN).hub_id, sandbox("state")["portalId"])


def check_writes():
    made = client.crm.contacts.basic_api.create(SimplePublicObjectInputForCreate(
        properties={"email": "check@example.org", "firstname": "\u00c5sa \"the\n\u2705\""}, associations=[]))
    same("write: text comes back as it went", client.crm.contacts.basic_api.get_by_id(
        made.id, properties=["firstname"]).properties["firstname"], "\u00c5sa \"the\n\u2705\"")
    by_mail = client.crm.contacts.basic_api.get_by_id("check@example.org", id_property="email")
    same("write: found by e-mail", by_mail.id, made.id)
    changed = client.crm.contacts.basic_api.update(made.id, SimplePublicObjectInput(properties={"lastname": "B"}))
    check("write: an edit moves the modification time", changed.updated_at > made.updated_at)
    client.crm.contacts.basic_api.archive(made.id)
    fails("write: archived records are not found", 404, lambda: client.crm.contacts.basic_api.get_by_id(made.id))
    same("write: unless asked for", client.crm.contacts.basic_api.get_by_id(made.id, archived=True).archived, True)


def check_errors():
    fails("error: wrong token", 401, lambda: HubSpot(access_token="wrong", host=BASE).crm.contacts.basic_api.get_page(),
          "INVALID_AUTHENTICATION")
    fails("error: unknown id", 404, lambda: client.crm.contacts.basic_api.get_by_id("1"), "OBJECT_NOT_FOUND")
    fails("error: limit above 100", 400, lambda: client.crm.contacts.basic_api.get_page(limit=101))
    sandbox("settings", {"revokeScope": "tickets"})
    fails("error: missing scope", 403, lambda: client.crm.tickets.basic_api.get_page(), "MISSING_SCOPES")
    sandbox("settings", {"grantScope": "tickets"})


def main():
    sandbox("advance", {"days": 2})
    contacts, deals = check_objects()
    check_history(contacts)
    check_associations(contacts, deals)
    check_search(contacts)
    check_small_things()
    check_merges()
    check_writes()
    check_errors()
    check_objects()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
