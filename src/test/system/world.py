#!/usr/bin/python3
"""What the world does to the real program: full disks, readers that leave, odd descriptors, eight askers at once."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile

from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, TOTP, Vault, expect, small_file_system


def one_line(what, done, code):
    """An error is one line on standard error, and nothing on standard output."""
    expect(f"{what}: exit code", done.returncode, code)
    expect(f"{what}: standard output", done.stdout, "")
    errors = [line for line in done.stderr.splitlines() if not line.startswith("totp: hint: ")]
    if len(errors) != 1 or not errors[0].startswith("totp: error: "):
        raise AssertionError(f"{what}: {done.stderr!r}")


def full_file_system():
    """A vault on a file system of 64 KiB, filled up: the save fails, the vault stays, room makes it work again."""
    with tempfile.TemporaryDirectory(prefix="totp-full-") as base, small_file_system(os.path.join(base, "v")) as mounted:
        if mounted:
            fill(os.path.join(base, "v"), os.path.join(base, "state"))


def fill(folder, state):
    vault = Vault(*CHEAP, folder=folder)
    vault.env["XDG_STATE_HOME"] = state
    vault.run("add", "first", "--from", "-", stdin=RFC_SECRET)
    with open(vault.path, "rb") as file:
        before = file.read()
    filler = os.path.join(folder, "filler")
    with open(filler, "wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
    one_line("full disk", vault.call("add", "second", "--from", "-", stdin="MFRGGZDFMZTWQ2LK"), 13)
    with open(vault.path, "rb") as file:
        expect("vault on the full disk", file.read(), before)
    expect("files left over", [name for name in os.listdir(folder) if name.endswith(".tmp")], [])
    os.remove(filler)
    vault.run("add", "second", "--from", "-", stdin=RFC_SECRET)
    expect("accounts after room was made", vault.run("list"), "first\nsecond\n")


def refusals(vault):
    wrong = os.path.join(vault.folder, "wrong")
    with open(wrong, "w", opener=lambda path, flags: os.open(path, flags, 0o600), encoding="ascii") as file:
        file.write("wrong horse")
    one_line("wrong passphrase", vault.call("list", "--passphrase-file", wrong, passphrase=False), 6)
    one_line("no vault", vault.call("list", "--vault", vault.path + ".none"), 7)
    one_line("taken name", vault.call("add", "rfc", "--from", "-", stdin=RFC_SECRET), 12)
    one_line("unknown name", vault.call("code", "nobody"), 3)
    one_line("no terminal", subprocess.run(["setsid", TOTP, "list"], env=vault.env, stdin=subprocess.DEVNULL,
                                           capture_output=True, text=True), 5)
    vault.run("add", "rfc-two", "--from", "-", stdin=RFC_SECRET)
    ambiguous = subprocess.run(["setsid", *vault.command("code", "fc")], env=vault.env, stdin=subprocess.DEVNULL,
                               capture_output=True, text=True)
    expect("ambiguous name", (ambiguous.returncode, ambiguous.stdout, ambiguous.stderr),
           (4, "", "totp: error: several accounts fit fc\nrfc\nrfc-two\n"))
    seed = vault.call("add", "x", RFC_SECRET)
    one_line("seed as an argument", seed, 2)
    expect("seed repeated", RFC_SECRET in seed.stderr, False)


def streams(vault):
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(vault.command("code", "rfc"), env=vault.env, stdout=full, stderr=subprocess.PIPE, text=True)
    expect("full standard output", (done.returncode, done.stderr),
           (13, "totp: error: cannot write to standard output\n"))
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *vault.command("code", "rfc")], env=vault.env,
                          stderr=subprocess.PIPE, text=True)
    expect("closed standard output", (done.returncode, done.stderr),
           (13, "totp: error: cannot write to standard output\n"))
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(vault.command("code", "rfc"), env=vault.env, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    expect("a reader that left", (done.returncode, done.stderr), (141, ""))


def descriptors(vault):
    def with_descriptor(number, descriptor):
        def place():
            os.dup2(descriptor, number)
            os.set_inheritable(number, True)
        return subprocess.run([TOTP, "list", "--passphrase-fd", str(number)], env=vault.env, capture_output=True,
                              text=True, preexec_fn=place, pass_fds=(number,))

    reader, writer = os.pipe()
    os.write(writer, (PASSPHRASE + "\n").encode())
    os.close(writer)
    done = with_descriptor(9, reader)
    expect("passphrase from a pipe", (done.returncode, done.stderr), (0, ""))
    ours, theirs = socket.socketpair()
    done = with_descriptor(9, theirs.fileno())
    expect("passphrase from a socket", done.returncode, 13)
    expect("its hint", "--passphrase-stdin" in done.stderr, True)
    ours.close()
    for number in (3, 4, 5, 6, 7, 8, 42):
        done = subprocess.run([TOTP, "list", "--passphrase-fd", str(number)], env=vault.env, capture_output=True, text=True)
        expect(f"descriptor {number}, which nobody opened", (done.returncode, done.stdout), (2, ""))


def fresh_codes(vault):
    """Eight processes that ask at once get eight different codes, in consecutive steps."""
    vault.run("add", "quick", "--period", "1", "--digits", "8", "--from", "-", stdin=RFC_SECRET)
    asking = [subprocess.Popen(vault.command("code", "quick", "--fresh"), env=vault.env, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True) for _ in range(8)]
    codes = [process.communicate(timeout=120)[0] for process in asking]
    expect("exit codes", {process.returncode for process in asking}, {0})
    expect("different fresh codes", len(set(codes)), 8)


def writers(vault):
    """Adds of many processes at once are all there afterwards."""
    adding = []
    for number in range(8):
        process = subprocess.Popen(vault.command("add", f"writer-{number}", "--from", "-"), env=vault.env,
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        adding.append(process)
    for process in adding:
        process.communicate(RFC_SECRET, timeout=120)
    acknowledged = sum(process.returncode == 0 for process in adding)
    found = sum(name.startswith("writer-") for name in vault.run("list").splitlines())
    expect("adds found of those acknowledged", found, acknowledged)
    expect("adds acknowledged", acknowledged, 8)


def main():
    vault = Vault(*CHEAP)
    try:
        vault.run("add", "rfc", "--digits", "8", "--from", "-", stdin=RFC_SECRET)
        full_file_system()
        for check in (refusals, streams, descriptors, fresh_codes, writers):
            check(vault)
    finally:
        shutil.rmtree(vault.folder)
    print("world: full disk, refusals, streams, descriptors, fresh codes and writers are right")


if __name__ == "__main__":
    sys.exit(main())
