#!/usr/bin/python3
"""The extension in a real Chromium, against a host with made-up accounts: the real popup, opened as by its button, with no more
rights than that gives. What it fills on each page of src/test/browser, what it leaves alone, and what it says when something is
the matter.

usage: popup.py [part|page…]   all parts, or those named
       popup.py --screen DIR   pictures of it under Xvfb, with real keys
"""

import base64
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from support.chromium import Chromium, Pages, eventually, id_of_key
from support.totp import ROOT, expect

EXTENSION = os.path.join(ROOT, "src", "main", "resources", "totp", "browser", "extension")
PAGES = os.path.join(ROOT, "src", "test", "browser")
SITE, OTHER = "app.example", "other.example"
CODE = "492039"
NO_FIELD = "No field for a code here. Copied: paste it. It is cleared after 45 s."
ACCOUNT = {"account": "a1", "name": "aws-root", "issuer": "AWS", "label": "root@123456789012", "type": "totp", "digits": 6, "period": 30,
           "spent": False, "code": CODE, "left": 25}
STRANGER = {"account": "s1", "name": "github", "issuer": "GitHub", "label": "alice@example.com", "type": "totp", "favorite": False}
USUAL = {"locked": False, "errors": {}, "delays": {}, "exit": None, "accounts": [ACCOUNT], "others": [STRANGER], "more": 0,
         "sites": [SITE], "hello": {}, "found": []}

BOXES = {f"b{number}": digit for number, digit in enumerate(CODE, 1)}
X, FIELD = {"x": CODE}, {"code": CODE}
# Each page of the folder: the fields with a code afterwards, and what the popup says; without a word of its own it closes when
# something was filled, and has copied the code when nothing was.
ROWS = {
    "aws": ({"mfaCode": CODE},), "boxes": (BOXES,), "boxes-controlled": (BOXES,), "boxes-first-long": (BOXES,),
    "boxes-second": (BOXES,), "controlled": (FIELD,), "no-focus": (FIELD,), "no-typing": (FIELD,), "shadow": (FIELD,),
    "dialog": (FIELD,), "far-down": (FIELD,), "scrolled-box": (FIELD,), "floating-label": (FIELD,), "icon": (FIELD,),
    "label-only": ({"awsui-input-0": CODE},), "text-before": (FIELD,), "next-to-zip": (FIELD,),
    "one-time-code": (FIELD,), "word-mfa": ({"user_2fa": CODE},), "word-authenticator": (X,), "word-two-factor": (X,),
    "word-one-time-password": (X,), "word-verification-code": (X,), "word-asian": (X,), "word-german-french": (X,),
    "word-spanish-italian": (X,), "word-code": (X,), "old-code": (X,), "prototypes": (FIELD,), "enter": (FIELD,), "detect": (FIELD,),
    "next": (FIELD,), "goes-on": ({}, None), "puts-back": ({}, "The page changed the code. Copied: paste it. It is cleared after 45 s."),
    **{name: ({}, NO_FIELD) for name in (
        "boxes-backup", "boxes-four", "dialog-without", "word-code-alone", "picture",
        "not-zip", "not-coupon", "not-backup", "not-email-code", "not-email", "not-sms", "not-phone", "not-search", "not-captcha",
        "not-textarea", "not-card", "not-country", "not-short", "not-empty", "not-readonly", "not-login", "not-frame",
        "covered", "covered-shadow", "hidden-display", "hidden-visibility", "hidden-opacity", "hidden-opacity-parent",
        "hidden-opacity-product", "hidden-filter", "hidden-off-screen", "hidden-clipping-parent", "hidden-clip-path", "hidden-scale",
        "hidden-pixel", "hidden-inert", "hidden-details")},
}

# Fields as forms have them, and whether they are for a code: what the table of words says beyond the pages.
FIELDS = {
    '<input name="mfacode">': True,
    '<input id="MFACode">': True,
    '<input name="otp">': True,
    '<input name="otp_attempt">': True,
    '<input name="user[otp_attempt]" id="user_otp_attempt">': True,
    '<input id="totpPin">': True,
    '<input name="totp" type="tel">': True,
    '<input name="app_totp" id="app_totp" autocomplete="one-time-code" placeholder="XXXXXX">': True,
    '<input name="tfa-code">': True,
    '<input name="twoFactorCode">': True,
    '<input name="two_factor_token">': True,
    '<input aria-label="2-Step Verification code">': True,
    '<input name="verificationCode">': True,
    '<input name="verify-code">': True,
    '<input id="login-code">': True,
    '<input placeholder="6-digit code">': True,
    '<input placeholder="Multi-factor code">': True,
    '<input placeholder="Passcode">': True,
    '<input name="token" inputmode="numeric">': True,
    '<input name="code" pattern="[0-9]*">': True,
    '<input name="code" maxlength="6" inputmode="numeric">': True,
    '<label>Security code <input maxlength="6" type="tel"></label>': True,
    '<label>Enter the code from the authenticator app on your phone <input></label>': True,
    '<label>Authenticator code or backup code <input></label>': True,
    '<input id="mdc-text-field-otp" class="x">': True,
    '<label>Código de verificação <input></label>': True,
    '<label>验证码 <input></label>': True,
    '<label>ワンタイムパスワード <input></label>': True,
    '<label>Code de vérification <input></label>': True,
    '<label>Codice di verifica <input></label>': True,
    '<label>Einmalcode <input></label>': True,
    '<input type="tel" name="totpPin" id="totpPin" aria-label="Enter code" pattern="[0-9 ]*">': True,
    '<input id="idTxtBx_SAOTCC_OTC" name="otc" type="tel" placeholder="Code" aria-label="Enter code" maxlength="6">': True,
    '<input name="credentials.passcode" autocomplete="off">': True,
    '<input id="two-step-verification-otp-code-input" inputmode="numeric">': True,
    '<input name="csrf_token">': False,
    '<input name="code">': False,
    '<input name="shortcode">': False,
    '<input name="encoded">': False,
    '<input name="zipcode" maxlength="6" inputmode="numeric">': False,
    '<input name="postalCode" maxlength="6" inputmode="numeric">': False,
    '<input name="discount_code" maxlength="6" inputmode="numeric">': False,
    '<input name="gift-card-code" inputmode="numeric">': False,
    '<input name="invite_code" inputmode="numeric">': False,
    '<input name="smsCode" inputmode="numeric">': False,
    '<label>Code we texted you <input autocomplete="one-time-code"></label>': False,
    '<label>Verification code sent to your phone <input></label>': False,
    '<label>確認コード(メール) <input></label>': False,
    '<input name="emailOtp">': False,
    '<input name="recovery_code" autocomplete="one-time-code">': False,
    '<input name="scratch-code">': False,
    '<input name="tax_code" inputmode="numeric">': False,
    '<input name="area-code" type="tel">': False,
    '<input name="licenseCode" inputmode="numeric">': False,
    '<input name="cvc" maxlength="6" placeholder="Code" inputmode="numeric">': False,
    '<label>Search by code <input inputmode="numeric"></label>': False,
    '<label>Captcha code <input inputmode="numeric"></label>': False,
    '<input name="otp" type="hidden">': False,
    '<input name="otp" type="checkbox">': False,
    '<input name="otp" type="url">': False,
    '<input name="otp" autocomplete="username">': False,
    '<input name="code" type="password" inputmode="numeric" maxlength="6">': False,
    '<input name="quantity" inputmode="numeric" maxlength="6">': False,
    '<input name="pin" type="password" inputmode="numeric" maxlength="6">': False,
    # As pages are in the wild: what is for somebody else's code, or holds what was typed, is left alone.
    '<input placeholder="Enter mobile number to get OTP" value="9876543210">': False,
    '<input placeholder="Enter mobile number to get OTP">': False,
    '<input name="otp_mobile" value="0171 2345678">': False,
    '<label>Mobile number (we send the OTP there) <input></label>': False,
    '<label>Amount of tokens <input value="5000"></label>': False,
    '<label>Recipient code <input value="123456"></label>': False,
    '<input type="password" placeholder="Passcode">': False,
    '<label>Meeting passcode <input></label>': False,
    '<label>短信验证码 <input></label>': False,
    '<label>Código de verificación enviado a tu correo <input></label>': False,
    '<label>Code de vérification reçu par courriel <input></label>': False,
    '<label>Wiederherstellungscode (statt Bestätigungscode) <input></label>': False,
    '<label>Branch code <input></label>': False,
    '<label>Order confirmation code <input></label>': False,
    '<input name="totp_secret" placeholder="TOTP secret">': False,
    '<input name="mfaDeviceName">': False,
    '<input name="mfa_code_url">': False,
    '<label>6-digit code from the app on your phone <input autocomplete="one-time-code"></label>': True,
    '<label>Two-factor code or recovery code <input></label>': True,
    '<label>Sicherheitscode <input></label>': True,
    '<label>Authentifizierungscode <input></label>': True,
    '<label>Zwei-Faktor-Code <input></label>': True,
    '<label>6桁のコード <input></label>': True,
    '<label>セキュリティコード <input></label>': True,
    '<label>携帯電話の認証アプリに表示された認証コード <input></label>': True,
    '<label>Código de seguridad <input></label>': True,
    '<label>Код подтверждения <input></label>': True,
}

# What a manifest of ours has, and nothing else: no host permission, no content script, no worker, nothing that pages can load.
MEMBERS = {"manifest_version", "name", "version", "description", "minimum_chrome_version", "key", "icons", "permissions", "action",
           "commands", "content_security_policy"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"
FILES = {"manifest.json", "manifest.firefox.json", "popup.html", "popup.css", "popup.js", "fields.js", "icon.svg"}
FORBIDDEN = ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "fetch(", "XMLHttp", "WebSocket",
             ".storage", "localStorage", ".submit(", "requestSubmit")

LOOK = """(() => {
  const seen = {};
  const look = (root, before) => root.querySelectorAll("*").forEach(one => {
    if (one.matches("input, textarea") && one.id) seen[before + one.id] = one.value;
    if (one.shadowRoot) look(one.shadowRoot, before);
    if (one.contentDocument) look(one.contentDocument, before + "frame ");
  });
  look(document, "");
  return { seen, submits: globalThis.submits, path: location.pathname };
})()"""
COUNT = "globalThis.submits = 0; addEventListener('submit', () => globalThis.submits++, true)"


class World:
    """A browser with the extension, a host that behaves as it is told, and pages for every host name."""

    def __init__(self, folder, *options, **browser):
        self.folder, self.times = folder, []
        self.pages = Pages(PAGES)
        self.browser = Chromium(f"--host-resolver-rules={self.pages.resolver_rules()}", *options, **browser)
        self.extension = self.browser.load_extension(EXTENSION)
        self.host = os.path.join(folder, "host")
        shutil.copy(os.path.join(PAGES, "fake_host.py"), self.host)
        os.chmod(self.host, 0o700)
        self.manifest = os.path.join(self.browser.profile, "NativeMessagingHosts", "totp.json")
        self.register()
        self.page = self.browser.first_page()
        self.behave()

    def close(self):
        self.browser.close()
        self.pages.close()

    def register(self, *ids, there=True):
        os.makedirs(os.path.dirname(self.manifest), exist_ok=True)
        origins = [f"chrome-extension://{name}/" for name in ids or (self.extension,)]
        with open(self.manifest, "w", encoding="ascii") as file:
            json.dump({"name": "totp", "description": "check", "path": self.host, "type": "stdio", "allowed_origins": origins}, file)
        if not there:
            os.unlink(self.manifest)

    def behave(self, **changes):
        """Anew, and with an empty log."""
        beside = os.path.join(self.folder, "behaviour.new")
        with open(beside, "w", encoding="utf-8") as file:
            json.dump({**USUAL, **changes}, file)
        os.rename(beside, os.path.join(self.folder, "behaviour.json"))
        with open(os.path.join(self.folder, "log.jsonl"), "w", encoding="utf-8"):
            pass

    def log(self):
        with open(os.path.join(self.folder, "log.jsonl"), encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def ops(self):
        return [entry["request"]["op"] for entry in self.log()]

    def open(self, name, host=SITE, scheme="https", query=""):
        self.page.open(f"{scheme}://{host}/{name}.html?id={self.extension}{query}")

    def look(self, expression=LOOK):
        """In a world of its own: what a page does to prototypes misleads no check either."""
        frame = self.page.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        context = self.page.call("Page.createIsolatedWorld", frameId=frame, worldName="check")["executionContextId"]
        said = self.page.call("Runtime.evaluate", expression=expression, contextId=context, returnByValue=True)
        return said["result"].get("value")

    def foreign_frames(self):
        for target in self.browser.targets():
            if target["type"] == "iframe":
                yield self.browser.attach(target["targetId"]).evaluate("document.querySelector('input').value")

    @contextlib.contextmanager
    def popup(self, ready="#list [role=option], #notice h2, #list .remark"):
        begun = time.monotonic()
        self.browser.trigger_action(self.extension)
        target = eventually("the popup", self.popup_target)
        popup = Popup(self, target)
        popup.wait(f"document.querySelector({json.dumps(ready)})?.checkVisibility()", ready)
        self.times.append(time.monotonic() - begun)
        try:
            yield popup
        finally:
            if popup.is_there():
                self.browser.call("Target.closeTarget", targetId=target)
            eventually("the popup is closed", lambda: not self.popup_target())

    def popup_target(self):
        url = f"chrome-extension://{self.extension}/popup.html"
        return next((t["targetId"] for t in self.browser.targets() if t["type"] == "page" and t["url"] == url), None)


class Popup:
    def __init__(self, world, target):
        self.world = world
        self.page = world.browser.attach(target)
        self.evaluate, self.key, self.is_there = self.page.evaluate, self.page.key, self.page.is_there

    def wait(self, expression, what=None, seconds=10):
        try:
            return eventually(what or expression, lambda: self.evaluate(expression), seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; it shows: {self.text()!r}") from None

    def text(self):
        return self.evaluate("document.body.innerText")

    def holds(self, text):
        """Whether it is in the document, seen or not."""
        return self.evaluate(f"document.documentElement.outerHTML.includes({json.dumps(text)})")

    def said(self):
        return self.evaluate("document.getElementById('status').textContent")

    def says(self, text):
        self.wait(f"document.getElementById('status').textContent === {json.dumps(text)}", f"status {text!r}")

    def titled(self, pattern):
        title = "[...document.querySelectorAll('#notice h2')].filter(one => one.checkVisibility()).map(one => one.innerText).join()"
        self.wait(f"new RegExp({json.dumps(pattern)}).test({title})", f"title {pattern!r}")

    def command(self):
        return self.evaluate("document.querySelector('#notice code')?.textContent ?? null")

    def names(self):
        return self.evaluate("[...document.querySelectorAll('#list .name')].map(one => one.textContent)")

    def click(self, label):
        """A click of the mouse on the middle of a button, or of a row by its name."""
        x, y = self.evaluate(f"""(() => {{
          const shown = [...document.querySelectorAll("button, .name")].filter(one => one.checkVisibility());
          const found = shown.find(one => one.textContent === {json.dumps(label)});
          found.scrollIntoView({{ block: "nearest" }});
          const {{ x, y, width, height }} = found.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def closes(self):
        try:
            eventually("the popup closes by itself", lambda: not self.is_there(), 10)
        except AssertionError as error:
            raise AssertionError(f"{error}; it shows: {self.text()!r}") from None


# ---- parts

def manifests(world):
    """What the extension may, and that Firefox's differs where it must."""
    read = lambda name: json.load(open(os.path.join(EXTENSION, name), encoding="utf-8"))
    ours, firefox = read("manifest.json"), read("manifest.firefox.json")
    gecko = firefox.pop("browser_specific_settings")["gecko"]
    expect("Firefox's manifest, but for key and id", firefox, {name: value for name, value in ours.items() if name != "key"})
    expect("Firefox's settings", (gecko["id"], gecko["strict_min_version"]), ("totp@totp-authenticator", "128.0"))
    expect("permissions", sorted(ours["permissions"]), ["activeTab", "nativeMessaging", "scripting"])
    expect("members", set(ours), MEMBERS)
    expect("policy", ours["content_security_policy"], {"extension_pages": POLICY})
    expect("id of the key, and Chromium's", id_of_key(ours["key"]), world.extension)
    expect("files", set(os.listdir(EXTENSION)), FILES | set(ours["icons"].values()))
    for name, icon in ours["icons"].items():
        with open(os.path.join(EXTENSION, icon), "rb") as file:
            expect(f"size of {icon}", struct.unpack(">II", file.read(24)[16:]), (int(name), int(name)))
    scripts = "".join(open(os.path.join(EXTENSION, name), encoding="utf-8").read() for name in ("popup.js", "fields.js"))
    for word in FORBIDDEN:
        expect(f"{word} in the scripts", word in scripts, False)


def page_rows(world, names=tuple(sorted(ROWS))):
    """Every page of the folder, by its row."""
    found = sorted(name[:-5] for name in os.listdir(PAGES) if name.endswith(".html"))
    expect("pages, and rows of the table", found, sorted(ROWS))
    failed = []
    for name in names:
        fills, *said = ROWS[name]
        try:
            one_page(world, name, fills, said[0] if said else None)
            print(f"popup: {name:26} {', '.join(fills) or 'nothing':28} {said[0] if said else 'closed'}")
        except AssertionError as error:
            failed.append(name)
            print(f"popup: {name:26} FAILED: {error}")
    expect("pages that failed", failed, [])
    print(f"popup: {len(names)} of {len(ROWS)} pages")


def one_page(world, name, fills, said):
    world.behave()
    world.open(name)
    world.look(COUNT)
    before = world.look()["seen"]
    with world.popup() as popup:
        popup.key("Enter")
        if said:
            popup.says(said)
        else:
            popup.closes()
    if name == "goes-on":
        eventually("the page has gone on", lambda: world.page.loaded("/next.html"))
        expect("the code that it took along", world.page.evaluate("location.search"), f"?{CODE}")
    else:
        after = world.look()
        expect(f"{name}: fields", after["seen"], {**before, **fills})
        expect(f"{name}: submits, path", (after["submits"], after["path"]), (0, f"/{name}.html"))
    expect(f"{name}: fields in frames of others", [value for value in world.foreign_frames() if value], [])
    asked = (["code"] if said != NO_FIELD else []) + (["copy"] if said else [])
    expect(f"{name}: asked of the host", world.ops(), ["hello", "list", *asked])
    if name in ("controlled", "boxes-controlled", "no-focus"):
        expect(f"{name}: the page's own state", world.page.evaluate("document.getElementById('state').textContent"), CODE)
    if name == "enter":
        expect("sent, by the page's own count", world.page.evaluate("sent"), 0)
    if name == "detect":
        expect("what the page knows of the extension", world.page.evaluate("detected"), [])


def words(world):
    """The table of words against fields as forms have them."""
    with open(os.path.join(EXTENSION, "fields.js"), encoding="utf-8") as file:
        script = file.read()
    world.open("picture")
    for field, wanted in FIELDS.items():
        found = world.page.evaluate(f"document.body.innerHTML = {json.dumps(field)}; {script}; totpFields.probe(6).found")
        expect(field, found, wanted)
    print(f"popup: {len(FIELDS)} fields by their words")


def sites(world):
    """Which page it is for: http, another site, none, and one that goes away under the click."""
    world.open("aws", scheme="http")
    with world.popup() as popup:
        expect("http is told", "not secure: no codes here" in popup.text(), True)
        expect("no code on http", popup.holds(CODE[:3]), False)
        popup.key("Enter")
        popup.wait("document.getElementById('status').textContent.startsWith('http can be read')")
        expect("asked on http", world.ops(), ["hello", "list"])

    world.behave()
    world.open("aws", host=OTHER)
    with world.popup() as popup:
        expect("another site's name", popup.evaluate("document.getElementById('site').textContent"), OTHER)
        expect("no code for another site", popup.holds(CODE[:3]), False)
        expect("said so", f"No account is linked to {OTHER}. Choose one to see how." in popup.text(), True)
        popup.page.type("root")
        popup.wait("document.querySelectorAll('#list .name').length === 1")
        popup.key("Enter")
        popup.titled(f"^aws-root is not linked to {OTHER}$")
        expect("the command", popup.command(), f"totp edit aws-root --site {OTHER}")
        popup.click("Copy the code")
        popup.says("Copied: paste it. It is cleared after 45 s.")
        expect("never asked for its code", "code" in world.ops(), False)
    expect("nothing filled on another site", world.look()["seen"]["mfaCode"], "")

    # Whose page a blob is the browser does not tell, and it may look like anybody's: nothing is copied unasked.
    world.behave()
    world.open("aws", host=OTHER)
    world.page.evaluate("location.href = URL.createObjectURL(new Blob(['<input name=otp>'], {type: 'text/html'}))")
    eventually("a blob", lambda: world.page.is_true("location.protocol === 'blob:'"))
    with world.popup() as popup:
        expect("no code for a blob", popup.holds(CODE[:3]), False)
        popup.key("Enter")
        popup.titled("^This tab shows no site$")
        expect("a blob: asked", "copy" in world.ops(), False)

    world.behave()
    world.open("aws", query="&sandbox")
    with world.popup() as popup:
        popup.key("Enter")
        popup.says("The site keeps this page apart as not its own: no code goes there.")
    expect("asked on a page that is kept apart", world.ops(), ["hello", "list"])

    for url in ("chrome://version/", f"file://{EXTENSION}/popup.html", "data:text/html,<input name=otp>"):
        world.behave()
        world.page.call("Page.navigate", url=url)
        eventually(url, lambda: world.page.is_true("document.readyState === 'complete' && !location.href.startsWith('http')"))
        with world.popup() as popup:
            expect(f"{url}: told", "No site in this tab" in popup.text() and "Codes can only be copied here." in popup.text(), True)
            popup.key("Enter")
            popup.titled("^This tab shows no site$")
            expect(f"{url}: nothing yet", "copy" in world.ops(), False)
            popup.click("Copy the code")
            popup.says("Copied: paste it. It is cleared after 45 s.")
            expect(f"{url}: asked", (world.ops()[-1], world.log()[1]["request"]["origin"]), ("copy", None))


def closed_page(world):
    """Where the browser lets no extension in."""
    store = "chromewebstore.google.com"
    world.behave(sites=[store])
    world.open("aws", host=store)
    with world.popup() as popup:
        popup.key("Enter")
        popup.says("Nothing can be filled on this page. Copied: paste it. It is cleared after 45 s.")
    expect("asked", ("copy" in world.ops(), "code" in world.ops()), (True, False))
    expect("nothing filled in the store", world.look()["seen"]["mfaCode"], "")


def navigation(world):
    """The page goes away between the look and the fill, or before the click."""
    for host, result in ((SITE, "The page changed meanwhile: nothing was filled."), (OTHER, None)):
        world.behave(delays={"code": 1})
        world.open("aws")
        with world.popup() as popup:
            popup.key("Enter")
            popup.says("Filling…")
            time.sleep(0.4)
            world.open("next", host=host)
            if result:
                popup.says(result)
            else:
                popup.titled("another site now")
                expect("codes of the old site", popup.holds(CODE[:3]), False)
            eventually("the code is answered", lambda: "code" in world.ops())
            time.sleep(0.3)
            expect("filled after all", world.look()["seen"]["code"], "")
            world.page.evaluate("void setTimeout(() => history.back())")
            eventually("the page of before", lambda: world.page.loaded("/aws.html"))
            time.sleep(0.3)
            expect("filled on the way back", world.look()["seen"]["mfaCode"], "")
            expect("copied after all", "copy" in world.ops(), False)
    world.behave()
    world.open("aws")
    with world.popup() as popup:
        world.open("next", host=OTHER)
        popup.titled("another site now")
        expect("asked", world.ops(), ["hello", "list"])


def clicks(world):
    """One fill for each click, no code that is about to end, and a counter's only on demand."""
    world.behave(delays={"code": 0.5})
    world.open("aws")
    with world.popup() as popup:
        for _ in range(3):
            popup.key("Enter")
        popup.closes()
    time.sleep(1)
    expect("asked after three Enters", world.ops(), ["hello", "list", "code"])

    for what, change in (("about to end", {"left": 2.2}), ("used", {"spent": True, "left": 3.5})):
        world.behave(accounts=[{**ACCOUNT, **change}])
        world.open("aws")
        with world.popup() as popup:
            popup.key("Enter")
            popup.wait("/^next code in [1-4] s$/.test(document.getElementById('wait').innerText)")
            expect(f"{what}: told", what in popup.said(), True)
            popup.closes()
        listed, code = [entry for entry in world.log() if entry["request"]["op"] in ("list", "code")][:2]
        until = listed["answer"]["accounts"][0]["valid_until"]
        expect(f"{what}: waited for", (code["request"]["op"], code["asked"] >= until), ("code", True))
        expect(f"{what}: filled", world.look()["seen"]["mfaCode"], CODE)

    world.behave(accounts=[{**ACCOUNT, "type": "hotp", "period": 0}])
    world.open("aws")
    with world.popup() as popup:
        expect("a counter's code", (popup.holds(CODE[:3]), "click for a code" in popup.text()), (False, True))
        popup.click("aws-root")
        popup.closes()
    expect("a counter's code is filled", world.look()["seen"]["mfaCode"], CODE)

    world.behave(accounts=[{**ACCOUNT, "left": 1}])
    with world.popup() as popup:
        eventually("a list anew when a code ends", lambda: world.ops().count("list") > 1)


def keyboard(world):
    """What is typed filters at once, and the host is asked; arrows choose; what assistive programs are told."""
    accounts = [{**ACCOUNT, "account": f"a{n}", "name": f"aws-{n}"} for n in range(3)]
    world.behave(accounts=accounts, others=[STRANGER, {**STRANGER, "account": "s2", "name": "mail", "issuer": "Mail"}], more=7)
    world.open("aws")
    with world.popup() as popup:
        expect("focus", popup.evaluate("document.activeElement.id"), "search")
        chosen = "document.querySelector('[aria-selected=true]').getAttribute('aria-label')"
        expect("the first is chosen", popup.evaluate(chosen), "aws-0, AWS · root@123456789012")
        popup.key("ArrowDown")
        popup.key("ArrowDown")
        expect("the third is chosen", popup.evaluate(chosen), "aws-2, AWS · root@123456789012")
        active = "document.getElementById('search').getAttribute('aria-activedescendant')"
        expect("told to assistive programs", popup.evaluate(f"document.getElementById({active}).ariaSelected"), "true")
        expect("more of them", "and 7 more: type to search" in popup.text(), True)
        world.behave(delays={"list": 1.5})
        popup.page.type("GITHUB ali")
        popup.wait("document.querySelectorAll('#list .name').length === 1", "filtered before the host has answered", 1)
        expect("filtered", popup.names(), ["github"])
        eventually("the host is asked", lambda: "GITHUB ali" in [entry["request"].get("query") for entry in world.log()])
        popup.key("Escape")
        popup.closes()
    world.behave(accounts=accounts)
    world.open("aws")
    with world.popup() as popup:
        popup.key("ArrowDown")
        popup.key("Enter")
        popup.closes()
    expect("the chosen one", [entry["request"]["account"] for entry in world.log() if entry["request"]["op"] == "code"], ["a1"])
    world.behave()
    with world.popup() as popup:
        popup.click("Copy")
        popup.says("Copied: paste it. It is cleared after 45 s.")
        expect("which one", world.log()[-1]["request"]["account"], "s1")


def locked(world):
    """Locked, it knows of nothing; unlocked anywhere, it goes on."""
    world.open("aws")
    world.behave(locked=True)
    with world.popup() as popup:
        popup.titled("^The vault is locked$")
        expect("the command", popup.command(), "totp unlock")
        expect("names while locked", popup.holds("aws-root"), False)
        expect("the site while locked", popup.evaluate("document.getElementById('site').textContent"), SITE)
        popup.click("Copy")
        popup.says("Copied: paste it into a terminal.")
        world.behave(locked=False)
        popup.wait("document.querySelectorAll('#list [role=option]').length", "the list goes on by itself", 4)
        popup.key("Enter")
        popup.closes()
    world.behave(locked=True)
    with world.popup() as popup:
        expect("focus", popup.evaluate("document.activeElement.textContent"), "Unlock")
        popup.key("Enter")
        popup.wait("document.querySelectorAll('#list [role=option]').length")
        expect("asked", [op for op in world.ops() if op != "hello"], ["unlock", "list"])
        popup.click("Lock")
        popup.titled("^The vault is locked$")
        expect("codes of before", popup.holds(CODE[:3]), False)
    world.behave(locked=True, delays={"unlock": 2.5})
    with world.popup() as popup:
        popup.key("Enter")
        popup.says("Asking for the passphrase…")
        popup.wait("document.querySelectorAll('#list [role=option]').length", "the list after a slow passphrase")
    for error, command in (({"code": "refused", "message": "Not unlocked"}, "totp unlock"),
                           ({"code": "no_dialog", "message": "No window can be opened", "command": "totp unlock -v x"}, "totp unlock -v x")):
        world.behave(locked=True, errors={"unlock": error})
        with world.popup() as popup:
            popup.click("Unlock")
            popup.wait(f"document.getElementById('notice').innerText.includes({json.dumps(error['message'])})")
            expect("the command", popup.command(), command)
            world.behave(locked=False)
            popup.wait("document.querySelectorAll('#list [role=option]').length", "the list goes on by itself", 4)
    for op, act in (("list", lambda popup: None), ("code", lambda popup: popup.key("Enter")), ("copy", lambda popup: popup.click("Copy"))):
        world.behave(errors={op: {"code": "locked"}})
        with world.popup() as popup:
            act(popup)
            popup.titled("^The vault is locked$")


def failures(world):
    """What is the matter, and the way on."""
    world.open("aws")
    world.behave()
    world.register(there=False)
    with world.popup() as popup:
        popup.titled("does not know totp")
        expect("host missing", popup.command(), "totp browser install")
        world.register()
        popup.click("Try again")
        popup.wait("document.querySelectorAll('#list [role=option]').length")
    world.register("a" * 32)
    with world.popup() as popup:
        popup.titled("does not know this extension")
        expect("forbidden", popup.command(), f"totp browser install --extension-id {world.extension}")
    world.register()
    for op in ("hello", "list"):
        world.behave(exit=op)
        with world.popup() as popup:
            popup.titled("^totp has ended$")
            expect("host ended", popup.command(), "totp browser status")
    world.behave()
    with world.popup() as popup:
        os.kill(world.log()[-1]["pid"], signal.SIGKILL)
        popup.titled("^totp has ended$")
        expect("codes of a host that is gone", popup.holds(CODE[:3]), False)
    world.behave(delays={"code": 5})
    with world.popup() as popup:
        popup.key("Enter")
        popup.says("Filling…")
        os.kill(world.log()[-1]["pid"], signal.SIGKILL)
        popup.titled("^totp has ended$")

    told = {"newer_client": "The program totp is older", "newer_host": "This extension is older"}
    for code in ("no_vault", "damaged", "busy", "wrong_secret", "internal", "newer_client", "newer_host", "bad_request", "something_new"):
        world.behave(errors={"list": {"code": code, "message": f"<b>{code}</b> says the host", "command": "totp \u202edo"}})
        with world.popup() as popup:
            shown = popup.text()
            expect(f"{code} is told", told.get(code, f"<b>{code}</b> says the host") in shown, True)
            expect(f"{code}: elements of the host", popup.evaluate("document.querySelectorAll('b').length"), 0)
            expect(f"{code}: the command with a character that nobody sees", popup.command() in (None, "totp browser install"), True)
            world.behave()
            popup.click("Try again")
            popup.wait("document.querySelectorAll('#list [role=option]').length")
    for hello, title in (({"min_client": "9.10"}, "This extension is older"), ({"v": 2}, "This extension is older")):
        world.behave(hello=hello)
        with world.popup() as popup:
            popup.titled(title)
    for code in ("not_for_site", "insecure_site", "not_found"):
        world.behave(errors={"code": {"code": code}})
        world.open("aws")
        with world.popup() as popup:
            popup.key("Enter")
            popup.says(f"{code} is what the host says")
        expect(f"{code}: asked", world.ops(), ["hello", "list", "code"])
        expect(f"{code}: filled", world.look()["seen"]["mfaCode"], "")
    world.behave(accounts=[], others=[])
    with world.popup() as popup:
        expect("an empty vault", "The vault has no accounts yet." in popup.text(), True)


def hostile(world):
    """Names are texts, whatever is in them; and a command with one of them is one command."""
    names = ["<img src=x onerror=document.title='run'>", "it's $(id) `id` \"x\"", "-x", "--site=evil.example", "a\u202egro.live",
             "e\x1b[201~\nid\n", "10 kB " + "m" * 10240]
    others = [{**STRANGER, "account": f"s{n}", "name": name, "issuer": name, "label": name} for n, name in enumerate(names)]
    world.behave(accounts=[{**ACCOUNT, "name": names[0], "issuer": names[4], "label": names[6]}], others=others, sites=[])
    world.open("aws", host=f"{OTHER}:443")
    for number, name in enumerate(names):
        with world.popup() as popup:
            expect("elements out of names", popup.evaluate("document.querySelectorAll('#list img, #list b').length"), 0)
            expect("width", popup.evaluate("document.documentElement.scrollWidth <= 360"), True)
            expect("unseen characters", popup.evaluate(r"/[\u202e\x1b]/.test(document.body.textContent)"), False)
            popup.evaluate(f"document.querySelectorAll('.row')[{number}].click()")
            popup.titled("is not linked to")
            command = popup.command()
            if "\u202e" in name or "\x1b" in name:
                expect(f"command for {name!r}", command, None)
            elif name.startswith("-"):
                expect(f"command for {name!r}", shlex.split(command), ["totp", "edit", "--site", OTHER, "--", name])
            else:
                expect(f"command for {name[:40]!r}", shlex.split(command), ["totp", "edit", name, "--site", OTHER])
            expect("width of the notice", popup.evaluate("document.documentElement.scrollWidth <= 360"), True)
            expect("title", popup.evaluate("document.title"), "totp")
    world.behave(accounts=[{**ACCOUNT, "name": names[0], "issuer": names[4], "label": names[6]}])
    world.open("aws")
    with world.popup() as popup:
        expect("the code stays in sight", popup.evaluate("document.querySelector('.code').getBoundingClientRect().right < 360"), True)
        expect("shown as it is", popup.names()[0], names[0])
        expect("turned text", "a⟨U+202E⟩gro.live" in popup.text(), True)


def scan(world):
    """A picture of the page goes to the host; what it found is shown, and stored on demand."""
    found = [{"issuer": "Example", "label": "alice@example.com", "type": "totp", "digits": 6, "period": 30, "known": False}]
    button = "Scan QR code on this page"
    world.open("picture")
    world.behave()
    with world.popup() as popup:
        popup.click(button)
        popup.says("No QR code of an account is visible on this page.")
    with open(os.path.join(world.folder, "scanned.b64"), encoding="ascii") as file:
        picture = base64.b64decode(file.read(), validate=True)
    expect("a picture", (picture[:8], min(struct.unpack(">II", picture[16:24])) > 200), (b"\x89PNG\r\n\x1a\n", True))
    world.behave(found=found)
    with world.popup() as popup:
        popup.click(button)
        popup.titled("^An account on this page$")
        expect("what was found", "Example · alice@example.com" in popup.text(), True)
        popup.key("Enter")
        popup.says("Added: alice@example.com")
        expect("asked", [op for op in world.ops() if op in ("scan", "store")], ["scan", "store"])
    no_window = {"code": "no_dialog", "message": "No window", "command": "totp add --screen"}
    world.behave(found=[{**found[0], "known": True}])
    with world.popup() as popup:
        popup.click(button)
        popup.titled("^An account on this page$")
        expect("known", "(in the vault already)" in popup.text(), True)
        expect("nothing to add", popup.evaluate("[...document.querySelectorAll('#notice button')].map(one => one.textContent)"), ["Back"])
    world.behave(found=found * 2, errors={"store": no_window})
    with world.popup() as popup:
        popup.click(button)
        popup.titled("^2 accounts on this page$")
        popup.click("Add to vault")
        popup.titled("^Add it in a terminal$")
        expect("the command", popup.command(), "totp add --screen")
    world.page.call("Page.navigate", url="chrome://version/")
    world.behave()
    with world.popup() as popup:
        popup.click(button)
        popup.wait("/picture of this page|No QR code/.test(document.getElementById('status').textContent)")


PARTS = {"manifests": manifests, "pages": page_rows, "words": words, "sites": sites, "store": closed_page, "navigation": navigation,
         "clicks": clicks, "keyboard": keyboard, "locked": locked, "failures": failures, "hostile": hostile, "scan": scan}


# ---- by hand: pictures, with real keys

def screens(target):
    """Light, dark, locked and filled, on a screen of its own: the shortcut and Enter are pressed, nothing is clicked by script."""
    os.makedirs(target, exist_ok=True)
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1100x800x24", "-nolisten", "tcp"], pass_fds=[write],
                              stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        env = {**os.environ, "DISPLAY": ":" + os.read(read, 16).decode().strip()}
        for look, *options in (("light",), ("dark", "--force-dark-mode")):
            with tempfile.TemporaryDirectory(prefix="totp-popup-check-") as folder:
                world = World(folder, *options, "--window-size=1000,700", "--window-position=0,0", headless=False, env=env)
                try:
                    screen(world, target, look, lambda *keys: subprocess.run(["xdotool", "key", *keys], env=env, check=True))
                finally:
                    world.close()
    finally:
        server.terminate()
        server.wait()
        os.close(read)


def screen(world, target, look, press):
    others = [{**STRANGER, "account": f"s{n}", "name": name, "issuer": issuer, "label": label} for n, (name, issuer, label) in enumerate((
        ("github", "GitHub", "alice"), ("gitlab-work", "GitLab", "alice@example.com"), ("mail", "Fastmail", "alice@fastmail.example")))]
    accounts = [ACCOUNT, {**ACCOUNT, "account": "a2", "name": "aws-admin", "label": "admin@123456789012", "code": "81527064", "digits": 8}]
    picture = lambda name: os.path.join(target, f"{look}-{name}.png")

    @contextlib.contextmanager
    def opened(ready):
        press("alt+shift+o")
        popup = Popup(world, eventually("the popup by its shortcut", world.popup_target))
        popup.wait(f"document.querySelector({json.dumps(ready)})?.checkVisibility()")
        time.sleep(0.5)
        yield popup
        if popup.is_there():
            press("Escape")
            eventually("the popup is closed by Escape", lambda: not world.popup_target())

    world.behave(accounts=accounts, others=others)
    world.open("aws")
    world.page.call("Page.bringToFront")
    time.sleep(1)
    with opened("#list [role=option]") as popup:
        popup.page.screenshot(picture("list"))
        press("Return")
        popup.closes()
    expect("filled by real keys", world.look()["seen"]["mfaCode"], CODE)
    world.page.screenshot(picture("filled"))
    world.open("aws", host=OTHER)
    with opened("#list [role=option]") as popup:
        press("Return")
        popup.titled("is not linked to")
        popup.page.screenshot(picture("not-linked"))
    world.behave(locked=True)
    with opened("#notice h2") as popup:
        popup.page.screenshot(picture("locked"))
    world.behave(accounts=[])
    world.open("not-zip")
    with opened("#list [role=option]") as popup:
        popup.page.screenshot(picture("none-linked"))
    world.behave(accounts=accounts)
    with opened("#list [role=option]") as popup:
        press("Return")
        popup.says(NO_FIELD)
        popup.page.screenshot(picture("copied"))
    print(f"popup: pictures of {look} in {target}; the shortcut and Enter were real keys")


def main():
    if sys.argv[1:2] == ["--screen"] and len(sys.argv) == 3:
        return screens(sys.argv[2])
    if not set(sys.argv[1:]) <= {*ROWS, *PARTS}:
        print(__doc__, f"parts: {' '.join(PARTS)}", sep="\n", file=sys.stderr)
        return 2
    named = [name for name in sys.argv[1:] if name in ROWS]
    chosen = [name for name in sys.argv[1:] if name not in ROWS] or ([] if named else list(PARTS))
    folder = tempfile.mkdtemp(prefix="totp-popup-check-")
    try:
        world = World(folder)
        try:
            if named:
                page_rows(world, named)
            for name in chosen:
                begun = time.monotonic()
                world.behave()
                PARTS[name](world)
                print(f"popup: {name} holds, {time.monotonic() - begun:.1f} s", flush=True)
        finally:
            world.close()
    finally:
        shutil.rmtree(folder)
    times = world.times or [0]
    print(f"popup: {len(chosen)} of {len(PARTS)} parts, {len(ROWS)} pages, {len(world.times)} popups; from the button to what it shows "
          f"{min(times):.2f} s at least, {statistics.median(times):.2f} s in the middle, {max(times):.2f} s at most")


if __name__ == "__main__":
    sys.exit(main())
