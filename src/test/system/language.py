#!/usr/bin/python3
"""The program in the languages that it speaks, in a terminal of another hand: Japanese where the locale asks for it, English
elsewhere, room for all of it at several sizes, and the same for programs in every language."""

import json
import os
import re
import shutil
import subprocess
import tempfile

from support.tmux import Tmux
from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, TOTP, Vault, expect

OTHER_SECRET = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"
ENGLISH, JAPANESE = ("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")
SIZES = ((80, 24), (40, 12), (200, 60))

# What is seen of each step; blanks do not count, for a terminal breaks lines anywhere.
WORDS = {
    "new passphrase": ("New passphrase (Enter alone makes one):", "新しいパスフレーズ (Enter だけなら自動で作成):"),
    "once more": ("Once more:", "もう一度:"),
    "made": ("made the vault", "を作成しました"),
    "passphrase": ("Passphrase:", "パスフレーズ:"),
    "secret": ("Secret key or otpauth URI:", "シークレットキーまたは otpauth URI:"),
    "wrong secret": ("the secret cannot be read: character 4 is not base32", "シークレットを読み取れません: 4 文字目が base32 ではありません"),
    "added": ("added bank two", "bank two を追加しました"),
    "which one": ("Which one?", "どれにしますか?"),
    "keys of the picker": ("2 of 2; letters search", "2 / 2 件。文字で検索"),
    "using": ("using bank one", "bank one を使います"),
    "search": ("Search:", "検索:"),
    "keys of the list": ("Enter copies", "Enter コピー"),
    "no account": ("totp: error: there is no account nobody", "totp: error: アカウント nobody はありません"),
    "advice": ("totp: hint: there is no recovery key", "totp: hint: リカバリーキーがありません"),
}


def squeezed(text):
    return re.sub(r"\s", "", text)


class Screen:
    """A terminal in one language."""

    def __init__(self, vault, size, locale):
        self.what = f"{size[0]}x{size[1]} {locale[1]}"
        self.language = 1 if locale == JAPANESE else 0
        self.vault = vault
        self.terminal = Tmux(vault.env, *size, locale)

    def begin(self, *words):
        self.terminal.line("clear; " + " ".join([TOTP, *words]) + "; echo ended with $?")

    def sees(self, key):
        wanted = squeezed(WORDS[key][self.language])
        self.terminal.wait(lambda: wanted in squeezed(self.terminal.text()), f"{self.what}: {WORDS[key][self.language]!r}")

    def answers(self, key, answer):
        self.sees(key)
        self.terminal.wait(lambda: not self.terminal.echoes(), "a hidden answer")
        self.terminal.line(answer)

    def ends(self, code):
        self.terminal.wait_for(rf"^ended with {code}$")
        self.is_legible()

    def is_legible(self):
        text = self.terminal.text()
        expect(f"{self.what}: what a charset could not hold:\n{text}", bool(re.search("\\?\\?|\ufffd", text)), False)
        other = [words[1 - self.language] for words in WORDS.values()]
        expect(f"{self.what}: the other language", [word for word in other if squeezed(word) in squeezed(text)], [])
        expect(f"{self.what}: Japanese\n{text}", bool(re.search("[ぁ-ヿ]", text)), self.language == 1)

    def fits(self):
        """Nothing goes on in the next line."""
        joined = self.terminal.tmux("capture-pane", "-p", "-J", "-t", "x").split("\n")[:-1]
        expect(f"{self.what}: lines that were broken", [line.rstrip() for line in joined], self.terminal.screen())

    def close(self):
        self.terminal.close()


def dialogues(size, locale):
    folder = tempfile.mkdtemp(prefix="totp-language-")
    vault = Vault(*CHEAP, folder=folder)
    vault.run("add", "bank one", "--issuer", "Bank", "--from", "-", stdin=RFC_SECRET)
    screen = Screen(vault, size, locale)
    try:
        new = os.path.join(folder, "new.totp")
        screen.begin("init", "--no-recovery-key", "--vault", new, *CHEAP)
        screen.answers("new passphrase", PASSPHRASE)
        screen.answers("once more", PASSPHRASE)
        screen.sees("made")
        screen.ends(0)
        screen.begin("check", "--vault", new)
        screen.answers("passphrase", PASSPHRASE)
        screen.sees("advice")
        screen.ends(0)
        screen.begin("add", "'bank two'")
        screen.answers("passphrase", PASSPHRASE)
        screen.answers("secret", "ABC1")
        screen.sees("wrong secret")
        screen.answers("secret", OTHER_SECRET)
        screen.sees("added")
        screen.ends(0)
        screen.begin("code", "bank")
        screen.answers("passphrase", PASSPHRASE)
        screen.sees("which one")
        if size[0] >= 80:
            screen.sees("keys of the picker")
        screen.fits()
        screen.terminal.keys("Enter")
        screen.sees("using")
        screen.ends(0)
        screen.begin("code", "nobody")
        screen.answers("passphrase", PASSPHRASE)
        screen.sees("no account")
        screen.ends(3)
        screen.begin("watch")
        screen.answers("passphrase", PASSPHRASE)
        screen.sees("search")
        screen.sees("keys of the list")
        screen.terminal.wait_for(r"bank two.*\d{3} \d{3}")
        screen.fits()
        screen.is_legible()
        screen.terminal.keys("Escape")
        screen.terminal.wait_for("^ended with 0$")
    finally:
        screen.close()
        shutil.rmtree(folder)


def told(vault, variables, *arguments):
    """The finished process under these variables and no other locale, with bytes as they were written."""
    env = {k: v for k, v in vault.env.items() if k not in ("LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG")}
    return subprocess.run([TOTP, *arguments], env=dict(env, **variables), capture_output=True, stdin=subprocess.DEVNULL, timeout=120,
                          check=False)


def same_for_programs(vault):
    broken = os.path.join(vault.folder, "broken.txt")
    with open(broken, "w", encoding="ascii") as file:
        file.write(f"otpauth://totp/a?secret={OTHER_SECRET}\notpauth://totp/b?secret=1\n")
    by_file = ("--passphrase-file", vault.passphrase_file)
    failing = {"enroll nobody --profile none --json": 10}
    for line in ("check --json", "info --json", "info", "list --json", "list", "backups --json", "backups", "key list --json", "key list",
                 "show alice --json", "show alice", f"import {broken} --dry-run --json", "enroll nobody --profile none --json", "status --json",
                 "help code", "version"):
        words = line.split()
        options = () if words[0] in ("help", "version", "status") else by_file
        found = [told(vault, dict([locale]), *words, *options) for locale in (ENGLISH, JAPANESE)]
        expect(f"{line}: standard output", found[1].stdout, found[0].stdout)
        expect(f"{line}: exit code", found[1].returncode, found[0].returncode)
        if line in failing:
            expect(f"{line}: exit code", found[0].returncode, failing[line])
        if "--json" in line:
            json.loads(found[0].stdout)
        found[1].stderr.decode()


NO_ACCOUNT = ("there is no account {}\n", "アカウント {} はありません\n")


def is_told_in(language, done, name):
    lines = done.stderr.decode().split("\n")
    expect("what is told", lines[0] + "\n", "totp: error: " + NO_ACCOUNT[language].format(name))


def variables_decide(vault):
    """Of a name that the locale cannot hold as well, where the launcher has to change that."""
    by_file = ("--passphrase-file", vault.passphrase_file)
    for name in ("nobody", "名無し"):
        for variables, language in (
                ({}, 0), ({"LANG": "ja_JP.UTF-8"}, 1), ({"LC_ALL": "ja_JP.UTF-8", "LANG": "C"}, 1),
                ({"LC_MESSAGES": "ja_JP.UTF-8", "LANG": "C.UTF-8"}, 1), ({"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, 1),
                ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, 0), ({"LC_MESSAGES": "C", "LANG": "ja_JP.UTF-8"}, 0),
                ({"LANG": "ja_JP.eucJP"}, 0), ({"LANG": "C", "LANGUAGE": "ja"}, 0)):
            is_told_in(language, told(vault, variables, "code", name, *by_file), name)


def agent_answers_its_client(vault):
    """Whoever unlocked the vault, each is told in his own language."""
    by_file = ("--passphrase-file", vault.passphrase_file)
    for unlocks in (ENGLISH, JAPANESE):
        expect("unlocked", told(vault, dict([unlocks]), "unlock", *by_file).returncode, 0)
        try:
            for language, locale in enumerate((ENGLISH, JAPANESE)):
                is_told_in(language, told(vault, dict([locale]), "code", "nobody"), "nobody")
                using = told(vault, dict([locale]), "code", "alic").stderr.decode()
                expect("a name that was found", using.split("\n")[0], ("totp: using alice", "totp: alice を使います")[language])
        finally:
            told(vault, {}, "lock")


def main():
    for size in SIZES:
        for locale in (("LC_ALL", "C.UTF-8"), ENGLISH, JAPANESE):
            dialogues(size, locale)
            print(f"language: {size[0]}x{size[1]} {locale[0]}={locale[1]} holds", flush=True)
    vault = Vault(*CHEAP)
    try:
        vault.env["XDG_RUNTIME_DIR"] = vault.folder
        vault.run("add", "alice", "--issuer", "Example", "--from", "-", stdin=RFC_SECRET)
        for check in (same_for_programs, variables_decide, agent_answers_its_client):
            check(vault)
            print(f"language: {check.__name__} holds", flush=True)
    finally:
        shutil.rmtree(vault.folder, ignore_errors=True)
    print("language: all as it should be")


if __name__ == "__main__":
    main()
