#!/usr/bin/python3
"""Who opens a vault behind each change of keys: every pair of kinds of slots, with the other one's secret given or not.

What must be the case is worked out here from the contract alone: a slot stays if its secret was given, and under its own
secret; `passphrase` gives the new one to the slots that the first answer opens; `recovery` and `passphrase` end old
recovery keys; `remove` takes one slot away."""

import os
import shutil
import subprocess
import sys
import tempfile

from support.terminal import Terminal
from support.totp import CHEAP, TOTP, expect

PHRASES = {"p1": "first passphrase of all", "p2": "second passphrase of all", "new": "new passphrase of somebody"}
# The secret of the slot's owner: a passphrase, a key file, both, or the recovery key.
PAIRS = [("k", "p2"), ("p1", "p2"), ("p1", "k"), ("p1", "p2+k"), ("p1", "p1+k"), ("p1", "r"), ("k", "r"), ("p1+k", "p2"),
         ("p1+k", "r"), ("p1+k", "p2+k")]


class Slots:
    def __init__(self, first, second):
        self.folder = tempfile.mkdtemp(prefix="totp-slots-")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("TOTP_")}
        self.env.update(TOTP_VAULT=self.path("vault"), XDG_STATE_HOME=self.path("state"))
        for name, text in PHRASES.items():
            with open(self.path(name), "w", encoding="ascii", opener=lambda p, f: os.open(p, f, 0o600)) as file:
                file.write(text)
        self.files = {}
        recovery = ["--write-recovery-key", self.path("r")] if second == "r" else ["--no-recovery-key"]
        self.run("init", *CHEAP, *recovery, *self.making(first, "--passphrase-file"))
        if second != "r":
            self.run("key", "add", *self.opening(first), *self.making(second, "--new-passphrase-file"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def making(self, kind, option):
        """A second slot with a key file gets a key file of its own."""
        words = []
        if "k" in kind:
            self.files[kind] = self.path("key-of-" + kind)
            words += ["--new-key-file", self.files[kind]]
        if "p" in kind:
            words += [option, self.path(kind[:2])] + (["--with-passphrase"] if "k" in kind else [])
        return words

    def opening(self, kind, phrase=None):
        if kind == "r":
            return ["--recovery-key-file", self.path("r")]
        words = ["--key-file", self.files[kind]] if "k" in kind else []
        return words + (["--passphrase-file", self.path(phrase or kind[:2])] if "p" in kind else [])

    def call(self, *words):
        return subprocess.run([TOTP, *words], env=self.env, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
                              start_new_session=True)

    def run(self, *words):
        done = self.call(*words)
        expect(f"exit code of {words}: {done.stderr}", done.returncode, 0)

    def opens(self, *words):
        return self.call("list", *words).returncode == 0


def check(first, second, action, given):
    """`given`: whether the second slot's secret is typed where it can be."""
    slots = Slots(first, second)
    try:
        words = ["key", action, *slots.opening(first), "--no-recovery-key"]
        if action == "recovery":
            words[-1:] = ["--write-recovery-key", slots.path("r2")]
        if action == "remove":
            words.insert(2, "2")
        if action == "passphrase":
            words += ["--new-passphrase-file", slots.path("new")]
        # One passphrase alone can be typed for another slot; of two key files a command takes one.
        typed = given and second in ("p2",) and action != "remove"
        asked_first = first == "k"
        if typed:
            terminal = Terminal(" ".join([TOTP, *words]), slots.env)
            # With a key file alone the first question is for the passphrase that goes with it, the one to be changed.
            terminal.wait_for("Passphrase: " if asked_first else "Passphrase of slot 2 (leave empty to remove the slot): ")
            terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
            terminal.type(PHRASES["p2"] + "\n")
            expect(f"exit code: {terminal.screen}", terminal.finish(), 0)
        else:
            slots.run(*words, "--yes")
        changed = action == "passphrase" and "p" in first
        where = f"{first} and {second} behind key {action}, the second {'typed' if typed else 'not given'}"
        expect(f"{where}: the first as it was", slots.opens(*slots.opening(first)), not changed)
        if changed:
            expect(f"{where}: the first with the new passphrase", slots.opens(*slots.opening(first, "new")), True)
        elif action == "passphrase":
            expect(f"{where}: the new passphrase", slots.opens("--passphrase-file", slots.path("new")), True)
        # Two slots of one passphrase, one with a key file, are one owner's only if both were given.
        expect(f"{where}: the second as it was", slots.opens(*slots.opening(second)),
               typed and not (asked_first and action == "passphrase"))
        if action == "recovery":
            expect(f"{where}: the new recovery key", slots.opens("--recovery-key-file", slots.path("r2")), True)
        return where
    finally:
        shutil.rmtree(slots.folder)


def main():
    done = 0
    quick = "--all" not in sys.argv
    for number, (first, second) in enumerate(PAIRS):
        for turn, action in enumerate(("passphrase", "remove", "recovery")):
            if action == "remove" and second == "r":
                pass  # slot 2 is the recovery key there, too
            if quick and turn != number % 3:
                continue
            for given in ((False, True) if second == "p2" and action != "remove" else (False,)):
                check(first, second, action, given)
                done += 1
    print(f"keyslots: {done} changes of keys leave the ways in that they should")


if __name__ == "__main__":
    sys.exit(main())
