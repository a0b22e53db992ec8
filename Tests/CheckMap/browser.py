"""Chromium by the DevTools protocol over two pipes: no port, no Python package, nothing left behind."""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time


class BrowserError(Exception):
    pass


class Browser:
    """A headless Chromium of its own, with a profile of its own; ends with the `with` block."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="waymark-check-map-")
        to_browser, self.sending = os.pipe()
        self.receiving, from_browser = os.pipe()
        self.number = 0
        self.buffer = b""
        self.events = []
        # The pipes must be 3 and 4 in the child; a file descriptor that is one of them already must not be closed.
        high = [os.dup(to_browser), os.dup(from_browser)]
        while min(high) < 10:
            high = [os.dup(fd) for fd in high]

        def descriptors():
            os.setsid()
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [
                program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1",
                f"--user-data-dir={self.profile}", "about:blank",
            ],
            pass_fds=(3, 4), preexec_fn=descriptors, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for fd in high + [to_browser, from_browser]:
            os.close(fd)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close", timeout=3)
            self.process.wait(3)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            pass
        # Its own session, hence its own group: nothing else can be in it.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.sending)
        os.close(self.receiving)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, params=None, session=None, timeout=15):
        """The result of a command. Events that come before it are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        os.write(self.sending, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + timeout
        while True:
            answer = self._receive(end - time.monotonic())
            if answer is None:
                raise BrowserError(f"{method}: no answer within {timeout} s")
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error'].get('message')}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def listen(self, seconds, until=None):
        """Gathers events for so long, or until one of this name has come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if until and any(event["method"] == until for event in self.events):
                return
            answer = self._receive(end - time.monotonic())
            if answer and "method" in answer:
                self.events.append(answer)

    def _receive(self, seconds):
        while b"\0" not in self.buffer:
            if seconds <= 0 or not select.select([self.receiving], [], [], seconds)[0]:
                return None
            chunk = os.read(self.receiving, 1 << 20)
            if not chunk:
                raise BrowserError("the browser is gone")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)


class Page:
    """One file in one tab, and everything that it says, asks for or opens while it loads."""

    def __init__(self, browser, path, width=1280, height=900, features=()):
        self.browser = browser
        target = browser.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.target = target
        self.session = browser.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        browser.events.clear()
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "CSS"):
            self.call(f"{domain}.enable")
        self.size(width, height)
        self.media(features)
        self.url = "file://" + os.path.abspath(path)
        self.call("Page.navigate", {"url": self.url})
        browser.listen(15, until="Page.loadEventFired")
        browser.listen(0.3)
        self.events = list(browser.events)

    def close(self):
        self.browser.call("Target.closeTarget", {"targetId": self.target})

    def call(self, method, params=None, timeout=15):
        return self.browser.call(method, params, self.session, timeout)

    def size(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})

    def media(self, features, kind=""):
        self.call(
            "Emulation.setEmulatedMedia",
            {"media": kind, "features": [{"name": name, "value": value} for name, value in features]})

    def evaluate(self, expression, timeout=20):
        result = self.call(
            "Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True}, timeout)
        if "exceptionDetails" in result:
            raise BrowserError(result["exceptionDetails"].get("exception", {}).get("description", "exception"))
        return result["result"].get("value")

    def complaints(self):
        """What stands in the console as an error or a warning, and dialogs."""
        found = []
        for event in self.events:
            params = event["params"]
            if event["method"] == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                found.append(params["entry"]["text"])
            elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                found.append(f"console.{params['type']}")
            elif event["method"] == "Runtime.exceptionThrown":
                found.append(params["exceptionDetails"]["text"])
            elif event["method"] == "Page.javascriptDialogOpening":
                found.append(f"dialog: {params['message']}")
                try:
                    self.call("Page.handleJavaScriptDialog", {"accept": False})
                except BrowserError:
                    pass  # Closed by now.
        return found

    def requests(self):
        """Addresses that the page asked for, besides itself and what it carries within."""
        asked = [event["params"]["request"]["url"] for event in self.events
                 if event["method"] == "Network.requestWillBeSent"]
        return [url for url in asked if url != self.url and not url.startswith("data:")]
