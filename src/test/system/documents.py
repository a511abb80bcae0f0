#!/usr/bin/python3
"""Every block of commands in README.md and docs/*.md is run as it stands there, by a shell in a terminal, in the order of the page;
where the page shows what is printed (```console), that is compared, whatever codes, times, numbers and paths are.

usage: documents.py [--all] [PAGE...]

Comments before a block, which no reader sees:
  <!-- syntax only: WHY -->   what cannot run here is read by a shell, and no more
  <!-- needs: PROGRAM... -->  left out where the program is not there; with --all that is a failure
  <!-- before: COMMAND -->    what has happened since the last block
  <!-- typed: A | B -->       what is typed unseen, in place of the usual; KEY is the recovery key shown last
A line … in a block stands for any lines. Pages in other languages have the same blocks, which DocumentsTest compares."""

import contextlib
import glob
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from support.localiam import Server
from support.shell import MARK, Shell, recovery_group
from support.surroundings import PROGRAMS, SECRET
from support.totp import PASSPHRASE, ROOT, TOTP, expect

HIDDEN = (("passphrase", PASSPHRASE), ("once more", PASSPHRASE), ("password", PASSPHRASE), ("secret key", SECRET))
LANGUAGES = {"sh", "console"}
OTHERS = {"ini", "json", "text", "desktop"}
BLOCK = re.compile(r"((?:^ *<!-- [^\n]* -->\n)*)^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!-- (syntax only|needs|before|typed): (.*) -->")
BLOCKS_MIN = {"README.md": 8, "docs/recipes.md": 9, "docs/headless.md": 8}
SECONDS_MAX = 90
# What is said only in the last seconds of a code.
SOMETIMES = {"totp: hint: -w waits for a code that lasts longer"}


class Block:
    def __init__(self, page, match, text):
        self.page, self.kind = page, match[3]
        self.line = text.count("\n", 0, match.start(3)) + 1
        self.comments = COMMENT.findall(match[1])
        self.text = re.sub("^" + match[2], "", match[4], flags=re.MULTILINE)

    def __str__(self):
        return f"{self.page}:{self.line}"

    def said(self, word):
        return [text for name, text in self.comments if name == word]

    def commands(self):
        """Of a console block: each command and what stands below it."""
        pairs = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                pairs.append((line[2:], []))
            elif line.startswith("> ") and not pairs[-1][1]:
                pairs[-1] = pairs[-1][0] + "\n" + line[2:], []
            else:
                pairs[-1][1].append(line)
        return pairs

    def script(self):
        return self.text if self.kind == "sh" else "\n".join(command for command, _ in self.commands())


def blocks(page):
    with open(os.path.join(ROOT, page), encoding="utf-8") as file:
        text = file.read()
    found = [Block(page, match, text) for match in BLOCK.finditer(text)]
    expect(f"fences in {page}", len(re.findall("^ *```", text, re.MULTILINE)), 2 * len(found))
    for block in found:
        if block.kind not in LANGUAGES | OTHERS:
            raise AssertionError(f"{block}: a block without a language, or of an unknown one: {block.kind!r}")
    return [block for block in found if block.kind in LANGUAGES]


def masked(line, home):
    """Without what is another in each run."""
    line = line.replace(home, "/home/me")
    line = re.sub(r"TRK1(-[0-9A-Z]{6})+", "TRK1", line)
    line = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", line)
    line = re.sub(r"\b[0-9a-f]{8}\b", "ID", line)
    return re.sub(r" +", " ", re.sub(r"\d+", "0", line)).strip()


def same(wanted, found):
    """Whether the lines are those of the page, of which … stands for any."""
    if not wanted:
        return not found
    if wanted[0] == "…":
        return any(same(wanted[1:], found[skipped:]) for skipped in range(len(found) + 1))
    return bool(found) and wanted[0] == found[0] and same(wanted[1:], found[1:])


class Reader:
    """Somebody who does what a page says, with a machine of their own."""

    def __init__(self, folder, iam):
        self.home = os.path.join(folder, "me")
        os.makedirs(os.path.join(self.home, "bin"))
        os.symlink(TOTP, os.path.join(self.home, "bin", "totp"))
        with open(os.path.join(self.home, "passphrase"), "w", opener=lambda path, flags: os.open(path, flags, 0o600),
                  encoding="ascii") as file:
            file.write(PASSPHRASE)
        for name, text in PROGRAMS.items():
            self.program(name, text)
        self.key, self.typed = "", []
        self.env = {name: value for name, value in os.environ.items()
                    if not name.startswith(("TOTP_", "XDG_", "WAYLAND_", "DBUS_", "AWS_", "TMUX", "SSH_"))}
        self.env.update({name: value for name, value in (iam.env if iam else {}).items() if name.startswith("AWS_")})
        self.env.update(DISPLAY=":77", LC_ALL="C.UTF-8", CHECKOUT=ROOT, XDG_RUNTIME_DIR=os.path.join(self.home, ".run"))
        os.makedirs(self.env["XDG_RUNTIME_DIR"], 0o700)
        self.shell = Shell(self.home, self.env, columns=400, rows=60, shell="bash --norc --noprofile --noediting -i")
        self.run(f"cd; export PS1='{MARK}$ '; set +H", None)

    def program(self, name, text):
        path = os.path.join(self.home, "bin", name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def run(self, command, page):
        """Types the command and what it asks for; what stands on the screen then."""
        shell = self.shell
        begin, answered = len(shell.screen), 0
        shell.type(command + "\n")
        end = time.monotonic() + SECONDS_MAX
        while True:
            select.select([shell.master], [], [], 0.1)
            shell.read()
            written = shell.screen[begin:]
            if shell.at_prompt() and written.count(MARK) >= 1 + command.count("\n"):
                break
            if time.monotonic() > end:
                raise AssertionError(f"{command!r} does not end: {shell.lines(begin)}")
            if len(written) > answered and not written.endswith("\n") and shell.quiet_for(0.15):
                self.answer(shell.lines(begin)[-1], page, written)
                answered = len(shell.screen) - begin
        return shell.lines(begin)[command.count("\n") + 1:-1]

    def answer(self, question, page, written):
        """Types what is asked for: what is hidden by the question, what is shown as it stands in the page."""
        if "Type group" in question:
            self.key = re.findall(r"TRK1(?:-[0-9A-Z]{6})+", written)[-1]
            self.shell.type(recovery_group(written) + "\n")
        elif "\x1b[?1049h" in written and written.rfind("\x1b[?1049h") > written.rfind("\x1b[?1049l"):
            self.shell.type("\x1b")
        elif not self.shell.echoes():
            if self.typed:
                self.shell.type(self.typed.pop(0).replace("KEY", self.key) + "\n")
                return
            for word, answer in HIDDEN:
                if word in question.lower():
                    self.shell.type(answer + "\n")
                    return
        elif page is None:
            if question.endswith(("[y/N]", "[Y/n]")):
                self.shell.type("y\n")
        else:
            for line in page:
                if line.startswith(question) and line != question:
                    self.shell.type(line[len(question):].strip() + "\n")
                    return

    def follow(self, block):
        for command in block.said("before"):
            self.script(block, command)
        self.typed = [answer.strip() for answers in block.said("typed") for answer in answers.split("|")]
        if block.kind == "sh":
            self.script(block, block.text)
            return
        wrong = []
        for command, wanted in block.commands():
            found = [line for line in self.run(command, wanted) if line in wanted or line not in SOMETIMES]
            if not same([masked(line, self.home) for line in wanted], [masked(line, self.home) for line in found]):
                wrong += [f"$ {command}", *found]
        if wrong:
            raise AssertionError("\n".join([f"{block}: there came", *wrong]))

    def script(self, block, text):
        """All of it in the same shell; nothing in it may fail."""
        path = os.path.join(self.home, ".block")
        with open(path, "w", encoding="utf-8") as file:
            file.write("trap 'failed=\"$BASH_COMMAND: exit $?\"' ERR\nfailed=\n" + text)
        lines = self.run(f". {path}; trap - ERR; echo \"failed: ${{failed:-nothing}}\"", None)
        if not lines or lines[-1] != "failed: nothing":
            raise AssertionError("\n".join([f"{block}:", text, *lines]))

    def close(self):
        subprocess.run([TOTP, "lock"], env={**self.env, "HOME": self.home}, capture_output=True, check=False)
        os.kill(self.shell.pid, signal.SIGKILL)
        os.close(self.shell.master)
        os.waitpid(self.shell.pid, 0)


def syntax(block):
    done = subprocess.run(["bash", "-n"], input=block.script(), capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        raise AssertionError(f"{block}: {done.stderr}")


def speaks_to_aws(found):
    return any(re.search(r"\b(enroll|aws)\b", block.script()) for block in found if not block.said("syntax only"))


def local_iam(folder):
    """With the names that the pages use: each profile is a user's own."""
    users = [word for name in ("prod", "me", "alice", "bob", "deploy") for word in ("--user", name)]
    return Server(folder, "--profiles", os.path.join(folder, "aws"), *users)


def checked(page, is_all):
    """How many blocks were run, and how many only read."""
    run = read = failed = 0
    found = blocks(page)
    if len(found) < BLOCKS_MIN.get(page, 0):
        raise AssertionError(f"{page} has {len(found)} blocks of commands, and should have {BLOCKS_MIN[page]}")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="totp-check-", ignore_cleanup_errors=True))
        reader = None
        for block in found:
            syntax(block)
            missing = [name for word in block.said("needs") for name in word.split() if not shutil.which(name)]
            if missing and is_all:
                raise AssertionError(f"{block}: missing: {', '.join(missing)}")
            if missing:
                print(f"LEFT OUT: {block}, for want of {', '.join(missing)}")
            elif block.said("syntax only"):
                read += 1
            else:
                if reader is None:
                    reader = Reader(folder, stack.enter_context(local_iam(folder)) if speaks_to_aws(found) else None)
                    stack.callback(reader.close)
                try:
                    reader.follow(block)
                except AssertionError as failure:
                    print(f"\nFAILED {failure}\n", file=sys.stderr, flush=True)
                    failed += 1
                run += 1
    expect(f"blocks of {page} that are not so", failed, 0)
    if found:
        print(f"{page}: {run} blocks run, {read} only read by a shell", flush=True)
    return run, read


def main():
    arguments = sys.argv[1:]
    is_all = arguments[:1] == ["--all"]
    pages = arguments[is_all:] or ["README.md"] + sorted(
        os.path.relpath(path, ROOT) for path in glob.glob(os.path.join(ROOT, "docs", "*.md")) if not path.endswith(".ja.md"))
    subprocess.run([TOTP, "version"], check=True, stdout=subprocess.DEVNULL)
    counts, failures = [], []
    for page in pages:
        try:
            counts.append(checked(page, is_all))
        except AssertionError as failure:
            failures.append(str(failure))
    if failures:
        sys.exit("\n".join(failures))
    run, read = (sum(column) for column in zip(*counts))
    if not arguments[is_all:] and (run < 30 or read > run):
        raise AssertionError(f"{run} blocks were run and {read} only read: the pages are not looked at")
    print(f"documents: {run} blocks of {len(pages)} pages run, {read} only read")


if __name__ == "__main__":
    main()
