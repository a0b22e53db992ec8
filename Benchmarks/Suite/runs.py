"""Processes that are measured, the server that they read, and the folder that a store is made in."""
import json
import os
import resource
import shutil
import subprocess
import sys
import time
import urllib.request

# A child's peak begins with what its parent had: this program must stay smaller than what it measures.
SMALLEST_PEAK = 40


def measured(command, folder, stdin=None, stdout=None):
    """CPU and wall-clock seconds, MiB at most, and bytes written to the disk, of one process."""
    if (own := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024) > SMALLEST_PEAK:
        sys.exit(f"the benchmark has taken {own:.0f} MiB itself: no peak below that can be seen")
    with open(f"{folder}/{stdin}" if stdin else os.devnull) as source, \
            open(f"{folder}/{stdout}" if stdout else os.devnull, "w") as sink:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdin=source, stdout=sink)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": seconds, "peak": usage.ru_maxrss / 1024,
            "written": usage.ru_oublock * 512 / 1e6}


class Server:
    """benchmark-server, for as long as somebody needs it."""

    def __init__(self, program, shapes):
        self.process = subprocess.Popen([program, *shapes], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            sys.exit("the server did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu(self):
        """CPU seconds until now."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def post(self, order):
        return self.ask(urllib.request.Request(f"{self.url}/benchmark/{order}", method="POST"))

    def get(self, path):
        return self.ask(f"{self.url}{path}")

    def ask(self, request):
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


class Home:
    """A folder with a configuration, and the store that the program makes there."""

    def __init__(self, waymark, folder, config, streams=()):
        self.folder, self.store = folder, f"{folder}/journeys.db"
        self.waymark, self.streams = waymark, [f"--stream={each}" for each in streams]
        os.mkdir(folder)
        with open(f"{folder}/waymark.yaml", "w") as file:
            file.write(config)

    def run(self, *arguments, stdout="report"):
        return measured([self.waymark, *arguments, "--quiet"], self.folder, stdout=stdout)

    def sync(self, added=None, changed=None):
        """One sync: what it took, and its report, which must tell of as many records."""
        figures = self.run("sync", "--json", *self.streams)
        with open(f"{self.folder}/report") as file:
            report = json.load(file)[0]
        for name, wanted in ("added", added), ("changed", changed):
            found = sum(stream.get(name, 0) for stream in report["streams"])
            if wanted is not None and found != wanted:
                sys.exit(f"{found:,} records were {name}, {wanted:,} should have been")
        return figures | {"calls": report["calls"], "bytes": report["bytes"]}, report

    def first_sync(self, records):
        for name in os.listdir(self.folder):
            if name.startswith("journeys.db"):
                os.remove(f"{self.folder}/{name}")
        return self.sync(added=records)

    def size(self):
        """Bytes of the store, with what SQLite keeps beside it."""
        return sum(os.path.getsize(f"{self.folder}/{name}") for name in os.listdir(self.folder)
                   if name.startswith("journeys.db"))

    def remove(self):
        shutil.rmtree(self.folder)
