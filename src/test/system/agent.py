#!/usr/bin/python3
"""The agent as its users, and those who are not its users, meet it: real processes, a real socket, and clients that do not keep
to the rules."""

import base64
import fcntl
import hashlib
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time

from support.memory import count
from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, TOTP, Vault, expect, oathtool

NOBODY = 65534
RUN, ARGUMENTS, INPUT, END = 3, 4, 5, 4
REQUESTS, CLIENTS = 10_000, 16
MIB_GROWTH_MAX = 32


class AgentVault(Vault):
    """A vault whose agent has a folder of its own."""

    def __init__(self):
        super().__init__(*CHEAP)
        self.env["XDG_RUNTIME_DIR"] = os.path.join(self.folder, "run")
        os.mkdir(self.env["XDG_RUNTIME_DIR"], 0o700)
        self.real = os.path.realpath(self.path)
        name = hashlib.sha256(self.real.encode()).hexdigest()[:16]
        self.socket = os.path.join(self.env["XDG_RUNTIME_DIR"], "totp", name + ".sock")

    def unlock(self, *options, env=None):
        done = subprocess.run([TOTP, "unlock", *options, "--passphrase-file", self.passphrase_file], env=env or self.env,
                              capture_output=True, text=True, timeout=60, check=False)
        expect(f"unlock {options}: {done.stderr}", done.returncode, 0)
        return self.pid()

    def pid(self):
        """Of the process that holds the agent's lock."""
        found = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and self.holds(pid)]
        expect("agents", len(found), 1)
        return found[0]

    def holds(self, pid):
        return any(file == self.socket[:-5] + ".lock" for file in open_files(pid))

    def agent(self, *arguments, code=0, stdin="", env=None, timeout=60):
        """A call that has nothing but the agent to open the vault."""
        done = subprocess.run([TOTP, *arguments], env=env or self.env, input=stdin, capture_output=True, text=True,
                              timeout=timeout, check=False)
        expect(f"totp {arguments}: {done.stderr}", done.returncode, code)
        return done.stdout

    def remove(self):
        subprocess.run([TOTP, "lock"], env=self.env, capture_output=True, check=False)
        shutil.rmtree(self.folder)


def open_files(pid):
    """Of a process that goes on opening and closing others meanwhile, or ends: a file that went is no reason to miss the rest."""
    try:
        descriptors = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return
    for descriptor in descriptors:
        try:
            yield os.readlink(f"/proc/{pid}/fd/{descriptor}")
        except OSError:
            continue


def frame(kind, *fields, version=1):
    body = bytes([version, kind]) + b"".join(struct.pack(">I", len(field)) + field for field in fields)
    return struct.pack(">I", len(body)) + body


def request(vault, *words):
    state = vault.env["XDG_STATE_HOME"].encode()
    return (frame(RUN, vault.real.encode(), b"0", b"HOME", vault.folder.encode(), b"XDG_STATE_HOME", state)
            + b"".join(frame(ARGUMENTS, word.encode()) for word in words) + b"\0\0\0\0")


def connect(vault):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(30)
    client.connect(vault.socket)
    return client


def receive(client):
    answer = b""
    while True:
        part = client.recv(65536)
        if not part:
            return answer
        answer += part


def ask(vault, message):
    with connect(vault) as client:
        client.sendall(message)
        return receive(client)


def output(answer):
    """What an answer prints, and its exit code."""
    out, code, at = b"", None, 0
    while True:
        length, = struct.unpack_from(">I", answer, at)
        if length == 0:
            return out.decode(), code
        kind, field = answer[at + 5], answer[at + 10:at + 4 + length]
        if kind == 1:
            out += field
        elif kind == END:
            code = int(field)
        at += 4 + length


def gone(pid, seconds=20):
    end = time.monotonic() + seconds
    while os.path.exists(f"/proc/{pid}"):
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                return
        if time.monotonic() > end:
            raise AssertionError(f"the agent {pid} is still there after {seconds} s")
        time.sleep(0.05)


def codes(vault):
    """Every kind of use without a passphrase anywhere."""
    vault.run("add", "first", "--from", "-", "--tag", "work", stdin=RFC_SECRET)
    vault.unlock()
    expect("status", vault.agent("status"), "unlocked\n")
    status = json.loads(vault.agent("status", "--json"))
    expect("members", list(status), ["vault", "state", "since", "until", "idle_until", "version"])
    for _ in range(3):
        before = int(time.time()) // 30
        code = vault.agent("code", "first").strip()
        wanted = {oathtool(RFC_SECRET, "SHA1", 6, 30, 30 * step) for step in (before, before + 1)}
        expect("code is one of oathtool's", code in wanted, True)
    expect("code of a time", vault.agent("code", "irs", "--at", "59"), "287082\n")
    expect("document", json.loads(vault.agent("code", "first", "--json", "--at", "59"))["code"], "287082")
    expect("unknown", vault.agent("code", "nobody", code=3), "")
    vault.agent("add", "counter", "--from", "-", "--type", "hotp", stdin=RFC_SECRET)
    vault.agent("add", "--from", "-", stdin=f"otpauth://totp/Acme:me?secret={RFC_SECRET}&digits=8&period=60")
    vault.agent("add", "first", "--from", "-", stdin=RFC_SECRET, code=12)
    expect("RFC 4226", [vault.agent("code", "counter").strip() for _ in range(3)], ["755224", "287082", "359152"])
    expect("a counter is not followed", vault.agent("code", "-f", "counter", code=2), "")
    expect("nor goes on by that", vault.agent("code", "counter"), "969429\n")
    expect("names", vault.agent("list"), "Acme:me\ncounter\nfirst\n")
    vault.run("rm", "Acme:me")
    expect("the trash", vault.agent("list", "--trash", "-l").split(), ["Acme:me", "Acme", "me", "totp"])
    vault.run("undelete", "Acme:me")
    expect("tag", vault.agent("list", "--tag", "work"), "first\n")
    expect("show", json.loads(vault.agent("show", "--json", "Acme:me"))["period"], 60)
    vault.agent("add", "first2", "--from", "-", stdin=RFC_SECRET)
    vault.agent("code", "fi", code=4)
    copied = os.path.join(vault.folder, "copied")
    env = dict(vault.env, TOTP_CLIP_COMMAND=f"tee {copied}")
    vault.agent("code", "-c", "first", "--at", "59", env=env)
    with open(copied, encoding="utf-8") as file:
        expect("copied", file.read(), "287082")
    # The same command line and the same answer, whoever runs it.
    for words in (["list", "--json"], ["list", "-l"], ["list", "--format", "csv"], ["show", "first"], ["code", "nobody"],
                  ["code", "first", "--at", "59", "-r"], ["list", "--frmt"], ["code", "fi"], ["show", "cntr"], ["show", "counter", "--json"]):
        agent = subprocess.run([TOTP, *words], env=vault.env, capture_output=True, check=False)
        alone = vault.call(*words, "--no-agent")
        expect(f"{words}: agent and program", (agent.returncode, agent.stdout.decode(), agent.stderr.decode()),
               (alone.returncode, alone.stdout, alone.stderr))
    # What shows a seed opens the vault itself, and so does who says so.
    for words in (["show", "first", "--reveal", "--yes"], ["uri", "first", "--yes"], ["qr", "first", "--yes"],
                  ["export", "--to", "uri", "--plain", "-o", "-"], ["code", "first", "--no-agent"], ["key", "list"],
                  ["rm", "first"], ["edit", "first", "--note", "x"]):
        vault.agent(*words, code=5 if words[0] != "key" else 0)
    wrong = os.path.join(vault.folder, "wrong")
    with open(wrong, "w", opener=lambda path, flags: os.open(path, flags, 0o600), encoding="utf-8") as file:
        file.write("not this one")
    vault.agent("code", "first", "--passphrase-file", wrong, code=6)
    # The agent of another vault is none for this one, though it is the only one there.
    other = os.path.join(vault.folder, "other.totp")
    subprocess.run([TOTP, "init", "-q", "--no-recovery-key", "--vault", other, "--passphrase-file", vault.passphrase_file, *CHEAP],
                   env=vault.env, check=True)
    vault.agent("list", "--vault", other, code=5)
    vault.agent("list", env=dict(vault.env, TOTP_VAULT=other), code=5)
    expect("by its path", vault.agent("list", "--vault", vault.path), vault.agent("list"))
    print("agent: codes, lists, additions and refusals are as without it")


def fresh(vault):
    """Sixteen clients at once get sixteen steps; none waits for the other's to begin, so the answers are taken raw."""
    steps = []

    def one():
        text, code = output(ask(vault, request(vault, "code", "first", "--fresh", "--json")))
        expect("exit code", code, 0)
        steps.append(json.loads(text)["valid_from"])

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect("different steps", len(set(steps)), 16)
    print("agent: --fresh from 16 clients: 16 steps")


def practised(vault):
    """What an agent does by itself to be fast leaves no trace: no step counts as shown, for which --fresh would wait, and no
    counter as used."""
    folder = os.path.join(vault.env["XDG_STATE_HOME"], "totp")

    def traces():
        paths = [vault.path, *sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".steps"))]
        return {path: open(path, "rb").read() for path in paths}

    vault.agent("lock")
    before = traces()
    expect("something is noted", len(before) > 1, True)
    vault.unlock()
    time.sleep(3)
    expect("what is noted", traces() == before, True)
    print("agent: its practice leaves no trace")


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def load(vault):
    pid = vault.pid()
    times, errors = [], []

    def client(number, requests):
        for i in range(requests):
            words = ("list",) if (number + i) % 4 == 0 else ("code", "first")
            begun = time.perf_counter()
            text, code = output(ask(vault, request(vault, *words)))
            times.append(time.perf_counter() - begun)
            if code != 0 or not text:
                errors.append((words, code, text))

    def all_at_once(requests):
        threads = [threading.Thread(target=client, args=(n, requests // CLIENTS)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    all_at_once(REQUESTS // 4)
    before = resident(pid)
    times.clear()
    all_at_once(REQUESTS)
    after = resident(pid)
    expect("requests", len(times), REQUESTS)
    expect("errors", errors[:3], [])
    if after - before > MIB_GROWTH_MAX:
        raise AssertionError(f"the agent grew from {before:.0f} to {after:.0f} MiB")
    p99 = sorted(times)[int(0.99 * len(times))]
    print(f"agent: {REQUESTS} requests of {CLIENTS} clients: median {statistics.median(times) * 1000:.1f} ms, "
          f"99th percentile {p99 * 1000:.1f} ms; {before:.0f} MiB before, {after:.0f} MiB after")


def rules(vault):
    """Clients that do not keep to them, and a code for everybody else meanwhile."""
    good = request(vault, "code", "first", "--at", "59")
    bad = [b"", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\1x", b"GET / HTTP/1.1\r\n\r\n", os.urandom(100_000), good[:-4][:30],
           frame(RUN, b"", version=2) + b"\0\0\0\0", frame(99) + b"\0\0\0\0", frame(RUN) + b"\0\0\0\0",
           frame(RUN, b"/another/vault", b"0") + frame(ARGUMENTS, b"list") + b"\0\0\0\0", frame(ARGUMENTS, b"list") + b"\0\0\0\0",
           frame(RUN, vault.real.encode(), b"0") + b"".join(frame(ARGUMENTS, b"x" * 60_000) for _ in range(40)),
           request(vault, "show", "first", "--reveal", "--yes"), request(vault, "export", "--to", "uri", "--plain", "-o", "-"),
           request(vault, "code", "first", "--passphrase-file", "/etc/passwd"), request(vault, "agent"), request(vault, "lock"),
           request(vault, "unlock"), request(vault, "list", "--vault", "/etc/passwd"), request(vault, "rm", "first", "--yes"),
           request(vault, "aws", "credentials", "prod"), request(vault, "aws", "exec", "prod", "--", "true")]
    for message in bad:
        try:
            with connect(vault) as client:
                client.sendall(message)
                client.shutdown(socket.SHUT_WR)
                answer = receive(client)
        except (ConnectionResetError, BrokenPipeError):
            answer = b""  # it may close while more is on its way
        if RFC_SECRET.encode() in answer:
            raise AssertionError(f"a seed for {message[:60]!r}")
        if answer and answer[5] not in (5, 6):
            raise AssertionError(f"an answer to {message[:60]!r}: {answer[:60]!r}")
        expect("code afterwards", output(ask(vault, good)), ("287082\n", 0))
    silent = []
    try:
        for _ in range(1000):
            silent.append(connect(vault))
            silent[-1].send(b"\0")
        deaf = connect(vault)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.sendall(request(vault, "list", "--json"))
        begun = time.monotonic()
        expect("code beside 1000 silent clients", vault.agent("code", "first", "--at", "59"), "287082\n")
        took = time.monotonic() - begun
    finally:
        for client in silent:
            client.close()
    deaf.close()
    print(f"agent: {len(bad)} wrong messages and a newer version refused; a code beside 1000 silent clients: {took:.2f} s")


def strangers(vault):
    """Another user gets nothing, not even where the folders let him in."""
    def refused():
        child = os.fork()
        if child == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            try:
                answer = ask(vault, request(vault, "list"))
                os._exit(0 if answer == b"" else 1)
            except (PermissionError, ConnectionResetError, BrokenPipeError):
                os._exit(0)
            except BaseException:  # whatever else it is, it must not come back into this check
                os._exit(2)
        _, status = os.waitpid(child, 0)
        expect("nobody", os.waitstatus_to_exitcode(status), 0)

    if os.getuid() != 0:
        raise AssertionError("only root can become somebody else")
    refused()
    opened = [os.path.dirname(vault.socket), vault.env["XDG_RUNTIME_DIR"], vault.folder]
    for folder in opened:
        os.chmod(folder, 0o777)
    os.chmod(vault.socket, 0o777)
    refused()
    for folder in opened:
        os.chmod(folder, 0o700)
    # Nor does anybody else's socket give a code: ours asks none but our own.
    vault.agent("lock")
    child = os.fork()
    if child == 0:
        try:
            server = socket.socket(socket.AF_UNIX)
            os.chmod(os.path.dirname(vault.socket), 0o777)
            os.chmod(vault.env["XDG_RUNTIME_DIR"], 0o777)
            os.chmod(vault.folder, 0o777)
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            server.bind(vault.socket)
            server.listen()
            client, _ = server.accept()
            client.sendall(frame(1, b"000000\n") + frame(END, b"0") + b"\0\0\0\0")
        finally:
            os._exit(0)  # the client may have left; whatever it is, it must not come back into this check
    while not os.path.exists(vault.socket):
        time.sleep(0.05)
    vault.agent("code", "first", code=5)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    done = subprocess.run([TOTP, "unlock", "--passphrase-file", vault.passphrase_file], env=vault.env, capture_output=True,
                          text=True, check=False)
    expect("a folder that others may enter", done.returncode, 13)
    for folder in opened:
        os.chmod(folder, 0o700)
    vault.unlock()
    print("agent: user nobody is refused, as a client and as an agent")


def ends(vault):
    """What every command says once the agent is gone, however it went."""
    pid = vault.pid()
    os.kill(pid, signal.SIGKILL)
    gone(pid)
    vault.agent("code", "first", code=5)
    expect("status", vault.agent("status", code=5), "locked\n")
    pid = vault.unlock()
    os.kill(pid, signal.SIGTERM)
    gone(pid)
    expect("socket", os.path.exists(vault.socket), False)
    pid = vault.unlock()
    vault.agent("lock")
    gone(pid)
    expect("socket", os.path.exists(vault.socket), False)
    vault.agent("lock")
    starts = [subprocess.Popen([TOTP, "unlock", "--passphrase-file", vault.passphrase_file], env=vault.env,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(4)]
    expect("four at once", [start.wait(60) for start in starts], [0, 0, 0, 0])
    pid = vault.pid()
    expect("one serves", vault.agent("code", "first", "--at", "59"), "287082\n")
    # A client that is killed in the middle changes nothing for the next.
    client = connect(vault)
    client.sendall(request(vault, "code", "first")[:20])
    client.close()
    expect("after half a request", vault.agent("code", "first", "--at", "59"), "287082\n")
    # Changed under it by a process of its own.
    vault.run("add", "later", "--from", "-", "--no-agent", stdin=RFC_SECRET)
    expect("what was added beside it", vault.agent("code", "later", "--at", "59"), "287082\n")
    shutil.rmtree(os.path.dirname(vault.socket))
    vault.agent("code", "first", code=5)
    gone(pid)
    pid = vault.unlock()
    os.rename(vault.path, vault.path + ".away")
    vault.agent("code", "first", code=7)
    os.rename(vault.path + ".away", vault.path)
    expect("back again", vault.agent("code", "first", "--at", "59"), "287082\n")
    second = os.path.join(vault.folder, "second")
    with open(second, "w", opener=lambda path, flags: os.open(path, flags, 0o600), encoding="utf-8") as file:
        file.write(PASSPHRASE + " 2")
    vault.run("key", "passphrase", "--new-passphrase-file", second, "--no-recovery-key", "--yes")
    vault.passphrase_file = second
    # Nobody has asked for a code since.
    expect("status", vault.agent("status", code=5), "locked\n")
    gone(pid)
    vault.agent("code", "first", code=5)
    print("agent: killed, ended, locked, begun four times, cut off, changed and rekeyed: each said, none left")


def held(vault):
    """Somebody is stopped while he writes the vault: who wants to change it waits, more of them than the agent has turns, and
    nobody else does."""
    pid = vault.pid()
    results = []

    def add(number):
        uri = f"otpauth://totp/Held:{number}?secret={RFC_SECRET}"
        results.append(output(ask(vault, request(vault, "add", "--from", "-")[:-4] + frame(INPUT, uri.encode()) + b"\0\0\0\0")))

    lock = os.path.join(os.path.dirname(vault.real), f".{os.path.basename(vault.real)}.lock")
    with open(lock, "r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        waiting = [threading.Thread(target=add, args=(number,)) for number in range(8)]
        for thread in waiting:
            thread.start()
        end = time.monotonic() + 8  # they wait for ten
        while workers(pid) < len(waiting) and time.monotonic() < end:
            time.sleep(0.05)
        for _ in range(20):
            expect("a code meanwhile", output(ask(vault, request(vault, "code", "first", "--at", "59"))), ("287082\n", 0))
        expect("who waits", (results, all(thread.is_alive() for thread in waiting)), ([], True))
    for thread in waiting:
        thread.join()
    expect("added", [code for _, code in results], [0] * len(waiting))
    expect("all of them", sum(name.startswith("Held:") for name in vault.agent("list").splitlines()), len(waiting))
    print(f"agent: while {len(waiting)} wait for a writer that is stopped, others get their codes")


def workers(pid):
    found = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/comm", encoding="utf-8") as name:
            found += name.read().startswith("agent's work")
    return found


def full(vault):
    """Nothing more can be written: a code still comes, what cannot be kept is refused, and nothing is lost."""
    pid = vault.pid()
    with open(vault.path, "rb") as file:
        before = file.read()
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    expect("a code", vault.agent("code", "first", "--at", "59"), "287082\n")
    expect("a code of now", len(vault.agent("code", "first").strip()), 6)
    vault.agent("code", "counter", code=13)
    vault.agent("code", "first", "--fresh", code=13)
    vault.agent("add", "late", "--from", "-", stdin=RFC_SECRET, code=13)
    with open(vault.path, "rb") as file:
        expect("the vault", file.read() == before, True)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    vault.agent("add", "late", "--from", "-", stdin=RFC_SECRET)
    expect("the counter", vault.agent("code", "counter"), "338314\n")
    print("agent: with a full disk codes come, counters and additions are refused, and nothing is lost")


def clocks(vault):
    """Idle and absolute time, a machine that slept, a clock that was set back."""
    for options in (["--idle", "2s"], ["--for", "2s"]):
        pid = vault.unlock(*options)
        vault.agent("code", "first", "--at", "59")
        gone(pid)
        expect("socket", os.path.exists(vault.socket), False)
    library = subprocess.run("dpkg -L libfaketime | grep 'libfaketimeMT.so.1$'", shell=True, capture_output=True, text=True,
                             check=True).stdout.strip()
    offset = os.path.join(vault.folder, "offset")
    faked = dict(vault.env, LD_PRELOAD=library, FAKETIME_DONT_FAKE_MONOTONIC="1", FAKETIME_NO_CACHE="1",
                 FAKETIME_TIMESTAMP_FILE=offset)
    for change, stays in (("+120s", False), ("-3600s", True)):
        with open(offset, "w", encoding="ascii") as file:
            file.write("+0s")
        pid = vault.unlock("--for", "15s", env=faked)
        expect("before", vault.agent("code", "first", "--at", "59", env=faked), "287082\n")
        with open(offset, "w", encoding="ascii") as file:
            file.write(change)
        if stays:
            time.sleep(3)
            expect("clock set back", vault.agent("code", "first", "--at", "59", env=faked), "287082\n")
        gone(pid, 40)
    print("agent: idle, its time over, asleep for two minutes, clock set back: it ends when it has to")


def clean(pid, seed):
    end = time.monotonic() + 30
    while True:
        time.sleep(2)
        found = count(pid, {"passphrase": PASSPHRASE.encode(), "seed": seed})
        if not any(found.values()):
            return
        if time.monotonic() > end:
            raise AssertionError(f"in the memory of a resting agent: {found}")


def memory(vault):
    """Between two requests no seed, and the passphrase never."""
    seed = b"SEED-OF-THE-AGENT-ONE"
    vault.unlock()
    vault.agent("add", "searched", "--replace", "--from", "-", stdin=base64.b32encode(seed).decode())
    for _ in range(5):
        vault.agent("code", "searched")
        vault.agent("list", "--codes")
    pid = vault.pid()
    mib = resident(pid)  # before every page is read
    clean(pid, seed)
    # From the second rest on only the young part of its heap is written over, unless something went to the old.
    for words in (["code", "searched"], ["list", "--codes"], ["code", "first", "--at", "59"]):
        for _ in range(6):  # so that now and then one of them needs a collection in its middle
            vault.agent(*words)
        clean(pid, seed)
    client = subprocess.run(["/usr/bin/time", "-f", "%M", TOTP, "code", "searched"], env=vault.env, capture_output=True, text=True,
                            check=True)
    print(f"agent: at rest no seed and no passphrase in its memory; {mib:.0f} MiB, a client "
          f"{int(client.stderr.split()[-1]) / 1024:.0f} MiB")
    vault.agent("lock")
    gone(pid)


def main():
    vault = AgentVault()
    try:
        codes(vault)
        fresh(vault)
        practised(vault)
        load(vault)
        rules(vault)
        held(vault)
        full(vault)
        strangers(vault)
        ends(vault)
        clocks(vault)
        for _ in range(4):  # where a collection falls is chance, and so is what it would leave behind
            memory(vault)
    finally:
        vault.remove()


if __name__ == "__main__":
    sys.exit(main())
