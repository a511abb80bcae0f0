#!/usr/bin/python3
"""An audit of an account as many are, and of one with 5,000 users: what is found, how many calls it takes, how long, and how much
memory the real process uses at most."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from support.localiam import Server
from support.totp import TOTP, expect

USERS = 5000
CALLS_MAX = 100
MIB_MAX = 256


def environment(server, folder):
    keep = {name: value for name, value in server.env.items() if name not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    return {**keep, "HOME": folder, "AWS_CONFIG_FILE": os.path.join(folder, "none"),
            "AWS_SHARED_CREDENTIALS_FILE": os.path.join(folder, "none")}


def audit(server, folder, *options):
    """What it prints, its exit code, the seconds that it took, and the most memory that it had, in MiB."""
    out = tempfile.TemporaryFile()
    begun = time.monotonic()
    process = subprocess.Popen([TOTP, "aws", "audit", *options], env=environment(server, folder), stdin=subprocess.DEVNULL,
                               stdout=out, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    out.seek(0)
    # The launcher becomes the Java process; VmHWM and ru_maxrss are the same number.
    return out.read().decode(), process.returncode, time.monotonic() - begun, used.ru_maxrss / 1024


def article(folder):
    with Server(folder, "--article") as server:
        text, code, _, _ = audit(server, folder)
        expect("exit code", code, 16)
        found = {tuple(line.split()[:3]) for line in text.splitlines()}
        for finding in (("critical", "root-key", "root"), ("critical", "root-mfa", "root"), ("high", "console-no-mfa", "bob"),
                        ("medium", "key-old", "carol"), ("low", "key-no-mfa", "deploy")):
            expect(f"{finding} is found", finding in found, True)
        print("audit: the article's account: " + text.splitlines()[-1])


def crowd(folder, *options):
    """Once with a report that AWS writes for it, and once with one that is hours old and accuses thousands."""
    with Server(folder, "--article", "--users", str(USERS - 4), *options) as server:
        before = len(server.log())
        text, code, seconds, mib = audit(server, folder, "--json", "--users")
        expect("exit code", code, 16)
        document = json.loads(text)
        expect("users", len(document["users"]), USERS)
        calls = len(server.log()) - before
        unconfirmed = sum(1 for finding in document["findings"] if not finding["confirmed"])
        age = document["report"]["age_seconds"] // 60
        print(f"audit: {USERS} users, a report {age} minutes old: {len(document['findings'])} findings, {unconfirmed} of them by the "
              f"report alone, {calls} calls, {seconds:.1f} s, {mib:.0f} MiB at most")
        expect(f"{mib:.0f} MiB are less than {MIB_MAX}", mib < MIB_MAX, True)
        return calls


def main():
    folder = tempfile.mkdtemp()
    try:
        article(folder)
        calls = crowd(folder)
        expect(f"{calls} calls are less than {CALLS_MAX}", calls < CALLS_MAX, True)
        if sys.argv[1:] == ["old"]:
            crowd(folder, "--report", "3")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
