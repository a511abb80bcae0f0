#!/usr/bin/python3
"""The second reader takes and refuses the test vectors as they say, and vault/make_vectors.py writes the same ones again."""

import collections
import contextlib
import hashlib
import importlib.util
import io
import os
import re
import subprocess
import sys
import tempfile

from support.totp import ROOT, expect

FOLDER = os.path.join(ROOT, "vault", "vectors")
COUNTS = {
    "success": 91, "magic": 11, "sizes": 17, "version": 6, "fields": 86, "kdf-bounds": 17, "secret": 48, "slot": 6,
    "header": 14, "payload": 11, "padding": 9, "json": 248}
OPTIONS = {"passphrase": "--passphrase-file", "recovery-key": "--recovery-key-file", "key-file": "--key-file"}


def load_reader():
    specification = importlib.util.spec_from_file_location("open_vault", os.path.join(ROOT, "scripts", "open-vault.py"))
    module = importlib.util.module_from_spec(specification)
    sys.dont_write_bytecode = True
    specification.loader.exec_module(module)
    return module


class Runner:
    def __init__(self, folder):
        self.reader = load_reader()
        self.folder = folder

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def open(self, vault, options):
        """Exit code, standard output and standard error of the reader, which writes to descriptor 1 itself."""
        errors = io.StringIO()
        kept = os.dup(1)
        with tempfile.TemporaryFile(dir=self.folder) as output:
            try:
                os.dup2(output.fileno(), 1)
                with contextlib.redirect_stderr(errors):
                    code = self.reader.main([vault, *options])
            finally:
                os.dup2(kept, 1)
                os.close(kept)
            output.seek(0)
            return code, output.read(), errors.getvalue()

    def check(self, name, wanted, data):
        """The layer; raises if the reader sees something else than the vector says."""
        vault = self.write("vault", data)
        options = []
        for key, option in OPTIONS.items():
            secret = bytes.fromhex(wanted[key + "-hex"]) if key + "-hex" in wanted else wanted.get(key, "").encode()
            if key in wanted or key + "-hex" in wanted:
                options += [option, self.write(key, secret)]
        code, output, errors = self.open(vault, [*options, "--json"])
        if wanted["expect"] != "success":
            found = re.fullmatch(r"open-vault: ([a-z-]+): [^\n]+\n", errors)
            expect(f"{name}: layer in {errors!r}", found and found[1], wanted["expect"])
            expect(f"{name}: exit code and output", (code, output), (1, b""))
            if "later" in wanted:
                expect(f"{name}: says that it is of a later version: {errors!r}", "later" in errors, True)
            return
        expect(f"{name}: exit code; {errors}", code, 0)
        expect(f"{name}: JSON", hashlib.sha256(output).hexdigest(), wanted["json-sha256"])
        code, output, errors = self.open(vault, [*options, "--names"])
        expect(f"{name}: exit code for names; {errors}", code, 0)
        names = [line.split("\t")[0] for line in output.decode().split("\n")[:-1]]
        expect(f"{name}: accounts", len(names), int(wanted["accounts"]))
        expect(f"{name}: names", " | ".join(names), wanted.get("names", ""))


def parse(content):
    """What a vector says, and the vault."""
    text, _, data = content.partition(b"\n\n")
    return dict(line.split(": ", 1) for line in text.decode().split("\n")), data


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def main():
    counts = collections.Counter()
    problems = []
    with tempfile.TemporaryDirectory(prefix="totp-vectors-") as folder:
        runner = Runner(folder)
        for name in sorted(os.listdir(FOLDER)):
            wanted, data = parse(read(FOLDER, name))
            counts[wanted["expect"]] += 1
            try:
                runner.check(name, wanted, data)
            except AssertionError as problem:
                problems.append(str(problem))
        # The layer above all others, too large for a file of its own: a good vault and a byte more than 20 MiB.
        wanted, data = parse(read(FOLDER, "valid-recovery-key"))
        path = runner.write("vault", data)
        os.truncate(path, (20 << 20) + 1)
        key = runner.write("recovery-key", wanted["recovery-key"].encode())
        code, _, errors = runner.open(path, ["--recovery-key-file", key])
        expect("too large", (code, errors.split(": ")[1]), (1, "size"))

        made = os.path.join(folder, "made")
        subprocess.run([os.path.join(ROOT, "vault", "make_vectors.py"), made], stdout=subprocess.DEVNULL, check=True)
        expect("vectors made anew or missing", set(os.listdir(made)) ^ set(os.listdir(FOLDER)), set())
        for name in os.listdir(made):
            if read(made, name) != read(FOLDER, name):
                problems.append(f"{name}: vault/make_vectors.py makes another one")
        runner.write("made/stale", b"")
        done = subprocess.run([os.path.join(ROOT, "vault", "make_vectors.py"), made], capture_output=True, text=True)
        expect("a stale file is named", (done.returncode, "stale" in done.stderr), (1, True))
    expect("vectors", dict(counts), COUNTS)
    expect("problems", problems, [])
    print(f"vectors: the second reader agrees with {counts.total()} vectors, {counts['success']} of them good vaults")


if __name__ == "__main__":
    sys.exit(main())
