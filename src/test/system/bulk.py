#!/usr/bin/python3
"""Fifty users in one run of the real program, with hand-over, under throttling, killed again and again and begun anew: each device
that somebody has must have its seed in the vault and in its user's file, by the reader that shares no code with the program."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from support.awsworld import private_file, secret_of
from support.localiam import Server
from support.totp import CHEAP, RFC_SECRET, ROOT, TOTP, Vault, expect

USERS = 50
KILLS = 4
READER = os.path.join(ROOT, "scripts", "open-vault.py")
ENABLE = "EnableMFADevice"


class Batch:
    def __init__(self, folder):
        self.folder, self.seed_file = folder, os.path.join(folder, "seeds")
        self.users = [f"user-{number:02}" for number in range(1, USERS + 1)]
        options = [word for user in self.users for word in ("--plain-user", user)]
        # A user with a password, whose code must reach him; two whose names in the vault are taken; and one there is not.
        self.server = Server(folder, "--user", "admin", *options, "--password", self.users[4], "--seed-file", self.seed_file,
                             "--bucket", "3")
        self.vault = Vault(*CHEAP, folder=folder)
        for user in self.users[6:8]:
            self.vault.run("add", user, "--from", "-", stdin=RFC_SECRET)
        self.list = os.path.join(folder, "users")
        with open(self.list, "w", encoding="utf-8") as file:
            file.write("# a batch\n" + "".join(f"{user}\n" for user in self.users) + "nobody-of-this-name\n")
        self.out, self.secrets = os.path.join(folder, "out"), os.path.join(folder, "passphrases")
        self.env = {**self.vault.env, **{name: value for name, value in self.server.env.items() if name.startswith("AWS_")},
                    "TOTP_PASSPHRASE_FILE": self.vault.passphrase_file}

    def start(self, *words):
        return subprocess.Popen([TOTP, "enroll", "--users-from", self.list, "--tag", "batch", "--hand-over", self.out,
                                 "--passphrases", self.secrets, *words], env=self.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                start_new_session=True)

    def calls(self, action=None):
        return sum(1 for line in self.server.log() if action in (None, line[0]))

    def registered(self):
        """The users who have a device, by its serial, as the server's log has it."""
        with open(self.server.log_file, encoding="utf-8") as file:
            calls = [dict(pair.split("=", 1) for pair in line[line.index("{") + 1:line.index("}")].split(", "))
                     for line in file if f" {ENABLE} done " in line]
        return {call["SerialNumber"]: call["UserName"] for call in calls}

    def seeds(self):
        with open(self.seed_file, encoding="ascii") as file:
            return dict(line.split() for line in file)

    def check(self):
        """That nobody is shut out; returns how many have a device."""
        registered, seeds = self.registered(), self.seeds()
        kept = secrets_of(self.vault.path, self.vault.passphrase_file)
        lines = {}
        if os.path.exists(self.secrets):
            with open(self.secrets, encoding="utf-8") as file:
                lines = {user: (path, secret) for user, path, secret in (line.rstrip("\n").split("\t") for line in file)}
        for serial, user in registered.items():
            expect(f"whether the vault has the seed of {serial}", seeds[serial] in kept, True)
            path, secret = lines[user]
            passphrase = private_file(os.path.join(self.folder, "one"), secret)
            expect(f"the seeds in the file of {serial}", secrets_of(path, passphrase), {seeds[serial]})
        return len(registered)


def secrets_of(vault, passphrase_file):
    done = subprocess.run([sys.executable, READER, vault, "--passphrase-file", passphrase_file, "--json"], capture_output=True,
                          text=True, check=False)
    expect(f"exit code of the reader for {vault}: {done.stderr}", done.returncode, 0)
    return {secret_of(entry).rstrip("=") for entry in json.loads(done.stdout)["entries"]}


def killed_and_begun_anew(batch):
    """The last run ends by itself; what it printed, and how long it and all of them took."""
    chance = random.Random(20261201)
    begun = time.monotonic()
    for _ in range(KILLS):
        process = batch.start()
        time.sleep(5 + 5 * chance.random())
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        print(f"bulk: killed with {batch.check()} devices registered, none without its seed and its file", flush=True)
    before, at = batch.calls(), time.monotonic()
    process = batch.start()
    out, err = process.communicate(timeout=300)
    expect(f"exit code: {err}", process.returncode, 10)
    calls, seconds = batch.calls() - before, time.monotonic() - at
    throttled = sum(1 for line in batch.server.log() if "Throttling" in line)
    print(f"bulk: the last of {KILLS + 1} runs made {calls} calls in {seconds:.1f} s, {calls / seconds:.1f} a second; "
          f"{time.monotonic() - begun:.0f} s and {throttled} throttled calls in all")
    return out, err


def received(batch):
    """By the user himself, with the line that was sent to him."""
    own = Vault(*CHEAP)
    try:
        user = batch.users[9]
        with open(batch.secrets, encoding="utf-8") as file:
            secret = next(line.rstrip("\n").split("\t")[2] for line in file if line.startswith(f"{user}\t"))
        passphrase = private_file(os.path.join(own.folder, "theirs"), secret)
        own.run("import", os.path.join(batch.out, f"{user}.totp"), "--import-passphrase-file", passphrase)
        expect("what the receiver has", own.run("list").split()[0], user)
    finally:
        shutil.rmtree(own.folder)


def main():
    folder = tempfile.mkdtemp(prefix="totp-check-")
    try:
        batch = Batch(folder)
        with batch.server:
            out, err = killed_and_begun_anew(batch)
            refused = sorted(line.split("\t")[0] for line in out.splitlines() if line.endswith("failed"))
            expect("refused", refused, ["nobody-of-this-name", *batch.users[6:8]])
            expect("devices with seeds and files", batch.check(), USERS - 2)
            received(batch)
            leaks(batch, out + err)
            before = batch.calls("CreateVirtualMFADevice")
            batch.start().communicate(timeout=300)
            expect("devices made by one more run", batch.calls("CreateVirtualMFADevice") - before, 0)
        print(f"bulk: {USERS - 2} of {USERS} enrolled and handed over, 3 refused")
    finally:
        shutil.rmtree(folder)


def leaks(batch, told):
    for seed in batch.seeds().values():
        expect("a seed in what was told", seed in told, False)
    with open(batch.server.log_file, encoding="utf-8") as file:
        log = file.read()
    expect("a seed in the server's log", any(seed in log for seed in batch.seeds().values()), False)


if __name__ == "__main__":
    sys.exit(main())
