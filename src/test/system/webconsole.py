#!/usr/bin/python3
"""The root user's device, as somebody with a browser and a terminal sets it up: Chromium shows a page like AWS's "Set up device",
totp takes the QR code off the screen, and its codes are typed into the page, which takes them or not by RFC 6238."""

import base64
import contextlib
import hashlib
import hmac
import html
import http.server
import itertools
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from support.shell import Sitting
from support.totp import CHEAP, PASSPHRASE, TOTP, Vault, expect

SECONDS_MAX = 60
STEP = 30
LABEL = "Amazon%20Web%20Services:root-account-mfa-device@123456789012"
SEEN = "totp\tAmazon Web Services:root-account-mfa-device@123456789012\n"
# The version of QR code that AWS shows, at three pixels a module; AWS's is not larger on most screens.
PIXELS_PER_MODULE = 3
CODES = re.compile(r"MFA code 1: (\d{6})\b.*?MFA code 2: (\d{6})\b")

# The page tells where its controls are, so that the mouse finds them, and what has reached them, so that nobody has to guess how
# long a browser takes. What it tells is numbered, for the messages may overtake each other.
PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Set up device</title>
<style>
  body { font: 14px/1.5 "Amazon Ember", "DejaVu Sans", sans-serif; max-width: 60em; margin: 2em auto; color: #16191f; background: #fff }
  body.dark { color: #d1d5db; background: #0f1b2a }
  body.inverted { filter: invert(1) hue-rotate(180deg); background: #fff }
  html:has(body.inverted) { background: #000 }
  input { font: inherit; padding: .3em .6em; width: 12em; display: block }
  #reveal { border: 1px dashed #888; width: 220px; height: 220px; display: flex; align-items: center; justify-content: center }
</style>
<body class="THEME">
<h1>Set up device</h1>
<h2>Authenticator app</h2>
<p>1. Install a compatible application such as Google Authenticator, Duo Mobile, or Authy app on your mobile device or computer.
<p>2. Open your authenticator app, choose <b>Show QR code</b> on this page, then use the app to scan the code.
<div id="reveal"><button id="show">Show QR code</button></div>
<p>3. Type two consecutive MFA codes below
<form method="post" action="/add">
  <label>MFA code 1 <input id="code1" name="code1" autocomplete="off"></label>
  <label>MFA code 2 <input id="code2" name="code2" autocomplete="off"></label>
  <p><button id="add">Add MFA</button>
</form>
<script>
  let number = 0, under = ""
  const control = id => document.getElementById(id)
  function tell() {
    const places = {}, bar = outerHeight - innerHeight, side = (outerWidth - innerWidth) / 2
    for (const id of ["show", "code1", "code2", "add"]) {
      const box = control(id)?.getBoundingClientRect()
      if (box) places[id] = [screenX + side + box.x + box.width / 2, screenY + bar + box.y + box.height / 2]
          .map(length => Math.round(length * devicePixelRatio))
    }
    fetch("/told", {method: "POST", body: JSON.stringify({page: PAGE_NUMBER, number: number++, places,
      under, focus: document.activeElement.id, code1: control("code1").value.length, code2: control("code2").value.length,
      picture: Boolean(control("qr")?.complete), zoom: devicePixelRatio})})
  }
  function show() {
    const picture = new Image()
    picture.id = "qr"
    // Two frames later it has been painted.
    picture.onload = () => requestAnimationFrame(() => requestAnimationFrame(tell))
    picture.src = "/qr.png"
    control("reveal").replaceChildren(picture)
  }
  control("show").onclick = show
  for (const event of ["load", "resize"]) addEventListener(event, tell)
  for (const event of ["focusin", "input"]) document.addEventListener(event, tell)
  document.addEventListener("pointerover", event => { under = event.target.id; tell() })
  if (location.hash === "#shown") show()
</script>
"""


def code_of(secret, step):
    """RFC 6238 and RFC 4226, by themselves."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset:offset + 4], 'big') & 0x7fffffff) % 10 ** 6:06}"


def random_secret():
    """As long as AWS's."""
    return base64.b32encode(secrets.token_bytes(40)).decode()


class Request(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = urllib.parse.urlsplit(self.path)
        if path.path == "/qr.png":
            self.answer("image/png", self.server.picture)
        elif path.path == "/":
            self.answer("text/html", self.server.page(path.query).encode())
        else:
            self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/told":
            self.server.hear(json.loads(body))
            self.answer("text/plain", b"")
        else:
            form = dict(urllib.parse.parse_qsl(body.decode()))
            told = self.server.add(form.get("code1", ""), form.get("code2", ""))
            self.answer("text/html", f"<!DOCTYPE html><title>MFA</title><h1>{html.escape(told)}</h1>".encode())

    def answer(self, kind, content):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *unused):
        pass


class Console(http.server.ThreadingHTTPServer):
    """The page, and who decides on the codes: both consecutive, and not more than a step away from now."""
    daemon_threads = True

    def __init__(self, secret, clock=time.time):
        super().__init__(("127.0.0.1", 0), Request)
        self.secret, self.clock = secret, clock
        # The text comes by standard input: arguments can be read by everybody.
        uri = f"otpauth://totp/{LABEL}?secret={secret}&issuer=Amazon%20Web%20Services"
        self.picture = subprocess.run(["qrencode", "-o", "-", "-t", "PNG", "-l", "L", "-s", str(PIXELS_PER_MODULE)],
                                      input=uri.encode(), stdout=subprocess.PIPE, check=True).stdout
        self.uri = uri
        self.changed = threading.Condition()
        self.pages, self.told, self.answers = 0, {}, []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __exit__(self, *unused):
        self.shutdown()
        self.server_close()

    def handle_error(self, *unused):
        """A browser that is ended leaves its connections."""

    def page(self, query):
        with self.changed:
            self.pages, self.told = self.pages + 1, {}
            theme = query if query in ("dark", "inverted") else "light"
            return PAGE.replace("PAGE_NUMBER", str(self.pages)).replace("THEME", theme)

    def hear(self, message):
        with self.changed:
            if message["page"] == self.pages and message["number"] >= self.told.get("number", 0):
                self.told = message
                self.changed.notify_all()

    def add(self, code1, code2):
        now = int(self.clock()) // STEP
        taken = any((code1, code2) == (code_of(self.secret, step), code_of(self.secret, step + 1))
                    for step in (now - 1, now))
        with self.changed:
            self.answers.append(taken)
            self.changed.notify_all()
        return "MFA device assigned" if taken else "Authentication code for device is not valid."

    def wait_for(self, what, condition, meanwhile=lambda: None):
        end = time.monotonic() + SECONDS_MAX
        while True:
            meanwhile()
            with self.changed:
                if self.changed.wait_for(condition, 0.2):
                    return
            if time.monotonic() > end:
                raise AssertionError(f"the browser: {what} did not come; the page told {self.told}")

    def wait_for_picture(self):
        self.wait_for("the QR code", lambda: self.told.get("picture"))


class Desktop:
    """An X server; with an uneven background, for an empty screen is taken for one that may not be looked at."""

    def __init__(self, folder, size="1920x1080"):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", size + "x24", "-nolisten", "tcp",
                                        "-retro"], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as stream:
            display = stream.readline().strip()
        self.env = {name: value for name, value in os.environ.items()
                    if not name.startswith(("TOTP_", "XDG_", "WAYLAND_", "DBUS_"))}
        self.env.update(HOME=folder, DISPLAY=":" + display, LC_ALL="C.UTF-8")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.server.terminate()
        self.server.wait()

    def xdotool(self, *words, text=None):
        subprocess.run(["xdotool", *words], env=self.env, input=text, text=True, check=True, timeout=SECONDS_MAX,
                       stdout=subprocess.DEVNULL)

    def type(self, text):
        self.xdotool("type", "--delay", "20", "--file", "-", text=text)



class Browser:
    """Chromium on the desktop, with the console's page open."""

    def __init__(self, desktop, console, *options, address=""):
        self.desktop, self.console = desktop, console
        self.profile = tempfile.mkdtemp(prefix="totp-check-chromium-")
        # The sandbox is not for root, who runs the checks in a container; all that is loaded is the page above.
        self.process = subprocess.Popen(
            ["chromium", "--no-sandbox", "--test-type", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-breakpad",
             "--disable-dev-shm-usage", "--password-store=basic", f"--user-data-dir={self.profile}",
             "--window-position=300,40", "--window-size=1400,1000", *options, console.url + address],
            env=desktop.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        try:
            self.process.wait(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            pass
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # The last of its processes may still be writing into it.
        end = time.monotonic() + SECONDS_MAX
        while os.path.exists(self.profile):
            shutil.rmtree(self.profile, ignore_errors=time.monotonic() < end)

    def must_be_there(self):
        self.console.wait_for("the page", lambda: self.console.told)

    def click(self, control):
        self.console.wait_for(f"the place of {control}", lambda: control in self.console.told.get("places", {}))
        # A page may be loaded before its window is there to be clicked on; it is when the page feels the mouse move.
        moves = itertools.count()

        def move():
            across, down = self.console.told["places"][control]
            self.desktop.xdotool("mousemove", str(across + next(moves) % 2), str(down))

        self.console.wait_for(f"the mouse over {control}", lambda: self.console.told["under"] == control, move)
        self.desktop.xdotool("click", "1")

    def show_qr_code(self):
        self.click("show")
        self.console.wait_for_picture()

    def fill(self, control, text):
        self.click(control)
        self.console.wait_for(f"the focus in {control}", lambda: self.console.told["focus"] == control)
        self.desktop.xdotool("key", "ctrl+a")
        self.desktop.type(text)
        self.console.wait_for(f"the text in {control}", lambda: self.console.told[control] == len(text))

    def add_mfa(self, codes):
        """Types both codes; whether the console took them."""
        answers = len(self.console.answers)
        self.fill("code1", codes[0])
        self.fill("code2", codes[1])
        self.click("add")
        self.console.wait_for("the codes", lambda: len(self.console.answers) > answers)
        return self.console.answers[-1]

    def go_to(self, address):
        page = self.console.pages
        self.desktop.xdotool("key", "ctrl+l")
        self.desktop.type(self.console.url + address + "\n")
        self.console.wait_for(f"the page {address}", lambda: self.console.pages > page)
        self.console.wait_for_picture()

    def zoom(self, key, wanted):
        self.desktop.xdotool("key", key)
        self.console.wait_for(f"zoom {wanted}", lambda: abs(self.console.told["zoom"] - wanted) < 0.01)


class Enrolment:
    """What somebody has who enrols: a vault, a desktop and a terminal on it."""

    def __init__(self, folder, desktop, secret):
        self.folder, self.secret = folder, secret
        os.mkdir(folder, 0o700)
        self.vault = Vault(*CHEAP, folder=folder)
        self.vault.env = {**desktop.env, **{name: value for name, value in self.vault.env.items()
                                            if name in ("TOTP_VAULT", "XDG_STATE_HOME")}}
        self.out = os.path.join(folder, "out")

    def start(self, *words):
        """On a terminal of its own, the passphrase typed."""
        terminal = Sitting(f"exec {TOTP} {' '.join(words)} >{self.out}", self.vault.env)
        terminal.wait_for("Passphrase: ")
        terminal.type(PASSPHRASE + "\n")
        return terminal

    def finish(self, terminal, code):
        expect("exit code", terminal.finish(), code)
        with open(self.out, encoding="utf-8") as printed:
            expect("standard output", printed.read(), "")
        expect("the secret on the terminal", self.secret in terminal.screen, False)

    def state(self):
        return [(account["name"], account["state"]) for account in json.loads(self.vault.run("list", "--json"))]

    def codes_must_be_right(self):
        expect("accounts", self.state(), [("aws-root", "active")])
        now = int(time.time())
        for moment in (59, 1111111109, now, now + STEP):
            oathtool = subprocess.run(["oathtool", "--totp", "-b", "--now", f"@{moment}", "-"], input=self.secret,
                                      capture_output=True, text=True, check=True).stdout
            expect(f"the code at {moment}", self.vault.run("code", "aws-root", "--at", str(moment)), oathtool)


def shown_codes(terminal):
    """The codes that stand there now; they are shown each second."""
    before = len(terminal.screen)
    terminal.wait_until(lambda: terminal.read() and CODES.search(terminal.screen, before), "the two codes")
    return CODES.findall(terminal.screen)[-1]


def accept(terminal):
    terminal.type("\n")
    terminal.wait_for("Did the console accept them")
    terminal.type("y\n")


def enrolled_at_once(enrolment, desktop, console):
    """The browser shows an earlier page; totp is started, the code is shown, and the codes are typed in."""
    with Browser(desktop, console) as browser:
        browser.must_be_there()
        terminal = enrolment.start("enroll", "aws-root", "--console", "--screen")
        terminal.wait_for("looking for a QR code on the screen")
        browser.show_qr_code()
        begun = time.monotonic()
        terminal.wait_for("stored its secret as aws-root, pending")
        seconds = time.monotonic() - begun
        expect("accounts before the codes are typed", enrolment.state(), [("aws-root", "pending")])
        expect("whether the console took the codes", browser.add_mfa(shown_codes(terminal)), True)
    accept(terminal)
    terminal.wait_for("aws-root is ready")
    enrolment.finish(terminal, 0)
    enrolment.codes_must_be_right()
    print(f"webconsole: the secret was stored {seconds:.1f} s after the QR code was shown; the console took the codes")


def interrupted(enrolment, desktop, console):
    """Ctrl-C once the codes stand there; the page is left open, and codes of the same secret are typed later. Some were refused."""
    with Browser(desktop, console) as browser:
        browser.show_qr_code()
        terminal = enrolment.start("enroll", "aws-root", "--console", "--screen")
        shown_codes(terminal)
        terminal.type("\x03")
        enrolment.finish(terminal, 130)
        expect("how to go on", "totp enroll --resume aws-root" in terminal.screen, True)
        expect("accounts after Ctrl-C", enrolment.state(), [("aws-root", "pending")])

        terminal = enrolment.start("enroll", "--resume", "aws-root")
        expect("whether the console took them in the wrong order", browser.add_mfa(shown_codes(terminal)[::-1]), False)
        terminal.type("\n")
        terminal.wait_for("Did the console accept them")
        terminal.type("n\n")
        enrolment.finish(terminal, 130)
        expect("accounts after a refusal", enrolment.state(), [("aws-root", "pending")])

        browser.go_to("#shown")
        terminal = enrolment.start("enroll", "--resume", "aws-root")
        expect("whether the console took the codes", browser.add_mfa(shown_codes(terminal)), True)
    accept(terminal)
    enrolment.finish(terminal, 0)
    enrolment.codes_must_be_right()
    print("webconsole: interrupted, refused and gone on with")


def browser_comes_later(enrolment, desktop, console):
    terminal = enrolment.start("enroll", "aws-root", "--console", "--screen", "--wait", str(SECONDS_MAX))
    terminal.wait_for("looking for a QR code on the screen")
    begun = time.monotonic()
    with Browser(desktop, console, address="#shown") as browser:
        console.wait_for_picture()
        shown = time.monotonic()
        terminal.wait_for("stored its secret as aws-root, pending")
        stored = time.monotonic()
        expect("whether the console took the codes", browser.add_mfa(shown_codes(terminal)), True)
    accept(terminal)
    enrolment.finish(terminal, 0)
    enrolment.codes_must_be_right()
    print(f"webconsole: the browser came {shown - begun:.1f} s after the command; stored {stored - shown:.1f} s later")


def without_the_screen(folder, desktop, console):
    """The other ways of the guide: the key pasted, in the clipboard, and a picture's file."""
    picture = os.path.join(folder, "shot.png")
    with open(picture, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(console.picture)
    subprocess.run(["xclip", "-selection", "clipboard", "-in"], env=desktop.env, input=console.secret, text=True, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS_MAX)
    for number, way in enumerate(((), ("--clipboard",), ("--from", picture))):
        enrolment = Enrolment(os.path.join(folder, f"way-{number}"), desktop, console.secret)
        terminal = enrolment.start("enroll", "aws-root", "--console", *way)
        if not way:
            terminal.wait_for("Secret key or otpauth URI: ")
            terminal.type(console.secret + "\n")
        expect(f"what the console says after {way}", console.add(*shown_codes(terminal)), "MFA device assigned")
        accept(terminal)
        enrolment.finish(terminal, 0)
        enrolment.codes_must_be_right()
    print("webconsole: enrolled with the key, the clipboard and a picture's file as well")


def found(desktop, console, what):
    """The code on the screen is the page's, to the last letter; found without --deep."""
    done = subprocess.run([TOTP, "scan", "--screen", "--raw", "--yes"], env=desktop.env, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=2 * SECONDS_MAX)
    if (done.returncode, done.stdout == console.uri + "\n") != (0, True):
        raise AssertionError(f"{what}: exit {done.returncode}, {done.stderr}, or another code than the page's")


def looks_of_the_page(folder, desktop, console):
    count = 0
    with Browser(desktop, console) as browser:
        browser.show_qr_code()
        for look in ("dark", "inverted"):
            browser.go_to(f"?{look}#shown")
            found(desktop, console, f"the {look} page")
            count += 1
        browser.go_to("?dark#shown")
        for key, zooms in (("ctrl+plus", (1.1, 1.25, 1.5, 1.75, 2)), ("ctrl+0", (1,)), ("ctrl+minus", (0.9, 0.8, 0.75, 0.67))):
            for zoom in zooms:
                browser.zoom(key, zoom)
                found(desktop, console, f"the page at zoom {zoom}")
                count += 1
    with Desktop(folder, "3840x2160") as fine, Browser(fine, console, "--force-device-scale-factor=2") as browser:
        browser.show_qr_code()
        expect("scale", console.told["zoom"], 2)
        found(fine, console, "a desktop at scale 2")
        count += 1
    print(f"webconsole: the QR code was found in all of {count} looks")


def main():
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="totp-check-")
        stack.callback(shutil.rmtree, folder)
        desktop = stack.enter_context(Desktop(folder))
        for number, check in enumerate((enrolled_at_once, interrupted, browser_comes_later)):
            secret = random_secret()
            with Console(secret) as console:
                check(Enrolment(os.path.join(folder, str(number)), desktop, secret), desktop, console)
        with Console(random_secret()) as console:
            looks_of_the_page(folder, desktop, console)
            without_the_screen(folder, desktop, console)
    print(f"webconsole: {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
