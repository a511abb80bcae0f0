"""Chromium by its protocol for debuggers, over a pipe: no port that another program could knock at, no driver, no library."""

import base64
import contextlib
import hashlib
import http.server
import json
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse

SECONDS_MAX = 60

# Nothing of it asks the network; what it asks for itself all the same ends at the names of the pages' server.
QUIET = ("--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-default-apps", "--disable-domain-reliability", "--disable-breakpad", "--metrics-recording-only", "--no-pings",
         "--disable-gpu", "--disable-quic", "--ignore-certificate-errors", "--password-store=basic", "--lang=en-US",
         "--disable-features=Translate,MediaRouter,OptimizationHints,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable")
# key, code, number for Windows, text
KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "ArrowDown": (40, ""), "ArrowUp": (38, ""), "Tab": (9, "")}


def eventually(what, condition, seconds=SECONDS_MAX):
    """The first true value of the condition."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.02)


class Pages:
    """A folder's files for every host: https on all names, http on those that are asked for so, with a certificate of its own. With
    "sandbox" in the address a page is apart from its site, as sites serve what others have uploaded."""

    def __init__(self, folder):
        self.temporary = tempfile.mkdtemp(prefix="totp-pages-")
        key, certificate = (os.path.join(self.temporary, name) for name in ("key.pem", "certificate.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=pages.example", "-days", "2",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.plain, self.secure = self.server(folder), self.server(folder)
        self.secure.socket = context.wrap_socket(self.secure.socket, server_side=True)
        for server in (self.plain, self.secure):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @staticmethod
    def server(folder):
        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=folder)

            def end_headers(self):
                if "sandbox" in self.path:
                    self.send_header("Content-Security-Policy", "sandbox allow-scripts allow-forms")
                super().end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        return server

    def key_hash(self):
        """Of the public key: a browser that is told of it shows these pages as it shows those with a certificate like any other."""
        certificate = os.path.join(self.temporary, "certificate.pem")
        key = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], check=True, capture_output=True).stdout
        der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key, check=True, capture_output=True).stdout
        return base64.b64encode(hashlib.sha256(der).digest()).decode()

    def resolver_rules(self):
        return f"MAP *:80 127.0.0.1:{self.plain.server_port},MAP *:443 127.0.0.1:{self.secure.server_port},MAP * ~NOTFOUND"

    def close(self):
        for server in (self.plain, self.secure):
            server.shutdown()
            server.server_close()
        shutil.rmtree(self.temporary)


class Chromium:
    """A browser with a profile of its own; ends with its folder."""

    def __init__(self, *options, headless=True, env=None, program="chromium"):
        self.profile = tempfile.mkdtemp(prefix="totp-chromium-")
        options = [*QUIET, *options, f"--user-data-dir={self.profile}", "--remote-debugging-pipe", "--enable-unsafe-extension-debugging"]
        if headless:
            options.append("--headless=new")
        if os.getuid() == 0:
            options.append("--no-sandbox")
        from_us, self.writing = os.pipe()
        self.reading, to_us = os.pipe()
        # The browser reads descriptor 3 and writes 4, which are somebody else's in this process.
        self.log = open(os.path.join(self.profile, "log"), "wb")
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{from_us} 4>&{to_us}', "bash", program, *options, "about:blank"], pass_fds=(from_us, to_us),
            env=env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True)
        os.close(from_us)
        os.close(to_us)
        self.number, self.answers, self.detached, self.changed = 0, {}, set(), threading.Condition()
        self.ended = False
        threading.Thread(target=self.read, daemon=True).start()
        self.call("Target.setDiscoverTargets", discover=True, filter=[{}])

    def read(self):
        left = b""
        while True:
            data = os.read(self.reading, 1 << 16)
            *messages, left = (left + data).split(b"\0")
            with self.changed:
                for message in map(json.loads, messages):
                    if "id" in message:
                        self.answers[message["id"]] = message
                    elif message["method"] == "Target.detachedFromTarget":
                        self.detached.add(message["params"]["sessionId"])
                self.ended = not data
                self.changed.notify_all()
            if not data:
                return

    def call(self, method, session=None, **parameters):
        with self.changed:
            self.number += 1
            number = self.number
        message = {"id": number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        with self.changed:
            # What closes by a call may do so before it has answered.
            self.changed.wait_for(lambda: number in self.answers or session in self.detached or self.ended, SECONDS_MAX)
            answer = self.answers.pop(number, None)
            if not answer and session in self.detached:
                raise ProtocolError(f"{method}: its target is gone")
            if not answer:
                raise AssertionError(f"{method}: no answer of the browser; its log: {self.log_text()}")
        if "error" in answer:
            raise ProtocolError(f"{method}: {answer['error']}")
        return answer["result"]

    def log_text(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            return file.read()[-4000:]

    def targets(self):
        return self.call("Target.getTargets", filter=[{}])["targetInfos"]

    def attach(self, target):
        return Page(self, target, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def first_page(self):
        return self.attach(eventually("a page", lambda: [t for t in self.targets() if t["type"] == "page"])[0]["targetId"])

    def load_extension(self, folder):
        return self.call("Extensions.loadUnpacked", path=folder)["id"]

    def trigger_action(self, extension):
        """As a click on the button in the tool bar: opens the popup and gives it the tab."""
        tab = next(t for t in self.targets() if t["type"] == "tab")
        self.call("Extensions.triggerAction", id=extension, targetId=tab["targetId"])

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        os.close(self.writing)
        self.log.close()
        # Children of the browser may still write for a moment.
        eventually("the profile is gone", lambda: shutil.rmtree(self.profile, ignore_errors=True) or not os.path.exists(self.profile), 20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class ProtocolError(AssertionError):
    pass


class Page:
    """Something with a document: a tab's page or the popup."""

    def __init__(self, browser, target, session):
        self.browser, self.target, self.session = browser, target, session
        self.call("Page.enable")
        self.call("Runtime.enable")

    def call(self, method, **parameters):
        return self.browser.call(method, session=self.session, **parameters)

    def evaluate(self, expression):
        """Its value as JSON; a promise is waited for."""
        said = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in said:
            raise AssertionError(f"{expression}: {said['exceptionDetails'].get('exception', said['exceptionDetails'])}")
        return said["result"].get("value")

    def open(self, url):
        said = self.call("Page.navigate", url=url)
        if said.get("errorText") not in (None, "net::ERR_ABORTED"):
            raise AssertionError(f"{url}: {said['errorText']}")
        path = urllib.parse.urlsplit(url).path
        eventually(url, lambda: self.loaded(path))

    def loaded(self, path):
        return self.is_true(f"document.readyState === 'complete' && location.pathname.endsWith({json.dumps(path)})")

    def is_true(self, expression):
        try:
            return self.evaluate(expression)
        except AssertionError:    # between two documents
            return False

    def key(self, name):
        number, text = KEYS[name]
        common = {"key": name, "code": name, "windowsVirtualKeyCode": number}
        with contextlib.suppress(ProtocolError):    # the key may close it
            self.call("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
            self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def is_there(self):
        return any(t["targetId"] == self.target for t in self.browser.targets())


def id_of_key(key):
    """The id that Chromium gives to an extension with this "key" in its manifest."""
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()[:32]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
