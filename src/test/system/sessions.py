#!/usr/bin/python3
"""Sessions of AWS profiles with real processes: twenty that want one at the same time, a holder that is killed, and where the keys
of a session are and are not. With the argument "cli" instead: the AWS command line as a caller."""

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from agent import AgentVault
from support.localiam import Server
from support.totp import TOTP, expect

CALLERS = 20
ROLE = "arn:aws:iam::123456789012:role/Admin"


class Caller:
    """Somebody with profiles for a role, whose keys are in the credentials file alone."""

    def __init__(self, vault, server):
        self.vault, self.server = vault, server
        keys = {name: server.env[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        self.secret = keys["AWS_SECRET_ACCESS_KEY"]
        folder = vault.folder
        cache = os.path.join("/dev/shm", os.path.basename(folder))
        self.cache = cache
        # The program under test stands for the installed one, whose name the profile has.
        tool = os.path.join(folder, "totp")
        if not os.path.exists(tool):
            os.symlink(TOTP, tool)
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            region = server.env["AWS_REGION"]
            file.write(f"[profile me]\nregion = {region}\n[profile prod]\nrole_arn = {ROLE}\nsource_profile = me\n"
                       f"[profile tool]\nregion = {region}\ncredential_process = {tool} aws credentials prod\n")
        with open(os.path.join(folder, "credentials"), "w", encoding="utf-8") as file:
            file.write(f"[me]\naws_access_key_id = {keys['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = {self.secret}\n")
        self.env = {**vault.env, "AWS_CONFIG_FILE": os.path.join(folder, "config"), "TOTP_AWS_CACHE": cache,
                    "AWS_SHARED_CREDENTIALS_FILE": os.path.join(folder, "credentials"),
                    "AWS_ENDPOINT_URL": server.env["AWS_ENDPOINT_URL"], "AWS_EC2_METADATA_DISABLED": "true"}

    def start(self, *words, **env):
        return subprocess.Popen([TOTP, *words], env={**self.env, **env}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, *words, code=0, **env):
        process = self.start(*words, **env)
        out, err = process.communicate(timeout=120)
        expect(f"totp {words}: {err}", process.returncode, code)
        return out, err

    def calls(self, action):
        return sum(1 for line in self.server.log() if line[0] == action)


@contextlib.contextmanager
def enrolled(*options):
    """Somebody whose device is in the vault, beside an IAM of his own, which is started with these options as well."""
    vault = AgentVault()
    cache = None
    try:
        with Server(vault.folder, "--user", "alice", "--trusting-role", "Admin:alice:mfa", "--verification-lag", "0",
                    *options) as server:
            caller = Caller(vault, server)
            cache = caller.cache
            caller.env["TOTP_PASSPHRASE_FILE"] = vault.passphrase_file
            caller.run("enroll", "laptop", "--profile", "me", "--no-verify", "-q")
            yield caller
    finally:
        vault.remove()
        if cache:
            shutil.rmtree(cache, ignore_errors=True)


def together(caller, code, *words, **env):
    """So many at once; what each printed."""
    processes = [caller.start(*words, **env) for _ in range(CALLERS)]
    ended = [process.communicate(timeout=240) for process in processes]
    for process, (_, err) in zip(processes, ended):
        expect(f"exit code: {err}", process.returncode, code)
    return ended


def at_once(caller, opened, **env):
    caller.run("aws", "sessions", "--clear")
    before = {action: caller.calls(action) for action in ("GetSessionToken", "AssumeRole")}
    answers = {out for out, _ in together(caller, 0, "aws", "credentials", "prod", **env)}
    expect("different answers", len(answers), 1)
    for action, count in before.items():
        expect(action, caller.calls(action) - count, 1)
    print(f"sessions: {CALLERS} at once {opened}: 1 GetSessionToken, 1 AssumeRole, {CALLERS} answers")


def by_the_command_line(caller):
    caller.run("aws", "sessions", "--clear")
    before = {action: caller.calls(action) for action in ("GetSessionToken", "AssumeRole", "GetCallerIdentity")}
    command = ["aws", "--endpoint-url", caller.env["AWS_ENDPOINT_URL"], "--profile", "tool", "--output", "json", "sts",
               "get-caller-identity"]
    env = {**caller.env, "HOME": caller.vault.folder, "PATH": os.environ["PATH"]}
    processes = [subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  text=True) for _ in range(CALLERS)]
    for process in processes:
        out, err = process.communicate(timeout=300)
        expect(f"aws: {err}", process.returncode, 0)
        expect("who", json.loads(out)["Arn"], "arn:aws:sts::123456789012:assumed-role/Admin/alice")
    for action in ("GetSessionToken", "AssumeRole"):
        expect(action, caller.calls(action) - before[action], 1)
    locked = subprocess.run(command, env={**env, "TOTP_AWS_CACHE": "off", "TOTP_PASSPHRASE_FILE": ""}, stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=120, check=False)
    expect("locked", locked.returncode != 0, True)
    expect("said by the command line", "totp: hint: " in locked.stderr, True)
    print(f"sessions: {CALLERS} aws commands through credential_process: 1 GetSessionToken, 1 AssumeRole")


def refused():
    """A server that says no is asked once."""
    vault = AgentVault()
    with Server(vault.folder, "--user", "alice", "--trusting-role", "Admin:alice:mfa", "--verification-lag", "0",
                "--fault", "GetSessionToken:*:error=AccessDenied,403") as server:
        caller = Caller(vault, server)
        caller.env["TOTP_PASSPHRASE_FILE"] = vault.passphrase_file
        caller.run("enroll", "denied", "--profile", "me", "--no-verify", "-q")
        told = {err for _, err in together(caller, 10, "aws", "credentials", "prod")}
        expect("what is told", len(told), 1)
        expect("GetSessionToken", caller.calls("GetSessionToken"), 1)
        caller.run("aws", "credentials", "prod", code=10)
        expect("who comes later asks again", caller.calls("GetSessionToken"), 2)
    vault.remove()
    shutil.rmtree(caller.cache, ignore_errors=True)
    print(f"sessions: {CALLERS} at once and a refusal: 1 call, one line for all")


def killed(caller):
    """Whoever holds the turn dies; the next one makes the session. Once with a code, of which there are three a minute, else
    with the user's session, which takes none."""
    for pause, words in ((0.9, []), (0.3, ["--renew"]), (0.5, ["--renew"]), (0.7, ["--renew"]), (1.1, ["--renew"])):
        if not words:
            caller.run("aws", "sessions", "--clear")
        first = caller.start("aws", "credentials", "prod", *words)
        time.sleep(pause)
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=60)
        begun = time.monotonic()
        out, _ = caller.run("aws", "credentials", "prod", *words)
        expect("document", json.loads(out)["Version"], 1)
        if words:
            expect("waits for nobody", time.monotonic() - begun < 40, True)
    print("sessions: a holder that was killed keeps nobody waiting")


def codes(caller):
    """No code goes to AWS twice, whoever takes it."""
    steps = [match for line in caller.server.log() for match in re.findall(r"Step[12]?=([0-9]+)", " ".join(line))]
    expect("codes that were sent", len(steps) >= 3, True)  # two of them registered the device
    expect("codes that were sent twice", len(steps) - len(set(steps)), 0)
    fresh, _ = caller.run("code", "laptop", "--fresh")
    expect("a fresh one", re.fullmatch("[0-9]{6}\n", fresh) is not None, True)
    print(f"sessions: {len(steps)} codes, none twice")


def traces(caller):
    """Keys of sessions lie in memory, and after lock nowhere; long-term keys are never printed."""
    out, err = caller.run("aws", "credentials", "prod", "-v")
    document = json.loads(out)
    for name in ("SecretAccessKey", "SessionToken"):
        expect(f"{name} on stderr", document[name] in err, False)
    expect("long-term key", caller.secret in out + err, False)
    files = [os.path.join(caller.cache, name) for name in os.listdir(caller.cache)]
    expect("kept", any(document["SessionToken"] in open(file, encoding="utf-8").read() for file in files), True)
    caller.run("lock")
    expect("kept after lock", os.listdir(caller.cache), [])
    for folder, _, names in os.walk(caller.vault.folder):
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.isfile(path) or os.path.islink(path) or path.startswith(caller.server.log_file):
                continue
            with open(path, "rb") as file:
                content = file.read()
            for secret in (document["SecretAccessKey"], document["SessionToken"]):
                for spelled in (secret.encode(), base64.b64encode(secret.encode())):
                    expect(f"a key of the session in {path}", spelled in content, False)
    print("sessions: their keys are in memory until lock, and nowhere behind it")


def main(part):
    with enrolled() as caller:
        if part == "cli":
            by_the_command_line(caller)
            return
        at_once(caller, "with a passphrase file")
        caller.vault.unlock()
        at_once(caller, "with the agent", TOTP_PASSPHRASE_FILE="")
        killed(caller)
        codes(caller)
        traces(caller)
    refused()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [""]))
