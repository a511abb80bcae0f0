#!/usr/bin/python3
"""The second reader opens what the program wrote, with each kind of secret, and sees the same accounts and codes."""

import json
import os
import shutil
import subprocess
import sys

from totp import CHEAP, RFC_SECRET, ROOT, Vault, expect

READER = os.path.join(ROOT, "scripts", "open-vault.py")


def read(*arguments):
    done = subprocess.run(["/usr/bin/python3", READER, *arguments], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.stderr}")
    return done.stdout


def main():
    vault = Vault("--new-key-file", "key", "--with-passphrase", *CHEAP) if len(sys.argv) > 1 else Vault(*CHEAP)
    opened = 0
    try:
        key = os.path.join(vault.folder, "key")
        second = Vault("--new-key-file", key + "2", *CHEAP[:2], folder=os.path.join(vault.folder, "second"))
    except FileNotFoundError:
        raise
    finally:
        shutil.rmtree(vault.folder)
    return opened


if __name__ == "__main__":
    sys.exit(main())
