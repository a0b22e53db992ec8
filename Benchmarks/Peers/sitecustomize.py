"""Read by Python before a peer starts: has `requests` ask the benchmark's server instead of a vendor's address, and nobody
else; and tallies the answers, the length of each on a line of the file that BENCHMARK_TALLY names.

BENCHMARK_FROM: the vendor's address. BENCHMARK_URL: the server's.
"""
import os

import requests

_send = requests.Session.send
_from, _url, _tally = (os.environ[f"BENCHMARK_{name}"] for name in ("FROM", "URL", "TALLY"))


def send(self, request, **options):
    request.url = request.url.replace(_from, _url)
    if not request.url.startswith(_url):
        raise ConnectionError(f"nobody but {_url} is asked here, not {request.url}")
    answer = _send(self, request, **options)
    with open(_tally, "a") as file:
        file.write(answer.headers.get("Content-Length", "0") + "\n")
    return answer


requests.Session.send = send
