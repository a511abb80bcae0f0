#!/usr/bin/python3
"""The whole way from a browser to the vault, nothing of it made up but the pinentry: what "totp browser" writes and says, the real host by its
frames, questions in windows, a real Chromium with the installed extension, and what pages and programs that mean no good can learn.

usage: browser.py [part…]       all parts, or those named: installation frames dialogs chromium hostile times
       browser.py --pictures DIR   those of docs/browser.md, on a screen of its own, with real keys
"""

import base64
import concurrent.futures
import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import uuid
import zlib

from popup import PAGES, Popup, World
from support.browserhome import EXTENSION_ID, Home, tree
from support.chromium import Chromium, Pages, eventually
from support.localiam import Server
from support.memory import count, spellings
from support.nativehost import frame
from support.schema import must_describe
from support.screen import Screen
from support.totp import PASSPHRASE, TOTP, expect, oathtool

PROFILES = {"chrome": ".config/google-chrome", "chromium": ".config/chromium", "brave": ".config/BraveSoftware/Brave-Browser",
            "edge": ".config/microsoft-edge", "vivaldi": ".config/vivaldi", "firefox": ".mozilla/firefox"}
HOSTS = {name: f"{folder}/NativeMessagingHosts" for name, folder in PROFILES.items()} | {"firefox": ".mozilla/native-messaging-hosts"}
OTHER_ID = "abcdefghijklmnop" * 2
SITE, OTHER = "app.example", "other.example"
# A seed like no other, to be looked for.
MARKER = b"never-in-a-browser-1"
SEED = base64.b32encode(MARKER).decode()
# How many rows each part must have: one that is passed over by mistake is missed.
ROWS = {"installation": 41, "frames": 57, "dialogs": 35, "chromium": 26, "hostile": 18, "times": 4}


def tell(line):
    """In one go: two parts may tell at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Table:
    """What was shown, a line each."""

    def __init__(self, part):
        self.part, self.rows = part, 0

    def row(self, what, found, wanted=True):
        self.rows += 1
        expect(f"{self.part}: {what}", found, wanted)
        self.told(what)

    def told(self, what):
        tell(f"browser: {self.part:12} {self.rows:3}  {what}")


def write(path, text, mode=None):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    if mode is not None:
        os.chmod(path, mode)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


@contextlib.contextmanager
def home(*arguments):
    made = Home(*arguments)
    try:
        yield made
    finally:
        made.remove()


def seed(number):
    """Another one for each account: a code that was used is not used again within its half minute."""
    return base64.b32encode(b"%-20d" % number).decode()


def codes(secret, of=time.time):
    """Those of the last half minute and of this one, by a program that shares nothing with ours."""
    return {oathtool(secret, "SHA1", 6, 30, int(of()) - before) for before in (30, 0)}


def early():
    """A step of which enough is left for what follows."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left)


def qr(text):
    """A picture of it, as a popup sends it."""
    done = subprocess.run(["qrencode", "-o", "-", text], capture_output=True, check=True)
    return base64.b64encode(done.stdout).decode()


# ---- installation, status, removal

def installation(table):
    with home() as me:
        for folder in PROFILES.values():
            os.makedirs(os.path.join(me.home, folder))
        install_twice_and_remove(table, me)
        refusals(table, me)
        faults(table, me)
        without_java(table, me)
        elsewhere(table, me)


def manifest(me, name):
    return os.path.join(me.home, HOSTS[name], "totp.json")


def install_twice_and_remove(table, me):
    before = tree(me.home)
    table.row("status where nothing is installed: exit 3", "installed in no browser" in me.browser("status", code=3).stderr)
    document = must_describe("browser-status", me.browser("status", "--json", code=3).stdout)
    table.row("… as a document", {one["state"] for one in document["browsers"]}, {"not_installed"})
    done = me.browser("install")
    table.row("install: six browsers, a line each", [line.split("\t") for line in done.stdout.splitlines()],
              [[name, manifest(me, name)] for name in PROFILES])
    table.row("the last steps are told", (f"Load unpacked, {me.data}/extension" in done.stderr,
                                          f"Load Temporary Add-on, {me.data}/firefox" in done.stderr), (True, True))
    once = tree(me.home)
    added = {path: mode for path, (mode, _) in once.items() if path not in before}
    table.row("files for their owner alone, folders too, the host to run", set(added.values()), {"-rw-------", "drwx------", "-rwx------"})
    table.row("what was there is as it was", {path: once.get(path) for path in before}, before)
    me.browser("install")
    table.row("install once more: nothing has changed", tree(me.home), once)
    status = me.browser("status")
    table.row("status: six times ok", [line.split("\t")[:2] for line in status.stdout.splitlines()], [[name, "ok"] for name in PROFILES])
    document = must_describe("browser-status", me.browser("status", "--json").stdout)
    table.row("… as a document", ({one["state"] for one in document["browsers"]}, document["host"]["starts"]), ({"ok"}, True))
    manifests = [json.loads(read(manifest(me, name))) for name in PROFILES]
    table.row("every manifest leads to the host", {one["path"] for one in manifests}, {me.program})
    callers = {tuple(one.get("allowed_origins", one.get("allowed_extensions"))) for one in manifests}
    table.row("who may call, and nobody else", callers,
              {(f"chrome-extension://{document['extension']['id']}/",), (document["extension"]["firefox_id"],)})
    with me.host() as host:
        table.row("the host answers, quotes and blanks in HOME and the vault's path", host.ask("hello")["vault"])

    lines = me.browser("uninstall", "--browser", "edge").stdout
    table.row("uninstall from one: the others have theirs", (lines.split("\t")[0], me.browser("status").stdout.count("\tok\t")), ("edge", 5))
    me.browser("uninstall")
    table.row("uninstall: content and modes as before", tree(me.home), before)
    table.row("uninstall once more: nothing to do", me.browser("uninstall").stdout, "")
    me.browser("install")
    note = os.path.join(me.data, "note.txt")
    write(note, "mine")
    me.browser("uninstall")
    table.row("somebody's own file in our folder stays", read(note), "mine")
    shutil.rmtree(os.path.join(me.home, ".local"))


def refusals(table, me):
    foreign = manifest(me, "brave")
    write(foreign, '{"name": "totp", "path": "/opt/other", "type": "stdio", "allowed_origins": []}')
    before = tree(me.home)
    said = me.browser("install", code=12).stderr
    table.row("another's file: exit 12, and it is named", foreign in said)
    table.row("… and nothing was written for any browser", tree(me.home), before)
    document = must_describe("browser-status", me.browser("status", "--json", code=13).stdout)
    table.row("… status tells of it", document["browsers"][2]["problems"], ["the file is there and leads to another program"])
    me.browser("install", "--browser", "chrome")
    me.browser("uninstall")
    table.row("… and uninstall leaves it alone", tree(me.home), before)
    os.unlink(foreign)
    os.symlink("/etc/hostname", foreign)
    said = me.browser("install", code=13).stderr
    table.row("a link in place of a manifest: exit 13, and where it leads is as it was", (foreign in said, os.path.islink(foreign)), (True, True))
    os.unlink(foreign)
    os.rmdir(os.path.dirname(foreign))

    for link in (os.path.join(me.home, HOSTS["chrome"]), me.data):
        os.makedirs(os.path.dirname(link), exist_ok=True)
        elsewhere_ = os.path.join(me.above, "elsewhere")
        os.makedirs(elsewhere_)
        os.symlink(elsewhere_, link)
        before = tree(me.above)
        said = me.browser("install", code=13).stderr
        table.row(f"a link in place of …/{os.path.basename(link)}: exit 13, nothing is written",
                  ("is a link" in said, tree(me.above)), (True, before))
        os.unlink(link)
        os.rmdir(elsewhere_)
    shutil.rmtree(os.path.join(me.home, ".local"))

    me.browser("install", "--extension-id", "A" * 32, code=2)
    me.browser("install", "--extension-id", OTHER_ID)
    me.browser("install")
    table.row("an id of one's own stays", f"chrome-extension://{OTHER_ID}/" in read(manifest(me, "edge")))
    me.browser("uninstall")


def faults(table, me):
    """Each is told by its name, at its place in the document, and mended by another install."""
    def replace(path, old, new):
        write(path, read(path).replace(old, new))

    chrome = manifest(me, "chrome")
    launcher = os.path.join(me.above, "bin", "totp")
    os.makedirs(os.path.dirname(launcher))
    script = os.path.join(me.data, "extension", "popup.js")
    rows = [
        ("a manifest was changed", lambda: replace(chrome, "its popup", "a popup"), "is not as this program would write it", "chrome"),
        ("a manifest may be written by others", lambda: os.chmod(chrome, 0o666), f"others may write to {chrome}", "chrome"),
        ("a folder of manifests is writable for the group", lambda: os.chmod(os.path.dirname(chrome), 0o770),
         f"others may write to {os.path.dirname(chrome)}", "chrome"),
        ("a file of the extension was changed", lambda: replace(script, "const", "var  "), "popup.js is another version's", "chromium"),
        ("a file of the extension is gone", lambda: os.unlink(script), "popup.js is another version's", "vivaldi"),
        ("the host is not executable", lambda: os.chmod(me.program, 0o600), "is missing or cannot be run", None),
        ("the host is gone", lambda: os.unlink(me.program), "is missing or cannot be run", None),
        ("the host may be written by others", lambda: os.chmod(me.program, 0o777), f"others may write to {me.program}", None),
        ("the folder of the host is writable for the group", lambda: os.chmod(me.data, 0o770), f"others may write to {me.data}", None),
        ("the host says something before its answer", lambda: replace(me.program, "exec ", "echo hello; exec "),
         "did not answer as it should", None),
        ("the host's launcher is gone", lambda: os.unlink(launcher), "did not answer as it should (status 127)", None),
        ("the host's Java does not start", lambda: replace(me.program, "exec ", "TOTP_VAULT=x exec /bin/false #"), "(status 1)", None),
    ]
    os.symlink(TOTP, launcher)
    me.browser("install", launcher=launcher)
    good = tree(me.home)
    for number, (what, breaks, told, where) in enumerate(rows):
        breaks()
        via = launcher if os.path.exists(launcher) else TOTP
        document = must_describe("browser-status", me.browser("status", "--json", code=13, launcher=via).stdout)
        place = document["host"] if where is None else next(one for one in document["browsers"] if one["browser"] == where)
        expect(f"told of {what}: {place}", any(told in problem for problem in place["problems"]), True)
        done = me.browser("status", code=13, launcher=via) if number % 4 == 0 else None
        os.path.lexists(launcher) or os.symlink(TOTP, launcher)
        # The only thing that is left to its owner.
        os.chmod(os.path.dirname(chrome), 0o700)
        me.browser("install", launcher=launcher)
        table.row(f"status: {what}: told, and mended by install", (done is None or told in done.stdout + done.stderr, tree(me.home) == good), (True, True))
    shutil.rmtree(os.path.dirname(launcher))
    me.browser("install")


def without_java(table, me):
    env = dict(me.env, JAVA_HOME="/nowhere")
    with me.host(env=env) as host:
        answer = host.ask("hello")
        printed, code, said = host.end()
        table.row("JAVA_HOME leads nowhere: another Java is found, and told of on standard error alone",
                  (answer["vault"], printed, code, "JAVA_HOME is /nowhere" in said), (True, b"", 0, True))
    hidden = "for folder in /usr/lib/jvm /usr/java /opt/java; do [ ! -d $folder ] || mount -t tmpfs tmpfs $folder || exit 99; done; exec \"$@\""
    done = subprocess.run(["unshare", "-m", "sh", "-c", hidden, "sh", me.program, EXTENSION_ID], env=env, input=frame({"v": 1, "id": 1, "op": "hello"}),
                          capture_output=True, check=False)
    if done.returncode == 99 or b"unshare" in done.stderr:
        table.rows += 1
        tell("LEFT OUT: a machine without Java, since nothing can be mounted here")
    else:
        table.row("no Java at all: the host ends, not a byte on standard output, and says so in the browser's log",
                  (done.returncode, done.stdout, b"no Java 17 or newer found" in done.stderr), (1, b"", True))
    me.browser("uninstall")


def elsewhere(table, me):
    env = dict(me.env, XDG_CONFIG_HOME=os.path.join(me.above, "config"))
    os.makedirs(os.path.join(env["XDG_CONFIG_HOME"], "vivaldi"))
    os.rmdir(os.path.join(me.home, PROFILES["firefox"]))
    table.row("XDG_CONFIG_HOME is followed", me.browser("install", env=env).stdout,
              f"vivaldi\t{env['XDG_CONFIG_HOME']}/vivaldi/NativeMessagingHosts/totp.json\n")
    me.browser("uninstall", env=env)
    for folder in ("vivaldi", "google-chrome", "chromium", "microsoft-edge", "BraveSoftware"):
        shutil.rmtree(os.path.join(me.home, ".config", folder))
    table.row("no browser: exit 3, and --browser is named", "--browser NAME" in me.browser("install", code=3).stderr)
    os.makedirs(os.path.join(me.home, ".var/app/com.google.Chrome"))
    os.makedirs(os.path.join(me.home, "snap/chromium"))
    document = must_describe("browser-status", me.browser("status", "--json", code=3).stdout)
    table.row("browsers in boxes are named", {one["browser"]: one["sandbox"] for one in document["browsers"] if one["state"] == "sandboxed"},
              {"chrome": "flatpak", "chromium": "snap"})


# ---- the host by its frames

def frames(table):
    with home() as me, home("another") as empty:
        for one in (me, empty):
            os.makedirs(os.path.join(one.home, PROFILES["chromium"]))
            one.browser("install")
        me.add("marked", SEED, "--site", SITE, "--note", "MFRGG")
        me.add("counter", seed(1), "--site", SITE, "--type", "hotp")
        me.add("elsewhere", seed(2), "--site", OTHER)
        me.add("new", seed(4), "--site", SITE)
        locked(table, me, empty)
        me.unlock()
        answers(table, me)
        surroundings(table, me)
        broken(table, me)
        agents(table, me)


def locked(table, me, empty):
    """Locked, a vault with accounts says what an empty one says, byte for byte."""
    ids = [entry["id"] for entry in me.accounts().values()]
    uri = f"otpauth://totp/marked?secret={SEED}"
    requests = [("hello", {}), ("list", {"origin": f"https://{SITE}", "query": ""}), ("list", {"origin": None, "query": "marked"}),
                *(("code", {"account": one, "origin": f"https://{SITE}"}) for one in (ids[0], str(uuid.UUID(int=1)), "", "x")),
                *(("copy", {"account": one}) for one in (ids[0], str(uuid.UUID(int=1)))),
                ("scan", {"png": qr(uri)}), ("scan", {"png": qr("https://example.com")}), ("store", {"scan": "1"}), ("lock", {}), ("known", {"nonce": "00", "marks": ""})]
    said = []
    for one in (me, empty):
        with one.host() as host:
            said.append([host.ask(op, **members) for op, members in requests] and host.answers)
    for (op, members), *both in zip(requests, *said):
        shown = ", ".join(str(value)[:20] for value in members.values())
        table.row(f"locked, {op} {shown}: as of an empty vault", both[0], both[1])
    table.row("locked: nothing but that, of the requests for accounts", {json.loads(one)["error"]["code"] for one in said[0][1:11]}, {"locked"})


def answers(table, me):
    with me.host() as host:
        hello = host.ask("hello", client="extension", version="0.1.0")
        table.row("hello", hello, {"version": hello["version"], "locked": False, "vault": True, "min_client": "0.1"})
        before = codes(SEED)
        listed = host.ask("list", origin=f"https://{SITE}", query="")
        by_name = {one["name"]: one for one in listed["accounts"]}
        table.row("list: those of the site", (sorted(by_name), listed["host"], listed["secure"]), (["counter", "marked", "new"], SITE, True))
        table.row("list: the code is oathtool's", by_name["marked"]["code"] in before | codes(SEED))
        table.row("list: none of a counter", "code" in by_name["counter"], False)
        table.row("list: others have names only", [sorted(one) for one in listed["others"]],
                  [["account", "digits", "favorite", "issuer", "label", "name", "type"]])
        marked, counter = (by_name[name]["account"] for name in ("marked", "counter"))
        other = listed["others"][0]["account"]
        for origin in (f"http://{SITE}", f"https://{OTHER}", f"https://{SITE}.evil.example", f"https://{SITE}:8443", f"https://evil.example/?{SITE}", None):
            some = host.ask("list", origin=origin, query="")
            codes_there = [one["name"] for one in some["accounts"] if "code" in one and one["name"] != "elsewhere"]
            refused = host.error("code", account=marked, origin=origin)
            table.row(f"no code of {SITE} for {origin}", (codes_there, refused in ("not_for_site", "insecure_site")), ([], True))
        table.row("code: oathtool's", host.ask("code", account=marked, origin=f"https://{SITE}")["code"] in codes(SEED))
        early()
        me.run("code", "--fresh", "new")
        spent = {one["name"]: one["spent"] for one in host.ask("list", origin=f"https://{SITE}", query="")["accounts"]}
        table.row("a code that a script has taken is marked as used", spent, {"counter": False, "marked": False, "new": True})
        me.run("rm", "--yes", "new")
        counted = [host.ask("code", account=counter, origin=f"https://{SITE}")["code"] for _ in range(2)]
        wanted = [subprocess.run(["oathtool", "--hotp", "-b", f"--counter={at}", "-"], input=seed(1), capture_output=True, text=True,
                                 check=True).stdout.strip() for at in (0, 1)]
        table.row("code of a counter: each the next", counted, wanted)
        host.ask("copy", account=counter)
        table.row("copy behind it: the same one, since one click is one code", read(me.clipboard), wanted[-1])
        table.row("copy: of any account, and the answer has no code", (host.ask("copy", account=other), read(me.clipboard) in codes(seed(2))), ({}, True))
        table.row("an account that is not there", host.error("code", account=str(uuid.UUID(int=1)), origin=f"https://{SITE}"), "not_found")

        me.add("new", seed(3), "--site", SITE)
        listed = host.ask("list", origin=f"https://{SITE}", query="")
        table.row("an account that another process has added is there at once", sorted(one["name"] for one in listed["accounts"]), ["counter", "marked", "new"])
        me.run("edit", "new", "--no-site", SITE)
        listed = host.ask("list", origin=f"https://{SITE}", query="")
        table.row("… and gone from the site when another has taken it away", sorted(one["name"] for one in listed["accounts"]), ["counter", "marked"])
        with me.host() as second:
            for one in (host, second):
                one.send("list", origin=f"https://{SITE}", query="")
            both = [[one["name"] for one in json.loads(one.receive())["accounts"]] for one in (second, host)]
            table.row("two hosts at once", both, [["counter", "marked"]] * 2)
            said = b"".join(host.answers + second.answers)
        table.row("the seed in any answer", sum(spelling in said for spelling in spellings(MARKER)), 0)
        found = count(host.process.pid, {"seed": MARKER, "control": b"chrome-extension://"})
        table.row("the seed in the host's memory, in which its own command line is found", (found["seed"], found["control"] > 0), (0, True))
        os.rename(me.path, me.path + ".away")
        me.lock()
        table.row("no vault", (host.ask("hello")["vault"], host.error("list", origin=None, query="")), (False, "no_vault"))
        os.rename(me.path + ".away", me.path)
        me.unlock()
        table.row("… and there again", host.ask("list", origin=None, query="")["more"], 0)
        table.row("lock", (host.ask("lock"), host.error("list", origin=None, query=""), me.state()), ({}, "locked", "locked"))
        printed, code, said = host.end()
        table.row("its end: nothing more on either stream", (printed, code, said), (b"", 0, ""))
    me.unlock()


def surroundings(table, me):
    """Whatever surrounds the host, standard output has the same bytes."""
    requests = [("hello", {}), ("list", {"origin": None, "query": "no such"}), ("code", {"account": "x", "origin": "https://a.example"}), ("nothing", {})]

    def said(env, *arguments):
        with me.host(*arguments, env=env) as host:
            for op, members in requests:
                host.ask(op, **members)
            printed, code, _ = host.end()
            expect("the end", (printed, code), (b"", 0))
            return host.answers

    usual = said(me.env)
    for what, changes in (("messages in Japanese", {"LC_ALL": "ja_JP.UTF-8"}), ("no UTF-8", {"LC_ALL": "C"}), ("options for every Java", {
            "JAVA_TOOL_OPTIONS": "-Xlog:gc*:stdout -verbose:class", "_JAVA_OPTIONS": "-XX:+PrintFlagsFinal", "JDK_JAVA_OPTIONS": "-version"})):
        table.row(f"the same answers: {what}", said({**me.env, **changes}), usual)
    table.row("the same answers: other words on its command line", said(me.env, "-v", "--debug", "--help"), usual)
    os.chmod(me.path, 0o644)
    table.row("the same answers: a vault that others may read", said(me.env), usual)
    os.chmod(me.path, 0o600)


def broken(table, me):
    """The end, without a word: a browser would not send these, and nothing is reserved for what is only announced."""
    whole = frame({"v": 1, "id": 1, "op": "hello"})
    for what, data, closing in (
            ("a length of 2^32-1", b"\xff" * 4, False), ("a length of 2^31", struct.pack("=I", 1 << 31), False),
            ("a length of 64 MiB and 1", struct.pack("=I", (64 << 20) + 1), False), ("noise", b"GET / HTTP/1.1\r\n\r\n", False),
            ("an end in the length", whole[:2], True), ("an end in the message", whole[:-1], True), ("nothing", b"", True)):
        with me.host() as host:
            table.row(f"{what}: the end, silently", host.end(data, closing), (b"", 0, ""))
    with me.host() as host:
        host.raw(frame(b"") + frame(b"[1]") + frame(b'{"v":1,"id":3,"op":"hello","op":"list"}') + frame(b"x" * (17 << 20)) + whole)
        found = [json.loads(host.receive()) for _ in range(5)]
        table.row("no requests in whole frames, and one of 17 MiB: refused, and the next one is answered",
                  [one.get("error", {"code": one["id"]})["code"] for one in found], ["bad_request"] * 3 + ["too_large", 1])


def agents(table, me):
    with me.host() as host:
        agent, = me.agents()
        expect("unlocked", host.ask("hello")["locked"], False)
        os.kill(agent, signal.SIGKILL)
        table.row("the agent is killed between two requests: locked", host.error("list", origin=None, query=""), "locked")
        me.unlock()
        table.row("… and the same host goes on when it is unlocked again", host.ask("list", origin=None, query="")["more"], 0)
        agent, = me.agents()
        os.kill(agent, signal.SIGSTOP)
        host.send("list", origin=None, query="")
        os.kill(agent, signal.SIGKILL)
        table.row("… killed over a request: locked", json.loads(host.receive())["error"]["code"], "locked")
        me.lock()


# ---- what is asked in a window

def dialogs(table):
    with home() as me:
        os.makedirs(os.path.join(me.home, PROFILES["chromium"]))
        me.browser("install")
        unlocking(table, me)
        me.unlock()
        storing(table, me)
        pictures(table, me)
        without_pinentry(table, me)


def unlocking(table, me):
    pinentry = me.pinentry
    with me.host() as host:
        pinentry.answers(PASSPHRASE)
        table.row("unlock: asked once, and unlocked", (host.ask("unlock"), len(pinentry.told("GETPIN")), me.state()), ({}, 1, "unlocked"))
        table.row("the passphrase in any answer", any(PASSPHRASE.encode() in one for one in host.answers), False)
        table.row("the passphrase in the host's memory", count(host.process.pid, {"passphrase": PASSPHRASE.encode()})["passphrase"], 0)
        host.ask("lock")
        pinentry.answers("not this one", PASSPHRASE)
        table.row("a wrong one and the right one: asked twice", (host.ask("unlock"), len(pinentry.told("SETERROR")), me.state()), ({}, 1, "unlocked"))
        host.ask("lock")
        pinentry.answers("not this one")
        table.row("wrong ones only: told", (host.error("unlock"), me.state()), ("wrong_secret", "locked"))
        pinentry.answers("cancel")
        table.row("cancelled: told, and locked", (host.error("unlock"), me.state()), ("refused", "locked"))
        table.row("… and the way by a terminal is named", json.loads(host.answers[-1])["error"]["command"], "totp unlock")

        pinentry.answers(PASSPHRASE, held=True)
        host.send("unlock")
        eventually("the pinentry is asked", lambda: pinentry.told("GETPIN"))
        host.kill()
    table.row("the host is killed while somebody types: still locked", me.state(), "locked")
    pinentry.let_go()
    eventually("unlocked after the host's end", lambda: me.state() == "unlocked")
    table.row("… and what is typed then unlocks", me.state(), "unlocked")
    me.lock()


def storing(table, me):
    pinentry = me.pinentry
    uri = lambda name: f"otpauth://totp/Acme:{name}?secret={SEED}&issuer=Acme"
    with me.host() as host:
        scanned = host.ask("scan", png=qr(uri("one")))
        table.row("scan: whose it is, and no secret", scanned, {"scan": "1", "found": [
            {"issuer": "Acme", "label": "one", "type": "totp", "digits": 6, "period": 30, "known": False}]})
        table.row("store: of another scan", host.error("store", scan="7"), "not_found")
        pinentry.answers("cancel")
        table.row("store: refused, and nothing is stored", (host.error("store", scan="1"), len(pinentry.told("CONFIRM")), me.names()), ("refused", 1, []))
        pinentry.answers(PASSPHRASE)
        table.row("store: confirmed, and stored", (host.ask("store", scan="1"), me.names()), ({"names": ["Acme:one"]}, ["Acme:one"]))
        table.row("… after the account was named", "Acme:one" in pinentry.told("SETDESC")[0])
        table.row("scan: known now", host.ask("scan", png=qr(uri("one")))["found"][0]["known"])
        said = b"".join(host.answers)
        table.row("the seed in any answer", sum(spelling in said for spelling in spellings(MARKER)), 0)
    for what, answers_, stored in (("refused", ["cancel"], False), ("confirmed", [PASSPHRASE], True)):
        with me.host() as host:
            name = f"killed-{what}"
            host.ask("scan", png=qr(uri(name).replace(SEED, seed(len(name)))))
            pinentry.answers(*answers_, held=True)
            host.send("store", scan="1")
            eventually("the pinentry is asked", lambda: pinentry.told("CONFIRM"))
            host.kill()
        before = me.names()
        pinentry.let_go()
        if stored:
            eventually("stored after the host's end", lambda: f"Acme:{name}" in me.names())
        else:
            eventually("nobody asks any more", lambda: pinentry.told("BYE"))
        table.row(f"store: the host is killed before it was {what}", (f"Acme:{name}" in before, f"Acme:{name}" in me.names()), (False, stored))
    with me.host() as host:
        lines = f"otpauth://totp/Bank%0ASETTITLE%20Bank?secret={seed(9)}"
        table.row("a name of several lines: no account", host.ask("scan", png=qr(lines))["found"], [])
        host.ask("scan", png=qr(f"otpauth://totp/a%E2%80%AEb:100%2525?secret={seed(9)}"))
        pinentry.answers("cancel")
        host.error("store", scan="2")
        asked = pinentry.told("SETDESC")[0]
        table.row("a name that would turn the question round: shown as what it is", ("\u202e" in asked, "100%2525" in asked), (False, True))


def png(width, height, data):
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bomb():
    """Two megabytes that would be two gigabytes."""
    packer = zlib.compressobj(1)
    rows = b"\0" * (45001 * 100)
    return png(45000, 45000, b"".join(packer.compress(rows) for _ in range(450)) + packer.flush())


def pictures(table, me):
    with me.host() as host:
        text = lambda data: base64.b64encode(data).decode()
        for what, picture in (("a QR code that is no account", qr("https://example.com/login")), ("no picture", text(b"no picture")),
                              ("a picture that is cut off", qr("otpauth://totp/x?secret=" + SEED)[:200]), ("nothing", ""),
                              ("a picture of 2^31 by 2^31", text(png((1 << 31) - 1, (1 << 31) - 1, zlib.compress(b"")))),
                              ("two gigabytes of nothing in two megabytes", text(bomb()))):
            begun = time.monotonic()
            table.row(f"scan: {what}: nothing is found", host.ask("scan", png=picture)["found"], [])
            expect(f"{what}: seconds below 30", time.monotonic() - begun < 30, True)
        table.row("scan: nearly 16 MiB: nothing is found", host.ask("scan", png="A" * ((16 << 20) - 100))["found"], [])
        host.raw(frame({"v": 1, "id": 0, "op": "scan", "png": "A" * (16 << 20)}))
        table.row("scan: more than 16 MiB", json.loads(host.receive())["error"]["code"], "too_large")
        table.row("… and it goes on", host.ask("hello")["vault"])
        table.told(f"   (the host's memory after all that: {peak(host.process.pid)} MiB at most)")


def peak(pid):
    return int(re.search(r"VmHWM:\s+(\d+) kB", read(f"/proc/{pid}/status"))[1]) >> 10


def without_pinentry(table, me):
    env = me.without("TOTP_PINENTRY")
    me.browser("install", env=env)
    uri = f"otpauth://totp/Acme:unasked?secret={seed(8)}"
    with me.host(env=env) as host:
        host.ask("scan", png=qr(uri))
        table.row("no pinentry: store is not to be had, and the way by a terminal is named",
                  (host.error("store", scan="1"), json.loads(host.answers[-1])["error"]["command"]), ("no_dialog", "totp add --screen"))
        host.ask("lock")
        table.row("no pinentry: unlock", (host.error("unlock"), json.loads(host.answers[-1])["error"]["command"]), ("no_dialog", "totp unlock"))
    for what, program in (("is not there", "/nowhere/pinentry"), ("speaks no Assuan", "echo hello"), ("ends at once", "false")):
        with me.host(env=env) as host:
            me.browser("install", env={**env, "TOTP_PINENTRY": program})
        with me.host(env=env) as host:
            table.row(f"a pinentry that {what}", host.error("unlock"), "no_dialog")
    table.row("nothing was stored without an answer", [name for name in me.names() if "unasked" in name or "refused" in name], [])
    me.browser("install")


# ---- a real browser

AWS_HOST, AWS_REGION, AWS_CHINA = "signin.aws.amazon.com", "eu-west-1.signin.aws.amazon.com", "signin.amazonaws.cn"
# Each page with an account of its own, and which fields have its code afterwards.
FILLED = {"boxes": [f"b{number}" for number in range(1, 7)], "controlled": ["code"], "shadow": ["code"], "dialog": ["code"],
          "label-only": ["awsui-input-0"]}
# What stands in a field of aws.html from the beginning.
AS_IT_WAS = {"email": "root@example.com"}
LISTED = "document.querySelectorAll('#list [role=option]').length"
CODES_SHOWN = "document.querySelectorAll('.code').length"
SPY = """<!DOCTYPE html><meta charset="utf-8"><title>A page that listens</title>
<label>MFA code <input id="code"></label>
<script>
  const seen = [];
  const note = event => seen.push([event.type, document.getElementById("code").value]);
  const names = new Set(["beforeinput", "focusin", "focusout", "compositionstart"]);
  for (const one of [window, document, HTMLInputElement.prototype])
    for (let made = one; made; made = Object.getPrototypeOf(made))
      for (const name of Object.getOwnPropertyNames(made)) if (/^on[a-z]+$/.test(name)) names.add(name.slice(2));
  for (const name of names) window.addEventListener(name, note, true);
  new MutationObserver(changes => changes.forEach(change => seen.push(["mutation", ""])))
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  // What the page's own beginning was.
  window.addEventListener("load", () => setTimeout(() => { seen.length = 0; }));
  const before = new Set(Object.getOwnPropertyNames(window));
  window.learnt = () => ({
    values: [...new Set(seen.map(([, value]) => value).filter(Boolean))],
    inputs: seen.filter(([type]) => type === "input").length,
    mutations: seen.filter(([type]) => type === "mutation").length,
    globals: Object.getOwnPropertyNames(window).filter(name => !before.has(name) && name !== "learnt" && !/^[0-9]+$/.test(name)),
  });
</script>
"""


class RealWorld(World):
    """A browser with the extension as it was installed, and with the host as it was introduced."""

    def __init__(self, me, pages, *options, env=None, **browser):
        self.me, self.pages, self.times = me, pages, []
        self.browser = Chromium(f"--host-resolver-rules={pages.resolver_rules()}", *options, env=env or me.env, **browser)
        # With a profile elsewhere Chromium looks for hosts there, and not in the usual place.
        folder = os.path.join(self.browser.profile, "NativeMessagingHosts")
        os.makedirs(folder, exist_ok=True)
        os.symlink(manifest(me, "chromium"), os.path.join(folder, "totp.json"))
        self.extension = self.browser.load_extension(os.path.join(me.data, "extension"))
        self.page = self.browser.first_page()

    def close(self):
        self.browser.close()

    def fields(self):
        return {name: value for name, value in self.look()["seen"].items() if value}


@contextlib.contextmanager
def browsing(*accounts, options=(), display=None, name="o'clock \"me\" $x"):
    """Somebody with a vault that is unlocked, and pages under every name."""
    with home(name) as me, tempfile.TemporaryDirectory(prefix="totp-pages-") as folder:
        shutil.copytree(PAGES, folder, dirs_exist_ok=True)
        write(os.path.join(folder, "spy.html"), SPY)
        pages = Pages(folder)
        try:
            os.makedirs(os.path.join(me.home, PROFILES["chromium"]))
            me.browser("install", "--browser", "chromium")
            for name, secret, *options in accounts:
                me.add(name, secret, *options)
            me.unlock()
            env = {**me.env, "DISPLAY": display} if display else None
            options = [*options, f"--ignore-certificate-errors-spki-list={pages.key_hash()}"] if display else []
            with contextlib.closing(RealWorld(me, pages, *options, env=env, headless=not display)) as world:
                yield me, folder, world
        finally:
            pages.close()


def closes(popup):
    """Up to a step later, if the present code is about to end or was used."""
    eventually("the popup closes", lambda: not popup.is_there(), 60)


def fills(world, secret, fields):
    """Whether the first of the list is filled in there, and nowhere else."""
    before = world.fields()
    with world.popup() as popup:
        popup.key("Enter")
        closes(popup)
    found = world.fields()
    expect("other fields", {name: value for name, value in found.items() if name not in fields}, before)
    return "".join(found.get(name, "") for name in fields) in codes(secret)


def chromium(table):
    accounts = [(f"on {page}", seed(number), "--site", f"{page}.example") for number, page in enumerate(FILLED)]
    with browsing(*accounts, ("mail", seed(20), "--site", SITE), ("stranger", seed(21))) as (me, folder, world):
        with Server(me.env["XDG_RUNTIME_DIR"], "--user", "alice") as server:
            keys = {name: value for name, value in server.env.items() if name.startswith("AWS_")}
            done = subprocess.run(me.command("enroll", "aws-alice"), env={**me.env, **keys}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=300, check=False)
        expect(f"enroll: {done.stderr}", done.returncode, 0)
        for number, (page, fields) in enumerate(FILLED.items()):
            world.open(page, host=f"{page}.example")
            table.row(f"{page}: filled with the code of the account", fills(world, seed(number), fields))
        linking(table, me, world)
        not_for_codes(table, me, world)
        going_away(table, me, world)
        unlocked_elsewhere(table, me, world)
        scanned(table, me, folder, world)
        # Last of all, since the codes by which it was enrolled are used up by now.
        console(table, me, world)
        two_browsers(table, me, world)


def console(table, me, world):
    """An account with an AWS device is linked to the sign-in pages of its partition, without anybody having said so."""
    secret = json.loads(me.run("show", "aws-alice", "--json", "--reveal", "--yes", "--no-agent"))["secret"]
    world.open("aws", host=AWS_HOST)
    table.row(f"{AWS_HOST}: the code of a device that was enrolled", fills(world, secret, ["mfaCode"]))
    for host, linked in ((AWS_REGION, True), (AWS_CHINA, False), (f"{AWS_HOST}.evil.example", False)):
        world.open("aws", host=host)
        with world.popup() as popup:
            table.row(f"{host}: {'its code' if linked else 'no code'} in the list", popup.evaluate(CODES_SHOWN), int(linked))


def linking(table, me, world):
    world.open("aws", host=OTHER)
    with world.popup() as popup:
        popup.page.type("stranger")
        popup.wait("document.querySelectorAll('#list .name').length === 1")
        popup.key("Enter")
        popup.titled(f"^stranger is not linked to {OTHER}$")
        command = popup.command()
    table.row("an account that is not linked: nothing filled, and the command is named", (world.fields(), command),
              (AS_IT_WAS, f"totp edit stranger --site {OTHER}"))
    in_terminal = command.replace("totp", TOTP, 1) + ' --passphrase-file "$1"'
    done = subprocess.run(["bash", "-c", in_terminal, "bash", me.passphrase_file], env=me.env, capture_output=True, text=True, check=False)
    expect(f"{command}: {done.stderr}", done.returncode, 0)
    table.row("… that command in a terminal, and the next click fills", fills(world, seed(21), ["mfaCode"]))


def not_for_codes(table, me, world):
    world.open("aws", host=SITE, scheme="http")
    with world.popup() as popup:
        popup.key("Enter")
        popup.titled("^.* is not linked to")
        table.row("http: no code, in the list or in the page, and no way to link it", (popup.evaluate(CODES_SHOWN), popup.command(), world.fields()),
                  (0, None, AS_IT_WAS))
    for page, what in (("not-frame", "a field in a frame, of the site or of another"), ("not-search", "a field for something else")):
        world.open(page, host=SITE)
        with world.popup() as popup:
            popup.key("Enter")
            popup.says("No field for a code here. Copied: paste it.")
        table.row(f"{what}: not filled, but copied", (world.fields(), [value for value in world.foreign_frames() if value],
                                                     read(me.clipboard) in codes(seed(20))), ({}, [], True))


def going_away(table, me, world):
    """The host is held back over the click, so that the page has gone on by the time the code comes."""
    for host, said in ((SITE, "The page changed meanwhile: nothing was filled."), (OTHER, "The tab shows another site now")):
        early()
        world.open("aws", host=SITE)
        with world.popup() as popup:
            process, = me.hosts()
            os.kill(process, signal.SIGSTOP)
            popup.key("Enter")
            popup.says("Filling…")
            world.open("next", host=host)
            os.kill(process, signal.SIGCONT)
            popup.wait(f"document.body.innerText.includes({json.dumps(said)})")
        table.row(f"the page goes on to {'its next page' if host == SITE else 'another site'} over the click: nothing filled, and it is said",
                  world.fields(), {})


def unlocked_elsewhere(table, me, world):
    world.open("aws", host=SITE)
    me.lock()
    with world.popup() as popup:
        popup.titled("^The vault is locked$")
        table.row("locked: no account's name in the popup", [popup.holds(name) for name in ("mail", "stranger", "aws-alice")], [False] * 3)
        me.unlock()
        popup.wait(LISTED, "the list")
        table.row("totp unlock in a terminal: the open popup goes on by itself", "mail" in popup.names())
        agent, = me.agents()
        os.kill(agent, signal.SIGKILL)
        popup.key("Enter")
        popup.titled("^The vault is locked$")
        table.row("the agent is killed under the popup: locked, and nothing filled", (popup.evaluate(CODES_SHOWN), world.fields()), (0, AS_IT_WAS))
        me.pinentry.answers("not this one", PASSPHRASE)
        popup.click("Unlock")
        popup.wait(LISTED, "the list", 30)
        table.row("Unlock in the popup: the pinentry asks, and once more after a wrong one", len(me.pinentry.told("GETPIN")), 2)
    me.lock()
    me.pinentry.answers(PASSPHRASE, held=True)
    with world.popup() as popup:
        popup.titled("^The vault is locked$")
        popup.click("Unlock")
        eventually("the pinentry is asked", lambda: me.pinentry.told("GETPIN"))
    # Closed as by the pinentry's window, which takes the focus.
    eventually("the browser has ended the host", lambda: not me.hosts())
    me.pinentry.let_go()
    with world.popup() as popup:
        popup.wait(LISTED, "the list", 30)
        table.row("the popup closes while the pinentry is open: its answer unlocks all the same", "mail" in popup.names())


def scanned(table, me, folder, world):
    uri = f"otpauth://totp/Shop:carol?secret={SEED}&issuer=Shop"
    subprocess.run(["qrencode", "-s", "6", "-o", os.path.join(folder, "qr.png"), uri], check=True)
    write(os.path.join(folder, "qr.html"), "<!DOCTYPE html><title>Set up MFA</title><p>Scan this:</p><img src='qr.png'>")
    before = me.names()
    for answer, told in (("cancel", "it was not agreed to"), (PASSPHRASE, "Added: Shop:carol")):
        world.open("qr", host="shop.example")
        me.pinentry.answers(answer)
        with world.popup() as popup:
            popup.click("Scan QR code on this page")
            popup.titled("^An account on this page$")
            expect("whose it is, and no secret", ("Shop · carol" in popup.text(), popup.holds(SEED)), (True, False))
            popup.click("Add to vault")
            popup.wait(f"document.body.innerText.includes({json.dumps(told)})", told, 30)
        table.row(f"the page's QR code: {told}", (len(me.pinentry.told("CONFIRM")), sorted(set(me.names()) - set(before))),
                  (1, [] if answer == "cancel" else ["Shop:carol"]))
    me.run("edit", "Shop:carol", "--site", "shop.example")
    world.open("aws", host="shop.example")
    table.row("… and its code is filled once it is linked", fills(world, SEED, ["mfaCode"]))


def two_browsers(table, me, world):
    with contextlib.closing(RealWorld(me, world.pages)) as second:
        for one in (world, second):
            one.open("aws", host=SITE)
        with world.popup() as popup, second.popup() as other:
            table.row("two browsers at once, a host each", (len(me.hosts()), "mail" in popup.names(), "mail" in other.names()), (2, True, True))
            popup.key("Enter")
            other.key("Enter")
            closes(popup)
            closes(other)
        table.row("… and both fill", [one.fields()["mfaCode"] in codes(seed(20)) for one in (world, second)], [True, True])


# ---- who means no good

# Whether it came through, for each way in which a page may load what belongs to an extension.
TRIES = """(async id => {
  const url = name => `chrome-extension://${id}/${name}`;
  const loaded = (tag, name, property = "src") => new Promise(done => {
    const made = Object.assign(document.createElement(tag), { onload: () => done(true), onerror: () => done(false), [property]: url(name) });
    if (tag === "link") made.rel = "stylesheet";
    document.head.append(made);
  });
  const ways = {
    fetch: () => fetch(url("manifest.json")).then(() => true, () => false),
    import: () => import(url("popup.js")).then(() => true, () => false),
    script: () => loaded("script", "fields.js"),
    style: () => loaded("link", "popup.css", "href"),
    image: () => loaded("img", "icon-16.png"),
    worker: () => { try { new Worker(url("popup.js")); return true; } catch { return false; } },
    message: () => globalThis.chrome?.runtime?.sendMessage !== undefined,
  };
  const through = [];
  for (const [name, way] of Object.entries(ways)) if (await way()) through.push(name);
  const frame = document.createElement("iframe");
  frame.src = url("popup.html");
  await new Promise(done => { frame.onload = frame.onerror = done; document.body.append(frame); });
  return [Object.keys(ways).length, through];
})"""
CONNECT = """new Promise(done => {
  const port = chrome.runtime.connectNative("totp");
  port.onMessage.addListener(() => done("answered"));
  port.onDisconnect.addListener(() => done(chrome.runtime.lastError.message));
  port.postMessage({ v: 1, id: 1, op: "hello" });
})"""
KNOCK = """new Promise(done => chrome.runtime.sendMessage(%s, { v: 1, id: 1, op: "list" }, () => done(chrome.runtime.lastError?.message ?? "answered")))"""


def hostile(table):
    accounts = [("mail", seed(20), "--site", SITE), ("other", seed(22), "--site", OTHER), ("counter", seed(23), "--type", "hotp")]
    with browsing(*accounts) as (me, folder, world):
        pages_that_pry(table, world)
        other_extensions(table, me, world)
        other_programs(table, me)


def pages_that_pry(table, world):
    world.open("spy", host=SITE)
    loaded = json.dumps(world.extension)
    for what in ("while no popup is open", "while the popup is open"):
        with contextlib.ExitStack() as stack:
            if "is open" in what and "no " not in what:
                stack.enter_context(world.popup())
            tried, through = world.page.evaluate(f"{TRIES}({loaded})")
            frames_ = [child["frame"]["url"] for child in world.page.call("Page.getFrameTree")["frameTree"].get("childFrames", [])]
            table.row(f"a page tries {tried} ways to the extension's files, {what}: none", through, [])
            table.row("… and none of them in a frame", [url for url in frames_ if url.startswith("chrome-extension")], [])
    world.open("spy", host=SITE)
    with world.popup() as popup:
        expect("the list", "mail" in popup.names(), True)
    nothing = {"values": [], "inputs": 0, "mutations": 0, "globals": []}
    table.row("a page that listens to every event sees nothing of a popup that is opened and closed", world.page.evaluate("learnt()"), nothing)
    world.open("spy", host="third.example")
    with world.popup() as popup:
        popup.key("Enter")
        popup.titled("is not linked to third.example$")
    table.row("… nothing of a click when no account is linked to it", world.page.evaluate("learnt()"), nothing)
    world.open("spy", host=SITE)
    filled = fills(world, seed(20), ["code"])
    learnt = world.page.evaluate("learnt()")
    table.row("… after a click on its own account the code, once", (filled, len(learnt["values"]), learnt["inputs"], learnt["mutations"], learnt["globals"]),
              (True, 1, 1, 0, []))
    table.row("… and of its own account alone", learnt["values"][0] in codes(seed(20)))


def other_extensions(table, me, world):
    with tempfile.TemporaryDirectory(prefix="totp-other-extension-") as folder:
        write(os.path.join(folder, "manifest.json"), json.dumps(
            {"manifest_version": 3, "name": "totp", "version": "9", "permissions": ["nativeMessaging", "tabs"], "action": {"default_popup": "page.html"}}))
        write(os.path.join(folder, "page.html"), "<!DOCTYPE html><title>totp</title>")
        other = world.browser.load_extension(folder)
        expect("ids differ", other != world.extension, True)
        world.page.open(f"chrome-extension://{other}/page.html")
        table.row("another extension that is called the same: the browser forbids it the host", "forbidden" in world.page.evaluate(CONNECT))
        table.row("… no process of ours was started for it", me.hosts(), [])
        knock = KNOCK % json.dumps(world.extension)
        table.row("… and ours does not answer it", "Receiving end does not exist" in world.page.evaluate(knock))
        with world.popup() as popup:
            table.row("… nor while the popup is open, which tells of no site there", ("Receiving end does not exist" in world.page.evaluate(knock),
                                                                                   popup.evaluate(CODES_SHOWN)), (True, 0))


def other_programs(table, me):
    """It has what totp gives to any program of the user while the vault is unlocked; no more."""
    early()
    names = me.accounts()
    with me.host("some", "words") as host:
        listed = host.ask("list", origin=f"https://{SITE}", query="")
        table.row("another program starts the host: the names are those of totp list",
                  sorted(one["name"] for one in listed["accounts"] + listed["others"]), sorted(names))
        known = {"account", "name", "issuer", "label", "type", "digits", "favorite", "period", "code", "valid_until", "spent"}
        table.row("… what is told of an account", {name for one in listed["accounts"] + listed["others"] for name in one}, known)
        table.row("… the code of a site that it makes up is that of totp code",
                  host.ask("code", account=names["mail"]["id"], origin=f"https://{SITE}")["code"], me.run("code", "mail").strip())
        others = [host.error("code", account=names["counter"]["id"], origin=origin) for origin in (f"https://{SITE}", None, "", "file:///", "https://")]
        table.row("… none of an account that is linked to nothing", set(others), {"not_for_site"})
        refused = [host.error(op, account=names["mail"]["id"], uris="", name="mail") for op in ("show", "uri", "export", "edit", "known", "browsed", "add", "")]
        table.row("… and no other requests", set(refused), {"bad_request"})
        said = b"".join(host.answers)
        table.row("… no seed in any answer", sum(spelling in said for number in (20, 22, 23) for spelling in spellings(b"%-20d" % number)), 0)


# ---- how long it takes

RUNS = 15


def times(table):
    with browsing(("mail", seed(20), "--site", SITE)) as (me, _, world):
        world.open("aws", host=SITE)
        for _ in range(RUNS):
            with world.popup("#list [role=option]"):
                pass
        measured(table, "from the button to the list", world.times)
        hello, listed, code = [], [], []
        for _ in range(RUNS):
            begun = time.monotonic()
            with me.host() as host:
                host.ask("hello")
                hello.append(time.monotonic() - begun)
                for op, into, members in (("list", listed, {"query": ""}), ("code", code, {"account": me_id(host)})):
                    begun = time.monotonic()
                    host.ask(op, origin=f"https://{SITE}", **members)
                    into.append(time.monotonic() - begun)
        measured(table, "from the host's start to its first answer", hello)
        measured(table, "list", listed)
        measured(table, "code", code)


def me_id(host):
    return host.ask("list", origin=f"https://{SITE}", query="")["accounts"][0]["account"]


def measured(table, what, seconds):
    least, middle, most = (round(1000 * value) for value in (min(seconds), statistics.median(seconds), max(seconds)))
    table.row(f"{what}: {middle} ms in the middle of {len(seconds)} runs ({least} to {most})", len(seconds), RUNS)


PARTS = {"installation": installation, "frames": frames, "dialogs": dialogs, "chromium": chromium, "hostile": hostile, "times": times}


# ---- by hand: pictures for the page about it

PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>%s</title>
<style>body { margin: 0; background: #f2f3f5; font: 16px system-ui } main { width: 330px; margin: 60px 0 0 50px; padding: 24px; background: #fff;
border: 1px solid #ccc; border-radius: 8px } h1 { font-size: 20px } input { display: block; width: 280px; padding: 8px; margin: 8px 0 16px; font: inherit }</style>
<main><h1>%s</h1>%s</main>
"""
FIELD = "<label>MFA code <input id='code' name='mfaCode'></label><button>Submit</button>"


def pictures_of_it(target):
    os.makedirs(target, exist_ok=True)
    screen = Screen(1000, 640)
    accounts = [("aws-root", seed(1), "--issuer", "AWS", "--account", "root@123456789012", "--site", AWS_HOST),
                ("github", seed(2), "--issuer", "GitHub", "--account", "alice"),
                ("gitlab-work", seed(3), "--issuer", "GitLab", "--account", "alice@example.com"),
                ("mail", seed(4), "--issuer", "Fastmail", "--account", "alice")]
    try:
        with browsing(*accounts, options=("--window-size=980,620", "--window-position=0,0"), display=screen.display, name="me") as (me, folder, world):
            taken(me, folder, world, screen, lambda name: os.path.join(target, f"browser-{name}.png"))
    finally:
        screen.close()
    for name in sorted(os.listdir(target)):
        if name.startswith("browser-"):
            size = os.path.getsize(os.path.join(target, name))
            expect(f"{name}: below 60 kB", size < 60_000, True)
            tell(f"browser: {name} {size} bytes")


@contextlib.contextmanager
def pressed(world, screen, dark=False):
    """Opened by its shortcut, and closed by a key."""
    screen.press("alt+shift+o")
    popup = Popup(world, eventually("the popup by its shortcut", world.popup_target))
    popup.page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
    popup.wait("document.querySelector('#list [role=option], #notice h2')?.checkVisibility()")
    time.sleep(1)
    yield popup
    if popup.is_there():
        screen.press("Escape")
        eventually("the popup is closed by Escape", lambda: not world.popup_target())


def taken(me, folder, world, screen, path):
    for target in world.browser.targets():
        if target["type"] == "page" and target["targetId"] != world.page.target:
            world.browser.call("Target.closeTarget", targetId=target["targetId"])
    shown = lambda name, title, inside: write(os.path.join(folder, name), PAGE % (title, title, inside))
    shown("mfa.html", "Multi-factor authentication", FIELD)
    uri = f"otpauth://totp/Example:alice@example.com?secret={SEED}&issuer=Example"
    subprocess.run(["qrencode", "-s", "4", "-o", os.path.join(folder, "qr.png"), uri], check=True)
    shown("setup.html", "Set up your authenticator", "<img src='qr.png'>")
    whole = (10, 10, 980, 520)
    world.page.open(f"https://{AWS_HOST}/mfa.html")
    world.page.call("Page.bringToFront")
    # With a code that has just begun.
    time.sleep(30 - time.time() % 30)
    with pressed(world, screen, dark=True):
        screen.picture(path("list-dark"), whole)
    with pressed(world, screen) as popup:
        screen.picture(path("list"), whole)
        screen.press("Return")
        closes(popup)
    time.sleep(0.5)
    expect("filled by real keys", world.look()["seen"]["code"] in codes(seed(1)), True)
    screen.picture(path("filled"), (10, 10, 980, 340))
    world.page.open("https://github.com/mfa.html")
    with pressed(world, screen) as popup:
        screen.press(*"gith")
        popup.wait("document.querySelectorAll('#list .name').length === 1")
        screen.press("Return")
        popup.titled("is not linked to")
        time.sleep(0.5)
        screen.picture(path("not-linked"), (10, 10, 980, 380))
    world.page.open("https://www.example.com/setup.html")
    with pressed(world, screen) as popup:
        popup.click("Scan QR code on this page")
        popup.titled("^An account on this page$")
        time.sleep(0.5)
        screen.picture(path("scan"), (10, 10, 980, 420))
    me.lock()
    with pressed(world, screen, dark=True):
        screen.picture(path("locked-dark"), (10, 10, 980, 380))
    world.page.call("Page.navigate", url="chrome://extensions/")
    switch = "document.querySelector('extensions-manager')?.shadowRoot.querySelector('extensions-toolbar')?.shadowRoot.querySelector('#devMode')"
    eventually("the page of extensions", lambda: world.page.is_true(f"!!{switch}"))
    world.page.evaluate(f"void {switch}.click()")
    time.sleep(2)
    screen.picture(path("extensions"), (10, 10, 980, 620))


# Parts that know nothing of each other; two of them at once wait less. Nobody disturbs what is measured.
LANES = (("installation", "frames", "dialogs"), ("chromium", "hostile")), (("times",),)


def run(names):
    """How many rows these parts have."""
    total = 0
    for name in names:
        table, begun = Table(name), time.monotonic()
        PARTS[name](table)
        expect(f"rows of {name}", table.rows, ROWS[name])
        total += table.rows
        tell(f"browser: {name} holds, {table.rows} rows, {time.monotonic() - begun:.0f} s")
    return total


def main():
    if sys.argv[1:2] == ["--pictures"] and len(sys.argv) == 3:
        return pictures_of_it(sys.argv[2])
    if not set(sys.argv[1:]) <= set(PARTS):
        print(__doc__, file=sys.stderr)
        return 2
    subprocess.run([TOTP, "version"], check=True, stdout=subprocess.DEVNULL)
    begun, total = time.monotonic(), 0
    expect("parts", sorted(name for lanes in LANES for lane in lanes for name in lane), sorted(PARTS))
    for lanes in ((sys.argv[1:],),) if sys.argv[1:] else LANES:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            total += sum(pool.map(run, lanes))
    tell(f"browser: {total} rows in {len(sys.argv[1:] or PARTS)} of {len(PARTS)} parts, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
