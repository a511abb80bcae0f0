"""Other programs that use AWS: the SDK for Java, and with more on the machine the AWS command line and boto3. They find credentials
by a profile or by their own rules, and know nothing of totp."""

import functools
import os
import shutil
import subprocess
import threading

from support.totp import ROOT, expect

SECONDS_MAX = 120
JAVA_SOURCE = os.path.join(ROOT, "src", "test", "java", "totp", "cli", "aws", "SdkCaller.java")
BOTO3 = """
import os, sys
import boto3
session = boto3.Session(profile_name=(sys.argv[1:] or [None])[0])
client = None
for line in sys.stdin:
    try:
        client = client or session.client("sts", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
        print(client.get_caller_identity()["Arn"], session.get_credentials().access_key, flush=True)
    except Exception as error:
        print("error:", str(error).replace("\\n", " "), flush=True)
"""


@functools.cache
def python_with_boto3():
    """The python of the path, or Debian's, whose packages belong to that one alone."""
    for python in ("python3", "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import boto3"], capture_output=True, check=False).returncode == 0:
            return python
    raise AssertionError("there is no python with boto3; on Debian it is in python3-boto3")


def java():
    home = os.environ.get("JAVA_HOME", "")
    program = os.path.join(home, "bin", "java") if home else shutil.which("java")
    # It was left there by scripts/local-iam, which needs the same libraries.
    with open(os.path.join(ROOT, "target", "local-iam", "classpath"), encoding="utf-8") as file:
        # From its source, so that it is the one that stands there.
        return [program, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", file.read().strip(), JAVA_SOURCE]


class Alive:
    """A program that goes on running, with one client, and says whenever it is asked for whom AWS takes it."""

    def __init__(self, tool, profile, env):
        """The profile may be None: then it looks by the rules of its SDK."""
        command = java() if tool == "java" else [python_with_boto3(), "-c", BOTO3]
        self.process = subprocess.Popen([*command, *([profile] if profile else [])], env=env, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ask(self):
        """An ARN and the id of the key that it was asked with; else what was told."""
        patience = threading.Timer(SECONDS_MAX, self.process.kill)
        patience.start()
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            patience.cancel()
        if not line:
            self.process.kill()
            return "error: " + self.process.communicate()[1], ""
        who, _, key = line.strip().partition(" ")
        return (line.strip(), "") if who == "error:" else (who, key)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.process.stdin.close()
            expect("how the caller ended", self.process.wait(60), 0)
        self.process.stdout.close()
        self.process.stderr.close()


def cli(env, *words):
    # The endpoint as an option as well: Debian's command line is older than the variable.
    return subprocess.run(["aws", "--endpoint-url", env["AWS_ENDPOINT_URL"], "--output", "text", *words], env=env,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)


def who(tool, profile, env):
    """For whom AWS takes a program that asks once and ends; else what it tells its user, behind "error: "."""
    if tool != "cli":
        with Alive(tool, profile, env) as caller:
            return caller.ask()[0]
    ended = cli(env, *(["--profile", profile] if profile else []), "sts", "get-caller-identity", "--query", "Arn")
    return ended.stdout.strip() if ended.returncode == 0 else "error: " + ended.stderr.strip()
