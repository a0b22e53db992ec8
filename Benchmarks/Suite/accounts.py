"""The accounts that are read: what the server is told to make up, and how the program is told to read it."""
import json

FIRST_ID = 20_000_000_000
# Records per page as the connector lists them: contacts with their history, the rest without.
PAGE = {"contacts": 50, "calls": 100, "emails": 100}
TARGETS = {"contacts": ["companies"], "calls": ["contacts", "companies", "deals", "tickets"],
           "emails": ["contacts", "companies", "deals", "tickets"]}
# How many calls the program makes at once.
CONNECTIONS = {"hubspot": 6, "salesforce": 3}


def hubspot(url, limits="off", streams=("contacts", "calls", "emails")):
    named = "".join(f"      {each}: {{properties: all}}\n" if each == "contacts" else f"      {each}: {{}}\n"
                    for each in streams)
    return f"""store: journeys.db
connections:
  hubspot:
    connector: hubspot
    base_url: {url}
    credentials: {{access_token: "${{BENCHMARK_TOKEN}}"}}
{f"    limits: {limits}" if limits else ""}
    streams:
{named}"""


def salesforce(url):
    return f"""store: journeys.db
connections:
  salesforce:
    connector: salesforce
    base_url: {url}
    credentials: {{client_id: benchmark, client_secret: "${{BENCHMARK_TOKEN}}"}}
    limits: off
    streams:
      tasks: {{properties: all}}
"""


def hubspot_calls(url, counts):
    """Every call of a first sync that has an answer worth the name, once."""
    for kind, count in counts.items():
        history = "&propertiesWithHistory=lifecyclestage" if kind == "contacts" else ""
        for after in range(0, count, PAGE[kind]):
            yield f"{url}/crm/v3/objects/{kind}?limit={PAGE[kind]}&after={after}{history}", None
        for target in TARGETS[kind]:
            for first in range(0, count, 1000):
                ids = [{"id": str(FIRST_ID + number)} for number in range(first, min(count, first + 1000))]
                yield f"{url}/crm/v4/associations/{kind}/{target}/batch/read", json.dumps({"inputs": ids})
