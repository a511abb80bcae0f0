#!/usr/bin/python3
"""Draws the terminal of each step of docs/root-mfa.md, from a run of the real program with a browser that shows the QR code.

usage: docs/root-mfa/make.py           writes docs/root-mfa/*.svg
       docs/root-mfa/make.py --check   says what the pictures show that the program no longer does, and writes nothing

Codes, times and keys differ between runs: a picture that differs only in them stays as it is. The vault and its recovery key, the
secret and the page are made for the run and thrown away with it.
"""

import contextlib
import difflib
import fcntl
import html
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

import pyte

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(FOLDER))
sys.path.insert(0, os.path.join(ROOT, "src", "test", "system"))
sys.dont_write_bytecode = True

from support.totp import CHEAP, PASSPHRASE, TOTP, Vault, expect  # noqa: E402
from webconsole import CODES, STEP, Browser, Console, Desktop, Sitting, accept, random_secret  # noqa: E402

GUIDES = ("root-mfa.md", "root-mfa.ja.md")
# Where the vault lies in a run is of no interest to a reader, and another place each time.
HOME_SHOWN = "/home/me"
COLUMNS, ROWS = 80, 24
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 8.4, 19, 14, 14
TITLES = {
    "init": "totp init: the passphrase is asked for twice, then the vault is made",
    "recovery-key": "totp init: the recovery key, and the question for one of its groups",
    "enroll": "totp enroll aws-root --console --screen: the secret is stored, and the two MFA codes stand there",
    "accepted": "The console accepted the codes: aws-root is ready",
    "code": "totp code aws-root: the code of the next sign-in",
    "resume": "Interrupted with Ctrl-C, then totp enroll --resume aws-root: codes of the same secret",
}


class Emulated(pyte.Screen):
    """A terminal's screen, the alternate one included, which pyte leaves out."""

    def set_mode(self, *modes, **kinds):
        super().set_mode(*modes, **kinds)
        if kinds.get("private") and 1049 in modes:
            self.former = [dict(self.buffer[row]) for row in range(self.lines)], (self.cursor.x, self.cursor.y)
            self.erase_in_display(2)

    def reset_mode(self, *modes, **kinds):
        super().reset_mode(*modes, **kinds)
        if kinds.get("private") and 1049 in modes:
            self.erase_in_display(2)
            rows, (self.cursor.x, self.cursor.y) = self.former
            for row, cells in enumerate(rows):
                self.buffer[row].update(cells)


class Shell(Sitting):
    """A shell in whose terminal somebody types; the program runs as it does for them."""

    def __init__(self, home, env, before=""):
        super().__init__(f"exec {before} sh -i", {**env, "HOME": home, "PS1": "$ ", "TERM": "xterm", "TZ": "UTC",
                                                  "PATH": os.path.join(home, "bin") + ":" + os.environ["PATH"]})
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.home = home
        self.wait_for("$ ")

    def answer(self, question, text, unseen=True):
        self.wait_for(question)
        if unseen:
            self.wait_until(lambda: not self.echoes(), "hidden input")
        self.type(text + "\n")

    def wait_for_prompt(self):
        self.wait_until(lambda: self.read() and self.screen.endswith("\n$ "), "the shell's prompt")

    def wait_for_codes(self):
        """Until they stand there with time enough left, so that the seconds have two digits, and nothing more is written."""
        self.wait_until(lambda: self.read() and CODES.search(self.screen) and 1 < time.time() % STEP < STEP / 2, "the codes")
        before = len(self.screen)
        self.wait_until(lambda: self.read() and CODES.search(self.screen, before), "the codes again")
        self.settle()

    def settle(self):
        """Until nothing was written for a third of a second; the codes come each second."""
        quiet = [time.monotonic(), len(self.screen)]

        def is_quiet():
            self.read()
            if len(self.screen) != quiet[1]:
                quiet[:] = time.monotonic(), len(self.screen)
            return time.monotonic() - quiet[0] > 0.3

        self.wait_until(is_quiet, "a pause")

    def leave(self):
        self.type("exit\n")
        expect("the shell's exit code", self.finish(), 0)

    def picture(self, name):
        screen = Emulated(COLUMNS, ROWS)
        pyte.Stream(screen).feed(self.screen.replace(self.home, HOME_SHOWN))
        return drawn(TITLES[name], [line.rstrip() for line in screen.display], screen.cursor.x, screen.cursor.y)


def drawn(title, lines, column, row):
    """The screen as SVG, on a ground of its own, for the page may be light or dark."""
    used = max([row] + [number for number, line in enumerate(lines) if line]) + 1
    width, height = round(COLUMNS * CELL_WIDTH + 2 * MARGIN), used * CELL_HEIGHT + 2 * MARGIN
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}">',
             f'<title id="title">{html.escape(title)}</title>',
             '<style>text { font: %dpx ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", '
             'monospace; fill: #e6edf3; white-space: pre } .typed { fill: #7ee787 }</style>' % FONT_SIZE,
             f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="#161b22" stroke="#6e7681"/>',
             f'<rect x="{MARGIN + column * CELL_WIDTH:.1f}" y="{MARGIN + row * CELL_HEIGHT + 2}" width="{CELL_WIDTH}" '
             f'height="{CELL_HEIGHT - 3}" fill="#8b949e"/>']
    for number, line in enumerate(lines[:used]):
        if line:
            # The length holds the columns in line whatever the font is.
            kind = ' class="typed"' if line.startswith("$ ") else ""
            parts.append(f'<text{kind} x="{MARGIN}" y="{MARGIN + number * CELL_HEIGHT + FONT_SIZE}" xml:space="preserve" '
                         f'textLength="{len(line) * CELL_WIDTH:.1f}">{html.escape(line, quote=False)}</text>')
    return "\n".join(parts + ["</svg>", ""])


def timeless(picture):
    """Without what differs from run to run: in the text, not in the places."""
    def masked(match):
        return re.sub(r"\d", "0", re.sub(r"TRK1(-[0-9A-Z]{6})+", "TRK1", match[0]))
    return re.sub(r">[^<]+<", masked, picture)


def taken(folder):
    """The pictures of a run, by name."""
    pictures = {}
    # What the launcher says when it has to build is no part of the guide.
    subprocess.run([TOTP, "version"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.mkdir(os.path.join(folder, "bin"))
    os.symlink(TOTP, os.path.join(folder, "bin", "totp"))
    with Desktop(folder) as desktop:
        shell = Shell(folder, desktop.env)
        shell.type("totp init\n")
        shell.answer("New passphrase (Enter alone makes one): ", PASSPHRASE)
        shell.answer("Once more: ", PASSPHRASE)
        shell.wait_for("does not count): ")
        pictures["recovery-key"] = shell.picture("recovery-key")
        key = re.search(r"TRK1(?:-[0-9A-Z]{6})+", shell.screen)[0]
        shell.type(key.split("-")[int(re.search(r"Type group (\d)", shell.screen)[1])] + "\n")
        shell.wait_for_prompt()
        pictures["init"] = shell.picture("init")
        shell.leave()

        with Console(random_secret()) as console, Browser(desktop, console) as browser:
            browser.show_qr_code()
            shell = Shell(folder, desktop.env)
            enroll(shell, "aws-root --console --screen")
            pictures["enroll"] = shell.picture("enroll")
            expect("whether the console took the codes", browser.add_mfa(CODES.findall(shell.screen)[-1]), True)
            accept(shell)
            shell.wait_for_prompt()
            pictures["accepted"] = shell.picture("accepted")
            shell.leave()

        # The code of the day after, for the program warns who asks for one that was given to the console.
        shell = Shell(folder, desktop.env, "faketime -f +1d")
        shell.type("totp code aws-root\n")
        shell.answer("Passphrase: ", PASSPHRASE)
        shell.wait_for_prompt()
        pictures["code"] = shell.picture("code")
        shell.leave()

        with Console(random_secret()) as console, Browser(desktop, console) as browser:
            browser.show_qr_code()
            # Another vault, for in the first one aws-root is finished.
            other = Vault(*CHEAP, folder=tempfile.mkdtemp(dir=folder))
            shell = Shell(folder, {**desktop.env, "TOTP_VAULT": other.path})
            enroll(shell, "aws-root --console --screen")
            shell.type("\x03")
            shell.wait_for_prompt()
            enroll(shell, "--resume aws-root")
            pictures["resume"] = shell.picture("resume")
            expect("whether the console took the codes", browser.add_mfa(CODES.findall(shell.screen)[-1]), True)
            accept(shell)
            shell.wait_for_prompt()
            shell.leave()
    return pictures


def enroll(shell, words):
    shell.type(f"totp enroll {words}\n")
    begun = len(shell.screen)
    shell.wait_until(lambda: shell.read() and "Passphrase: " in shell.screen[begun:], "the question for the passphrase")
    shell.answer("Passphrase: ", PASSPHRASE)
    shell.wait_for_codes()


def shown(picture):
    """The lines of text in a picture."""
    return [html.unescape(line) for line in re.findall(r"<text[^>]*>([^<]*)</text>", timeless(picture))]


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    with contextlib.ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="totp-guide-")
        stack.callback(shutil.rmtree, folder)
        pictures = taken(folder)
    for guide in GUIDES:
        with open(os.path.join(ROOT, "docs", guide), encoding="utf-8") as file:
            expect(f"pictures in {guide}", sorted(re.findall(r"\(root-mfa/([^)]*)\.svg\)", file.read())), sorted(pictures))
    committed = {}
    for name in (name for name in os.listdir(FOLDER) if name.endswith(".svg")):
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            committed[name.removesuffix(".svg")] = file.read()
    stale = sorted(name for name in committed.keys() | pictures.keys()
                   if timeless(committed.get(name, "")) != timeless(pictures.get(name, "")))
    for name in stale:
        path = os.path.join(FOLDER, name + ".svg")
        if check:
            print("\n".join(difflib.unified_diff(shown(committed.get(name, "")), shown(pictures.get(name, "")), path,
                                                 "what the program shows now", lineterm="")), file=sys.stderr)
        elif name in pictures:
            with open(path, "w", encoding="utf-8") as file:
                file.write(pictures[name])
            print(f"wrote {path}")
        else:
            os.remove(path)
            print(f"removed {path}")
    if check and stale:
        sys.exit(f"docs/root-mfa/make.py: out of date: {', '.join(stale)}; docs/root-mfa/make.py draws them anew")
    print(f"docs/root-mfa/make.py: {len(pictures)} pictures are as the program is")


if __name__ == "__main__":
    main()
