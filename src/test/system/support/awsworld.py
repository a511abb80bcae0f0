"""What checks of enrolments share: the local IAM with many users, a vault for each, and a gate that holds a call."""

import base64
import contextlib
import datetime
import hashlib
import hmac
import itertools
import json
import os
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import threading
import urllib.parse
from collections import namedtuple

from support.calls import Violation, demand, reader
from support.localiam import Server
from support.totp import PASSPHRASE, TOTP, expect

CREATE, ENABLE, TAKE = "CreateVirtualMFADevice", "EnableMFADevice", "DeactivateMFADevice"
# The members that docs and scripts rely on, in their order.
MEMBERS = ["name", "user", "account_id", "serial", "state", "verified", "clock_offset_seconds", "attempts", "error"]
Logged = namedtuple("Logged", "time action done told user parameters")
LOG_LINE = re.compile(r"(\S+) (\w+) (done|not-done) (lost|\d+(?: \w+)?) (\S*) \{([^}]*)\} ")


class Iam(Server):
    """The server with users of their own profiles, and what it has seen and made."""

    def __init__(self, folder, users, *options):
        os.makedirs(folder, 0o700)
        self.users, self.seed_file = iter(users), os.path.join(folder, "seeds")
        super().__init__(folder, "--seed-file", self.seed_file, "--profiles", os.path.join(folder, "profiles"),
                         *(word for user in users for word in ("--user", user)), *options)

    def calls(self, user, action=None):
        """The calls by a user, or about one."""
        with open(self.log_file, encoding="utf-8") as file:
            for match in filter(None, map(LOG_LINE.match, file)):
                begun = datetime.datetime.fromisoformat(match[1][:19] + "+00:00").timestamp()
                members = dict(pair.split("=", 1) for pair in match[6].split(", "))
                call = Logged(begun, match[2], match[3] == "done", match[4], match[5].rpartition("/")[2], members)
                if user in (call.user, members.get("UserName")) and action in (None, call.action):
                    yield call

    def assigned(self, user):
        """The serials of a user's devices."""
        serials = []
        for call in self.calls(user):
            if call.done and call.action == ENABLE and call.parameters["UserName"] == user:
                serials.append(call.parameters["SerialNumber"])
            elif call.done and call.action == TAKE and call.parameters["UserName"] == user:
                serials.remove(call.parameters["SerialNumber"])
        return serials

    def seeds(self):
        with open(self.seed_file, encoding="ascii") as file:
            return dict(line.split() for line in file if line.endswith("\n"))


def read_message(stream):
    """An HTTP message; empty at the end of the connection."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return b""
        head += line
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return head + stream.read(int(length[1]) if length else 0)


class Passage(socketserver.StreamRequestHandler):
    def handle(self):
        with contextlib.suppress(ConnectionError):
            for request in iter(lambda: read_message(self.rfile), b""):
                held = f"Action={self.server.action}&".encode() in request + b"&" and not self.server.reached.is_set()
                answer = None if held and self.server.moment == "before" else self.server.passed_on(request)
                if held:
                    self.server.reached.set()
                    self.server.over.wait()
                    return
                self.wfile.write(answer)


class Gate(socketserver.ThreadingTCPServer):
    """Lets all calls through but the first of an action, which it holds until it is closed."""
    daemon_threads = True

    def __init__(self, iam, action, moment):
        super().__init__(("127.0.0.1", 0), Passage)
        self.action, self.moment = action, moment
        self.reached, self.over = threading.Event(), threading.Event()
        behind = urllib.parse.urlsplit(iam.env["AWS_ENDPOINT_URL"])
        self.behind = behind.hostname, behind.port
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __exit__(self, *unused):
        self.over.set()
        self.shutdown()
        self.server_close()

    def passed_on(self, request):
        with socket.create_connection(self.behind) as connection, connection.makefile("rb") as stream:
            connection.sendall(request)
            return read_message(stream)


def private_file(path, text):
    with open(path, "w", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    return path


class Bench:
    """A user of the server with a home, a vault and credentials."""

    numbers = itertools.count()

    def __init__(self, world, iam=None, user=None, vault_folder=None):
        self.iam = iam or world.iam
        self.user = user or next(self.iam.users)
        self.base = os.path.join(world.folder, "benches", f"{next(Bench.numbers)}-{self.user}")
        vault_folder = vault_folder or os.path.join(self.base, "v")
        for folder in (self.base, os.path.join(self.base, "home"), vault_folder):
            os.makedirs(folder, 0o700, exist_ok=True)
        self.vault = shutil.copy(world.template, vault_folder)
        self.env = {key: value for key, value in self.iam.env.items() if not key.startswith("TOTP_")}
        self.env.update(HOME=os.path.join(self.base, "home"), XDG_STATE_HOME=os.path.join(self.base, "state"),
                        TOTP_VAULT=self.vault, AWS_PROFILE=self.user, MALLOC_ARENA_MAX="1",
                        TOTP_PASSPHRASE_FILE=private_file(os.path.join(self.base, "passphrase"), PASSPHRASE))

    def start(self, *words, wrapper=(), **variables):
        return subprocess.Popen([*wrapper, TOTP, *words], env={**self.env, **variables}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def call(self, *words, code=0, wrapper=(), **variables):
        """Standard output and error of a call that must end with this exit code."""
        out, err = finished(self.start(*words, wrapper=wrapper, **variables), code, words)
        return document(out) if words[0] == "enroll" and "--json" in words and not wrapper else out, err

    def entries(self):
        """All that is in the vault, the trash too."""
        with open(self.vault, "rb") as file:
            data = file.read()
        header = reader.read_header(data)
        key = reader.unwrap_vault_key(header, reader.PASSPHRASE, lambda slot: reader.argon2id(PASSPHRASE.encode(), slot))
        content = reader.parse_json(reader.decrypt_payload(data, header, key))
        reader.check_document(content)
        return content["entries"]

    def look(self):
        """Whoever has a device has its secret; the entries that are not in the trash."""
        entries = self.entries()
        kept = {secret_of(entry) for entry in entries}
        for serial in self.iam.assigned(self.user):
            demand(self.iam.seeds()[serial] in kept, f"the secret of {serial}, which is assigned, is not in the vault")
        return [entry for entry in entries if entry["trashed"] is None]

    def go_on(self, words, by_resume):
        """As its owner would, who looks at the list."""
        live = self.look()
        pending = [entry["name"] for entry in live if entry["state"] == "pending"]
        done = words[1] in [entry["name"] for entry in live]
        if "--replace" not in words and not pending and done:
            return    # the end was reached
        again = ("enroll", "--resume", pending[0], "--json") if by_resume and pending else words
        report, _ = self.call(*again)
        expect(f"state after {again}", report["state"], "active")

    def must_be_enrolled(self, *names):
        """These accounts (aws), as many devices, the same secrets, and the server takes their codes."""
        names = names or ("aws",)
        expect("accounts", sorted((entry["name"], entry["state"]) for entry in self.look()), [(name, "active") for name in names])
        shown = [json.loads(self.call("show", name, "--reveal", "--yes", "--json")[0]) for name in names]
        expect("assigned devices", sorted(self.iam.assigned(self.user)), sorted(one["aws"]["serial"] for one in shown))
        for name, one in zip(names, shown):
            expect("secret", one["secret"], self.iam.seeds()[one["aws"]["serial"]])
            self.call("aws", "verify", name)
        self.look()


def secret_of(entry):
    return base64.b32encode(base64.b64decode(entry["secret"])).decode()


def finished(process, code, what):
    try:
        out, err = process.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise Violation(f"{what} does not come to an end: {process.communicate()[1]}") from None
    demand(process.returncode == code, f"{what}: exit {process.returncode}, wanted {code}: {err}{out}")
    return out, err


def document(text):
    """The members of the one document that --json promises."""
    report = json.loads(text)
    expect("members", list(report), MEMBERS)
    demand(report["state"] in ("none", "pending", "active") and type(report["verified"]) is bool, text)
    demand(type(report["attempts"]) is int and type(report["clock_offset_seconds"]) in (int, float, type(None)), text)
    demand(report["error"] is None or list(report["error"]) == ["code", "message", "retryable"], text)
    demand((report["serial"] is None) <= (report["state"] == "none"), text)
    return report


def code_of(seed, step):
    digest = hmac.digest(base64.b32decode(seed), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset:offset + 4], 'big') & 0x7fffffff) % 10 ** 6:06}"


def held_at(bench, words, action, moment, number):
    """A call of the program that gets a signal when it waits for an answer."""
    with Gate(bench.iam, action, moment) as gate:
        process = bench.start(*words, AWS_ENDPOINT_URL=gate.url)
        while not gate.reached.wait(0.1):
            demand(process.poll() is None, f"{words} ended before {action}: {process.poll()}")
        process.send_signal(number)
        return finished(process, -number if number == signal.SIGKILL else 128 + number, words)
