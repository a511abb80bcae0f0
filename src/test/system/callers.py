#!/usr/bin/python3
"""Programs that use AWS by a profile that totp aws setup prepared: while the sessions run out, through chains of roles, where the
config files go round in a circle, in each partition, and with variables in the way. The program is the SDK for Java; with the
argument "cli" the AWS command line and boto3."""

import os
import re
import subprocess
import sys
import time

from sessions import enrolled
from support.tools import Alive, cli, who
from support.totp import TOTP, expect

NAMES = {"java": "the SDK for Java", "boto3": "boto3", "cli": "the AWS command line"}
# Of AWS tools, each with a start of a JVM or two in it.
SECONDS_MAX = 60
PARTNER = "Shared/Secret=1"
ROLES = ("--trusting-role", "Deploy:Admin/alice", "--trusting-role", f"Partner:Deploy/alice:external-id={PARTNER}")
CHAIN = """
[profile me]
region = {region}
[profile prod]
role_arn = arn:{partition}:iam::123456789012:role/Admin
source_profile = me
[profile deploy]
role_arn = arn:{partition}:iam::123456789012:role/Deploy
source_profile = prod
[profile partner]
role_arn = arn:{partition}:iam::123456789012:role/Partner
source_profile = deploy
external_id = {external_id}
region = {region}
"""


class Day:
    """Somebody with profiles and a device, whose time is what the check says it is: AWS's, and that of every program here."""

    def __init__(self, caller, text):
        self.caller = caller
        folder = caller.vault.folder
        self.clock = os.path.join(folder, "clock")
        library = subprocess.run("dpkg -L libfaketime | grep 'libfaketimeMT.so.1$'", shell=True, capture_output=True, text=True,
                                 check=True).stdout.strip()
        self.set(0)
        caller.env.update({"LD_PRELOAD": library, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1",
                           "FAKETIME_FORCE_MONOTONIC_FIX": "0", "FAKETIME_TIMESTAMP_FILE": self.clock, "NO_FAKE_STAT": "1",
                           "PATH": folder + os.pathsep + os.environ["PATH"], "HOME": folder,
                           **{name: caller.server.env[name] for name in ("AWS_REGION", "AWS_DEFAULT_REGION")}})
        self.env = caller.env
        self.write(text)

    def write(self, text):
        with open(self.env["AWS_CONFIG_FILE"], "w", encoding="utf-8") as file:
            file.write(text)

    def set(self, seconds):
        with open(self.clock + "-new", "w", encoding="ascii") as file:
            file.write(f"+{seconds}s\n")
        os.replace(self.clock + "-new", self.clock)
        self.caller.server.set_offset(seconds)

    def prepare(self, *profiles):
        out, _ = self.caller.run("aws", "setup", *profiles, "--in-place", "--yes")
        expect("converted", out.count("converted"), len(profiles))

    def calls(self):
        return {action: self.caller.calls(action) for action in ("GetSessionToken", "AssumeRole")}

    def since(self, before):
        return tuple(count - before[action] for action, count in self.calls().items())


def chain(partition="aws", region="us-east-1", external_id=PARTNER):
    return CHAIN.format(partition=partition, region=region, external_id=external_id)


def role(name, partition="aws"):
    return f"arn:{partition}:sts::123456789012:assumed-role/{name}/alice"


def no_code_twice(day):
    lines = [" ".join(line) for line in day.caller.server.log()]
    steps = [step for line in lines for step in re.findall(r"Step[12]?=([0-9]+)", line)]
    expect("codes that were sent twice", len(steps) - len(set(steps)), 0)
    expect("what AWS found to be over", [line for line in lines if "Expired" in line], [])
    return len(steps)


def expiry(day, tool):
    """One process, for whom a day goes by."""
    hour = 3600
    with Alive(tool, "prod", day.env) as program:
        before = day.calls()
        first = program.ask()
        expect("who", first[0], role("Admin"))
        expect("calls of the beginning", day.since(before), (1, 1))
        expect("again", program.ask(), first)
        keys = [first[1]]
        # After the role's session; the same once more; and after the user's session of twelve hours, which takes a code.
        for seconds, sessions in ((hour + 60, 1), (3 * hour, 1), (14 * hour, 2)):
            day.set(seconds)
            arn, key = program.ask()
            expect("who", arn, role("Admin"))
            keys.append(key)
            expect("calls so far", day.since(before), (sessions, len(keys)))
        expect("different keys", len(set(keys)), 4)
    codes = no_code_twice(day)
    print(f"callers: {NAMES[tool]} goes on over the end of three sessions: {codes} codes, none twice, nothing asked")


def waiting(day):
    """The AWS command line in one run: it asks for a user who does not come, each second, twenty times."""
    before, polls = day.calls(), day.caller.calls("GetUser")
    program = subprocess.Popen(["aws", "--endpoint-url", day.env["AWS_ENDPOINT_URL"], "--profile", "prod", "iam", "wait",
                                "user-exists", "--user-name", "nobody"], env={**day.env, "FAKETIME_DONT_FAKE_MONOTONIC": "0"}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + SECONDS_MAX
    for wanted, seconds in ((3, 2 * 3600), (8, 15 * 3600)):
        while day.caller.calls("GetUser") - polls < wanted:
            if program.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"it does not go on: {program.communicate()}")
            time.sleep(0.02)
        day.set(seconds)  # it rests for a second now
    _, err = program.communicate(timeout=SECONDS_MAX)
    expect(f"it ends: {err}", "Max attempts exceeded" in err, True)
    answers = {" ".join(line[2:5]) for line in day.caller.server.log() if line[0] == "GetUser"}
    expect("answers", answers, {f"404 NoSuchEntity {role('Admin')}"})
    expect("calls", day.since(before), (2, 3))
    print(f"callers: one run of {NAMES['cli']} goes on over the end of two sessions: {no_code_twice(day)} codes, none twice")


def chains(day, tool):
    """Three roles in a row, the last one with an external id, by totp; and one that the tool assumes by itself."""
    before = day.calls()
    expect("two roles", who(tool, "deploy", day.env), role("Deploy"))
    expect("three roles", who(tool, "partner", day.env), role("Partner"))
    expect("calls", day.since(before), (1, 3))
    day.write(chain(external_id="Wrong"))
    day.prepare("partner")
    told = who(tool, "partner", day.env)
    expect(f"a wrong external id: {told}", "totp: error: " in told and "AccessDenied" in told, True)
    print(f"callers: {NAMES[tool]} by three roles in a row, the last with an external id: 1 code, 3 AssumeRole")


def main(part):
    tools = ["cli", "boto3"] if part == "cli" else ["java"]
    for tool in tools:
        for check in ((waiting,) if tool == "cli" else (expiry,)) + (chains,):
            with enrolled(*ROLES) as caller:
                day = Day(caller, chain())
                day.prepare("prod", "deploy", "partner")
                check(*((day,) if check is waiting else (day, tool)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [""]))
