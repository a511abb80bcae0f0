#!/usr/bin/python3
"""The local IAM against programs that know nothing of it: the AWS command line, zbarimg for its QR codes, oathtool for codes."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from support.localiam import SCRIPT, Device, Server, current_step
from support.totp import expect

# What does not know the variable assumes roles at the real AWS.
KNOWS_ENDPOINT_URL = ((1, 29), (2, 13))


def session_of(server, device, code):
    credentials = server.run("sts", "get-session-token", "--serial-number", device.serial, "--token-code",
                             code)["Credentials"]
    return {"AWS_ACCESS_KEY_ID": credentials["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": credentials["SessionToken"]}


def life_of_a_device(folder):
    seeds = os.path.join(folder, "seeds")
    with Server(folder, "--user", "alice", "--force-mfa", "--seed-file", seeds, "--verification-lag", "0") as server:
        expect("who alice is", server.run("sts", "get-caller-identity")["Arn"], "arn:aws:iam::123456789012:user/alice")
        device = Device(server, folder, "phone")
        with open(seeds, encoding="ascii") as file:
            expect("seed file", file.read(), f"{device.serial} {device.seed}\n")
        step = current_step()
        server.refused("InvalidAuthenticationCode", "iam", "enable-mfa-device", *device.pair(step, step - 1))
        server.run("iam", "enable-mfa-device", *device.pair(step - 1, step))
        # From here on AWS wants MFA for it, before it says that the device is in use.
        server.refused("AccessDenied", "iam", "enable-mfa-device", *device.pair(step + 1, step + 2))
        expect("devices of alice", [d["SerialNumber"] for d in server.run("iam", "list-mfa-devices")["MFADevices"]],
               [device.serial])
        server.refused("AccessDenied", "iam", "list-users")
        session_of(server, device, device.code(step))
        server.refused("AccessDenied", "sts", "get-session-token", "--serial-number", device.serial, "--token-code",
                       device.code(step))
        server.refused("AccessDenied", "iam", "deactivate-mfa-device", "--user-name", "alice", "--serial-number", device.serial)
        session = session_of(server, device, device.code(step + 1))
        server.refused("AccessDenied", "sts", "get-session-token", env=session)
        server.run("iam", "deactivate-mfa-device", "--user-name", "alice", "--serial-number", device.serial, env=session)
        server.refused("AccessDenied", "iam", "delete-virtual-mfa-device", "--serial-number", device.serial, env=session)


def lost_answer(folder):
    """The command line tries again by itself, and then is told of what it did itself."""
    fault = "EnableMFADevice:1:lose-after"
    with Server(folder, "--user", "alice", "--page-size", "1", "--fault", fault, "--verification-lag", "0") as server:
        devices = [Device(server, folder, f"phone-{number}") for number in range(3)]
        expect("devices, page by page", len(server.run("iam", "list-virtual-mfa-devices")["VirtualMFADevices"]), 3)
        step = current_step()
        server.refused("AccessDenied", "iam", "enable-mfa-device", *devices[0].pair(step - 1, step))
        log = server.log()
        expect("calls of EnableMFADevice", [words[:3] for words in log if words[0] == "EnableMFADevice"],
               [["EnableMFADevice", "done", "lost"], ["EnableMFADevice", "not-done", "403"]])
        expect("pages", len([words for words in log if words[0] == "ListVirtualMFADevices"]), 3)
        session = session_of(server, devices[0], devices[0].code(step + 1))
        server.run("iam", "deactivate-mfa-device", "--serial-number", devices[0].serial, "--user-name", "alice", env=session)
        for device in devices:
            server.run("iam", "delete-virtual-mfa-device", "--serial-number", device.serial)


def callers(folder):
    """A profile for each, in files that only their owner reads; and a clock that is an hour ahead."""
    profiles = os.path.join(folder, "profiles")
    role = "AWSReservedSSO_Admin_0123456789abcdef"
    with Server(folder, "--user", "team/alice", "--root", "--role", f"{role}/bob", "--partition", "aws-cn",
                "--profiles", profiles) as server:
        for name, arn in (("alice", "arn:aws-cn:iam::123456789012:user/team/alice"),
                          ("root", "arn:aws-cn:iam::123456789012:root"),
                          ("bob", f"arn:aws-cn:sts::123456789012:assumed-role/{role}/bob")):
            expect(name, server.run("--profile", name, "sts", "get-caller-identity")["Arn"], arn)
        for name in ("config", "credentials"):
            expect(f"mode of {name}", os.stat(os.path.join(profiles, name)).st_mode & 0o777, 0o600)
    with Server(folder, "--offset", "3600") as server:
        server.refused("SignatureDoesNotMatch", "sts", "get-caller-identity")


def roles(folder):
    """Through profiles, as the command line assumes them; a user without keys is there for others."""
    said = subprocess.run(["aws", "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(map(int, re.match(r"aws-cli/(\d+)\.(\d+)", said).groups()))
    if version < KNOWS_ENDPOINT_URL[version[0] - 1]:
        print(f"local IAM: LEFT OUT: roles, since {said.split()[0]} does not know AWS_ENDPOINT_URL")
        return
    profiles = os.path.join(folder, "role-profiles")
    with Server(folder, "--user", "admin", "--user", "bob", "--plain-user", "alice", "--trusting-role", "dev:admin",
                "--trusting-role", "strict:admin:mfa", "--profiles", profiles) as server:
        with open(os.path.join(profiles, "config"), "a", encoding="ascii") as file:
            for role in ("dev", "strict"):
                file.write(f"[profile {role}]\nrole_arn = arn:aws:iam::123456789012:role/{role}\nsource_profile = admin\n")
        arn = server.run("--profile", "dev", "sts", "get-caller-identity")["Arn"]
        expect("who dev is", arn.rpartition("/")[0], "arn:aws:sts::123456789012:assumed-role/dev")
        server.refused("AccessDenied", "--profile", "strict", "sts", "get-caller-identity")
        server.refused("AccessDenied", "--profile", "bob", "sts", "assume-role", "--role-arn",
                       "arn:aws:iam::123456789012:role/dev", "--role-session-name", "bob")
        users = [user["UserName"] for user in server.run("iam", "list-users")["Users"]]
        expect("users", users, ["admin", "alice", "bob"])
        with open(os.path.join(profiles, "credentials"), encoding="ascii") as file:
            expect("profiles", [line.strip() for line in file if line.startswith("[")], ["[admin]", "[bob]"])


def script():
    done = subprocess.run([SCRIPT, "--user", "alice", "--", "sh", "-c", 'test -n "$AWS_ACCESS_KEY_ID" && exit 7'])
    expect("exit code of the command", done.returncode, 7)
    for options in (["--bogus"], ["--user"], ["--fault", "x"], ["--user", "a", "--user", "a"], ["--"],
                    ["--trusting-role", "dev:nobody"], ["--trusting-role", "dev"]):
        done = subprocess.run([SCRIPT, *options], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        expect(f"exit code with {options}", (done.returncode, done.stdout), (2, ""))
        expect(f"lines of the error with {options}", len(done.stderr.splitlines()), 1)


def main():
    folder = tempfile.mkdtemp(prefix="local-iam-check-")
    try:
        for check in (life_of_a_device, lost_answer, callers, roles):
            check(folder)
        script()
    finally:
        shutil.rmtree(folder)
    print("local IAM: the AWS command line enrols, signs in, is refused and is misled as by AWS")


if __name__ == "__main__":
    sys.exit(main())
