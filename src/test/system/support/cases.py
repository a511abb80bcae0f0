"""Calls that must end well or badly within bounds of time and memory, and leave the vault as it was."""

import os
import subprocess

from support.totp import RFC_SECRET, TOTP, expect

SECONDS_MAX = 2.0
LIST_SECONDS = 0.45  # of the processor, for a list of this cheap vault on a quiet machine of two cores
MIB_MAX = 256


class Cases:
    """Runs one case after the other and counts the numbers."""

    def __init__(self, vault):
        self.vault = vault
        self.numbers = set()
        self.cases = 0
        self.slowest = 0.0
        self.largest = 0.0
        with open(vault.path, "rb") as file:
            self.good = file.read()

    def path(self, name):
        return os.path.join(self.vault.folder, name)

    def file(self, name, data, mode=0o600):
        path = self.path(name)
        if os.path.lexists(path):
            os.remove(path)
        with open(path, "wb", opener=lambda p, flags: os.open(p, flags | os.O_CREAT | os.O_EXCL, mode)) as out:
            out.write(data)
        os.chmod(path, mode)
        return path

    def run(self, number, what, arguments, code, stdin=b"", env=None, command=None, quiet_ok=False,
            seconds_max=SECONDS_MAX):
        """Runs totp; `code` may be several. Success may say what it likes; a failure is one line."""
        codes = code if isinstance(code, tuple) else (code,)
        whole = command or [TOTP, *arguments]
        before = self.read_vault()
        process = subprocess.Popen(["/usr/bin/time", "-f", "%U %S %M", "-o", self.path("rss"), *whole],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**self.vault.env, **(env or {})}, start_new_session=True)
        out, err = process.communicate(stdin, timeout=60)
        with open(self.path("rss"), encoding="ascii") as file:
            user, system, kib = file.read().split()[-3:]
        seconds = float(user) + float(system)
        mib = int(kib) / 1024
        where = f"{number}: {what}"
        text = err.decode("utf-8", "replace")
        if process.returncode not in codes:
            raise AssertionError(f"{where}: exit {process.returncode}, wanted {codes}: {text!r}")
        if process.returncode != 0 and not quiet_ok:
            errors = [line for line in text.splitlines() if line.startswith("totp: error: ")]
            expect(f"{where}: error lines in {text!r}", len(errors), 1)
            expect(f"{where}: standard output", out, b"")
        for forbidden in ("Exception", "\tat ", "\x1b", "\x07", RFC_SECRET):
            if forbidden in text:
                raise AssertionError(f"{where}: {forbidden!r} in {text!r}")
        if seconds > seconds_max:
            seconds /= max(1, self.slowness())
        if seconds > seconds_max or mib > MIB_MAX:
            raise AssertionError(f"{where}: {seconds:.1f} s, {mib:.0f} MiB")
        if process.returncode != 0:
            expect(f"{where}: the vault", self.read_vault(), before)
        self.numbers.add(number)
        self.cases += 1
        self.slowest, self.largest = max(self.slowest, seconds), max(self.largest, mib)
        return out

    def slowness(self):
        """How much slower than on a quiet machine a list of the vault is at this moment. The processor's seconds are counted, not
        those of the wall; but even these double where others work on the same cores and caches."""
        costs = []
        for _ in range(3):
            listed = subprocess.run(["/usr/bin/time", "-f", "%U %S", "-o", self.path("rss"), TOTP, "list", *self.phrase()],
                                    stdout=subprocess.DEVNULL, env=self.vault.env, check=True)
            expect("list", listed.returncode, 0)
            with open(self.path("rss"), encoding="ascii") as file:
                costs.append(sum(map(float, file.read().split()[-2:])))
        return sorted(costs)[1] / LIST_SECONDS

    def read_vault(self):
        with open(self.vault.path, "rb") as file:
            return file.read()

    def vault_file(self, number, what, data, code=8):
        self.run(number, what, ["list", "--vault", self.file("bad.totp", data), *self.phrase()], code)

    def phrase(self):
        return ["--passphrase-file", self.vault.passphrase_file]

    def add(self, number, what, text, code=11):
        data = text if isinstance(text, bytes) else text.encode()
        self.run(number, what, ["add", f"n{self.cases}", "--from", "-", *self.phrase()], code, stdin=data)

    def uri(self, number, what, parameters="", label="x", code=11, kind="totp"):
        self.add(number, what, f"otpauth://{kind}/{label}?secret={RFC_SECRET}{parameters}", code)
