#!/usr/bin/python3
"""Kills the real program and fails its system calls, one at a time, and looks at what is left.

A clean run under strace tells which calls a command makes in the folders of the vault. Then the command is run again for
each of them: killed when it enters the call, or with the call failing. Short writes are real ones, by a limit on the file
size that comes and goes while the process waits at the call; strace alone can only lie about them. What a power cut may
leave is computed from the clean run: what was written but not fsynced is whole, cut, zeros or gone, and a change of a
folder that was not fsynced is there or not. At last eight processes write at once while some of them are killed.

After every fault the vault must be the old one or the new one, by the reader that shares no code with the program, exit
code 0 must mean the new one and any other code the old one, the backups must be whole, and the program must be able to save.
"""

import argparse
import concurrent.futures
import contextlib
import glob
import hashlib
import itertools
import os
import queue
import random
import re
import resource
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

from support.calls import CHANGING, FOLDERS, Violation, calls_of_run, demand, files_below, reader, starred
from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, ROOT, TOTP, expect

NEW_PASSPHRASE = "staple battery horse correct"
ERRORS = {
    "openat-create": ("ENOSPC", "EIO", "EACCES"), "openat": ("EIO", "EACCES"), "read": ("EIO",), "pread64": ("EIO",),
    "write": ("ENOSPC", "EIO"), "pwrite64": ("ENOSPC", "EIO"), "ftruncate": ("ENOSPC", "EIO"),
    "fsync": ("ENOSPC", "EIO"), "fdatasync": ("ENOSPC", "EIO"), "close": ("EIO",),
    "rename": ("ENOSPC", "EIO", "EACCES"), "link": ("ENOSPC", "EIO", "EACCES"), "mkdir": ("ENOSPC", "EIO", "EACCES"),
    "unlink": ("EIO", "EACCES"), "rmdir": ("EIO", "EACCES"), "chmod": ("EIO", "EACCES"),
    "statx": ("EIO", "EACCES"), "newfstatat": ("EIO", "EACCES"), "stat": ("EIO", "EACCES"), "lstat": ("EIO", "EACCES"),
    "access": ("EIO", "EACCES"), "readlink": ("EIO", "EACCES"), "getdents64": ("EIO",),
    "lock": ("ENOLCK", "EIO", "EACCES")}
CALLS = ("openat,read,pread64,write,pwrite64,fsync,fdatasync,ftruncate,rename,link,unlink,mkdir,rmdir,chmod,fcntl,newfstatat,"
         "statx,stat,lstat,access,readlink,getdents64,close")
KINDS = ("killed", "ENOSPC", "EIO", "EACCES", "ENOLCK", "short write", "power cut")
LEFT_OUT = {
    "usual": "kills at calls that only read (--all has them)",
    "quick": "all calls in the state folder, all kills at calls that only read, EIO at all but the first reading call of each"
             " name, either ENOSPC or EIO at each change (by turns), EACCES and ENOLCK, all short writes but the half of a"
             " command's first write, the next save after a power cut (faults.py without --quick has all but those kills)"}
# A run with fewer trials of a kind for any command has not looked: it fails.
LEAST = {
    "quick": {"killed": 8, "ENOSPC": 4, "EIO": 8, "short write": 2, "power cut": 10},
    "usual": {"killed": 15, "ENOSPC": 12, "EIO": 80, "EACCES": 50, "ENOLCK": 2, "short write": 12, "power cut": 10},
    "all": {"killed": 100, "ENOSPC": 12, "EIO": 80, "EACCES": 50, "ENOLCK": 2, "short write": 12, "power cut": 10}}
LEAST_WRITERS = {"acknowledged": 10, "killed": 4}

# ---- What the program is run with, and what the calls are ----

class Java:
    """The Java that the launcher chooses, run directly: no shell's calls, and a class-data archive for each command."""

    def __init__(self, folder):
        subprocess.run([TOTP, "version"], check=True, capture_output=True)
        app = os.path.join(ROOT, "target", "app")
        with open(os.path.join(app, "java-home"), encoding="utf-8") as file:
            home = file.readline().strip()
        self.jar = os.path.join(folder, "totp.jar")
        shutil.copy(os.path.join(app, "totp.jar"), self.jar)    # nobody builds anew under our hands
        self.archives = folder
        # The last two: else Java reads /sys and /proc time and again as time passes, and no call keeps its number.
        self.base = [os.path.join(home, "bin", "java"), "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xlog:disable",
                     "-XX:TieredStopAtLevel=1", "-XX:-UseContainerSupport", "-XX:ActiveProcessorCount=2"]

    def archive(self, name):
        return os.path.join(self.archives, name + ".jsa")

    def command(self, archive, *arguments, make=False):
        option = "ArchiveClassesAtExit" if make else "SharedArchiveFile"
        return [*self.base, f"-XX:{option}={self.archive(archive)}", "-cp", self.jar, "totp.Main", *arguments]


# ---- A place to run in, made anew for each trial ----

class Bench:
    def __init__(self, java, folder):
        self.java = java
        self.base = folder
        self.templates = folder + ".templates"
        os.makedirs(os.path.join(folder, "secrets"))
        os.makedirs(self.templates)
        for name, text in (("old", PASSPHRASE), ("new", NEW_PASSPHRASE), ("seed", RFC_SECRET)):
            with open(self.path("secrets", name), "w", encoding="ascii") as file:
                os.chmod(file.fileno(), 0o600)
                file.write(text)
        self.env = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "LC_ALL")}
        self.env.update(TOTP_VAULT=self.path("v", "vault.totp"), XDG_STATE_HOME=self.path("state"))
        self.env["MALLOC_ARENA_MAX"] = "1"    # else glibc reads /proc/sys/vm at some moment, and no call keeps its number
        for name in FOLDERS:
            os.mkdir(self.path(name), 0o700)

    def path(self, *names):
        return os.path.join(self.base, *names)

    def totp(self, *arguments, archive=None, secret="old"):
        """A call of the program without faults."""
        words = [*arguments, "--passphrase-file", self.path("secrets", secret)]
        command = self.java.command(archive, *words) if archive else [TOTP, *words]
        with open(self.path("secrets", "seed"), encoding="ascii") as seed:
            return subprocess.run(command, env=self.env, stdin=seed, capture_output=True, text=True, timeout=60,
                                  start_new_session=True)

    def must(self, *arguments, **options):
        done = self.totp(*arguments, **options)
        expect(f"totp {arguments}: {done.stderr}", done.returncode, 0)

    def keep(self, name):
        for folder in FOLDERS:
            if os.path.isdir(self.path(folder)):
                shutil.copytree(self.path(folder), os.path.join(self.templates, name, folder))

    def bring(self, name):
        """A template's files in the place of what is there."""
        for folder in FOLDERS:
            shutil.rmtree(self.path(folder), ignore_errors=True)
            source = os.path.join(self.templates, name, folder)
            if os.path.isdir(source):
                shutil.copytree(source, self.path(folder))

    def make_templates(self):
        self.must("init", "--write-recovery-key", self.path("secrets", "recovery"), *CHEAP)
        self.must("add", "a", "--from", "-")
        self.must("add", "b", "--from", "-")
        self.keep("usual")
        # No backups and no state yet: the command has to make the folders as well.
        shutil.rmtree(self.path("v", "backups"))
        shutil.rmtree(self.path("state"))
        self.keep("first")
        self.bring("usual")
        with open(self.path("v", "vault.totp"), "r+b") as file:
            file.seek(-1, os.SEEK_END)
            last = file.read(1)[0]
            file.seek(-1, os.SEEK_END)
            file.write(bytes([last ^ 1]))
        self.keep("damaged")
        # A copy that went its own way, to be merged.
        self.bring("usual")
        other = self.path("secrets", "other.totp")
        shutil.copy(self.path("v", "vault.totp"), other)
        self.must("add", "c", "--from", "-", "--vault", other)
        shutil.rmtree(self.path("secrets", "backups"))
        os.remove(self.path("secrets", ".other.totp.lock"))

    def take_templates(self, other):
        """The same vault as on the other bench; only the state files' names are of this one's path."""
        for name in os.listdir(other.path("secrets")):
            shutil.copy(other.path("secrets", name), self.path("secrets", name))
        shutil.rmtree(self.templates)
        shutil.copytree(other.templates, self.templates)
        for path in list(files_below(self.templates)):
            os.rename(path, path.replace(other.state_name(), self.state_name()))

    def state_name(self):
        return hashlib.sha256(self.path("v", "vault.totp").encode()).hexdigest()[:16]


class Command:
    """A command under test: where it starts, and what the vault holds before and after it."""

    def __init__(self, name, template, arguments, before, after, secret="old"):
        self.name, self.template, self.arguments = name, template, arguments
        self.before, self.after, self.secret = before, after, secret

    def words(self, bench):
        return [*(word.replace("BASE", bench.base) for word in self.arguments),
                "--passphrase-file", bench.path("secrets", "old")]


AB, ABC, B, A = ("a", "b"), ("a", "b", "c"), ("b",), ("a",)
COMMANDS = (
    Command("add", "first", ("add", "c", "--from", "-"), AB, ABC),
    Command("rm", "usual", ("rm", "a"), AB, B),
    Command("key passphrase", "usual",
            ("key", "passphrase", "--new-passphrase-file", "BASE/secrets/new", "--write-recovery-key", "BASE/out/key"),
            AB, AB, "new"),
    Command("restore", "usual", ("restore", "2"), AB, A),
    Command("restore, vault damaged", "damaged", ("restore", "2", "--yes"), None, A),
    Command("merge", "usual", ("merge", "BASE/secrets/other.totp"), AB, ABC))


# ---- Looking at what is left ----

@contextlib.contextmanager
def refused():
    try:
        yield
    except reader.Refused:
        pass


class Looker:
    """Opens vaults with the independent reader; what a file holds is remembered by its bytes."""

    def __init__(self):
        self.known = {}

    def names(self, data, secret):
        """The accounts, or None if the secret or the file is not right. A secret: "old", "new" or a recovery key's file."""
        key = hashlib.sha256(data).digest(), secret
        if key not in self.known or os.sep in secret:
            self.known[key] = self.read(data, secret)
        return self.known[key]

    @staticmethod
    def read(data, secret):
        passphrase = {"old": PASSPHRASE, "new": NEW_PASSPHRASE}.get(secret, "").encode()
        with refused():
            header = reader.read_header(data)
            if passphrase:
                kind, ikm = reader.PASSPHRASE, lambda slot: reader.argon2id(passphrase, slot)
            else:
                key = reader.read_recovery_key(secret)
                kind, ikm = reader.RECOVERY_KEY, lambda slot: key
            payload = reader.decrypt_payload(data, header, reader.unwrap_vault_key(header, kind, ikm))
            entries = reader.check_document(reader.parse_json(payload))
            return tuple(sorted(reader.name_of(entry) for entry in entries))
        return None


def content(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


class State:
    """What the folders hold: `vault` is "old" or "new"."""

    def __init__(self, bench, command, looker):
        self.bench, self.command, self.looker = bench, command, looker
        self.vault = self.vault_state()
        self.check_files()
        self.check_recovery()

    def vault_state(self):
        command, path = self.command, self.bench.path("v", "vault.totp")
        data = content(path)
        damaged = content(os.path.join(self.bench.templates, "damaged", "v", "vault.totp"))
        demand(data is not None, "there is no vault")
        demand(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "others may read the vault")
        if command.before is None and data == damaged:
            return "old"
        old, new = (self.looker.names(data, secret) for secret in ("old", command.secret))
        if command.secret == "new":
            demand((old is None) != (new is None), f"of both passphrases {sum(x is not None for x in (old, new))} open it")
            demand((old or new) == command.before, f"the vault holds {old or new}")
            return "old" if new is None else "new"
        demand(old in (command.before, command.after), f"the vault holds {old}")
        return "new" if old == command.after else "old"

    def check_files(self):
        damaged = content(os.path.join(self.bench.templates, "damaged", "v", "vault.totp"))
        for path in files_below(self.bench.path("v"), self.bench.path("state"), self.bench.path("out")):
            name, data = os.path.basename(path), content(path)
            demand(stat.S_IMODE(os.stat(path).st_mode) == 0o600, f"others may read {name}")
            if os.path.dirname(path).endswith("backups") and not name.startswith("."):
                # A state with new keys has a backup of its own, which opens with these.
                secrets = {"old", self.command.secret}
                whole = (data == damaged if ".damaged." in name
                         else any(self.looker.names(data, secret) is not None for secret in secrets))
                demand(whole, f"the backup {name} is not whole")

    def check_recovery(self):
        """The recovery key that belongs to the vault opens it; a file of a change that did not come about may be left."""
        if self.command.before is None:
            return
        data = content(self.bench.path("v", "vault.totp"))
        changed = self.command.secret == "new" and self.vault == "new"
        key = self.bench.path("out", "key") if changed else self.bench.path("secrets", "recovery")
        demand(self.looker.names(data, key) is not None, "the recovery key does not open the vault")

    def kind(self):
        """What matters to the next save; trials that leave the same need only one."""
        facts = [self.vault]
        for path in files_below(self.bench.path("v"), self.bench.path("state"), self.bench.path("out")):
            if path.endswith(".lock"):
                continue    # always empty, and made where it is missing
            data = content(path)
            fact = bool(data.strip(b"\0"))
            if path.endswith(".seen") and data.endswith(b"\n"):
                fact = re.sub(rb" [0-9a-f]{32}", b"", data)
            facts.append((starred(os.path.relpath(path, self.bench.base)), fact))
        return tuple(facts)


class Check:
    """Looks at what a trial left, and lets the program save there if nothing like it was seen before."""

    def __init__(self):
        self.looker = Looker()
        self.seen, self.lock, self.saves = set(), threading.Lock(), Counter()

    def __call__(self, bench, command, save=True):
        state = State(bench, command, self.looker)
        if not save:
            return state.vault
        kind = command.name, state.kind()
        with self.lock:
            if kind in self.seen:
                return state.vault
            self.seen.add(kind)
            self.saves[command.name] += 1
        if command.before is None and state.vault != "new":
            done = bench.totp(*command.arguments)
            wanted = command.after
        else:
            done = bench.totp("add", "next", "--from", "-", secret=command.secret if state.vault == "new" else "old")
            wanted = tuple(sorted((*(command.after if state.vault == "new" else command.before), "next")))
        demand(done.returncode == 0, f"the next save fails: exit {done.returncode}: {done.stderr.strip()}")
        secret = command.secret if state.vault == "new" else "old"
        found = self.looker.names(content(bench.path("v", "vault.totp")), secret)
        demand(found == wanted, f"after the next save the vault holds {found}")
        return state.vault


# ---- Trials ----

class Trials:
    def __init__(self, command, java, benches, check, level, only):
        self.command, self.java, self.check = command, java, check
        self.level, self.only = level, only
        self.benches = queue.Queue()
        for bench in benches:
            self.benches.put(bench)
        self.first = benches[0]
        self.counts, self.violations, self.last = Counter(), [], []
        self.calls, self.left_out = [], 0
        self.archive = re.sub(r"\W+", "-", command.name)

    def strace(self, bench, log, *options):
        return ["strace", "-f", "-ff", "-y", "-qq", "-o", log, *options,
                *self.java.command(self.archive, *self.command.words(bench))]

    def start(self, bench, command):
        with open(bench.path("secrets", "seed"), encoding="ascii") as seed:
            return subprocess.Popen(command, env=bench.env, stdin=seed, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                    text=True, start_new_session=True)

    def run(self, bench, options, log):
        """Exit code (negative for a signal) and standard error."""
        for old in glob.glob(log + ".*"):
            os.remove(old)
        return self.end(self.start(bench, self.strace(bench, log, *options)))

    @staticmethod
    def end(process):
        try:
            errors = process.communicate(timeout=60)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)     # strace and the program, which have a session of their own
            process.communicate()
            raise Violation("it does not come to an end") from None
        return process.returncode, errors

    def clean(self):
        """The calls of a run without faults, with all that they write."""
        bench = self.first
        bench.bring(self.command.template)
        make = self.java.command(self.archive, *self.command.words(bench), make=True)
        process = self.start(bench, make)
        errors = process.communicate(timeout=60)[1]
        demand(process.returncode == 0, f"{self.command.name}: {errors}")
        bench.bring(self.command.template)
        log = bench.base + ".clean"
        code, errors = self.run(bench, ("-e", "trace=" + CALLS, "-s", "1000000", "-xx"), log)
        demand(code == 0, f"{self.command.name} under strace: exit {code}: {errors}")
        demand(self.check(bench, self.command) == "new", f"{self.command.name} does nothing")
        self.calls = calls_of_run(log, bench.base)

    def everything(self):
        """All trials, those of one call behind each other."""
        for number, call in enumerate(self.calls, 1):
            yield number, call, "killed"
            for error in ERRORS.get(call.kind, ()):
                yield number, call, error
            if call.kind == "write":
                for length in sorted({1, len(call.data) // 2, len(call.data) - 1}):
                    for lifted in (True, False):
                        yield number, call, ("short write", length, lifted)

    def plan(self):
        trials = list(self.everything())
        if self.level == "all":
            return trials
        # A kill at a call that only reads leaves what the kill at the next change leaves.
        trials = [trial for trial in trials if trial[2] != "killed" or trial[1].kind in CHANGING]
        return trials if self.level == "usual" else self.quick_plan(trials)

    def quick_plan(self, trials):
        """A sample that is the same each time; LEFT_OUT says of it what is missing."""
        firsts, writes = set(), 0
        turn = COMMANDS.index(self.command)
        for (_, call), group in itertools.groupby(trials, lambda trial: trial[:2]):
            if call.place.startswith("state"):
                continue
            kinds = {trial[2]: trial for trial in group}
            writes += call.kind == "write"
            if call.kind in CHANGING:
                both = "ENOSPC" in kinds and "EIO" in kinds
                turn += both
                wanted = ["killed", "ENOSPC" if both and turn % 2 else "EIO"]
                if call.kind == "write" and writes == 1:
                    wanted += [("short write", len(call.data) // 2, lifted) for lifted in (True, False)]
            else:
                wanted = [] if call.kind in firsts else ["EIO"]
                firsts.add(call.kind)
            yield from (kinds[kind] for kind in wanted if kind in kinds)

    def all(self):
        self.clean()
        plan = [(n, call, kind) for n, call, kind in self.plan() if self.chosen(n, kind)]
        self.left_out = len(list(self.everything())) - len(plan)
        with concurrent.futures.ThreadPoolExecutor(self.benches.qsize()) as pool:
            list(pool.map(lambda trial: self.guarded(*trial), plan))
        if self.chosen(0, "power cut"):
            self.power_cuts()
        if self.only is None:
            for kind, least in LEAST[self.level].items():
                demand(self.counts[kind] >= least,
                       f"{self.command.name}, {kind}: only {self.counts[kind]} trials, where {least} are the least")

    def chosen(self, number, kind):
        return self.only is None or self.only == self.label(number, kind)

    def label(self, number, kind):
        return f"{self.command.name}/{kind if isinstance(kind, str) else '-'.join(map(str, kind))}/{number}"

    def guarded(self, number, call, kind):
        bench = self.benches.get()
        try:
            self.counts[kind if isinstance(kind, str) else kind[0]] += 1
            self.trial(bench, number, call, kind)
        except Violation as error:
            traced = f"\n    {shlex.join(self.last)}" if self.only else ""
            self.violations.append(f"{self.command.name}, {kind} at call {number}, {call.kind} {call.place}"
                                   f" (no. {call.nth} there): {error}\n"
                                   f"    faults.py --only {shlex.quote(self.label(number, kind))}{traced}")
        finally:
            self.benches.put(bench)

    def trial(self, bench, number, call, kind):
        for attempt in range(15):  # on a busy machine Java looks more often at what its group may use
            if attempt:
                call = self.counted_anew(bench, call)
            bench.bring(self.command.template)
            if isinstance(kind, tuple):
                code, errors = self.short_write(bench, call, *kind[1:])
                hit = True
            else:
                fault = "signal=KILL" if kind == "killed" else "error=" + kind
                # Each thread counts its own calls, and another one may come to the same number: then those at the path count.
                by_path = attempt > 2 and kind != "killed" and call.name == "openat" and "*" not in call.place
                where = ("-P", os.path.join(bench.base, call.place)) if by_path else ()
                when = call.nth if by_path else call.index
                options = ("-s", "0", *where, "-e", f"trace={call.name}", "-e", f"inject={call.name}:{fault}:when={when}")
                code, errors = self.run(bench, options, bench.base + ".log")
                self.last = self.strace(bench, "LOG", *options)
                hit = self.was_hit(bench, call, kind, code, by_path)
            if hit:
                break
        demand(hit, "the fault did not hit the call that it was meant for")
        if self.only:
            print(f"exit {code}: {errors.strip()}")
        state = self.check(bench, self.command)
        if kind == "killed":
            return
        lines = [line for line in errors.splitlines() if line.startswith("totp: error: ")]
        if code == 0:
            demand(state == "new", "exit 0, and nothing was saved")
            demand(not lines, f"exit 0 with an error: {errors}")
        else:
            demand(code in (9, 13), f"exit {code}: {errors.strip()}")
            demand(len(lines) == 1 and "\tat " not in errors, f"not one line: {errors}")
            demand(state == "old", f"exit {code} and the vault is {state}: {errors.strip()}")
        if isinstance(kind, tuple) and kind[2]:
            demand(code == 0, f"a write that only came short: exit {code}: {errors.strip()}")

    def counted_anew(self, bench, call):
        """The call with the number that it has when nothing but calls of its name are traced, which takes less time."""
        bench.bring(self.command.template)
        self.run(bench, ("-s", "0", "-e", f"trace={call.name}"), bench.base + ".log")
        for found in calls_of_run(bench.base + ".log", bench.base):
            if (found.kind, found.place, found.nth) == (call.kind, call.place, call.nth):
                return call._replace(index=found.index)
        return call

    def was_hit(self, bench, call, kind, code, by_path):
        """Whether the fault came at this call alone: another Java or another moment may count otherwise."""
        if kind == "killed":
            if code != -9:
                return False
            reached = calls_of_run(bench.base + ".log", bench.base)
            return bool(reached) and (reached[-1].kind, reached[-1].place, reached[-1].nth) == (call.kind, call.place, call.nth)
        injected = 0
        for log in glob.glob(bench.base + ".log.*"):
            with open(log, encoding="latin-1") as file:
                injected += sum("(INJECTED)" in line for line in file)
        calls = calls_of_run(bench.base + ".log", bench.base)
        same = [c for c in calls if (c.kind, c.place, c.nth) == (call.kind, call.place, call.nth)]
        counted = bool(same) and (by_path or same[0].index == call.index)
        return injected == 1 and counted and same[0].result == "-1"

    def short_write(self, bench, call, length, lifted):
        """The limit comes when the process waits before the call and may go when it waits behind it."""
        log = bench.base + ".log"
        for old in glob.glob(log + ".*"):
            os.remove(old)
        options = ("-s", "0", "-e", "trace=write", "-e",
                   f"inject=write:delay_enter=300000:delay_exit=300000:when={call.index}")
        self.last = self.strace(bench, "LOG", *options)
        process = self.start(bench, self.strace(bench, log, *options))
        pattern = os.path.join(bench.base, glob.escape(call.place).replace("[*]", "*"))
        there = self.wait_for(process, lambda: [f for f in glob.glob(pattern, include_hidden=True)
                                                if os.stat(f).st_size == 0])
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            java = int(file.read().split()[0])
        _, most = resource.prlimit(java, resource.RLIMIT_FSIZE)
        resource.prlimit(java, resource.RLIMIT_FSIZE, (length, most))
        self.wait_for(process, lambda: os.stat(there[0]).st_size == length)
        if lifted:
            resource.prlimit(java, resource.RLIMIT_FSIZE, (most, most))
        return self.end(process)

    @staticmethod
    def wait_for(process, condition):
        end = time.monotonic() + 20
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(FileNotFoundError):
                found = condition()
                if found:
                    return found
            time.sleep(0.002)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Violation("the write that was to come short did not come")

    # ---- Power cuts ----

    def power_cuts(self):
        done, cuts = set(), []
        for number, tree, acknowledged in crash_states(self.calls, self.first, self.command.template):
            kind = frozenset(tree.items()), acknowledged
            if kind not in done:
                done.add(kind)
                cuts.append((number, tree, acknowledged))
        with concurrent.futures.ThreadPoolExecutor(self.benches.qsize()) as pool:
            list(pool.map(lambda cut: self.power_cut(*cut), cuts))

    def power_cut(self, number, tree, acknowledged):
        bench = self.benches.get()
        try:
            self.counts["power cut"] += 1
            put(bench, moved(tree, self.first, bench))
            state = self.check(bench, self.command, save=self.level != "quick")
            demand(state == "new" or not acknowledged, f"acknowledged, and the vault is {state}")
        except Violation as error:
            files = ", ".join(f"{starred(name)} {'/' if data is None else len(data)}" for name, data in tree.items())
            self.violations.append(f"{self.command.name}, power cut after call {number}: {error}\n    left: {files}\n"
                                   f"    faults.py --only {shlex.quote(self.label(0, 'power cut'))}")
        finally:
            self.benches.put(bench)


def moved(tree, old, new):
    """State files are named after the vault's path, which is another one on the other bench."""
    return {name.replace(old.state_name(), new.state_name()): data for name, data in tree.items()}


def put(bench, tree):
    for folder in FOLDERS:
        shutil.rmtree(bench.path(folder), ignore_errors=True)
    for name in sorted(tree):
        if tree[name] is None:
            os.makedirs(bench.path(name), 0o700, exist_ok=True)
    for name, data in tree.items():
        if data is not None:
            with open(bench.path(name), "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(data)


class Inode:
    def __init__(self, data=b"", folder=False):
        self.data, self.synced, self.folder = data, data, folder


class Change:
    """A change of folders that is not certain to be on the disk: entries that it sets, None for those that it takes away."""

    def __init__(self, entries):
        self.entries = entries
        self.folders = {os.path.dirname(name) for name in entries}


def crash_states(calls, bench, template):
    """Yields (number of the last call, what the disk holds, whether the command had ended)."""
    durable, pending = {}, []
    for folder in FOLDERS:
        source = os.path.join(bench.templates, template, folder)
        for place, _, names in os.walk(source):
            durable[os.path.relpath(place, os.path.join(bench.templates, template))] = Inode(folder=True)
            for name in names:
                path = os.path.join(place, name)
                durable[os.path.relpath(path, os.path.join(bench.templates, template))] = Inode(content(path))
    present = dict(durable)

    def changed(entries):
        pending.append(Change(entries))
        for name, inode in entries.items():
            if inode is None:
                present.pop(name, None)
            else:
                present[name] = inode

    for number, call in enumerate(calls, 1):
        if call.result.startswith("-") or call.result == "?":
            continue
        name = os.path.relpath(call.path, bench.base)
        name2 = os.path.relpath(call.path2, bench.base) if call.path2 else ""
        if call.kind == "openat-create" and name not in present:
            changed({name: Inode()})
        elif call.kind == "mkdir":
            changed({name: Inode(folder=True)})
        elif call.kind == "write":
            present[name].data += call.data
            demand(len(call.data) == int(call.result), "strace did not show all that was written")
        elif call.kind in ("fsync", "fdatasync"):
            inode = present[name]
            inode.synced = inode.data
            if inode.folder:
                for done in [c for c in pending if name in c.folders]:
                    pending.remove(done)
                    apply(durable, done)
        elif call.kind == "rename":
            changed({name: None, name2: present[name]})
        elif call.kind == "link":
            changed({name2: present[name]})
        elif call.kind == "unlink":
            changed({name: None})
        elif call.kind in ("ftruncate", "pwrite64", "rmdir"):
            raise AssertionError(f"the model of the disk knows no {call.kind}")
        else:
            continue
        for tree in trees(durable, pending):
            yield number, tree, False
    for tree in trees(durable, pending):
        yield len(calls), tree, True


def apply(tree, change):
    for name, inode in change.entries.items():
        if inode is None:
            tree.pop(name, None)
        else:
            tree[name] = inode


def trees(durable, pending):
    """What the disk may hold: any of the pending changes, and files whose unsynced part is there, cut, zeros or gone."""
    for kept in itertools.product((True, False), repeat=len(pending)):
        tree = dict(durable)
        for change, keep in zip(pending, kept):
            if keep:
                apply(tree, change)
        tree = {name: inode for name, inode in tree.items() if all(
            parent in tree for parent in parents(name))}
        for lost in (lambda full, synced: full,
                     lambda full, synced: synced,
                     lambda full, synced: synced + bytes(len(full) - len(synced)),
                     lambda full, synced: full[:(len(full) + len(synced)) // 2]):
            yield {name: None if inode.folder else lost(inode.data, inode.synced) for name, inode in tree.items()}


def parents(name):
    while os.path.dirname(name):
        name = os.path.dirname(name)
        yield name


# ---- Many at once ----

def writers(bench, seconds, seed):
    """Eight processes that add at once, about every third of them killed at some moment: what was acknowledged is there."""
    source = random.Random(seed)
    plans = [[(source.random() < 0.35, source.uniform(0.05, 1.6)) for _ in range(1000)] for _ in range(8)]
    acknowledged, killed, started, lock = set(), [0], [0], threading.Lock()
    bench.bring("usual")
    begin = time.monotonic()

    def enough():
        """On a busy machine it goes on until there is something to look at."""
        passed = time.monotonic() - begin
        seen = len(acknowledged) >= LEAST_WRITERS["acknowledged"] and killed[0] >= LEAST_WRITERS["killed"]
        return passed > seconds and (seen or passed > 10 * seconds)

    def write(number):
        for turn, (doomed, delay) in enumerate(plans[number]):
            if enough():
                return
            name = f"w{number}-{turn}"
            command = [TOTP, "add", name, "--from", "-", "--passphrase-file", bench.path("secrets", "old")]
            with open(bench.path("secrets", "seed"), encoding="ascii") as file:
                process = subprocess.Popen(command, env=bench.env, stdin=file, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.PIPE, text=True, start_new_session=True)
            if doomed:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(delay)
                process.kill()
            errors = process.communicate(timeout=60)[1]
            with lock:
                started[0] += 1
                killed[0] += process.returncode == -9
                if process.returncode == 0:
                    acknowledged.add(name)
            demand(process.returncode in (0, -9), f"add: exit {process.returncode}: {errors}")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    for what, number in (("acknowledged", len(acknowledged)), ("killed", killed[0])):
        demand(number >= LEAST_WRITERS[what], f"seed {seed}: only {number} adds were {what}")
    found = set(Looker().names(content(bench.path("v", "vault.totp")), "old") or ())
    demand(acknowledged <= found, f"seed {seed}: acknowledged and lost: {sorted(acknowledged - found)}")
    demand({"a", "b"} <= found, f"seed {seed}: the accounts from before are lost")
    bench.must("add", "last", "--from", "-")
    print(f"faults: eight writers at once, seed {seed}: {started[0]} adds, {killed[0]} killed, {len(acknowledged)}"
          f" acknowledged, all of them found; {len(found - acknowledged - {'a', 'b'})} more were saved before their process"
          " could say so")


def main():
    parser = argparse.ArgumentParser(description="Fails the real program's system calls one at a time.")
    parser.add_argument("--quick", dest="level", action="store_const", const="quick", help="only changes of the disk")
    parser.add_argument("--all", dest="level", action="store_const", const="all", help="kills at calls that only read, too")
    parser.add_argument("--only", metavar="TRIAL", help="one trial, by the label that a violation is reported with")
    parser.add_argument("--seed", type=int, help="for the eight writers (else the time, with --quick 1)")
    options = parser.parse_args()
    level = "all" if options.only else options.level or "usual"    # a label may name any trial
    seed = options.seed if options.seed is not None else 1 if level == "quick" else int(time.time())
    began = time.monotonic()
    folder = tempfile.mkdtemp(prefix="totp-faults-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    violations, counts, left_out = 0, Counter(), 0
    try:
        java = Java(folder)
        benches = [Bench(java, os.path.join(folder, f"bench-{number}")) for number in range(2)]
        benches[0].make_templates()
        benches[1].take_templates(benches[0])
        check = Check()
        for command in COMMANDS:
            if options.only and not options.only.startswith(command.name + "/"):
                continue
            trials = Trials(command, java, benches, check, level, options.only)
            try:
                trials.all()
            except Violation as error:
                trials.violations.append(str(error))
            kinds = ", ".join(f"{kind} {trials.counts[kind]}" for kind in KINDS if trials.counts[kind])
            print(f"faults: {command.name}: {len(trials.calls)} calls; {kinds}; next saves {check.saves[command.name]};"
                  f" violations {len(trials.violations)} ({time.monotonic() - began:.0f} s)", flush=True)
            for violation in trials.violations:
                print("  " + violation, file=sys.stderr)
            violations += len(trials.violations)
            counts += trials.counts
            left_out += trials.left_out
        if not options.only:
            try:
                writers(benches[0], 8 if level == "quick" else 20, seed)
            except Violation as error:
                print(f"  eight writers at once: {error}", file=sys.stderr)
                violations += 1
    finally:
        shutil.rmtree(folder)
    if not counts:
        raise SystemExit("faults: no trial has this label")
    if level != "all":
        injected = counts.total() - counts["power cut"]
        print(f"faults: left out for time, {left_out} of {left_out + injected} trials at calls: {LEFT_OUT[level]}")
    if violations:
        raise SystemExit(f"faults: {violations} violations")


if __name__ == "__main__":
    main()
