#!/usr/bin/python3
"""The commands for AWS while the vault is unlocked: nobody types a passphrase, no seed leaves the agent, and whatever happens to
the agent on the way, the device's account is there."""

import json
import os
import re
import subprocess
import sys
import time

from agent import AgentVault
from support.localiam import Server
from support.totp import CHEAP, TOTP, expect


class Caller:
    """Somebody at AWS with an unlocked vault and no terminal."""

    def __init__(self, vault, server):
        self.env = dict(vault.env, **{k: v for k, v in server.env.items() if k.startswith("AWS_")})

    def run(self, *words, code=0):
        done = subprocess.run([TOTP, *words, "--no-input"], env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=300, check=False)
        expect(f"totp {words}: {done.stderr}", done.returncode, code)
        return done


def account(vault, name):
    return json.loads(vault.agent("show", "--json", "--exact", name))


def day(vault, caller, seeds):
    serial = caller.run("enroll", "laptop").stdout.strip()
    expect("serial", serial, "arn:aws:iam::123456789012:mfa/alice")
    made = account(vault, "laptop")
    expect("state", (made["state"], made["aws"]["serial"], made["aliases"]), ("active", serial, [serial]))
    with open(seeds, encoding="utf-8") as file:
        seed = dict(line.split() for line in file)[serial]
    step = int(time.time()) // 30
    wanted = subprocess.run(["oathtool", "--totp", "-b", seed, "--now", f"@{step * 30}"], capture_output=True, text=True, check=True)
    expect("its codes", vault.agent("code", "laptop", "--at", str(step * 30)), wanted.stdout)
    expect("devices", caller.run("aws", "devices").stdout, f"{serial}\tvirtual\tlaptop\n")
    caller.run("aws", "verify", "laptop")
    caller.run("aws", "resync", "laptop")
    again = caller.run("enroll", "laptop", code=12)
    expect("told", "already an account named laptop" in again.stderr, True)
    document = json.loads(caller.run("enroll", "laptop", "--json", code=12).stdout)
    expect("document", document["error"]["message"].startswith("there is already an account named laptop"), True)
    caller.run("enroll", "laptop", "--if-missing")
    # What takes an account away opens the vault itself, and says so before AWS hears of anything.
    for words in (["enroll", "laptop", "--replace"], ["aws", "remove", "laptop"]):
        refused = caller.run(*words, code=5)
        expect(f"{words}", "passphrase" in refused.stderr, True)
    expect("untouched", account(vault, "laptop")["state"], "active")
    print("agentaws: enroll, devices, verify and resync of an unlocked vault ask for nothing")


def locked_on_the_way(vault, caller, code, words, state):
    """The agent goes while AWS keeps the call waiting."""
    process = subprocess.Popen([TOTP, "enroll", *words, "--no-input"], env=caller.env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told = ""
    for line in process.stderr:
        told += line
        if re.search("registering it with two codes", line):
            vault.agent("lock")
    expect(f"enroll {words}: {told}", process.wait(timeout=300), code)
    process.stdout.close()
    process.stderr.close()
    vault.unlock()
    expect("state", account(vault, words[0])["state"], state)
    return told


def main():
    vault = AgentVault()
    try:
        vault.unlock()
        seeds = os.path.join(vault.folder, "seeds")
        with Server(vault.folder, "--user", "alice", "--verification-lag", "0", "--seed-file", seeds,
                    "--fault", "EnableMFADevice:2:delay=5") as server:
            caller = Caller(vault, server)
            day(vault, caller, seeds)
            told = locked_on_the_way(vault, caller, 5, ["second", "--device-name", "second"], "pending")
            expect("way on", "totp enroll" in told, True)
            expect("resumed", caller.run("enroll", "--resume", "second").stdout.strip(), "arn:aws:iam::123456789012:mfa/second")
            expect("active", account(vault, "second")["state"], "active")
        print("agentaws: locked in the middle of an enrolment, the account stays pending and is resumed")
    finally:
        vault.remove()


if __name__ == "__main__":
    sys.exit(main())
