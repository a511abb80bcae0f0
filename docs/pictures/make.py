#!/usr/bin/python3
"""Draws the terminals that the pages show, from runs of the real program; for docs/root-mfa.md with a browser that shows the QR code.

usage: docs/pictures/make.py [PAGE...]           writes the pictures of the pages: watch, root-mfa
       docs/pictures/make.py --check [PAGE...]   says what they show that the program no longer does, and writes nothing

Codes, times and keys differ between runs: a picture that differs only in them stays as it is. The vault and its recovery key, the
secrets and the page are made for the run and thrown away with it.
"""

import contextlib
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "src", "test", "system"))
sys.dont_write_bytecode = True

from drawing import drawn, shown, timeless  # noqa: E402
from support import shell  # noqa: E402
from support.totp import CHEAP, PASSPHRASE, TOTP, Vault, expect  # noqa: E402
from webconsole import CODES, STEP, Browser, Console, Desktop, accept, random_secret  # noqa: E402

TITLES = {
    "init": "totp init: the passphrase is asked for twice, then the vault is made",
    "recovery-key": "totp init: the recovery key, and the question for one of its groups",
    "enroll": "totp enroll aws-root --console --screen: the secret is stored, and the two MFA codes stand there",
    "accepted": "The console accepted the codes: aws-root is ready",
    "code": "totp code aws-root: the code of the next sign-in",
    "resume": "Interrupted with Ctrl-C, then totp enroll --resume aws-root: codes of the same secret",
    "watch": "totp watch: names, accounts, codes, the next codes, and the time left of each",
    "search": "totp watch, while git is searched: the accounts that hold it",
}
# At this moment of half a minute the list is drawn, so that its bars are as long each time.
SECONDS_LEFT = 22
ACCOUNTS = """
otpauth://totp/AWS:root-account%40123456789012?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=AWS
otpauth://totp/GitHub:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR&issuer=GitHub
otpauth://totp/GitLab:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJS&issuer=GitLab
otpauth://totp/Mail:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJT&issuer=Mail&digits=8
otpauth://totp/Bank:0417?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJU&issuer=Bank
otpauth://hotp/Door:3rd%20floor?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJV&issuer=Door&counter=5
otpauth://totp/npm:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJW&issuer=npm
otpauth://totp/VPN:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJX&issuer=VPN&algorithm=SHA256
"""
NAMES = {"AWS:root-account@123456789012": "aws-root", "GitHub:alice": "github", "GitLab:alice@example.com": "gitlab",
         "Mail:alice@example.com": "mail", "Bank:0417": "bank", "Door:3rd floor": "door", "npm:alice": "npm", "VPN:alice": "vpn"}


class Shell(shell.Shell):
    """A shell whose terminal is drawn."""

    def wait_for_codes(self):
        """Until they stand there with time enough left, so that the seconds have two digits, and nothing more is written."""
        self.wait_until(lambda: self.read() and CODES.search(self.screen) and 1 < time.time() % STEP < STEP / 2, "the codes")
        before = len(self.screen)
        self.wait_until(lambda: self.read() and CODES.search(self.screen, before), "the codes again")
        self.settle()

    def leave(self):
        expect("the shell's exit code", super().leave(), 0)

    def picture(self, name):
        return drawn(TITLES[name], self.emulated())


def watch(folder):
    """The list as it is, and while something is searched."""
    # Not the folder that is shown, for a list has no paths; the time is the run's own.
    vault = Vault(*CHEAP, folder=os.path.join(folder, "vault"))
    vault.run("import", "-q", "-", stdin=ACCOUNTS)
    for issued, name in NAMES.items():
        vault.run("rename", "-q", issued, name)
    for name in ("aws-root", "github"):
        vault.run("edit", "-q", name, "--favorite")
    sitting = Shell(folder, {**vault.env, "LC_ALL": "C.UTF-8", "TOTP_PASSPHRASE_FILE": vault.passphrase_file}, rows=16)
    pictures = {}
    sitting.type("totp watch\n")
    pictures["watch"] = at_its_moment(sitting, "watch")
    sitting.type("git")
    sitting.wait_until(lambda: sitting.read() and not any("mail" in line for line in sitting.lines()), "the accounts that hold git")
    pictures["search"] = at_its_moment(sitting, "search")
    sitting.type("\x1b")
    time.sleep(1)
    sitting.type("\x1b")
    sitting.wait_for_prompt()
    sitting.leave()
    return pictures


def at_its_moment(sitting, name):
    def is_there():
        return sitting.quiet_for(0.2) and any(re.search(rf"github.* {SECONDS_LEFT} ", line) for line in sitting.lines())
    sitting.wait_until(is_there, f"{SECONDS_LEFT} seconds left")
    return sitting.picture(name)


def root_mfa(folder):
    pictures = {}
    with Desktop(folder) as desktop:
        sitting = Shell(folder, desktop.env)
        sitting.type("totp init\n")
        sitting.answer("New passphrase (Enter alone makes one): ", PASSPHRASE)
        sitting.answer("Once more: ", PASSPHRASE)
        sitting.wait_for("does not count): ")
        pictures["recovery-key"] = sitting.picture("recovery-key")
        sitting.type(shell.recovery_group(sitting.screen) + "\n")
        sitting.wait_for_prompt()
        pictures["init"] = sitting.picture("init")
        sitting.leave()

        with Console(random_secret()) as console, Browser(desktop, console) as browser:
            browser.show_qr_code()
            sitting = Shell(folder, desktop.env)
            enroll(sitting, "aws-root --console --screen")
            pictures["enroll"] = sitting.picture("enroll")
            expect("whether the console took the codes", browser.add_mfa(CODES.findall(sitting.screen)[-1]), True)
            accept(sitting)
            sitting.wait_for_prompt()
            pictures["accepted"] = sitting.picture("accepted")
            sitting.leave()

        # The code of the day after, for the program warns who asks for one that was given to the console.
        sitting = Shell(folder, desktop.env, before="faketime -f +1d")
        sitting.type("totp code aws-root\n")
        sitting.answer("Passphrase: ", PASSPHRASE)
        sitting.wait_for_prompt()
        pictures["code"] = sitting.picture("code")
        sitting.leave()

        with Console(random_secret()) as console, Browser(desktop, console) as browser:
            browser.show_qr_code()
            # Another vault, for in the first one aws-root is finished.
            other = Vault(*CHEAP, folder=tempfile.mkdtemp(dir=folder))
            sitting = Shell(folder, {**desktop.env, "TOTP_VAULT": other.path})
            enroll(sitting, "aws-root --console --screen")
            sitting.type("\x03")
            sitting.wait_for_prompt()
            enroll(sitting, "--resume aws-root")
            pictures["resume"] = sitting.picture("resume")
            expect("whether the console took the codes", browser.add_mfa(CODES.findall(sitting.screen)[-1]), True)
            accept(sitting)
            sitting.wait_for_prompt()
            sitting.leave()
    return pictures


def enroll(sitting, words):
    sitting.type(f"totp enroll {words}\n")
    begun = len(sitting.screen)
    sitting.wait_until(lambda: sitting.read() and "Passphrase: " in sitting.screen[begun:], "the question for the passphrase")
    sitting.answer("Passphrase: ", PASSPHRASE)
    sitting.wait_for_codes()


# The page, what takes its pictures, the folder of these, and the pages that show them.
PAGES = {
    "watch": (watch, "pictures", ("../README.md", "../README.ja.md", "watch.md")),
    "root-mfa": (root_mfa, "root-mfa", ("root-mfa.md", "root-mfa.ja.md")),
}


def taken(page):
    """The pictures of a run, by name."""
    take = PAGES[page][0]
    with contextlib.ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="totp-guide-")
        stack.callback(shutil.rmtree, folder)
        for name in ("bin", "vault"):
            os.mkdir(os.path.join(folder, name), 0o700)
        os.symlink(TOTP, os.path.join(folder, "bin", "totp"))
        return take(folder)


def must_be_shown(page, pictures):
    _, folder, texts = PAGES[page]
    named = set()
    for text in texts:
        with open(os.path.join(ROOT, "docs", text), encoding="utf-8") as file:
            named.update(re.findall(rf"\((?:docs/)?{folder}/([^)]*)\.svg\)", file.read()))
    expect(f"pictures in {', '.join(texts)}", sorted(named), sorted(pictures))


def stale(page, is_check):
    """The names of what has changed, after it was written, or told."""
    pictures, folder = taken(page), os.path.join(ROOT, "docs", PAGES[page][1])
    must_be_shown(page, pictures)
    committed = {}
    for name in (name for name in os.listdir(folder) if name.endswith(".svg")):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            committed[name.removesuffix(".svg")] = file.read()
    changed = sorted(name for name in committed.keys() | pictures.keys()
                     if timeless(committed.get(name, "")) != timeless(pictures.get(name, "")))
    for name in changed:
        path = os.path.join(folder, name + ".svg")
        if is_check:
            print("\n".join(difflib.unified_diff(shown(committed.get(name, "")), shown(pictures.get(name, "")), path,
                                                 "what the program shows now", lineterm="")), file=sys.stderr)
        elif name in pictures:
            with open(path, "w", encoding="utf-8") as file:
                file.write(pictures[name])
            print(f"wrote {path}")
        else:
            os.remove(path)
            print(f"removed {path}")
    print(f"docs/pictures/make.py: {len(pictures)} pictures of {page}, {len(changed)} changed")
    return changed


def main():
    is_check = sys.argv[1:2] == ["--check"]
    pages = sys.argv[1 + is_check:] or list(PAGES)
    if not PAGES.keys() >= set(pages):
        sys.exit(__doc__)
    # What the launcher says when it has to build is no part of a picture.
    subprocess.run([TOTP, "version"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    changed = [name for page in pages for name in stale(page, is_check)]
    if is_check and changed:
        sys.exit(f"docs/pictures/make.py: out of date: {', '.join(changed)}; docs/pictures/make.py draws them anew")


if __name__ == "__main__":
    main()
