"""What the checks of the real program share: a vault of their own, and calls of the launcher."""

import contextlib
import os
import subprocess
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..", ".."))
TOTP = os.path.join(ROOT, "scripts", "totp")
PASSPHRASE = "correct horse battery staple"
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class Vault:
    """A folder with a vault in it and an environment in which nothing of the caller's takes part."""

    def __init__(self, *init, folder=None):
        self.folder = folder or tempfile.mkdtemp(prefix="totp-check-")
        self.path = os.path.join(self.folder, "vault.totp")
        self.passphrase_file = os.path.join(self.folder, "passphrase")
        self.recovery_file = os.path.join(self.folder, "recovery-key")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("TOTP_")}
        self.env["TOTP_VAULT"] = self.path
        self.env["XDG_STATE_HOME"] = os.path.join(self.folder, "state")
        descriptor = os.open(self.passphrase_file, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, PASSPHRASE.encode())
        os.close(descriptor)
        self.run("init", "--write-recovery-key", self.recovery_file, *init)

    def command(self, *arguments, passphrase=True):
        options = ["--passphrase-file", self.passphrase_file] if passphrase else []
        return [TOTP, *arguments, *options]

    def call(self, *arguments, stdin="", passphrase=True):
        """The finished process, whatever its exit code."""
        return subprocess.run(self.command(*arguments, passphrase=passphrase), input=stdin, env=self.env,
                              capture_output=True, text=True, timeout=120)

    def run(self, *arguments, stdin=""):
        """Standard output of a call that must succeed."""
        done = self.call(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise AssertionError(f"totp {arguments}: exit {done.returncode}: {done.stderr}")
        return done.stdout


CHEAP = ("--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1")


def expect(what, found, wanted):
    if found != wanted:
        raise AssertionError(f"{what}: found {found!r}, wanted {wanted!r}")


def oathtool(secret, algorithm, digits, period, time):
    """The code by a program that shares no code with ours."""
    return subprocess.run(
        ["oathtool", f"--totp={algorithm}", "--base32", f"--digits={digits}", f"--time-step-size={period}s",
         f"--now=@{time}", "-"],
        input=secret, capture_output=True, text=True, check=True).stdout.strip()


@contextlib.contextmanager
def small_file_system(folder):
    """Whether the new folder is a file system of 64 KiB meanwhile. A container may mount none; that each write can fail for want
    of room faults.py and SaveFaultTest check as well."""
    os.makedirs(folder, mode=0o700)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", folder], check=False).returncode == 0
    if not mounted:
        print("LEFT OUT: the full disk, since nothing can be mounted here")
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", folder], check=True)
        os.rmdir(folder)
