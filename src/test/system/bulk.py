#!/usr/bin/python3
"""Fifty users in one run of the real program, with hand-over, under throttling, killed again and again and begun anew: each device
that somebody has must have its seed in the vault and in its user's file, by the reader that shares no code with the program."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from support.localiam import SCRIPT, Server
from support.totp import CHEAP, ROOT, TOTP, Vault, expect

USERS = 50
KILLS = 4
READER = os.path.join(ROOT, "scripts", "open-vault.py")
LIST, CREATE, ENABLE = "ListMFADevices", "CreateVirtualMFADevice", "EnableMFADevice"


class Batch:
    def __init__(self, folder):
        self.folder, self.seed_file = folder, os.path.join(folder, "seeds")
        self.users = [f"user-{number:02}" for number in range(1, USERS + 1)]
        options = [word for user in self.users for word in ("--plain-user", user)]
        # A user with a password, whose code must reach him; one whose name in the vault is taken; and one there is not.
        self.server = Server(folder, "--user", "admin", *options, "--password", self.users[4], "--seed-file", self.seed_file,
                             "--bucket", "8")
        self.vault = Vault(*CHEAP, folder=folder)
        self.vault.run("add", self.users[6], "--from", "-", stdin="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        self.list = os.path.join(folder, "users")
        with open(self.list, "w", encoding="utf-8") as file:
            file.write("# a batch\n" + "".join(f"{user}\n" for user in self.users) + "nobody-of-this-name\n")
        self.out, self.secrets = os.path.join(folder, "out"), os.path.join(folder, "passphrases")
        self.env = {**self.vault.env, **{name: value for name, value in self.server.env.items() if name.startswith("AWS_")},
                    "TOTP_PASSPHRASE_FILE": self.vault.passphrase_file}

    def start(self, *words):
        return subprocess.Popen([TOTP, "enroll", "--users-from", self.list, "--tag", "batch", *words], env=self.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                start_new_session=True)

    def calls(self, action=None):
        return sum(1 for line in self.server.log() if action in (None, line[0]))

    def registered(self):
        """The serials of the devices that users have, by the server's log."""
        with open(self.server.log_file, encoding="utf-8") as file:
            return {word.split("=", 1)[1].rstrip(",}") for line in file if f" {ENABLE} done " in line
                    for word in line.split() if word.strip("{").startswith("SerialNumber=")}

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
        for serial in sorted(registered):
            expect(f"whether the vault has the seed of {serial}", seeds[serial] in kept, True)
            if os.path.isdir(self.out):
                path, secret = lines[serial.rpartition("/")[2]]
                passphrase = os.path.join(self.folder, "one")
                with open(passphrase, "w", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                    file.write(secret)
                expect(f"the seeds in the file of {serial}", secrets_of(path, passphrase), {seeds[serial]})
        return len(registered)


def secrets_of(vault, passphrase_file):
    done = subprocess.run([sys.executable, READER, vault, "--passphrase-file", passphrase_file, "--json"], capture_output=True,
                          text=True, check=False)
    expect(f"exit code of the reader for {vault}: {done.stderr}", done.returncode, 0)
    import base64
    import json
    return {base64.b32encode(base64.b64decode(entry["secret"])).decode().rstrip("=") for entry in json.loads(done.stdout)["accounts"]}


def refused_without_hand_over(batch):
    """Three are refused for good, and all others have a device."""
    chance = random.Random(20261201)
    begun = time.monotonic()
    for _ in range(KILLS):
        process = batch.start()
        time.sleep(2 + 4 * chance.random())
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        print(f"bulk: killed with {batch.check()} devices registered, none without its seed")
    before, at = batch.calls(), time.monotonic()
    out, err = batch.start().communicate(timeout=300)
    return out, err, batch.calls() - before, time.monotonic() - at, time.monotonic() - begun


def main():
    folder = tempfile.mkdtemp(prefix="totp-check-")
    try:
        batch = Batch(folder)
        with batch.server:
            out, err, calls, seconds, whole = refused_without_hand_over(batch)
            refused = [line for line in out.splitlines() if line.endswith("failed")]
            expect(f"refused: {out}{err}", len(refused), 3)
            expect("devices", batch.check(), USERS - 2)
            print(f"bulk: the last of {KILLS + 1} runs made {calls} calls in {seconds:.1f} s, {calls / seconds:.1f} a second; "
                  f"{whole:.0f} s in all; throttled {sum(1 for line in batch.server.log() if 'Throttling' in ' '.join(line))}")
            handed_over(batch)
            leaks(batch, out + err)
    finally:
        shutil.rmtree(folder)


def handed_over(batch):
    """With a file for each, those who have a device already included; the receiver takes it in."""
    process = batch.start("--hand-over", batch.out, "--passphrases", batch.secrets, "--json")
    out, err = process.communicate(timeout=300)
    expect(f"exit code: {err}", process.returncode, 10)
    expect("devices with files", batch.check(), USERS - 1)
    own = Vault(*CHEAP)
    try:
        user = batch.users[9]
        with open(batch.secrets, encoding="utf-8") as file:
            secret = next(line.split("\t")[2] for line in file if line.startswith(f"{user}\t"))
        passphrase = os.path.join(own.folder, "theirs")
        with open(passphrase, "w", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secret.rstrip("\n"))
        own.run("import", os.path.join(batch.out, f"{user}.totp"), "--import-passphrase-file", passphrase)
        expect("what the receiver has", own.run("list").split()[0], user)
    finally:
        shutil.rmtree(own.folder)
    print("bulk: handed over, and taken in by its receiver")
    leaks(batch, out + err)


def leaks(batch, told):
    for seed in batch.seeds().values():
        expect("a seed in what was told", seed in told, False)
    with open(batch.server.log_file, encoding="utf-8") as file:
        log = file.read()
    expect("a seed in the server's log", any(seed in log for seed in batch.seeds().values()), False)


if __name__ == "__main__":
    sys.exit(main())
