#!/usr/bin/python3
"""Completion as its users meet it: bash with and without bash-completion, zsh and fish on a terminal, which type, press TAB and
Enter; what the program is then called with is what counts. And the manual pages: mandoc finds nothing to complain of."""

import contextlib
import os
import pty
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from support.totp import CHEAP, RFC_SECRET, ROOT, TOTP, Vault, expect

SHARE = os.path.join(ROOT, "target", "app", "share")
SECONDS_MAX = 30
ROUNDS = 9

# What is typed for each, behind "totp code ": enough of the name that no other begins so.
NAMES = {
    "github": "gi",
    "Google:alice@example.com": "Google:al",
    "Google:bob@example.com": "Google:b",
    "Git Hub": "Git",
    "it's": "it",
    'say "hi" now': "say",
    "a$b`c`": "a",
    "back\\slash": "bac",
    "(both) & one; two": "\\(b",
    "star*?[x]": "st",
    "東京 駅": "東",
    "Müller:ü": "Mü",
    "bang!bang": "bang",
    "#hash": "\\#",
    "~home": "\\~h",
    "x=y,{z}": "x",
}
# The same with a quote that is open, which the shell closes.
QUOTED = {
    '"Git H': "Git Hub",
    "'Git H": "Git Hub",
    '"Google:al': "Google:alice@example.com",
    "'Google:b": "Google:bob@example.com",
    '"東京': "東京 駅",
    "'say ": 'say "hi" now',
    '"it': "it's",
    '"(both': "(both) & one; two",
    "Git\\ H": "Git Hub",
}
# Words that need no vault; what is typed behind "totp ", and what comes of it.
STATIC = {
    "cod": ["code"],
    "undel": ["undelete"],
    "list --tr": ["list", "--trash"],
    "ls --for": ["ls", "--format"],
    "list --format j": ["list", "--format", "json"],
    "list --format=ts": ["list", "--format=tsv"],
    "import --format bitw": ["import", "--format", "bitwarden"],
    "import --on-duplicate ke": ["import", "--on-duplicate", "keep"],
    "export --to aeg": ["export", "--to", "aegis"],
    "add x --type ste": ["add", "x", "--type", "steam"],
    "add x --algorithm SHA5": ["add", "x", "--algorithm", "SHA512"],
    "key pass": ["key", "passphrase"],
    "key add --new-k": ["key", "add", "--new-key-file"],
    "-q key add --with-p": ["-q", "key", "add", "--with-passphrase"],
    "--vault /tmp/x aws dev": ["--vault", "/tmp/x", "aws", "devices"],
    "aws devices --us": ["aws", "devices", "--user"],
    "completion z": ["completion", "zsh"],
    "help ke": ["help", "key"],
    "help key pass": ["help", "key", "passphrase"],
    "help envi": ["help", "environment"],
    "init --kdf-m": ["init", "--kdf-memory"],
    "enroll x --profile prod": ["enroll", "x", "--profile", "production"],
    "enroll x --profile dev": ["enroll", "x", "--profile", "dev team"],
    "import exp": ["import", "export one.json"],
    "scan ./exp": ["scan", "./export one.json"],
    "list --vault exp": ["list", "--vault", "export one.json"],
    "aws exec prod": ["aws", "exec", "production"],
    "aws exec production -- zz-on": ["aws", "exec", "production", "--", "zz-only-here"],
    "aws exec production --min-ttl 20m -- zz-only-here exp": ["aws", "exec", "production", "--min-ttl", "20m", "--", "zz-only-here",
                                                              "export one.json"],
}
# Nothing may come of these.
NOTHING = ["init --recovery-k", "frobnicate --js", "aws verify --us", "key list --new-k", "enroll x --profile sso", "agen"]


class World:
    """A vault with odd names, an agent of its own, a folder to stand in, and a program that notes how it is called."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="totp-check-")
        self.vault = Vault(*CHEAP, folder=self.folder)
        self.home = os.path.join(self.folder, "home")
        self.noted = os.path.join(self.folder, "noted")
        for name in ("home/.aws", "bin", "run", "here"):
            os.makedirs(os.path.join(self.folder, name), 0o700)
        self.write("home/.aws/config", "[default]\nregion = x\n[profile production]\n[profile dev team]\n[sso-session sso]\n")
        self.write("here/export one.json", "{}")
        self.write("bin/totp", f"""#!/bin/sh
[ "$1" != complete ] || exec {TOTP!r} "$@"
printf '%s\\0' "$@" >"{self.noted}.new" && mv "{self.noted}.new" "{self.noted}"
""")
        self.write("bin/zz-only-here", "#!/bin/sh\n")
        for name in ("totp", "zz-only-here"):
            os.chmod(os.path.join(self.folder, "bin", name), 0o755)
        self.vault.env.update(XDG_RUNTIME_DIR=os.path.join(self.folder, "run"))
        for number, name in enumerate(NAMES):
            self.vault.run("add", name, "--from", "-", "--tag", "work place" if number else "alone", stdin=RFC_SECRET)
        self.vault.run("add", "gone for good", "--from", "-", stdin=RFC_SECRET)
        self.vault.run("rm", "gone for good")
        self.env = {"PATH": os.path.join(self.folder, "bin") + ":" + os.environ["PATH"], "HOME": self.home, "TERM": "xterm",
                    "LC_ALL": "C.UTF-8", "TOTP_VAULT": self.vault.path, "XDG_RUNTIME_DIR": self.vault.env["XDG_RUNTIME_DIR"],
                    "XDG_STATE_HOME": self.vault.env["XDG_STATE_HOME"], "XDG_DATA_DIRS": SHARE + ":/usr/local/share:/usr/share",
                    "BASH_COMPLETION_USER_DIR": os.path.join(SHARE, "bash-completion")}
        if "JAVA_HOME" in os.environ:
            self.env["JAVA_HOME"] = os.environ["JAVA_HOME"]

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def unlock(self):
        self.vault.run("unlock", "-q")

    def lock(self):
        subprocess.run([TOTP, "lock", "-q"], env=self.vault.env, check=True)

    def remove(self):
        subprocess.run([TOTP, "lock", "-q"], env=self.vault.env, check=False, capture_output=True)
        shutil.rmtree(self.folder)


class Shell:
    """A shell at a terminal of its own, in the folder with the file."""

    def __init__(self, world, name, command, *setup):
        self.world, self.name = world, name
        self.screen = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            os.chdir(os.path.join(world.folder, "here"))
            os.execvpe(command[0], command, world.env)
        for line in setup:
            self.type(line + "\n")
        self.type("echo rea''dy\n")
        self.wait_for("ready\r\n")

    def type(self, text):
        os.write(self.master, text.encode())

    def read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            self.screen += os.read(self.master, 65536).decode("utf-8", "replace")
        return bool(ready)

    def wait_for(self, text):
        end = time.monotonic() + SECONDS_MAX
        while text not in self.screen:
            if time.monotonic() > end:
                raise AssertionError(f"{self.name}: no {text!r}: {self.screen!r}")
            self.read(0.5)

    def call(self, typed):
        """What totp is called with when this is typed behind its name, then TAB and Enter."""
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.world.noted)
        self.screen = ""
        self.type(f"totp {typed}\t\n")
        end = time.monotonic() + SECONDS_MAX
        while not os.path.exists(self.world.noted):
            if time.monotonic() > end:
                raise AssertionError(f"{self.name}: totp {typed}: not called: {self.screen!r}")
            self.read(0.02)
        with open(self.world.noted, encoding="utf-8") as file:
            words = file.read().split("\0")[:-1]
        self.type("echo do''ne\n")
        self.wait_for("done\r\n")
        for bad in ("totp: ", "Passphrase:", "rror:", "not found", "bad "):
            if bad in self.screen:
                raise AssertionError(f"{self.name}: totp {typed}: {self.screen!r}")
        return words

    def shows(self, typed, *words):
        """What is listed where several fit."""
        self.screen = ""
        self.type(f"totp {typed}\t\t")
        for word in words:
            self.wait_for(word)
        self.type("\x15\x15\n")
        self.type("echo do''ne\n")
        self.wait_for("done\r\n")

    def seconds(self, typed, result):
        """From TAB to the rest of the word."""
        times = []
        for _ in range(ROUNDS):
            self.type(f"totp {typed}")
            while self.read(0.3):
                pass
            self.screen = ""
            begun = time.monotonic()
            self.type("\t")
            self.wait_for(result)
            times.append(time.monotonic() - begun)
            self.type("\x15\n")
            while self.read(0.2):
                pass
        return statistics.median(times)

    def close(self):
        os.close(self.master)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGHUP)
        os.waitpid(self.pid, 0)


def shells(world):
    """Each as an installation serves it, and as somebody sets it up who reads the script himself."""
    bash = ["bash", "--norc", "--noprofile", "-i"]
    script = os.path.join(SHARE, "bash-completion", "completions", "totp")
    yield "bash", bash, [f". {script!r}", "PS1='$ '", "bind 'set enable-bracketed-paste off'"]
    yield "bash, posix locale", ["env", "LC_ALL=C", *bash], [f". {script!r}", "PS1='$ '"]
    yield "bash with bash-completion", bash, [". /usr/share/bash-completion/bash_completion", "PS1='$ '",
                                              "bind 'set enable-bracketed-paste off'"]
    zsh = ["zsh", "-f", "-i"]
    functions = os.path.join(SHARE, "zsh", "site-functions")
    quiet = ["PS1='$ '", "unsetopt zle_bracketed_paste prompt_sp"]
    yield "zsh", zsh, [f"fpath=({functions!r} $fpath)", "autoload -Uz compinit", "compinit -u -D", *quiet]
    yield "zsh, read by source", zsh, ["autoload -Uz compinit", "compinit -u -D", f"source {functions}/_totp", *quiet]
    yield "fish", ["fish", "-i"], ["function fish_prompt; echo -n '$ '; end"]


def check_shell(world, name, command, setup):
    ascii_only = "posix" in name
    world.unlock()
    shell = Shell(world, name, command, *setup)
    try:
        for typed, words in STATIC.items():
            expect(f"{name}: totp {typed}", shell.call(typed), words)
        for typed in NOTHING:
            expect(f"{name}: totp {typed}", shell.call(typed), typed.split())
        for wanted, typed in NAMES.items():
            if not (ascii_only and not wanted.isascii()):
                expect(f"{name}: totp code {typed}", shell.call("code " + typed), ["code", wanted])
        for typed, wanted in QUOTED.items():
            if not (ascii_only and not wanted.isascii()):
                # The shell that completes a whole word closes its quote; one that waits for a second TAB is given it.
                expect(f"{name}: totp show {typed}", shell.call("show " + typed), ["show", wanted])
        expect(f"{name}: second name of rm", shell.call("rm github Git"), ["rm", "github", "Git Hub"])
        expect(f"{name}: no second name of code", shell.call("code github Git"), ["code", "github", "Git"])
        expect(f"{name}: a tag", shell.call("list --tag wo"), ["list", "--tag", "work place"])
        expect(f"{name}: the trash", shell.call("undelete go"), ["undelete", "gone for good"])
        expect(f"{name}: what is forgotten for good", shell.call("rm --purge go"), ["rm", "--purge", "gone for good"])
        expect(f"{name}: its own vault", shell.call(f"code --vault {world.vault.path} gi"),
               ["code", "--vault", world.vault.path, "github"])
        expect(f"{name}: another vault", shell.call("code --vault /nowhere gi"), ["code", "--vault", "/nowhere", "gi"])
        shell.shows("key ", "list", "add", "remove", "passphrase", "recovery")
        shell.shows("code Google:", "alice@example.com", "bob@example.com")
        static, names = shell.seconds("undel", "ete"), shell.seconds("code gi", "thub")
        world.lock()
        expect(f"{name}: locked", shell.call("code gi"), ["code", "gi"])
        expect(f"{name}: locked tags", shell.call("list --tag wo"), ["list", "--tag", "wo"])
        print(f"  {name}: TAB to a static word {static * 1000:.0f} ms, to a name {names * 1000:.0f} ms")
    finally:
        shell.close()


def check_old_bash():
    """Nothing that bash 3.2 of macOS does not know, nor anything of bash-completion."""
    with open(os.path.join(SHARE, "bash-completion", "completions", "totp"), encoding="utf-8") as file:
        script = file.read()
    code = re.sub(r"(?m)^\s*#.*$", "", script)
    for newer in (r"\bdeclare -A\b", r"\b(local|typeset) -[A-Za-z]*[An]\b", r"\b(mapfile|readarray|coproc)\b", r"\$\{\w+(,,?|\^\^?)\}",
                  r"\|&", r"&>>", r"\$\{\w+@", r";;?&", r"\[-1\]", r"\[\[ -v\b", r"\$\{\w+: -", r"_init_completion|_get_comp_words|_filedir"):
        found = re.search(newer, code)
        if found:
            raise AssertionError(f"bash 3.2 has no {found[0]!r}")
    subprocess.run(["shellcheck", "-s", "bash", "-S", "warning", "-e", "SC2034,SC2154,SC2086", "-"], input=script, text=True,
                   check=True)


def check_program(world):
    """The hidden command says nothing where it may not, and takes no time for that."""
    def complete(*words, env=None):
        done = subprocess.run([TOTP, "complete", *words], env={**world.env, **(env or {})}, capture_output=True, text=True,
                              timeout=60, check=False)
        expect(f"complete {words}", (done.returncode, done.stderr), (0, ""))
        return done.stdout
    expect("names, locked", complete("names"), "")
    world.unlock()
    expect("names", sorted(complete("names").splitlines()), sorted(NAMES))
    expect("tags", complete("tags"), "alone\nwork place\n")
    expect("trash", complete("trash"), "gone for good\n")
    expect("names of another vault", complete("names", "--vault", os.path.join(world.folder, "none")), "")
    moved = world.vault.path + ".moved"
    os.rename(world.vault.path, moved)
    expect("names of a vault that is gone", complete("names"), "")
    os.rename(moved, world.vault.path)
    world.lock()
    expect("names, locked again", complete("names"), "")


def check_manual():
    pages = sorted(os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(SHARE, "man")) for name in names)
    if len(pages) < 30:
        raise AssertionError(f"manual pages: {pages}")
    if not shutil.which("mandoc"):
        if os.environ.get("CI"):
            raise AssertionError("there is no mandoc")
        print("LEFT OUT: mandoc, which is not installed here")
        return
    # What is not installed yet is not found; that every page is there, the pages themselves tell.
    told = subprocess.run(["mandoc", "-Tlint", "-Wall", *pages], capture_output=True, text=True, check=False).stdout
    wrong = [line for line in told.splitlines() if "referenced manual not found" not in line]
    expect("what mandoc says", wrong, [])
    there = {os.path.basename(page) for page in pages}
    for page in pages:
        with open(page, encoding="utf-8") as file:
            for other in re.findall(r"(?m)^\.(?:It )?Xr (\S+) (\d)", file.read()):
                expect(f"{page} refers to {other}", ".".join(other) in there, True)
    print(f"  mandoc: {len(pages)} pages without a complaint")


def main():
    subprocess.run([TOTP, "version"], check=True, stdout=subprocess.DEVNULL)
    wanted = sys.argv[1:]
    check_manual()
    check_old_bash()
    world = World()
    try:
        check_program(world)
        count = 0
        for name, command, setup in shells(world):
            if not wanted or name in wanted:
                check_shell(world, name, command, setup)
                count += 1
        print(f"completion: {count} shells complete words, files, profiles, and {len(NAMES)} names however they are quoted")
    finally:
        world.remove()


if __name__ == "__main__":
    main()
