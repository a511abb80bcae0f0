#!/usr/bin/python3
"""Copies of one vault that went their own ways, as folder programs, git and people leave them, brought together by the real
program; and what is no copy at all."""

import contextlib
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, TOTP, Vault, expect

# As these programs name the second file, in more than one language: what tells is the header, not the name.
CONFLICT_NAMES = {
    "Dropbox": ("vault (alice's conflicted copy 2026-11-29).totp", "vault (In Konflikt stehende Kopie von alice 2026-11-29).totp"),
    "Syncthing": ("vault.sync-conflict-20261129-101500-ABCDEF7.totp",),
    "Nextcloud": ("vault (conflicted copy 2026-11-29 101500).totp", "vault_conflict-20261129-101500.totp"),
    "OneDrive": ("vault-DESKTOP-4711.totp",),
    "iCloud": ("vault 2.totp",),
    "Drive": ("vault (1).totp", "Copy of vault.totp"),
    "git": ("vault_REMOTE_4711.totp", "vault.totp.orig"),
    "people": ("old", ".hidden", "日本語\n2.bin"),
}
IMPORT_SECRET = "MFRGGZDFMZTWQ2LK"


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Machine:
    """A computer: its own file, state folder and home, and the passphrase that all have."""

    def __init__(self, base, name):
        self.folder = os.path.join(base, name)
        os.makedirs(self.folder, mode=0o700)
        self.path = os.path.join(self.folder, "vault.totp")
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(("TOTP_", "GIT_"))}
        secret = os.path.join(base, "passphrase")
        if not os.path.exists(secret):
            with open(secret, "w", encoding="ascii", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
                file.write(PASSPHRASE)
        self.env.update(HOME=self.folder, XDG_STATE_HOME=os.path.join(self.folder, "state"), TOTP_VAULT=self.path,
                        TOTP_PASSPHRASE_FILE=secret)

    def call(self, *arguments, stdin="", **more):
        return subprocess.run([TOTP, *arguments], env=self.env, input=stdin, capture_output=True, text=True, timeout=120,
                              start_new_session=True, **more)

    def run(self, *arguments, stdin=""):
        done = self.call(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise AssertionError(f"totp {arguments}: exit {done.returncode}: {done.stderr}")
        return done.stdout

    def add(self, name, **more):
        """Each name has a secret of its own."""
        digest = hashlib.sha256(name.encode()).hexdigest().upper()
        self.run("add", name, "--from", "-", *more.get("options", ()), stdin="".join("ABCDEFGHIJKLMNOP"[int(c, 16)] for c in digest[:32]))

    def names(self):
        return self.run("list").split()


def conflict_copies(base):
    told = 0
    for program, names in CONFLICT_NAMES.items():
        for number, name in enumerate(names):
            one = Machine(base, f"{program}-{number}")
            one.run("init", "--quiet", "--no-recovery-key", *CHEAP)
            one.add("shared")
            copy = os.path.join(one.folder, name)
            shutil.copy(one.path, os.path.join(one.folder, "before.totp"))    # an ancestor is nobody's business
            other = Machine(base, f"{program}-{number}-other")
            shutil.copy(one.path, other.path)
            one.add("ours")
            other.add("theirs")
            shutil.copy(other.path, copy)
            before = read(copy)
            first = one.call("list")
            expect(f"{name!r}: told", first.stderr.count("is a copy of this vault with changes of its own"), 1)
            expect(f"{name!r}: told again", one.call("list").stderr, "")
            expect(f"{name!r}: told by check", one.call("check").stderr.count("is a copy of this vault"), 1)
            one.run("merge", copy)
            expect(f"{name!r}: accounts", one.names(), ["ours", "shared", "theirs"])
            expect(f"{name!r}: the file stays", read(copy), before)
            expect(f"{name!r}: it is a backup", before in map(read, backups(one)), True)
            expect(f"{name!r}: told after the merge", one.call("check").stderr.count("is a copy of this vault"), 0)
            # The other machine gets the merged file, and sees that it came from its own.
            shutil.copy(one.path, other.path)
            done = other.call("list")
            expect(f"{name!r}: the other machine", (done.stdout.split(), done.stderr), (["ours", "shared", "theirs"], ""))
            other.add("later")
            told += 1
    expect("names of conflict copies", told, sum(map(len, CONFLICT_NAMES.values())))
    return f"{told} conflict copies of {len(CONFLICT_NAMES)} kinds told once, merged and left where they were"


def backups(machine):
    folder = os.path.join(machine.folder, "backups")
    return [os.path.join(folder, name) for name in os.listdir(folder)]


def git(machine, folder, *arguments, code=0):
    done = subprocess.run(["git", *arguments], cwd=folder, env=machine.env, capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, start_new_session=True, umask=0o077)
    if code is not None and done.returncode != code:
        raise AssertionError(f"git {arguments}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done


def clone(base, name, origin):
    """A clone with the driver as docs/several-machines.md sets it up."""
    machine = Machine(base, name)
    work = os.path.join(machine.folder, "work")
    git(machine, machine.folder, "clone", "-q", origin, work)
    for key, value in (("user.name", name), ("user.email", f"{name}@example.org"), ("merge.totp.name", "totp vaults"),
                       ("merge.totp.driver", f"'{TOTP}' merge --git %O %A %B")):
        git(machine, work, "config", key, value)
    machine.path = machine.env["TOTP_VAULT"] = os.path.join(work, "vault.totp")
    return machine, work


def commit(machine, work, message):
    git(machine, work, "add", "vault.totp", ".gitattributes")
    git(machine, work, "commit", "-q", "-m", message)


def beside(work):
    return sorted(set(os.listdir(work)) - {".git"})


def git_driver(base):
    start = Machine(base, "start")
    origin = os.path.join(base, "origin.git")
    git(start, start.folder, "init", "-q", "--bare", "-b", "main", origin)
    laptop, ours = clone(base, "laptop", origin)
    git(laptop, ours, "checkout", "-q", "-b", "main")
    with open(os.path.join(ours, ".gitattributes"), "w", encoding="ascii") as file:
        file.write("vault.totp binary merge=totp\n")
    with open(os.path.join(ours, ".gitignore"), "w", encoding="ascii") as file:
        file.write(".vault.totp.*\nbackups/\n")
    laptop.run("init", "--quiet", "--no-recovery-key", *CHEAP)
    laptop.add("shared")
    commit(laptop, ours, "a vault")
    git(laptop, ours, "push", "-q", "origin", "main")
    desktop, theirs = clone(base, "desktop", origin)
    git(desktop, theirs, "checkout", "-q", "main")
    shutil.copy(os.path.join(ours, ".gitignore"), theirs)

    laptop.add("ours")
    laptop.run("edit", "shared", "--note", "laptop")
    commit(laptop, ours, "ours")
    desktop.add("theirs")
    desktop.run("edit", "shared", "--tag", "desktop")
    commit(desktop, theirs, "theirs")
    git(desktop, theirs, "push", "-q", "origin", "main")

    # With nobody to give the secret git says that there is a conflict, and ours stays as it was.
    git(laptop, ours, "fetch", "-q")
    before, files = read(laptop.path), beside(ours)
    secret = laptop.env.pop("TOTP_PASSPHRASE_FILE")
    done = git(laptop, ours, "merge", "origin/main", code=1)
    expect("git merge without a secret", ("CONFLICT" in done.stdout, "cannot ask" in done.stderr), (True, True))
    expect("our version after a conflict", read(laptop.path), before)
    git(laptop, ours, "merge", "--abort")
    laptop.env["TOTP_PASSPHRASE_FILE"] = secret

    states = state_files(laptop)
    done = git(laptop, ours, "merge", "--no-edit", "origin/main")
    expect("files beside the vault", beside(ours), files)
    expect("files of the state folder", state_files(laptop), states)
    expect("git status", git(laptop, ours, "status", "--porcelain").stdout, "?? .gitignore\n")
    expect("accounts after git merge", laptop.names(), ["ours", "shared", "theirs"])
    shared = laptop.run("show", "shared", "--json")
    expect("both edits", ('"note":"laptop"' in shared, '"tags":["desktop"]' in shared), (True, True))
    git(laptop, ours, "push", "-q", "origin", "main")

    # The other clone follows; then the same by rebase.
    git(desktop, theirs, "pull", "-q", "--ff-only", "origin", "main")
    expect("accounts of the other clone", desktop.call("list").stderr, "")
    for machine, work, name in ((laptop, ours, "ours-2"), (desktop, theirs, "theirs-2")):
        machine.add(name)
        commit(machine, work, name)
    git(laptop, ours, "push", "-q", "origin", "main")
    git(desktop, theirs, "pull", "-q", "--rebase", "origin", "main")
    expect("accounts after a rebase", desktop.names(), ["ours", "ours-2", "shared", "theirs", "theirs-2"])
    expect("what was told then", desktop.call("list").stderr, "")

    # Two vaults that have nothing to do with each other are no versions of one file.
    other = Machine(base, "other")
    other.run("init", "--quiet", "--no-recovery-key", *CHEAP)
    done = laptop.call("merge", "--git", laptop.path, laptop.path, other.path)
    expect("another vault", (done.returncode, "another vault" in done.stderr), (11, True))
    return "two git clones merged by the driver, by merge and by rebase; nothing left beside the vault"


def state_files(machine):
    folder = machine.env["XDG_STATE_HOME"]
    return sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)


def mended(base):
    """A machine whose file was put back, and one whose file was exchanged for another branch."""
    one = Machine(base, "mended")
    one.run("init", "--quiet", "--no-recovery-key", *CHEAP)
    one.add("shared")
    old = read(one.path)
    one.add("newest")
    newest = read(one.path)
    branch = Machine(base, "branch")
    for what, bring in (("rolled back", old), ("diverged", None)):
        if bring is None:
            with open(branch.path, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
                file.write(old)
            for name in ("other-1", "other-2", "other-3"):
                branch.add(name)
            bring = read(branch.path)
        saved = os.path.join(base, what)
        with open(saved, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(read(one.path))
        with open(one.path, "wb") as file:
            file.write(bring)
        done = one.call("add", "x", "--from", "-", stdin=RFC_SECRET)
        expect(f"{what}: a change", (done.returncode, "totp merge" in done.stderr), (14, True))
        one.run("merge", saved)
        one.run("add", f"after-{what.replace(' ', '-')}", "--from", "-", stdin=IMPORT_SECRET)
    expect("accounts in the end", one.names(),
           ["after-diverged", "after-rolled-back", "newest", "other-1", "other-2", "other-3", "shared"])

    # The lost save lies beside the vault: it is named.
    beside_it = os.path.join(one.folder, "vault (1).totp")
    with open(beside_it, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
        file.write(read(one.path))
    with open(one.path, "wb") as file:
        file.write(newest)
    done = one.call("rm", "shared")
    expect("the lost save by name", (done.returncode, f"totp merge {shlex.quote(beside_it)}" in done.stderr), (14, True))
    one.run("merge", beside_it)
    expect("brought back", "after-diverged" in one.names(), True)
    return "a rolled-back and a diverged vault mended by merge"


def hostile(base):
    vault = Machine(base, "hostile")
    vault.run("init", "--quiet", "--no-recovery-key", *CHEAP)
    vault.add("a")
    before = read(vault.path)
    another = Machine(base, "another")
    another.run("init", "--quiet", "--no-recovery-key", *CHEAP)
    folder = os.path.join(base, "files")
    os.mkdir(folder)
    new_secret = os.path.join(base, "new-passphrase")
    with open(new_secret, "w", encoding="ascii", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
        file.write("staple battery horse")
    older = Machine(base, "older")
    shutil.copy(vault.path, older.path)
    older.run("key", "passphrase", "--new-passphrase-file", new_secret, "--no-recovery-key", "--yes", "-q")

    def made(name, content):
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    sparse = made("sparse", b"")
    os.truncate(sparse, 10 << 30)
    vault_sparse = made("vault-sparse", before)
    os.truncate(vault_sparse, 10 << 30)
    fifo = os.path.join(folder, "fifo")
    os.mkfifo(fifo)
    cases = {another.path: 11, sparse: 11, vault_sparse: 11, fifo: 11, folder: 11, made("text", b"hello\n"): 11, made("empty", b""): 11,
             "/dev/zero": 11, os.path.join(folder, "none"): 7, made("cut", before[:5000]): 8, made("half", before[:100]): 8,
             made("flipped", before[:-1] + bytes([before[-1] ^ 1])): 8, made("header", before[:200] + b"\xff" + before[201:]): None,
             made("conflict", b"<<<<<<< HEAD\n" + before): 11, older.path: 6}
    for path, code in cases.items():
        done = vault.call("merge", path)
        errors = [line for line in done.stderr.splitlines() if line.startswith("totp: error: ")]
        others = [line for line in done.stderr.splitlines() if not line.startswith(("totp: error: ", "totp: hint: "))]
        expect(f"{path}: lines", (len(errors), others, done.stdout), (1, [], ""))
        if code is not None:
            expect(f"{path}: exit code", done.returncode, code)
        elif done.returncode not in (6, 8):
            raise AssertionError(f"{path}: exit {done.returncode}")
        expect(f"{path}: the vault", read(vault.path), before)
    # The other way round: a copy from before a change of keys is merged by its own secret, and the present keys stay.
    old_copy = made("old-copy", before)
    older.env["TOTP_PASSPHRASE_FILE"] = new_secret
    own = vault.env["TOTP_PASSPHRASE_FILE"]
    older.run("rm", "a")
    expect("older keys", older.call("merge", old_copy).returncode, 6)
    older.run("merge", old_copy, "--import-passphrase-file", own)
    expect("the present keys stay", older.names(), [])
    expect("the trash stays the trash", "a" in older.run("list", "--trash"), True)
    return f"{len(cases)} files that cannot be merged, one line each and nothing changed"


def main():
    with tempfile.TemporaryDirectory(prefix="totp-merge-") as base, contextlib.chdir(base):
        for check in (conflict_copies, git_driver, mended, hostile):
            place = os.path.join(base, check.__name__)
            os.mkdir(place)
            print(f"merge: {check(place)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
