"""The local IAM as scripts/local-iam starts it, and what the AWS command line says of it."""

import json
import os
import shlex
import subprocess
import time
import urllib.parse

from support.totp import ROOT, expect

SCRIPT = os.path.join(ROOT, "scripts", "local-iam")
STEP = 30
# Enough for the calls of one step, each a start of the command line.
SECONDS_NEEDED = 15


class Server:
    """The script, running until its standard input closes."""

    def __init__(self, folder, *options):
        self.log_file = os.path.join(folder, f"log-{time.monotonic_ns()}")
        self.home = folder
        self.process = subprocess.Popen([SCRIPT, "--log", self.log_file, *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and not k.endswith("_proxy")}
        for line in self.process.stdout:
            words = shlex.split(line, comments=True)
            if words[:1] == ["export"]:
                name, value = words[1].split("=", 1)
                self.env[name] = value
            if line == "# ready\n":
                return
        raise AssertionError("the server did not start")

    def set_offset(self, seconds):
        """Its clock is so far ahead from now on."""
        self.process.stdin.write(f"offset {seconds}\n")
        self.process.stdin.flush()
        expect("what the server says", self.process.stdout.readline(), f"# offset {seconds}\n")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.stdin.close()
        expect("exit code of the server", self.process.wait(timeout=60), 0)

    def call(self, *arguments, env=None):
        # The endpoint as an option: Debian's command line is older than the variable.
        command = ["aws", "--endpoint-url", self.env["AWS_ENDPOINT_URL"], "--output", "json", *arguments]
        # A home of the check's own: the command line keeps a role's credentials there for an hour, and no other server knows them.
        return subprocess.run(command, env={**self.env, "HOME": self.home, **(env or {})}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)

    def run(self, *arguments, env=None):
        done = self.call(*arguments, env=env)
        if done.returncode != 0:
            raise AssertionError(f"aws {arguments}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def refused(self, code, *arguments, env=None):
        done = self.call(*arguments, env=env)
        expect(f"aws {arguments}: exit code", done.returncode != 0, True)
        if f"({code})" not in done.stderr:
            raise AssertionError(f"aws {arguments}: wanted {code}: {done.stderr}")

    def log(self):
        with open(self.log_file, encoding="utf-8") as file:
            return [line.split(" ")[1:] for line in file]


class Device:
    """A new device, its seed taken from the picture."""

    def __init__(self, server, folder, name):
        picture = os.path.join(folder, f"{name}.png")
        created = server.run("iam", "create-virtual-mfa-device", "--virtual-mfa-device-name", name, "--outfile", picture,
                             "--bootstrap-method", "QRCodePNG")
        self.serial = created["VirtualMFADevice"]["SerialNumber"]
        text = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True, check=True).stdout
        uri = urllib.parse.urlparse(text.strip())
        expect("what the QR code begins with", text.split("?")[0],
               f"otpauth://totp/Amazon%20Web%20Services:{name}@123456789012")
        self.seed = urllib.parse.parse_qs(uri.query)["secret"][0]
        expect("length of the seed", len(self.seed), 64)

    def code(self, step):
        done = subprocess.run(["oathtool", "--totp", "-b", "--now", f"@{step * STEP}", "-"], input=self.seed,
                              capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def pair(self, first, second):
        return ["--user-name", "alice", "--serial-number", self.serial, "--authentication-code1", self.code(first),
                "--authentication-code2", self.code(second)]


def current_step():
    """The step of now, with enough of it left."""
    left = STEP - time.time() % STEP
    if left < SECONDS_NEEDED:
        time.sleep(left)
    return int(time.time()) // STEP
