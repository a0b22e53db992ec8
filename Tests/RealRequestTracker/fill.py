#!/usr/bin/env python3
"""Fills a real Request Tracker 5 through its own REST 2 API, as customers and staff would.

    fill.py http://127.0.0.1:8093 [--tickets 60]           first round
    fill.py http://127.0.0.1:8093 --second-round           edits, resolves, replies, reopens, merges, one deletion, new tickets

Everything is derived from ticket ids, so that two runs make the same kind of data. Prints what it did as one JSON object.
The sign-in is root/password, as `rt-server.sh start` leaves it. Requests run in parallel and in bulk, so that many tickets
share a second: RT's times have no finer resolution, and ties are what the sync must survive.
"""

import argparse
import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

STAFF = ["ann", "bob"]
READER = "sync"
CUSTOMERS = [f"customer{n}@shop{n % 4}.example.test" for n in range(1, 13)]


def password(name):
    return "password" if name == "root" else f"secret of {name}"


class RT:
    def __init__(self, base):
        self.base = base.rstrip("/") + "/REST/2.0"

    def send(self, method, path, body=None, user="root"):
        """The decoded answer; raises RuntimeError with RT's own message for anything but 2xx."""
        request = urllib.request.Request(self.base + path, method=method)
        credentials = base64.b64encode(f"{user}:{password(user)}".encode()).decode()
        request.add_header("Authorization", "Basic " + credentials)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, data=data, timeout=120) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path} as {user}: {error.code} {error.read()[:300]!r}") from None
        return json.loads(text) if text else None

    def put(self, ticket, body, user="root"):
        """RT answers 200 with sentences for a person, also when it refused: callers say which words must be there."""
        return " ".join(self.send("PUT", f"/ticket/{ticket}", body, user))

    def tickets(self, query="id > 0"):
        """[(id, status)] of all tickets that a search shows, by id."""
        found, page = [], 1
        while True:
            path = "/tickets?" + urllib.parse.urlencode(
                {"query": query, "fields": "Status", "orderby": "id", "per_page": 100, "page": page})
            answer = self.send("GET", path)
            found += [(int(item["id"]), item["Status"]) for item in answer["items"]]
            if page >= answer["pages"]:
                return found
            page += 1


def expect(words, said):
    if words not in said:
        raise RuntimeError(f"RT did not say “{words}”: {said}")


def make_users(rt):
    for name in [*STAFF, READER, *CUSTOMERS]:
        customer = "@" in name
        try:
            rt.send("GET", "/user/" + urllib.parse.quote(name))
            continue
        except RuntimeError as error:
            if ": 404 " not in str(error):
                raise
        rt.send("POST", "/user", {
            "Name": name, "EmailAddress": name if customer else f"{name}@demo.test",
            "RealName": name.split("@")[0].capitalize() + (" Müller" if customer else " Staff"),
            "Privileged": 0 if customer else 1, "Password": password(name)})


def requestors(n):
    """One, two or three requestors; every fifth ticket has a person RT does not know yet."""
    people = [CUSTOMERS[n % len(CUSTOMERS)]]
    if n % 3 == 0:
        people.append(CUSTOMERS[(n * 5 + 1) % len(CUSTOMERS)])
    if n % 7 == 0:
        people.append(CUSTOMERS[(n * 3 + 2) % len(CUSTOMERS)])
    if n % 5 == 0:
        people.append(f"walkin{n}@elsewhere.example.test")
    return list(dict.fromkeys(people))


def ticket_body(n):
    subject = [f"Order {n} did not arrive", f"Invoice {n}: “wrong” amount – 10 €", f"How do I use feature {n}?"][n % 3]
    return {"Queue": "General", "Subject": subject, "Requestor": requestors(n), "Content": f"Please help with {n}.\nThanks"}


def reply(rt, ticket, user, text, kind="correspond"):
    rt.send("POST", f"/ticket/{ticket}/{kind}", {"Content": text, "ContentType": "text/plain"}, user)


def create(rt, n):
    """A third is written by the customer, a third by staff for the customer, the rest come in bulk by root."""
    author = requestors(n)[0] if n % 2 == 0 else STAFF[n % len(STAFF)]
    return int(rt.send("POST", "/ticket", ticket_body(n), author)["id"])


def requestor_of(rt, ticket):
    """A requestor who can sign in, and None if all are walk-ins."""
    for person in rt.send("GET", f"/ticket/{ticket}")["Requestor"]:
        if person["id"] in CUSTOMERS:
            return person["id"]
    return None


def converse(rt, ticket):
    """What happens to a ticket in the first round, by its id."""
    customer, staff = requestor_of(rt, ticket), STAFF[ticket % len(STAFF)]
    if ticket % 2 == 0:
        reply(rt, ticket, staff, f"Hello, we look into {ticket}.")
    if ticket % 3 == 0:
        reply(rt, ticket, staff, "Internal: known problem.", "comment")
    if ticket % 4 == 0 and customer:
        reply(rt, ticket, customer, "Any news?")
    if ticket % 5 == 0:
        expect("to 'resolved'", rt.put(ticket, {"Status": "resolved"}, staff))
    if ticket % 10 == 0 and customer:
        reply(rt, ticket, customer, "It is not solved!")  # RT reopens by itself
    if ticket % 15 == 0:
        expect("Status changed", rt.put(ticket, {"Status": "stalled"}, staff))


def in_parallel(work, items):
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(work, items))


def bulk(rt, method, bodies):
    return rt.send(method, "/tickets/bulk", bodies) if bodies else []


def first_round(rt, count):
    make_users(rt)
    in_bulk = count // 3
    made = in_parallel(lambda n: create(rt, n), range(1, count - in_bulk + 1))
    for start in range(count - in_bulk + 1, count + 1, 10):
        numbers = range(start, min(start + 10, count + 1))
        made += [int(ticket["id"]) for ticket in bulk(rt, "POST", [ticket_body(n) for n in numbers])]
    made.sort()
    in_parallel(lambda ticket: converse(rt, ticket), made)
    # Many tickets with one and the same LastUpdated.
    tied = [ticket for ticket in made if ticket % 3 == 1]
    bulk(rt, "PUT", [{"id": ticket, "Priority": 40} for ticket in tied])
    return {"created": made, "tied": tied}


def second_round(rt):
    before = rt.tickets()
    ids = [ticket for ticket, _ in before]
    if len(ids) < 20:
        raise RuntimeError("the second round needs at least 20 tickets; run the first round before")
    done = {"edited": [], "requestors": [], "resolved": [], "replied": [], "commented": [], "reopened": [], "merged": {},
            "deleted": [], "renamed_users": [], "created": []}

    # Merges first, into tickets that live on; the third is a chain: a → b, then b → c.
    live = [ticket for ticket, status in before if status in ("new", "open")]
    pairs = [(live[0], live[1]), (live[5], live[4]), (live[6], live[7]), (live[7], live[8])]
    for old, new in pairs:
        expect("Merge Successful", rt.put(old, {"MergeInto": new}, "root"))
        done["merged"][str(old)] = new
    gone = {old for old, _ in pairs}
    survivors = {new for _, new in pairs} - gone
    victim = live[-1]
    expect("deleted", rt.put(victim, {"Status": "deleted"}, "root"))
    done["deleted"].append(victim)
    gone.add(victim)

    rest = [(ticket, status) for ticket, status in before if ticket not in gone and ticket not in survivors]

    def change(pair):
        position, (ticket, status) = pair
        customer, staff = requestor_of(rt, ticket), STAFF[ticket % len(STAFF)]
        if status == "resolved":
            if position % 2 == 0:
                expect("Status changed", rt.put(ticket, {"Status": "open"}, staff))
                return "reopened", ticket
            if customer:
                reply(rt, ticket, customer, "Still broken.")
                return "reopened", ticket
        match position % 6:
            case 0:
                expect("Subject changed", rt.put(ticket, {"Subject": f"Edited: ticket {ticket} ✓"}, staff))
                return "edited", ticket
            case 1:
                expect("Status changed", rt.put(ticket, {"Status": "resolved"}, staff))
                return "resolved", ticket
            case 2 if customer:
                reply(rt, ticket, customer, "One more thing.")
                return "replied", ticket
            case 3:
                reply(rt, ticket, staff, "Second thoughts, internal.", "comment")
                return "commented", ticket
            case 4 if customer:
                people = [customer, f"colleague{ticket}@elsewhere.example.test"]
                expect("Added", rt.put(ticket, {"Requestor": people}, "root"))
                return "requestors", ticket
        return None, ticket

    for kind, ticket in in_parallel(change, list(enumerate(rest))):
        if kind:
            done[kind].append(ticket)

    # A person changes the name, and another the address.
    rt.send("PUT", "/user/" + urllib.parse.quote(CUSTOMERS[0]), {"RealName": "Newly Named"})
    rt.send("PUT", "/user/" + urllib.parse.quote(CUSTOMERS[1]), {"EmailAddress": "moved@shop2.example.test"})
    done["renamed_users"] = CUSTOMERS[:2]
    # Life goes on in tickets that took in others.
    for ticket in sorted(survivors):
        reply(rt, ticket, STAFF[0], "Answering both of you.")
        done["replied"].append(ticket)
    highest = max(ids)
    done["created"] = sorted(in_parallel(lambda n: create(rt, n), range(highest + 1, highest + 9)))
    bulk(rt, "PUT", [{"id": ticket, "Priority": 60} for ticket, _ in rest if ticket % 4 == 1])
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("base", help="where RT answers, e.g. http://127.0.0.1:8093")
    parser.add_argument("--tickets", type=int, default=60, help="how many tickets the first round makes (at least 20)")
    parser.add_argument("--second-round", action="store_true")
    options = parser.parse_args()
    if options.tickets < 20:
        parser.error("--tickets must be at least 20")
    rt = RT(options.base)
    try:
        print(json.dumps(second_round(rt) if options.second_round else first_round(rt, options.tickets)))
    except (RuntimeError, OSError) as error:
        sys.exit(f"fill.py: {error}")


if __name__ == "__main__":
    main()
