#!/usr/bin/env python3
"""Asks a Request Tracker 5 for everything, and prints it as canonical, sorted NDJSON to compare a store with.

    truth.py http://127.0.0.1:8093

On purpose it takes other ways than a sync would: no time windows, no ranges, one GET per ticket and per user. The account
must be a SuperUser (root/password as `rt-server.sh start` leaves it), else transactions have no total. Lines, in this order:

    {"kind":"ticket",      id, subject, status, created, lastUpdated, requestors: [e-mail, …] sorted}   survivors and deleted ones
    {"kind":"merged",      id, into}                                      `into` is the last survivor, also after a chain of merges
    {"kind":"transaction", id, type, ticket, created, creator, old, new}  `creator` is the user's Name, `ticket` the one it was
                                                                          written on, which may have been merged since
    {"kind":"user",        id, name, email, realName, privileged}

Ids are numbers, times as RT writes them, absent and empty text is null. Ends with status 1 if RT's answers disagree.
"""

import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

TYPES = ["AddLink", "Comment", "Correspond", "Create", "Status"]  # AddLink only as evidence of merges, not printed
PRINTED = {"Comment", "Correspond", "Create", "Status"}


class Disagreement(Exception):
    pass


class RT:
    def __init__(self, base):
        self.base = base.rstrip("/") + "/REST/2.0"
        self.credentials = "Basic " + base64.b64encode(b"root:password").decode()

    def get(self, path, **parameters):
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        request = urllib.request.Request(self.base + path + query, headers={"Authorization": self.credentials})
        with urllib.request.urlopen(request, timeout=120) as response:
            return json.loads(response.read())

    def all(self, path, **parameters):
        """Every row of a listing; raises Disagreement unless they are as many different ones as RT says there are."""
        rows, page = [], 1
        while True:
            answer = self.get(path, per_page=100, page=page, orderby="id", **parameters)
            rows += answer["items"]
            if page >= answer["pages"]:
                break
            page += 1
        if len({row["id"] for row in rows}) != len(rows) or len(rows) != answer["total"]:
            raise Disagreement(f"{path}: {len(rows)} rows, total {answer['total']}")
        return rows


def truth(rt):
    listed = rt.all("/tickets", query="EffectiveId > 0", fields="EffectiveId")  # naming EffectiveId shows merged ones too
    effective = {int(row["id"]): int(row["EffectiveId"]) for row in listed}
    searched = {int(row["id"]) for row in rt.all("/tickets", query="id > 0")}
    types = " OR ".join(f"Type = '{kind}'" for kind in TYPES)
    transactions = rt.all("/transactions", query=f"ObjectType = 'RT::Ticket' AND ({types})",
                          fields="Type,Field,ObjectId,Created,Creator,OldValue,NewValue")
    users = rt.all("/users", fields="id", find_disabled_rows=1)

    # Searches never show deleted tickets; their transactions are still there.
    hidden = {int(row["ObjectId"]) for row in transactions} - set(effective)
    wanted = sorted({ticket for ticket, survivor in effective.items() if ticket == survivor} | hidden)
    with ThreadPoolExecutor(4) as pool:
        tickets = list(pool.map(lambda ticket: rt.get(f"/ticket/{ticket}"), wanted))
        people = list(pool.map(lambda user: rt.get(f"/user/{user['id']}"), users))
    email = {person["Name"]: person.get("EmailAddress") or None for person in people}

    for ticket, asked in zip(tickets, wanted):
        if ticket["id"] != asked:
            raise Disagreement(f"ticket {asked} answers as {ticket['id']}")
        if (ticket["Status"] == "deleted") == (asked in searched):
            raise Disagreement(f"ticket {asked} is {ticket['Status']}, and a search {'shows' if asked in searched else 'hides'} it")
        yield {"kind": "ticket", "id": asked, "subject": ticket["Subject"] or None, "status": ticket["Status"],
               "created": ticket["Created"], "lastUpdated": ticket["LastUpdated"],
               "requestors": sorted(email[person["id"]] for person in ticket["Requestor"] if email[person["id"]])}

    merged = {ticket: survivor for ticket, survivor in sorted(effective.items()) if ticket != survivor}
    if set(merged) & searched:
        raise Disagreement("a search shows merged tickets")
    links = {}
    for row in transactions:
        if row["Type"] == "AddLink" and row["Field"] == "MergedInto":
            target = int(row["NewValue"].rsplit("/", 1)[1])
            if target != int(row["ObjectId"]):  # RT writes the same link on both sides
                links[int(row["ObjectId"])] = target
    for ticket, survivor in merged.items():
        last = ticket
        while last in links:
            last = links[last]
        if last != survivor:
            raise Disagreement(f"ticket {ticket} is merged into {survivor}, its links lead to {last}")
        yield {"kind": "merged", "id": ticket, "into": survivor}

    for row in sorted(transactions, key=lambda row: int(row["id"])):
        if row["Type"] in PRINTED:
            yield {"kind": "transaction", "id": int(row["id"]), "type": row["Type"], "ticket": int(row["ObjectId"]),
                   "created": row["Created"], "creator": row["Creator"]["id"],
                   "old": row["OldValue"] or None, "new": row["NewValue"] or None}
    for person in sorted(people, key=lambda person: person["id"]):
        yield {"kind": "user", "id": person["id"], "name": person["Name"], "email": person.get("EmailAddress") or None,
               "realName": person.get("RealName") or None, "privileged": bool(person["Privileged"])}


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: truth.py http://127.0.0.1:PORT")
    try:
        for line in truth(RT(sys.argv[1])):
            print(json.dumps(line, sort_keys=True, ensure_ascii=False))
    except Disagreement as error:
        sys.exit(f"truth.py: {error}")
    except (urllib.error.URLError, OSError, ValueError, KeyError) as error:
        sys.exit(f"truth.py: RT did not answer as expected: {error!r}")


if __name__ == "__main__":
    main()
