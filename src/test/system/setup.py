#!/usr/bin/python3
"""totp aws setup against programs that know nothing of it: the AWS command line uses what was set up, and Python's configparser,
with which it reads its files, finds every other profile as it was. What was set up comes back to the byte. With the argument
"cli" with the AWS command line, else without."""

import configparser
import os
import subprocess
import sys

from sessions import ROLE, enrolled
from support.totp import TOTP, expect

SERIAL = "arn:aws:iam::123456789012:mfa/alice"
PROD = f"role_arn = {ROLE}\nsource_profile = me\nmfa_serial = {SERIAL}"
CONFIGS = [
    f"[profile prod]\n{PROD}",
    f"# mine\n[profile me]\nregion = us-east-1\n\n[profile prod]\n{PROD}\n# Ireland\nregion = eu-west-1\ns3 =\n  max_queue_size = 1\n",
    f"[profile me]\r\nregion=us-east-1\r\n[profile prod]\r\n  {PROD}\r\n".replace("\n", "\r\n").replace("\r\r", "\r"),
    f"\ufeff[profile 'prod']\n\n{PROD}\n\n[default]\noutput = json ; \u00e0\n[sso-session x]\nsso_region = y\n",
    "[profile prod]   # x\n    " + PROD.replace("\n", "\n    ") + "\n    region = us-east-1\n[profile me]",
    "[profile x]\ns3 =\n    a = b\n\n    # c\n\n    d = e\n[profile prod]\noutput = text\n" + PROD.replace(" = ", ":") + "\n\n\n",
]


def read(path):
    """As botocore does."""
    parser = configparser.RawConfigParser(default_section=None)
    with open(path, encoding="utf-8-sig") as file:
        parser.read_file(file)
    return {name: dict(parser.items(name)) for name in parser.sections()}


def content(path):
    with open(path, "rb") as file:
        return file.read()


def put(path, text):
    with open(path, "wb") as file:
        file.write(text.encode())


def others(sections):
    """Without what is handed over; keys that go by another name count as gone by the old one."""
    kept = {}
    for name, values in sections.items():
        plain = {key.removeprefix("totp_"): value for key, value in values.items() if key != "credential_process"}
        if plain.get("source_profile", "").endswith("-long-term"):
            del plain["source_profile"]
        kept[name.removesuffix("-long-term").replace("'", "")] = plain
    return kept


def ask(caller, profile):
    """Who the AWS command line is by a profile."""
    command = ["aws", "--endpoint-url", caller.env["AWS_ENDPOINT_URL"], "--region", "us-east-1", "--profile", profile, "--output",
               "text", "--query", "Arn", "sts", "get-caller-identity"]
    path = caller.vault.folder + os.pathsep + os.environ["PATH"]
    ended = subprocess.run(command, env={**caller.env, "HOME": caller.vault.folder, "PATH": path}, stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=120, check=False)
    expect(f"aws: {ended.stderr}", ended.returncode, 0)
    return ended.stdout.strip()


def round_trip(caller, number, by_cli):
    config, credentials = caller.env["AWS_CONFIG_FILE"], caller.env["AWS_SHARED_CREDENTIALS_FILE"]
    put(config, CONFIGS[number])
    before = content(config), content(credentials)
    meant = others(read(config)), others(read(credentials))
    for profiles in (["prod"], ["prod", "me"]):
        out, err = caller.run("aws", "setup", *profiles, "--in-place", "--yes", "-q")
        expect("converted", out.count("converted"), len(profiles))
        expect("a key that is shown", caller.secret in out + err, False)
        sections = read(config)
        for profile in profiles:
            name = next(name for name in sections if name.replace("'", "") == f"profile {profile}")
            expect("line", sections[name]["credential_process"], f"totp aws credentials {profile}")
            expect("what a tool finds beside it", {"role_arn", "source_profile", "mfa_serial"} & set(sections[name]), set())
        now = others(sections), others(read(credentials))
        now[0].setdefault("profile me", {})
        expect("other profiles", (now[0], now[1]), ({"profile me": {}, **meant[0]}, meant[1]))
        if by_cli and not CONFIGS[number].startswith("\ufeff"):  # which it does not read at all
            for profile in profiles:
                name = "assumed-role/Admin/alice" if profile == "prod" else "user/alice"
                expect("who", ask(caller, profile).endswith(name), True)
        caller.run("aws", "setup", *profiles, "--undo", "--yes", "-q")
        expect(f"file {number} after --undo", (content(config), content(credentials)), before)


def main(part):
    with enrolled() as caller:
        folder = caller.vault.folder
        caller.env["PATH"] = folder + os.pathsep + os.environ["PATH"]
        for number in range(len(CONFIGS)):
            round_trip(caller, number, part == "cli")
        for name in ("config", "credentials"):
            copies = [file for file in os.listdir(folder) if file.startswith(f"{name}.totp-")]
            expect("copies", len(copies) > 1, True)
            modes = {os.stat(os.path.join(folder, file)).st_mode & 0o777 for file in copies}
            expect("their mode", modes, {0o600})
    print(f"setup: {len(CONFIGS)} config files, 2 ways each, there and back" + (", used by the AWS CLI" if part else ""))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [""]))
