#!/usr/bin/python3
"""Programs that use AWS by a profile that totp aws setup prepared: while the sessions run out, through chains of roles, where the
config files go round in a circle, in each partition, and with variables in the way. The program is the SDK for Java; with the
argument "cli" the AWS command line and boto3."""

import contextlib
import os
import re
import subprocess
import sys
import time

from sessions import enrolled
from support.tools import Alive, who
from support.totp import expect

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
# What was edited after aws setup, or was written by hand.
ROUND = """
[profile round]
totp_role_arn = arn:aws:iam::123456789012:role/Admin
totp_source_profile = round-b
credential_process = totp aws credentials round
[profile round-b]
totp_role_arn = arn:aws:iam::123456789012:role/Deploy
totp_source_profile = round
credential_process = totp aws credentials round-b
[profile tool]
credential_process = totp aws credentials tool-b
[profile tool-b]
credential_process = totp aws credentials tool
[profile through]
totp_role_arn = arn:aws:iam::123456789012:role/Admin
totp_source_profile = wrapped
credential_process = totp aws credentials through
[profile wrapped]
credential_process = sh -c "exec totp aws credentials through"
[profile plain]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = plain-b
[profile plain-b]
role_arn = arn:aws:iam::123456789012:role/Deploy
source_profile = plain
"""
# What counts for nothing where a profile is named, and would do harm if it did.
IN_THE_WAY = {
    "AWS_PROFILE": "nobody", "AWS_DEFAULT_PROFILE": "nobody",
    "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/Other", "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_SESSION_NAME": "other",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/", "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00:00Z",
    "AWS_MFA_SERIAL": "arn:aws:iam::123456789012:mfa/other", "AWS_ACCOUNT_ID": "999999999999", "AWS_STS_REGIONAL_ENDPOINTS": "legacy",
    "AWS_REGION": "cn-north-1", "AWS_DEFAULT_REGION": "eu-west-1", "AWS_DEFAULT_OUTPUT": "table", "AWS_SECURITY_TOKEN": "other",
    "AWS_VAULT": "other", "AWSUME_PROFILE": "other", "AWS_SDK_LOAD_CONFIG": "0", "AWS_RETRY_MODE": "adaptive",
}


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


@contextlib.contextmanager
def prepared(partition, region):
    with enrolled("--partition", partition, *ROLES) as caller:
        day = Day(caller, chain(partition, region))
        day.prepare("prod", "deploy", "partner")
        yield day


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


def waiting(day, tool):
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
    print(f"callers: one run of {NAMES[tool]} goes on over the end of two sessions: {no_code_twice(day)} codes, none twice")


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


def rounds(day, tool):
    """Circles end at once, with a line that says so, and AWS hears nothing."""
    day.write(ROUND)
    before = day.calls()
    for profile, code, told in (("round", 2, "go round in a circle"), ("tool", 2, "go round in a circle"),
                                ("through", 10, "the profiles go round in a circle")):
        _, err = day.caller.run("aws", "credentials", profile, code=code)
        expect(f"lines of {profile}: {err}", (err.count("totp: error: "), told in err), (1, True))
        begun = time.monotonic()
        heard = who(tool, profile, day.env)
        expect(f"{profile}: {heard}", (heard.startswith("error: "), heard.count("totp: error: "), told in heard), (True, 1, True))
        expect("how long it took", time.monotonic() - begun < SECONDS_MAX, True)
    day.caller.run("aws", "setup", "plain", "--in-place", "--yes", code=2)
    expect("calls", day.since(before), (0, 0))
    print(f"callers: {NAMES[tool]} is told of 3 circles in a line each, and AWS hears nothing")


def partitions(day, tool, partition):
    for name in ("Admin", "Deploy", "Partner"):
        profile = {"Admin": "prod"}.get(name, name.lower())
        # Of another partition, as somebody has it who works in several.
        for variables in ({}, {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}):
            expect(f"{partition}, {variables}", who(tool, profile, {**day.env, **variables}), role(name, partition))
    expect("calls", (day.caller.calls("GetSessionToken"), day.caller.calls("AssumeRole")), (1, 3))
    print(f"callers: {NAMES[tool]} by one, two and three roles in {partition}")


def variables(day, tool):
    own = {name: day.caller.server.env[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    stray = {"AWS_ACCESS_KEY_ID": "AKIASTRAY", "AWS_SECRET_ACCESS_KEY": "stray", "AWS_SESSION_TOKEN": "stray"}
    user = "arn:aws:iam::123456789012:user/alice"
    before = day.calls()
    for keys in ({}, own, stray):
        expect(f"a profile that is named, beside {sorted(keys)}", who(tool, "prod", {**day.env, **IN_THE_WAY, **keys}), role("Admin"))
    expect("AWS_PROFILE", who(tool, None, {**day.env, "AWS_PROFILE": "prod"}), role("Admin"))
    expect("keys before AWS_PROFILE", who(tool, None, {**day.env, "AWS_PROFILE": "prod", **own}), user)
    if tool != "java":  # which knows nothing of that variable
        both = {**day.env, "AWS_DEFAULT_PROFILE": "prod", "AWS_PROFILE": "nobody"}
        expect("AWS_DEFAULT_PROFILE", who(tool, None, both), role("Admin"))
    expect("calls", day.since(before), (1, 1))
    # Taken away again, as docs/aws.md says.
    unset, _ = day.caller.run("aws", "env", "--unset")
    gone = [line.split()[1] for line in unset.splitlines()]
    left = {name: value for name, value in {**day.env, **stray, "AWS_PROFILE": "prod"}.items() if name not in gone}
    expect("keys that were taken away", who(tool, None, {**left, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}), role("Admin"))
    files = os.path.join(day.caller.vault.folder, "aws files")
    os.mkdir(files)
    os.rename(day.env["AWS_CONFIG_FILE"], os.path.join(files, "config"))
    expect("a path with a blank", who(tool, "prod", {**day.env, "AWS_CONFIG_FILE": "~/aws files/config"}), role("Admin"))
    os.rename(os.path.join(files, "config"), day.env["AWS_CONFIG_FILE"])
    expect("calls", day.since(before), (1, 1))
    for name in ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"):
        day.caller.run("aws", "credentials", "prod", "--renew", **IN_THE_WAY, **stray, **{name: "true"})
    expect("calls", day.since(before), (1, 3))
    print(f"callers: {NAMES[tool]} with {len(IN_THE_WAY) + len(stray)} variables in the way")


def main(part):
    tools = ["cli", "boto3"] if part == "cli" else ["java"]
    for tool in tools:
        for check in (waiting if tool == "cli" else expiry, chains, rounds, variables):
            with prepared("aws", "us-east-1") as day:
                check(day, tool)
        for partition, region in (("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")):
            with prepared(partition, region) as day:
                partitions(day, tool, partition)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [""]))
