#!/usr/bin/python3
"""What a command that waits still has in its memory: the secret of its own account, and nothing else that is secret."""

import base64
import glob
import os
import shutil
import subprocess
import sys
import time

from support.memory import count
from support.totp import CHEAP, PASSPHRASE, TOTP, Vault

SECONDS_MAX = 30  # Java's own threads that have seen a program end live on for sixty
MINE = b"SECRET-OF-MINE-ITSELF"
OTHER = b"SECRET-OF-ANOTHER-ONE"


def check(vault, name, arguments, **how):
    """Polls until the command has nothing more than it may have: the scan may come before the wait."""
    wanted = {"passphrase": PASSPHRASE.encode(), "mine": MINE, "other": OTHER}
    process = subprocess.Popen([TOTP, "code", "mine", "--follow", *arguments], env=how.pop("env", vault.env),
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **how)
    try:
        process.stdout.readline()
        end = time.monotonic() + SECONDS_MAX
        while True:
            found = count(process.pid, wanted)
            if found["passphrase"] == 0 and found["other"] == 0:
                break
            if time.monotonic() > end:
                raise AssertionError(f"{name}: in memory while it waits: {found}")
        if found["mine"] == 0:
            raise AssertionError(f"{name}: the scan finds not even the secret that is in use")
        print(f"memory: {name}: {found}")
    finally:
        process.kill()
        process.wait()


def javas():
    """Of each kind one: where an end is noticed soon and where late is another thing in each."""
    found = {os.path.realpath(java): java for java in sorted(glob.glob("/usr/lib/jvm/*")) if os.path.exists(f"{java}/bin/javac")}
    return list(found) or [os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("java"))))]


def main():
    for cost in (CHEAP, ()):
        vault = Vault(*cost)
        try:
            for account, secret in (("mine", MINE), ("other", OTHER)):
                vault.run("add", account, "--from", "-", stdin=base64.b32encode(secret).decode())
            cost_name = "cheap" if cost else "usual"
            check(vault, f"{cost_name}, file", ["--passphrase-file", vault.passphrase_file])
            with open(vault.passphrase_file, "rb") as source:
                check(vault, f"{cost_name}, standard input", ["--passphrase-stdin"], stdin=source)
            with open(vault.passphrase_file, "rb") as source:
                descriptor = source.fileno()
                check(vault, f"{cost_name}, descriptor", ["--passphrase-fd", str(descriptor)], pass_fds=(descriptor,))
            command = dict(vault.env, TOTP_PASSPHRASE_COMMAND=f"cat {vault.passphrase_file}")
            for java in javas():
                check(vault, f"{cost_name}, command, {os.path.basename(java)}", [], env=dict(command, JAVA_HOME=java))
            check(vault, f"{cost_name}, recovery key", ["--recovery-key-file", vault.recovery_file])
        finally:
            shutil.rmtree(vault.folder)


if __name__ == "__main__":
    sys.exit(main())
