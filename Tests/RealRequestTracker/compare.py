#!/usr/bin/env python3
"""Holds a journey store against what Request Tracker itself answered.

    compare.py TRUTH RECORDS TOUCHPOINTS CANONICAL

TRUTH is what truth.py printed; the others are what `waymark export records`, `… touchpoints` and `… --canonical` wrote.
Prints one line per thing compared, `pass` or `FAIL`, with the first differences below it. Ends with 1 on any difference.

What a touchpoint has to be is worked out here a second time, from truth.py's lines alone, so that the connector's mapping
is checked too: a ticket's touchpoints are those of its transactions, and those of the tickets that went into it.
"""

import json
import sys

CLOSED = {"resolved", "rejected"}
OPEN = {"new", "open", "stalled"}
# RT's own users, which are nobody.
NOBODIES = {"RT_System", "Nobody"}


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def by(kind, rows):
    return {row["id"]: {key: value for key, value in row.items() if key != "kind"} for row in rows if row["kind"] == kind}


def last_part(text):
    return text.rsplit(":", 1)[1]


def none_if_empty(value):
    return value or None


class Truth:
    def __init__(self, rows):
        self.tickets, self.transactions, self.users = by("ticket", rows), by("transaction", rows), by("user", rows)
        self.merged = {row["id"]: row["into"] for row in rows if row["kind"] == "merged"}
        self.live = {key: value for key, value in self.tickets.items() if value["status"] != "deleted"}
        self.id_of = {user["name"]: user["id"] for user in self.users.values()}

    def touchpoints(self):
        """What each transaction has to be, by its id; nothing for those of deleted tickets."""
        result = {}
        for row in self.transactions.values():
            survivor = self.merged.get(row["ticket"], row["ticket"])
            ticket = self.live.get(survivor)
            found = self.kind(row, ticket) if ticket else None
            if found:
                kind, direction = found
                author = [("author", row["creator"])] if (kind, direction) == ("ticket.replied", "inbound") else []
                result[row["id"]] = {
                    "kind": kind, "direction": direction, "at": row["created"], "title": ticket["subject"],
                    "ticket": survivor,
                    "people": sorted([("requestor", email) for email in ticket["requestors"]]
                                     + [(role, self.email(name)) for role, name in author])}
        return result

    def email(self, name):
        return self.users[self.id_of[name]]["email"]

    def kind(self, row, ticket):
        match row["type"]:
            case "Create":
                return "ticket.opened", "inbound"
            case "Correspond":
                is_theirs = self.email(row["creator"]) in ticket["requestors"]
                return "ticket.replied", "inbound" if is_theirs else "outbound"
            case "Comment":
                return "note.added", "internal"
            case "Status" if row["new"] == "resolved":
                return "ticket.solved", "outbound"
            case "Status" if row["old"] in CLOSED and row["new"] in OPEN:
                return "ticket.reopened", "inbound" if row["creator"] == "RT_System" else "internal"
        return None


class Store:
    def __init__(self, records, touchpoints, canonical):
        live = [row for row in records if not row.get("gone")]
        self.payloads = {kind: {int(row["id"]): row["payload"] for row in live if row["object_type"] == kind}
                         for kind in ["tickets", "transactions", "users"]}
        self.gone = {int(row["id"]): row["gone"] for row in records if row.get("gone") and row["object_type"] == "tickets"}
        self.aliases = {int(row["id"]): int(last_part(row["survivor"])) for row in canonical if row["type"] == "alias"}
        self.rows = [row for row in touchpoints if not row.get("removed_at")]

    def user(self, reference):
        return self.payloads["users"].get(int(reference["id"]), {})

    def name(self, reference):
        # The two that are nobody are not read; RT itself is number 1 everywhere.
        return "RT_System" if int(reference["id"]) == 1 else self.user(reference).get("Name")

    def tickets(self):
        return {key: {"id": key, "subject": none_if_empty(row["Subject"]), "status": row["Status"],
                      "created": row["Created"], "lastUpdated": row["LastUpdated"],
                      "requestors": sorted(self.user(person).get("EmailAddress") or "?" for person in row["Requestor"])}
                for key, row in self.payloads["tickets"].items()}

    def transactions(self):
        return {key: {"id": key, "type": row["Type"], "ticket": int(row["ObjectId"]), "created": row["Created"],
                      "creator": self.name(row["Creator"]), "old": none_if_empty(row["OldValue"]),
                      "new": none_if_empty(row["NewValue"])}
                for key, row in self.payloads["transactions"].items()}

    def users(self):
        return {key: {"id": key, "name": row["Name"], "email": none_if_empty(row["EmailAddress"]),
                      "realName": none_if_empty(row["RealName"])} for key, row in self.payloads["users"].items()}

    def touchpoints(self):
        result = {}
        for row in self.rows:
            people, tickets = [], []
            for link in row["links"]:
                number = int(last_part(link["identifier"]))
                if link["entity"] == "person":
                    people.append((link["role"], self.payloads["users"].get(number, {}).get("EmailAddress")))
                else:
                    tickets.append(number)
            result[int(row["id"])] = {
                "kind": row["kind"], "direction": row["direction"], "at": row["occurred_at"], "title": row.get("title"),
                "ticket": tickets[0] if len(tickets) == 1 else tickets, "people": sorted(people)}
        return result


def compare(name, wanted, found):
    differences = [f"{key} is missing" for key in sorted(wanted.keys() - found.keys())]
    differences += [f"{key} is invented: {found[key]}" for key in sorted(found.keys() - wanted.keys())]
    differences += [f"{key} is {found[key]}, should be {wanted[key]}"
                    for key in sorted(wanted.keys() & found.keys()) if wanted[key] != found[key]]
    print(f"{'FAIL' if differences else 'pass'} {name}: {len(wanted)} in RT, {len(found)} in the store")
    for difference in differences[:5]:
        print(f"       {difference}")
    if len(differences) > 5:
        print(f"       and {len(differences) - 5} more")
    return not differences


def main():
    if len(sys.argv) != 5:
        sys.exit("usage: compare.py TRUTH RECORDS TOUCHPOINTS CANONICAL")
    truth, store = Truth(lines(sys.argv[1])), Store(*map(lines, sys.argv[2:]))
    people = {key: {name: value for name, value in user.items() if name != "privileged"}
              for key, user in truth.users.items() if user["name"] not in NOBODIES}
    deleted = {key: "deleted" for key in truth.tickets.keys() - truth.live.keys()}
    marked = {key: reason for key, reason in store.gone.items() if reason != "merged"}
    # A ticket that was deleted before it was ever read leaves no mark.
    wanted = {key: reason for key, reason in deleted.items() if key in marked}
    results = [
        compare("tickets", truth.live, store.tickets()),
        compare("merges", truth.merged, store.aliases),
        compare("deletions", wanted, marked),
        compare("transactions", truth.transactions, store.transactions()),
        compare("people", people, store.users()),
        compare("touchpoints", truth.touchpoints(), store.touchpoints()),
    ]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
