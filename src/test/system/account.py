#!/usr/bin/python3
"""An account as many are after some years is made safe, from a red audit to a green one: root's MFA device, root's access key that
nobody remembers, and MFA demanded of everybody. Prints each command with what it says."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from support.localiam import Server
from support.terminal import Terminal
from support.totp import CHEAP, TOTP, Vault, expect

CODES = re.compile(r"MFA code 1: (\d{6})\b.*?MFA code 2: (\d{6})\b")
STEP = 30


class Account:
    """The account, and somebody who looks after it as its administrator alice, with root's keys at hand."""

    def __init__(self, folder):
        self.folder = folder
        self.seed_file = os.path.join(folder, "seeds")
        profiles = os.path.join(folder, "profiles")
        # STS hears of a new device at once, so that nobody has to wait here.
        self.server = Server(folder, "--article", "--verification-lag", "0", "--seed-file", self.seed_file, "--profiles", profiles)
        self.vault = Vault(*CHEAP, folder=folder)
        self.env = {**self.vault.env, "TOTP_PASSPHRASE_FILE": self.vault.passphrase_file, "AWS_EC2_METADATA_DISABLED": "true",
                    "TOTP_AWS_CACHE": os.path.join(folder, "cache"), "AWS_REGION": "us-east-1",
                    "AWS_CONFIG_FILE": os.path.join(profiles, "config"),
                    "AWS_SHARED_CREDENTIALS_FILE": os.path.join(profiles, "credentials"),
                    "AWS_ENDPOINT_URL": self.server.env["AWS_ENDPOINT_URL"]}
        self.calls = 0

    def totp(self, *words, code=0, stdin=""):
        """What a call prints, which must end so."""
        begun = time.monotonic()
        done = subprocess.run([TOTP, *words], env=self.env, input=stdin, capture_output=True, text=True, timeout=120)
        self.calls += 1
        print(f"$ totp {' '.join(words)}    [{done.returncode}, {time.monotonic() - begun:.1f} s]")
        print("".join(f"  {line}\n" for line in (done.stdout + done.stderr).splitlines()), end="", flush=True)
        expect(f"exit code of totp {words}", done.returncode, code)
        return done.stdout

    def asked(self, line):
        """What the server answers."""
        self.server.process.stdin.write(line + "\n")
        self.server.process.stdin.flush()
        answer = self.server.process.stdout.readline()
        expect("what the server answers to", answer.split(" ")[1], line.split(" ")[0])
        return answer.split(" ", 2)[2].rstrip("\n")

    def name_device(self, profile, serial):
        """As those do who use the AWS CLI with MFA."""
        with open(self.env["AWS_CONFIG_FILE"], encoding="utf-8") as file:
            text = file.read()
        os.unlink(self.env["AWS_CONFIG_FILE"])
        with open(self.env["AWS_CONFIG_FILE"], "w", encoding="utf-8") as file:
            file.write(text.replace(f"[profile {profile}]\n", f"[profile {profile}]\nmfa_serial = {serial}\n"))

    def seed(self, serial):
        with open(self.seed_file, encoding="utf-8") as file:
            return dict(line.split() for line in file)[serial]


def contains(what, text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"{what}: no {part!r} in {text!r}")


def lacks(what, text, *parts):
    for part in parts:
        if part in text:
            raise AssertionError(f"{what}: {part!r} in {text!r}")


def register_root(account):
    """By the console's page, whose two fields take the codes that totp shows; in a browser somebody types them."""
    # The codes must not change between reading and typing them.
    if time.time() % STEP > STEP - 10:
        time.sleep(STEP - time.time() % STEP)
    page = os.path.join(account.folder, "page")
    with open(page, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(account.asked("console totp-laptop"))
    terminal = Terminal(f"exec {TOTP} enroll aws-root --console --from {page}", account.env)
    terminal.wait_for("MFA code 2: ")
    terminal.wait_until(lambda: terminal.reads("", 0) and CODES.search(terminal.screen), "two codes")
    print("$ totp enroll aws-root --console --from page")
    codes = CODES.search(terminal.screen)
    expect("what the console says", account.asked(f"codes {codes[1]} {codes[2]}"), "MFA device assigned")
    terminal.type("\n")
    terminal.wait_for("Did the console accept them")
    terminal.type("y\n")
    expect("exit code of enroll", terminal.finish(), 0)
    contains("the terminal", terminal.screen, "aws-root is ready")
    print("  aws-root is ready")
    os.unlink(page)


def play(account):
    alice = ("--profile", "alice")
    # The administrator has long had a device; its seed is in the vault.
    serial = "arn:aws:iam::123456789012:mfa/alice"
    account.name_device("alice", serial)
    account.totp("add", "aws-alice", "--alias", serial, "--from", "-", stdin=account.seed(serial))

    red = account.totp("aws", "audit", *alice, code=16)
    contains("the audit", red, "critical  root-key", "1 access key, 712 days old", "critical  root-mfa", "high      console-no-mfa    bob",
             "enforcement-none")

    register_root(account)
    key = re.search(r"AKIA\w{16}", account.totp("aws", "root-keys", "--profile", "root"))[0]
    account.totp("aws", "root-keys", "--profile", "root", "--deactivate", key, code=2)
    account.totp("aws", "root-keys", "--profile", "root", "--delete", key, "--confirm", key, code=2)
    account.totp("aws", "root-keys", "--profile", "root", "--delete", key, "--now", "--confirm", key)
    account.totp("aws", "root-keys", *alice)

    group = ("aws", "require-mfa", "developers", *alice, "--attach", "ReadOnlyAccess")
    shut_out = account.totp(*group, "--user", "bob", "--user", "carol", "--user", "deploy", code=2)
    contains("who would be shut out", shut_out, "! user    deploy  its key was used 2h ago")
    account.totp(*group, "--user", "bob", "--user", "carol", "--dry-run")
    made = account.totp(*group, "--user", "bob", "--user", "carol")
    contains("what was made", made, "+ policy", "+ attach", "= proof")
    account.totp("enroll", "aws-bob", "--user", "bob", *alice)
    account.totp("enroll", "aws-deploy", "--user", "deploy", *alice)
    account.totp(*group, "--user", "deploy")
    account.totp("aws", "require-mfa", "administrators", *alice, "--user", "alice")
    # From here on alice's own key does nothing without a code.
    again = account.totp(*group, "--user", "bob", "--user", "carol", "--user", "deploy")
    lacks("the second run", again, "+", "x ")

    green = account.totp("aws", "audit", *alice)
    lacks("the audit", green, "critical  ", "high  ", "root-key", "root-mfa", "no-mfa", "enforcement")


def main():
    folder = tempfile.mkdtemp(prefix="totp-check-")
    begun = time.monotonic()
    try:
        account = Account(folder)
        with account.server:
            play(account)
        print(f"account: safe after {account.calls} calls and {time.monotonic() - begun:.0f} s")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
