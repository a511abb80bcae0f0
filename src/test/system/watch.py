#!/usr/bin/python3
"""The list on the whole screen, in a terminal of another hand: what is seen, at several sizes and in several locales, and that the
screen and its modes are given back whatever ends it. Nothing depends on how fast the machine is: each text is waited for."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unicodedata

from support.tmux import Tmux
from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, TOTP, Vault, expect, oathtool

OTHER_SECRET = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"
RARE = os.urandom(20)
CODE = r"\d{3} \d{3}"
SPECIAL = {"日本銀行": "日本銀行:太郎", "cafe\u0301": "Café", "emoji 😀 ☕": "Emoji"}


def vault_of_all():
    vault = Vault(*CHEAP)
    vault.env["XDG_RUNTIME_DIR"] = vault.folder
    vault.env["TOTP_CLIP_COMMAND"] = "tee " + os.path.join(vault.folder, "clip")
    vault.run("add", "github", "--issuer", "GitHub", "--account", "alice@example.com", "--tag", "work", "--from", "-", stdin=RFC_SECRET)
    vault.run("add", "counter", "--type", "hotp", "--counter", "7", "--from", "-", stdin=RFC_SECRET)
    vault.run("add", "zebra", "--period", "60", "--digits", "8", "--from", "-", stdin=OTHER_SECRET)
    for name, login in SPECIAL.items():
        vault.run("add", name, "--issuer", login.split(":")[0], "--from", "-", stdin=OTHER_SECRET)
    vault.run("add", "rare", "--from", "-", stdin=base64.b32encode(RARE).decode())
    vault.run("edit", "zebra", "--favorite")
    return vault


def clip(vault):
    try:
        with open(os.path.join(vault.folder, "clip"), encoding="ascii") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def begin(terminal, command=f"{TOTP} watch"):
    terminal.line(command + "; echo ended with $?")


def opened(terminal, command=f"{TOTP} watch"):
    begin(terminal, command)
    terminal.wait_for(r"^(Passphrase|パスフレーズ):")
    terminal.wait(lambda: not terminal.echoes(), "a hidden passphrase")
    terminal.line(PASSPHRASE)
    terminal.wait_for(r"^(Search|検索):")


def ended(terminal, code, what):
    terminal.wait_for(rf"^ended with {code}$")
    expect(f"{what}: alternate screen", terminal.alternate(), False)
    expect(f"{what}: echo and lines", terminal.echoes(), True)
    expect(f"{what}: no codes on the usual screen", re.findall(CODE, terminal.text()), [])
    terminal.clear()
    terminal.wait_gone("ended with")


def columns_of(text):
    """Of a terminal, by Unicode's own tables."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def is_right(code_shown, secret, digits=6, period=30):
    """A code that was on the screen a moment ago."""
    now = int(time.time())
    return code_shown.replace(" ", "") in {oathtool(secret, "sha1", digits, period, at) for at in (now, now - period)}


def search_and_copy(vault):
    with Tmux(vault.env) as terminal:
        opened(terminal)
        terminal.wait_for(rf"github +GitHub:alice@\S+ +{CODE}")
        lines = terminal.screen()
        expect("favourites come first", lines[2].split()[:3], [">", "*", "zebra"])
        expect("nothing was copied yet", clip(vault), "")
        terminal.type("hub")
        terminal.wait_for("^Search: hub")
        terminal.wait_gone("zebra")
        found = terminal.wait_for(rf"^> +github.*?({CODE}) +({CODE})")
        expect("the code on the screen", is_right(found.group(1), RFC_SECRET), True)
        terminal.keys("Enter")
        terminal.wait_for(r"github: copied")
        expect("what was copied", is_right(clip(vault), RFC_SECRET), True)
        terminal.keys("Escape")
        terminal.wait_for("zebra")
        # With an empty search q ends, but not behind a slash.
        terminal.type("/q")
        terminal.wait_for("^Search: q")
        terminal.wait_for("nothing found")
        terminal.keys("Escape")
        terminal.wait_for("zebra")
        terminal.type("q")
        ended(terminal, 0, "q")
        expect("the code was noted as used", "!" in used_steps(vault), False)
    with Tmux(vault.env) as terminal:
        opened(terminal)
        terminal.keys("Escape")
        ended(terminal, 0, "Escape")
        opened(terminal, f"{TOTP} watch hub")
        terminal.wait_for("^Search: hub")
        terminal.keys("C-c")
        ended(terminal, 130, "Ctrl-C")


def used_steps(vault):
    folder = os.path.join(vault.folder, "state", "totp")
    return "".join(open(os.path.join(folder, name), encoding="ascii").read() for name in os.listdir(folder) if name.endswith(".steps"))


def counters_favourites_qr_hiding(vault):
    with Tmux(vault.env, 100, 30) as terminal:
        opened(terminal)
        terminal.type("counter")
        terminal.wait_for(r"^> +counter +- *$|^> +counter.* - *$")
        expect("the counter stands still", counter(vault), 7)
        terminal.keys("C-n")
        terminal.wait_for("162 583")
        expect("the counter is stored", counter(vault), 8)
        terminal.keys("Enter")
        terminal.wait_for("counter: copied")
        expect("the counter's code", clip(vault), "162583")
        terminal.keys("C-f")
        terminal.wait_for("counter is a favourite")
        expect("a favourite in the vault", json.loads(vault.run("show", "counter", "--json"))["favorite"], True)
        terminal.keys("C-q")
        terminal.wait_for(r"Show the secret of counter as a QR code\? \[y/N\]")
        terminal.keys("Escape")
        terminal.wait_for("^Search: counter")
        terminal.keys("C-q")
        terminal.wait_for(r"Show the secret of counter")
        terminal.line("y")
        terminal.wait_for("whoever sees this has the secret")
        terminal.keys("Space")
        terminal.wait_for("^Search: counter")
        terminal.keys("Escape")
        terminal.wait_for("zebra")
        terminal.keys("C-s")
        terminal.wait_for(r"github.*\*{6}")
        expect("codes that are hidden", re.findall(CODE, terminal.text()), [])
        terminal.type("hub")
        terminal.keys("C-r")
        terminal.wait_for(rf"github.*{CODE}")
        terminal.keys("C-c")
        ended(terminal, 130, "Ctrl-C")
        # Hidden from the first moment on.
        opened(terminal, f"{TOTP} watch --hide")
        terminal.wait_for(r"github.*\*{6}")
        expect("codes that are hidden by the option", re.findall(CODE, terminal.text()), [])
        terminal.keys("Escape")
        ended(terminal, 0, "--hide")


def counter(vault):
    return json.loads(vault.run("show", "counter", "--json"))["counter"]


def sizes_and_widths(vault, locale):
    for columns, rows in ((80, 24), (40, 12), (200, 60)):
        with Tmux(vault.env, columns, rows, locale) as terminal:
            opened(terminal)
            terminal.wait_for(rf"{CODE}")
            terminal.wait_for(rf"github.*{CODE} +{CODE}")
            places = set()
            for line in terminal.screen():
                match = re.match(rf"(.*?)({CODE}) ", line)
                expect(f"{columns}x{rows} {locale}: fits", columns_of(line) <= columns, True)
                if match and any(name in line for name in ("github", "日本銀行"[:2], "caf", "emoji")):
                    places.add(columns_of(match.group(1).rstrip("+x")) + len(match.group(1)) - len(match.group(1).rstrip("+x")))
            expect(f"{columns}x{rows} {locale}: codes stand below each other", len(places), 1)
            expect(f"{columns}x{rows} {locale}: accounts seen", "日本" in terminal.text() and "emoji" in terminal.text(), True)
            terminal.keys("Escape")
            ended(terminal, 0, f"{columns}x{rows}")


def resized(vault):
    with Tmux(vault.env) as terminal:
        opened(terminal)
        terminal.wait_for(rf"github.*{CODE}")
        terminal.resize(30, 8)
        terminal.wait_for(r"40 columns and 12 lines")
        expect("codes where there is no room", re.findall(CODE, terminal.text()), [])
        terminal.resize(120, 40)
        terminal.wait_for(rf"github +GitHub:alice@example.com +#work +{CODE} +{CODE}")
        terminal.wait(lambda: "Enter copies" in terminal.screen()[-1], "keys in the last line")
        terminal.keys("Escape")
        ended(terminal, 0, "after another size")


def stopped_and_back(vault):
    with Tmux(vault.env) as terminal:
        terminal.line("set -m")
        opened(terminal)
        terminal.wait_for(rf"github.*{CODE}")
        terminal.keys("C-z")
        terminal.wait_for(r"Stopped|Suspended|ended with 1")
        expect("stopped: alternate screen", terminal.alternate(), False)
        terminal.wait(terminal.echoes, "the shell's echo")
        expect("codes while it is stopped", re.findall(CODE, terminal.text()), [])
        terminal.line("fg; echo ended again")
        terminal.wait_for("^Search:")
        terminal.wait_for(rf"github.*{CODE}")
        expect("back: echo", terminal.echoes(), False)
        # A question that was stopped hides its answer as before.
        terminal.type("hub")
        terminal.wait_for("^Search: hub")
        terminal.keys("Escape")
        terminal.wait_for("zebra")
        terminal.keys("Escape")
        terminal.wait_for("^ended again")
        expect("after fg: echo", terminal.echoes(), True)


def ended_by_signals(vault):
    for number, code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        with Tmux(vault.env) as terminal:
            opened(terminal)
            terminal.wait_for(rf"github.*{CODE}")
            os.kill(terminal.java(), number)
            ended(terminal, code, f"signal {number}")
    terminal = Tmux(vault.env)
    opened(terminal)
    terminal.wait_for(rf"github.*{CODE}")
    process = terminal.java()
    terminal.close()
    end = time.monotonic() + 60
    while os.path.exists(f"/proc/{process}"):
        if time.monotonic() > end:
            raise AssertionError("it goes on although its terminal is gone")
        time.sleep(0.05)


def with_agent(vault):
    vault.run("unlock", "--idle", "8s")
    with Tmux(vault.env, 100, 30) as terminal:
        begin(terminal)
        # No passphrase was asked for; nobody presses a key.
        terminal.wait_for(rf"github.*{CODE}")
        terminal.wait_for("Nobody has pressed a key for 8 s")
        expect("what is left when nobody is there", re.findall(rf"{CODE}|github|zebra", terminal.text()), [])
        terminal.wait_for("^Passphrase:")
        expect("the agent has ended as well", vault.call("status", passphrase=False).returncode, 5)
        terminal.line("wrong")
        terminal.wait_for("opens nothing|wrong passphrase|does not open")
        terminal.line(PASSPHRASE)
        terminal.wait_for(rf"github.*{CODE}")
        expect("a passphrase on the screen", PASSPHRASE in terminal.text(), False)
        terminal.keys("Escape")
        ended(terminal, 0, "after the idle time")
    vault.run("unlock")
    with Tmux(vault.env, 100, 30) as terminal:
        begin(terminal, TOTP)
        terminal.wait_for(rf"github.*{CODE}")
        vault.run("add", "newcomer", "--from", "-", stdin=OTHER_SECRET)
        terminal.wait_for(rf"newcomer.*{CODE}")
        vault.run("rm", "newcomer")
        terminal.wait_gone("newcomer")
        # A code that was given by --fresh is marked.
        vault.call("code", "github", "--fresh", passphrase=False)
        terminal.type("hub")
        terminal.wait_for(rf"x{CODE}")
        terminal.keys("Enter")
        terminal.wait_for("github: copied")
        # Of an account whose code is on the screen, and in no class or archive.
        expect("a seed in the client's memory", holds(terminal.java(), [RARE, base64.b32encode(RARE)]), False)
        expect("the search finds what is there", holds(terminal.java(), [b"zebra"]), True)
        vault.call("lock", passphrase=False)
        terminal.wait_for("The vault is locked")
        terminal.wait_for("^Passphrase:")
        expect("what is left when it is locked", re.findall(CODE, terminal.text()), [])
        terminal.keys("Escape")
        ended(terminal, 0, "when locked")


def holds(process, texts):
    """Whether the memory of a process holds one of these."""
    with open(f"/proc/{process}/maps", encoding="ascii") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in maps:
            region = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if region:
                start, stop = (int(number, 16) for number in region.groups())
                try:
                    memory.seek(start)
                    content = memory.read(stop - start)
                except (OSError, OverflowError, ValueError):
                    continue
                if any(text in content for text in texts):
                    return True
    return False


def refused(vault):
    done = vault.call("watch")
    expect("without a terminal at its output", done.returncode in (2, 5), True)
    expect("one error", done.stderr.count("totp: error: "), 1)
    with Tmux(vault.env) as terminal:
        terminal.line(f"TERM=dumb {TOTP} watch; echo ended with $?")
        terminal.wait_for(r"^ended with 2$")
        terminal.wait_for(r"totp: error: the terminal \(dumb\) cannot")
        terminal.line(f"clear; {TOTP} watch | cat; echo done")
        terminal.wait_for(r"^done$")
        terminal.wait_for("needs a terminal as its standard output")


def colours(vault):
    for before, wanted in (("", True), ("NO_COLOR=1 ", False)):
        with Tmux(vault.env) as terminal:
            opened(terminal, f"{before}{TOTP} watch")
            terminal.wait_for(rf"github.*{CODE}")
            # The mark of the favourite, or what has five seconds left, is in colour.
            terminal.wait(lambda: bool(re.search(r"\x1b\[(?:\d+;)*3[13]m", terminal.colours())) == wanted, "colours as wanted")
            terminal.keys("Escape")
            ended(terminal, 0, "colours")


def picker(vault):
    vault.run("add", "alpha one", "--issuer", "Shared", "--from", "-", stdin=RFC_SECRET)
    vault.run("add", "alpha two", "--issuer", "Shared", "--account", "bob", "--from", "-", stdin=OTHER_SECRET)
    out = os.path.join(vault.folder, "out")
    def call(terminal):
        terminal.line(f"{TOTP} code alpha --at 59 </dev/null 2>/dev/null | cat >{out}; echo ended")
        terminal.wait_for("^Passphrase:")
        terminal.wait(lambda: not terminal.echoes(), "a hidden passphrase")
        terminal.line(PASSPHRASE)
        terminal.wait_for("^Which one\\?")
        terminal.wait_for("^> alpha one +Shared")
        terminal.wait_for("^  alpha two +Shared:bob")
        expect("full screen for a picker", terminal.alternate(), False)
    with Tmux(vault.env) as terminal:
        call(terminal)
        terminal.keys("Down", "Enter")
        terminal.wait_for("^ended")
        expect("the chosen one's code", is_code_at_59(out), OTHER_SECRET)
        expect("after the choice: echo", terminal.echoes(), True)
        terminal.clear()
        call(terminal)
        terminal.type("one")
        terminal.wait_gone("alpha two")
        terminal.keys("Enter")
        terminal.wait_for("^ended")
        expect("the code of the one that is left", is_code_at_59(out), RFC_SECRET)
        terminal.clear()
        call(terminal)
        terminal.keys("Escape")
        terminal.wait_for("^ended")
        expect("nothing was chosen", open(out, encoding="ascii").read(), "")
        terminal.clear()
        call(terminal)
        terminal.keys("C-c")
        terminal.wait(terminal.echoes, "the shell's echo")
        terminal.wait_gone("alpha one")
        terminal.wait(lambda: not terminal.children(), "the program's end")
        terminal.clear()
        call(terminal)
        for columns, rows, last in ((21, 24, "^  alpha two +Shared~$"), (80, 6, "^  alpha two +Shared:bob$")):
            terminal.resize(columns, rows)
            terminal.wait_for(last)
            terminal.wait_for("^> alpha one +Share")
        expect("lists on the screen", len(re.findall("alpha one", terminal.text())), 1)
        terminal.keys("Down", "Enter")
        terminal.wait_for("^ended")
        expect("the one chosen after the size changed", is_code_at_59(out), OTHER_SECRET)
    vault.run("rm", "alpha one", "alpha two")


def is_code_at_59(file):
    with open(file, encoding="ascii") as printed:
        text = printed.read().strip()
    for secret in (RFC_SECRET, OTHER_SECRET):
        if oathtool(secret, "sha1", 6, 30, 59) == text:
            return secret
    return text


def ten_thousand():
    """As many as a vault may have: a search is answered, and the last one is reached."""
    vault = Vault(*CHEAP)
    vault.env["XDG_RUNTIME_DIR"] = vault.folder
    uris = "\n".join(f"otpauth://totp/Issuer{i:04}:user{i:04}?secret={RFC_SECRET}&issuer=Issuer{i:04}&algorithm=SHA1&digits={6 + i % 3}"
                     for i in range(9990))
    file = os.path.join(vault.folder, "list.txt")
    with open(file, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as written:
        written.write(uris)
    vault.run("import", file, "--on-duplicate", "keep")
    with Tmux(vault.env) as terminal:
        opened(terminal)
        terminal.wait_for(r"Issuer0000:user0000.*\d{3} \d{3}")
        terminal.keys("End")
        terminal.wait_for(r"^> +Issuer9989.*\d")
        terminal.type("user4711")
        terminal.wait_for(r"^> +Issuer4711:user4711 .*\d{4}")
        terminal.keys("Escape")
        terminal.wait_for("Issuer0000")
        terminal.keys("Escape")
        ended(terminal, 0, "10,000 accounts")
    shutil.rmtree(vault.folder)


def main():
    vault = vault_of_all()
    checks = [
        lambda: search_and_copy(vault),
        lambda: counters_favourites_qr_hiding(vault),
        lambda: resized(vault),
        lambda: stopped_and_back(vault),
        lambda: ended_by_signals(vault),
        lambda: with_agent(vault),
        lambda: refused(vault),
        lambda: colours(vault),
        lambda: picker(vault),
        lambda: sizes_and_widths(vault, ("LC_ALL", "C.UTF-8")),
        lambda: sizes_and_widths(vault, ("LC_ALL", "C")),
        lambda: sizes_and_widths(vault, ("LANG", "ja_JP.UTF-8")),
        ten_thousand,
    ]
    names = sys.argv[1:]
    try:
        for number, check in enumerate(checks):
            if not names or str(number) in names:
                begun = time.monotonic()
                check()
                print(f"watch: part {number} holds ({time.monotonic() - begun:.0f} s)", flush=True)
    finally:
        vault.call("lock", passphrase=False)
        shutil.rmtree(vault.folder, ignore_errors=True)
    print("watch: all as it should be")


if __name__ == "__main__":
    main()
