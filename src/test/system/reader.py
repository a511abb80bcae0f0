#!/usr/bin/python3
"""The second reader opens what the program wrote, with each kind of secret, and sees the same accounts and codes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, ROOT, TOTP, expect

READER = os.path.join(ROOT, "scripts", "open-vault.py")
NAMES = ["Example:älice", "hotp", "sha512", "shy"]


def read(vault, *arguments, code=0):
    done = subprocess.run(["/usr/bin/python3", READER, vault, *arguments], capture_output=True, text=True, timeout=60)
    expect(f"exit code of the reader with {arguments}: {done.stderr}", done.returncode, code)
    return done.stdout if code == 0 else done.stderr


def main():
    folder = tempfile.mkdtemp(prefix="totp-reader-")

    def path(name):
        return os.path.join(folder, name)

    def totp(*arguments, stdin=""):
        done = subprocess.run([TOTP, *arguments], input=stdin, env=env, capture_output=True, text=True, timeout=60)
        expect(f"exit code of totp {arguments}: {done.stderr}", done.returncode, 0)
        return done.stdout

    env = {key: value for key, value in os.environ.items() if not key.startswith("TOTP_")}
    env["XDG_STATE_HOME"] = path("state")
    try:
        with open(path("pw"), "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(PASSPHRASE)
        phrase = ("--passphrase-file", path("pw"))
        ways = 0
        for name, make, options in (
                ("default", phrase, phrase),  # the default cost of Argon2id, as users have it
                ("cheap", (*phrase, *CHEAP), phrase),
                ("file", ("--new-key-file", path("file.key"), *CHEAP), ("--key-file", path("file.key"))),
                ("both", ("--new-key-file", path("both.key"), "--with-passphrase", *phrase, *CHEAP),
                 ("--key-file", path("both.key"), *phrase))):
            vault, recovery = path(name), path(name + ".recovery")
            totp("init", "--vault", vault, "--write-recovery-key", recovery, *make)
            common = ("--vault", vault, *options)
            totp("add", "sha512", "--algorithm", "SHA512", "--digits", "8", "--from", "-", *common, stdin=RFC_SECRET)
            totp("add", "hotp", "--type", "hotp", "--note", "two\nlines", "--from", "-", *common, stdin=RFC_SECRET)
            totp("add", "--from", "-", *common, stdin=f"otpauth://totp/Example:%C3%A4lice?secret={RFC_SECRET}")
            totp("add", "shy", "--issuer", "a\u202eb\u2800", "--from", "-", *common, stdin=RFC_SECRET)
            for way in (options, ("--recovery-key-file", recovery)):
                listed = read(vault, *way)
                expect("an issuer that would turn the line", [line.split("\t")[2] for line in listed.splitlines()
                                                              if line.startswith("shy")], ["a\\u202eb\\u2800"])
                expect("names", sorted(line.split("\t")[0] for line in listed.splitlines()), NAMES)
                codes = dict(line.split("\t") for line in read(vault, *way, "--codes", "--at", "59").splitlines())
                expect("code of sha512", codes["sha512"] + "\n", totp("code", "sha512", "--at", "59", *common))
                expect("code of the key URI", codes["Example:älice"], "287082")
                expect("code of the counter", codes["hotp"], "755224")
                payload = json.loads(read(vault, *way, "--json"))
                expect("note", [entry["note"] for entry in payload["entries"] if entry["name"] == "hotp"], ["two\nlines"])
                expect("save ids before this one", len(payload["history"]), 4)
                ways += 1
        with open(path("pw"), "w", encoding="utf-8") as file:
            file.write("wrong horse")
        expect("wrong passphrase", read(path("cheap"), *phrase, code=1).split(":")[:2], ["open-vault", " secret"])
        expect("ways in", ways, 8)
    finally:
        shutil.rmtree(folder)
    print("reader: the second reader opens four vaults in eight ways and agrees")


if __name__ == "__main__":
    sys.exit(main())
