"""What every part needs: the simulated company, places for stores, and the program's answers."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

# Nothing here takes long; whatever does hangs. Generous, because the machine may be busy with other things.
PATIENCE = 300

SECRETS = ["sandbox-token", "sandbox-secret", "sandbox-refresh-token"]


class Checks:
    """Counts what held and what did not, and says each on one line."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, holds, promise, evidence=""):
        if holds:
            self.passed += 1
            print(f"  ok: {promise}", flush=True)
        else:
            self.failed += 1
            print(f"  FAILED: {promise}\n    {str(evidence).strip()[-1500:]}", flush=True)
        return bool(holds)


class Children:
    """Every process that was started here, so that none outlives the script."""

    def __init__(self):
        self.running = []

    def start(self, command, **options):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
        self.running = [child for child in self.running if child.poll() is None] + [process]
        return process

    def end(self):
        for child in self.running:
            if child.poll() is None:
                child.kill()
                child.wait()


class Sandbox:
    """A simulated company on a free port. Its clock stands still but for `advance`."""

    def __init__(self, world, people, seed=1, limits=False):
        # A pipe that nobody reads would stop it in the end.
        said = world.folder / f"sandbox-{time.monotonic_ns()}.json"
        command = [world.waymark, "sandbox", "--port", "0", "--people", str(people), "--seed", str(seed), "--json", "--quiet"]
        with open(said, "wb") as output:
            self.process = world.children.start(
                command + (["--limits"] if limits else []), stdout=output, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(r"127\.0\.0\.1:(\d+)\"", said.read_text())):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the sandbox did not start: {said.read_text()}")
            time.sleep(0.05)
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.connection = None

    def ask(self, method, path, body=None):
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                text = None if body is None else json.dumps(body)
                self.connection.request(method, "/_sandbox/" + path, text, {"Content-Type": "application/json"})
                answer = self.connection.getresponse()
                said = answer.read()
                if answer.status != 200:
                    raise SystemExit(f"the sandbox refuses {path}: {said[:300]}")
                return json.loads(said)
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise

    def calls(self):
        return self.ask("GET", "state")["calls"]

    def end(self):
        self.process.kill()
        self.process.wait()


class World:
    """The program, a folder to work in, seeded randomness and the counters."""

    def __init__(self, waymark, folder, randomness, is_long):
        self.waymark = str(waymark)
        self.folder = Path(folder)
        self.random = randomness
        self.is_long = is_long
        self.children = Children()
        self.checks = Checks()
        self.numbers = 0

    def check(self, *arguments):
        return self.checks.check(*arguments)

    def place(self, sandbox, folder=None, **options):
        self.numbers += 1
        if folder is None:
            folder = self.folder / f"place-{self.numbers}"
            folder.mkdir()
        return Place(self, Path(folder), {"hubspot": sandbox.url}, self.numbers, **options)


class Place:
    """A store with its configuration: where syncs happen. `store_folder` may be on a file system of its own."""

    def __init__(self, world, folder, urls, number, limits="off", oauth=False):
        self.world = world
        self.folder = folder
        self.store = folder / "journeys.db"
        self.last_run = None
        self.config = world.folder / f"waymark-{number}.yaml"
        signing = "access_token: sandbox-token"
        if oauth:
            signing = (
                "client_id: sandbox-client, client_secret: sandbox-secret, refresh_token: sandbox-refresh-token"
            )
        lines = [f"store: {self.store}", "connections:"]
        for name, url in urls.items():
            lines += [f"  {name}:", "    connector: hubspot", f"    base_url: {url}", f"    limits: {limits}"]
            lines += [f"    credentials: {{{signing}}}"]
        self.config.write_text("\n".join(lines) + "\n")
        self.config.chmod(0o600)

    def command(self, *arguments):
        return [self.world.waymark, *map(str, arguments), "-c", str(self.config)]

    def start(self, *arguments, prefix=(), **options):
        """A process whose output is in files, which no reader has to empty."""
        base = self.world.folder / f"said-{time.monotonic_ns()}"
        with open(f"{base}.out", "wb") as out, open(f"{base}.err", "wb") as err:
            process = self.world.children.start([*prefix, *self.command(*arguments)], stdout=out, stderr=err, **options)
        process.said = base
        return process

    def end(self, process, patience=PATIENCE):
        """Waits for it; the code, stdout and stderr. One that hangs counts as a failure of its own."""
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.world.check(False, f"{process.args[1:]} ends within {patience} s")
        texts = []
        for suffix in (".out", ".err"):
            path = Path(f"{process.said}{suffix}")
            texts.append(path.read_text(errors="replace"))
            path.unlink()
        return Ended(process.returncode, *texts)

    def run(self, *arguments, patience=PATIENCE, **options):
        return self.end(self.start(*arguments, **options), patience)

    def sync(self, *arguments, **options):
        return self.run("sync", "--quiet", *arguments, **options)

    def must_complete(self, promise, *arguments, **options):
        ended = self.sync(*arguments, **options)
        return self.world.check(ended.code == 0, promise, ended)

    def canonical(self):
        ended = self.run("export", "--canonical", "--quiet")
        if ended.code != 0:
            raise SystemExit(f"export failed: {ended}")
        return ended.out

    def must_equal(self, calm, promise):
        """Byte for byte; `calm` is the other store's canonical export."""
        mine = self.canonical()
        verdict = self.integrity()
        self.world.check(verdict == "ok", f"{promise}: integrity_check", verdict)
        differing = sorted(set(calm.splitlines()) ^ set(mine.splitlines()))[:4]
        return self.world.check(
            mine == calm, f"{promise}: the export equals the undisturbed one", "\n".join(line[:300] for line in differing)
        )

    def integrity(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            return store.execute("PRAGMA integrity_check").fetchone()[0]

    @contextlib.contextmanager
    def look(self):
        """A connection to a copy of the files as they lie there: looking must not mend what a kill left."""
        with Copy(self) as path:
            store = sqlite3.connect(path)
            try:
                yield store
            finally:
                store.close()

    def kill_after(self, sandbox, calls, *arguments, pause=0.0, number=signal.SIGKILL):
        """Starts a sync and signals it when the sandbox has answered so many of its calls; None when it ended before."""
        before = sandbox.calls()
        process = self.start(*(arguments or ("sync", "--quiet")))
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and sandbox.calls() - before < calls and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(pause)
        if process.poll() is None:
            process.send_signal(number)
        return process


class Copy:
    def __init__(self, place):
        self.place = place

    def __enter__(self):
        self.folder = self.place.world.folder / f"copy-{time.monotonic_ns()}"
        self.folder.mkdir()
        # Without the -shm file: it is made again from the log, as after a power cut.
        for suffix in ("", "-wal"):
            path = Path(f"{self.place.store}{suffix}")
            if path.exists():
                shutil.copyfile(path, self.folder / ("journeys.db" + suffix))
        return self.folder / "journeys.db"

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


class Ended:
    """How a process ended and what it said."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return f"exit {self.code}; stdout: {self.out[-500:]}; stderr: {self.err[-800:]}"

    @property
    def secrets(self):
        return [secret for secret in SECRETS if secret in self.out + self.err]

    def reports_trouble(self, code, pattern):
        return self.code == code and re.search(pattern, self.err) and not self.secrets


def is_root():
    return os.geteuid() == 0
