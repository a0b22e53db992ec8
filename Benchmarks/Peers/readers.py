"""First syncs by Waymark and by others, each measured as a process of its own."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from runs import Home

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass
class Account:
    """What is read, from where, by whom."""
    url: str
    # The address that peers know the vendor by.
    vendor: str
    # What peers read: the name of the stream, and the properties of its records.
    stream: str
    properties: str
    count: int


@dataclass
class Peer:
    # The folder beside this file, with what it is told, and of its environment.
    name: str
    # A program of the environment, and its arguments.
    command: list
    # How many times as fast Waymark must be.
    must: int = 0
    # Singer's taps want a catalog of what to read, which they print themselves.
    wants_catalog: bool = False
    # So slow that the run that is counted is the one that is measured.
    runs_once: bool = False
    # The SQLite file that it stores into; the others print.
    store: str = ""


def measured(command, folder, environment, is_counted):
    """CPU and wall-clock seconds and MiB at most of one process; and, if asked for, what count.py says of what it prints."""
    counted = None
    with open(f"{folder}/errors", "w") as errors:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stderr=errors,
                                   stdout=subprocess.PIPE if is_counted else subprocess.DEVNULL)
        # One that waits for ever is ended; so is one that still runs when this is.
        watch = threading.Timer(7_200, process.kill)
        watch.start()
        try:
            if is_counted:
                counted = subprocess.run([sys.executable, "-B", f"{HERE}/count.py"], stdin=process.stdout, check=True,
                                         stdout=subprocess.PIPE, text=True).stdout.split()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            watch.cancel()
            if process.returncode is None:
                process.kill()
                process.wait()
    if process.returncode != 0:
        with open(f"{folder}/errors") as errors:
            sys.exit(f"{' '.join(command)} ended with {process.returncode}: {errors.read()[-2000:]}")
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": seconds, "peak": usage.ru_maxrss / 1024}, counted


class Ours:
    """A first sync into a store."""
    must, runs_once = 0, False

    def __init__(self, program, folder, name, config, count, streams=()):
        self.home, self.name, self.count, self.runs = Home(program, folder, config, streams), name, count, []

    def prepare(self):
        # What a server renders when it is first asked is not what is measured.
        self.home.first_sync(self.count)

    def run(self):
        figures, _ = self.home.first_sync(self.count)
        self.runs.append(figures)


class Theirs:
    """A first read by somebody else's program.

    The first run of each is not measured: what it prints is counted, every id once, and must be what was served. Measured
    runs print to /dev/null, and must have been answered as many bytes as that one. What is stored is counted every time.
    """

    def __init__(self, peer, account, environments, folder):
        self.peer, self.account, self.folder = peer, account, folder
        self.name, self.must, self.runs_once, self.count = peer.name, peer.must, peer.runs_once, account.count
        self.runs, self.answered = [], 0
        told = {"@URL@": account.url, "@PROPERTIES@": account.properties}
        os.mkdir(folder)
        shutil.copy(f"{HERE}/sitecustomize.py", folder)
        for name in os.listdir(f"{HERE}/{peer.name}"):
            with open(f"{HERE}/{peer.name}/{name}") as source, open(f"{folder}/{name}", "w") as copy:
                text = source.read()
                for mark, value in told.items():
                    text = text.replace(mark, value)
                copy.write(text)
        program, *arguments = peer.command
        self.command = [f"{environments}/{peer.name}/bin/{program}"] + [told.get(each, each) for each in arguments]
        # Nothing of theirs goes into the home folder, and nobody is told about it.
        self.environment = os.environ | {
            "BENCHMARK_FROM": account.vendor, "BENCHMARK_URL": account.url, "BENCHMARK_TALLY": f"{folder}/tally",
            "PYTHONPATH": folder, "HOME": folder, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1",
            "DO_NOT_TRACK": "1", "RUNTIME__DLTHUB_TELEMETRY": "false"}

    def prepare(self):
        if self.peer.wants_catalog:
            self.write_catalog()
        if not self.runs_once:
            self.run(is_counted=True)
            self.runs.clear()

    def run(self, is_counted=False):
        self.clear()
        is_printed = (is_counted or self.runs_once) and not self.peer.store
        figures, counted = measured(self.command, self.folder, self.environment, is_printed)
        for count in self.stored() if self.peer.store else counted or []:
            if int(count) != self.count:
                sys.exit(f"{self.name}: {int(count):,} records were read, {self.count:,} were served")
        with open(f"{self.folder}/tally") as file:
            answered = sum(int(line) for line in file)
        # Some ask once more or less whether something is done; a page less is more than that.
        self.answered = self.answered or answered
        if abs(answered - self.answered) > self.answered / 1000:
            sys.exit(f"{self.name}: {answered:,} bytes were answered, {self.answered:,} when the records were counted")
        self.runs.append(figures)

    def clear(self):
        for name in os.listdir(self.folder):
            path = f"{self.folder}/{name}"
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif name == "tally" or name.endswith(".db"):
                os.remove(path)

    def stored(self):
        store = sqlite3.connect(f"file:{self.folder}/{self.peer.store}?mode=ro", uri=True)
        counts = store.execute(f"SELECT COUNT(*), COUNT(DISTINCT id) FROM {self.account.stream}").fetchone()
        store.close()
        return counts

    def write_catalog(self):
        self.clear()
        printed = subprocess.run(
            [self.command[0], "--config", "config.json", "--discover"], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        streams = [each for each in json.loads(printed)["streams"] if each["tap_stream_id"] == self.account.stream]
        for entry in streams[0]["metadata"]:
            if not entry["breadcrumb"]:
                entry["metadata"]["selected"] = True
                for key in entry["metadata"].pop("valid-replication-keys", []):
                    entry["metadata"] |= {"replication-method": "INCREMENTAL", "replication-key": key}
        with open(f"{self.folder}/catalog.json", "w") as file:
            json.dump({"streams": streams}, file)
