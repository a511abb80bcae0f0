#!/usr/bin/python3
"""The dialogue on a real terminal: it works with everything piped, hides what is typed, and gives the echo back."""

import os
import re
import shutil
import signal
import subprocess
import sys
import termios

import pyte

from support.terminal import Terminal
from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, TOTP, Vault, expect

def what_is_seen(printed):
    """The lines that a terminal shows after it got this, on the alternate screen if it is on that (pyte has only one)."""
    usual, alternate = pyte.Screen(80, 24), pyte.Screen(80, 24)
    shown = usual
    for part in re.split(r"(\x1b\[\?1049[hl])", printed):
        if part == "\x1b[?1049h":
            alternate.reset()
            shown = alternate
        elif part == "\x1b[?1049l":
            shown = usual
        else:
            pyte.Stream(shown).feed(part)
    return "\n".join(line.rstrip() for line in shown.display).strip()


def piped_code(vault):
    out = os.path.join(vault.folder, "out")
    terminal = Terminal(f"{TOTP} code rfc --at 59 </dev/null 2>{out}.err | cat >{out}", vault.env)
    terminal.wait_for("Passphrase: ")
    terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
    terminal.type(PASSPHRASE + "\n")
    expect("exit code", terminal.finish(), 0)
    with open(out, encoding="ascii") as printed:
        expect("standard output in the pipe", printed.read(), "94287082\n")
    with open(out + ".err", encoding="utf-8") as printed:
        # The first time of the day.
        expect("standard error", printed.read(),
               "totp: hint: totp unlock keeps the vault unlocked for a while, and asks once\n")
    expect("what the terminal shows", terminal.screen.replace("\r", ""), "Passphrase: \n")


def interrupted_prompt(vault):
    terminal = Terminal(f"{TOTP} code rfc; echo ended $?; sleep 60", vault.env)
    terminal.wait_for("Passphrase: ")
    terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
    # To the program alone, as a shell with job control would.
    children = subprocess.run(["pgrep", "-P", str(terminal.pid)], capture_output=True, text=True, check=True)
    os.kill(int(children.stdout.split()[0]), signal.SIGINT)
    terminal.wait_for("ended 130")
    expect("echo after Ctrl-C", terminal.echoes(), True)
    os.killpg(os.getpgid(terminal.pid), signal.SIGKILL)
    terminal.finish()


def quit_key(vault):
    """Ctrl-\\ makes Java print what all its threads do, unless the terminal sends no signal for it meanwhile."""
    terminal = Terminal(f"{TOTP} code rfc --at 59; echo ended $?; sleep 60", vault.env)
    usual = termios.tcgetattr(terminal.master)[6][termios.VQUIT]
    terminal.wait_for("Passphrase: ")
    terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
    terminal.type("\x1c\n")
    terminal.wait_for("That opens nothing; try again.")
    terminal.type(PASSPHRASE + "\n")
    terminal.wait_for("94287082")
    terminal.wait_for("ended 0")
    expect("a list of threads", "thread" in terminal.screen.lower(), False)
    expect("the key afterwards", termios.tcgetattr(terminal.master)[6][termios.VQUIT], usual)
    os.killpg(os.getpgid(terminal.pid), signal.SIGKILL)
    terminal.finish()


def hidden_seed(vault):
    out = os.path.join(vault.folder, "out")
    terminal = Terminal(f"{TOTP} add typed >{out} 2>&1", vault.env)
    terminal.wait_for("Passphrase: ")
    terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
    terminal.type(PASSPHRASE + "\n")
    terminal.wait_for("Secret key or otpauth URI: ")
    terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
    terminal.type(RFC_SECRET.lower() + "\n")
    expect("exit code", terminal.finish(), 0)
    expect("seed on the terminal", RFC_SECRET.lower() in terminal.screen, False)
    expect("code of the typed seed", vault.run("code", "typed", "--at", "59"), "287082\n")


def init_with_recovery_key(vault):
    env = dict(vault.env, TOTP_VAULT=os.path.join(vault.folder, "second.totp"), TERM="xterm")
    terminal = Terminal(f"{TOTP} init {' '.join(CHEAP)}", env)
    for question in ("New passphrase (Enter alone makes one): ", "Once more: "):
        terminal.wait_for(question)
        terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
        terminal.type(PASSPHRASE + "\n")
    terminal.wait_for("does not count): ")
    key = next(word for word in terminal.screen.split() if word.startswith("TRK1-"))
    group = int(terminal.screen.split("Type group ")[1].split(" ")[0])
    terminal.type(key.split("-")[group] + "\n")
    expect("exit code", terminal.finish(), 0)
    recovery = os.path.join(vault.folder, "typed-recovery-key")
    descriptor = os.open(recovery, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(descriptor, key.lower().replace("-", " ").encode())
    os.close(descriptor)
    listed = subprocess.run([TOTP, "list", "--recovery-key-file", recovery], env=env, capture_output=True, text=True)
    expect("opening with the key that was shown", (listed.returncode, listed.stderr), (0, ""))


def answered_at_once(vault):
    """Whoever types as soon as the question stands there is not echoed."""
    for _ in range(5):
        terminal = Terminal(f"{TOTP} code rfc --at 59", vault.env)
        terminal.wait_for("Passphrase: ")
        terminal.type(PASSPHRASE + "\n")
        expect("exit code", terminal.finish(), 0)
        expect("what the terminal shows", terminal.screen.replace("\r", ""), "Passphrase: \n94287082\n")


def line_too_long(vault):
    """The kernel cuts long lines; a seed that was cut must not be taken for a whole one."""
    out = os.path.join(vault.folder, "out")
    for length, code in ((4000, 0), (4095, 11), (5000, 11)):
        terminal = Terminal(f"{TOTP} add long{length} --passphrase-file {vault.passphrase_file} >{out} 2>&1", vault.env)
        terminal.wait_for("Secret key or otpauth URI: ")
        head, tail = "otpauth://totp/long?image=", f"&secret={RFC_SECRET}"
        terminal.type(head + "A" * (length - len(head) - len(tail)) + tail + "\n")
        expect(f"exit code of a line of {length}", terminal.finish(), code)


def interrupted_recovery_key(vault):
    """Ctrl-C at the recovery key: the screen comes back, no vault is there, and no key that opens none."""
    env = dict(vault.env, TOTP_VAULT=os.path.join(vault.folder, "third.totp"))
    key = os.path.join(vault.folder, "third.key")
    terminal = Terminal(
        f"{TOTP} init --new-key-file {key} --with-passphrase --passphrase-file {vault.passphrase_file} {' '.join(CHEAP)};"
        " echo ended $?", env)
    terminal.wait_for("does not count): ")
    expect("key file while the question stands", os.path.exists(key), True)
    terminal.type("\x03")
    terminal.finish()
    expect("alternate screen left", terminal.screen.count("\x1b[?1049l"), 1)
    expect("key file of no vault", os.path.exists(key), False)
    expect("vault", os.path.exists(env["TOTP_VAULT"]), False)


def stopped_and_resumed(vault):
    """Ctrl-Z at a hidden prompt: the shell's user sees what he types, and behind fg nobody sees the passphrase."""
    for shell in ("dash -i", "bash --norc --noprofile -i"):
        terminal = Terminal(f"exec {shell}", dict(vault.env, PS1="ready> ", HISTFILE=""))
        terminal.wait_for("ready> ")
        terminal.type(f"{TOTP} code rfc --at 59\n")
        terminal.wait_for("Passphrase: ")
        for again in range(2):
            terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
            terminal.screen = ""
            terminal.type("\x1a")
            terminal.wait_for("ready> ")
            terminal.type("echo se''en\n")
            terminal.wait_for("seen")
            expect(f"what was typed while {shell} had the terminal", "echo se''en" in terminal.screen, True)
            terminal.screen = ""
            terminal.type("fg\n")
            terminal.wait_for("Passphrase: ")
            terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
        terminal.screen = ""
        terminal.type(PASSPHRASE + "\n")
        terminal.wait_for("94287082")
        expect(f"passphrase on the screen of {shell}", PASSPHRASE in terminal.screen, False)
        terminal.type("exit\n")
        terminal.finish()


SHELLS = ("dash -i", "bash --norc --noprofile -i")
CONFIRM = "does not count): "


def in_shell(shell, env, command):
    terminal = Terminal(f"exec {shell}", dict(env, PS1="ready> ", HISTFILE=""))
    terminal.wait_for("ready> ")
    terminal.type(command + "\n")
    return terminal


def stop(terminal):
    """Ctrl-Z, until the shell has the terminal and shows what is typed."""
    begin = len(terminal.screen)
    terminal.type("\x1a")
    terminal.wait_until(lambda: terminal.reads("ready> ", begin), "the shell")
    terminal.type("echo se''en\n")
    terminal.wait_until(lambda: terminal.reads("seen\r\n", begin), "the shell's answer")
    terminal.wait_until(lambda: terminal.reads("ready> ", terminal.screen.rindex("seen\r\n")), "the next prompt")
    expect("what was typed into the shell", "echo se''en" in terminal.screen[begin:], True)


def recovery_key_goes_with_the_program(vault):
    """Ctrl-Z at the recovery key: whoever walks by sees the shell; behind fg key and question are there again."""
    for shell in SHELLS:
        name = os.path.join(vault.folder, shell.split()[0])
        terminal = in_shell(shell, dict(vault.env, TOTP_VAULT=name + ".totp"),
                            f"{TOTP} init --passphrase-file {vault.passphrase_file} {' '.join(CHEAP)}; echo en''ded $?")
        terminal.wait_for(CONFIRM)
        key = next(word for word in terminal.screen.split() if word.startswith("TRK1-"))
        first = what_is_seen(terminal.screen)
        expect("key on the screen", key in first, True)
        for _ in range(2):
            stop(terminal)
            seen = what_is_seen(terminal.screen)
            expect(f"key on the screen of {shell}", "TRK1" in seen, False)
            expect(f"prompt of {shell}", seen.endswith("ready>"), True)
            begin = len(terminal.screen)
            terminal.type("fg\n")
            terminal.wait_until(lambda: terminal.reads(CONFIRM, begin), "the question")
            expect(f"the screen behind fg of {shell}", what_is_seen(terminal.screen), first)
        group = int(first.split("Type group ")[1].split(" ")[0])
        terminal.type(key.split("-")[group] + "\n")
        terminal.wait_for("made the vault")
        terminal.type("exit\n")
        terminal.finish()
        expect("key on the screen at the end", "TRK1" in what_is_seen(terminal.screen), False)
        expect("every entry is left", terminal.screen.count("\x1b[?1049l"), terminal.screen.count("\x1b[?1049h"))


def recovery_key_goes_at_signals(vault):
    """However the program ends, also while it is stopped, the key does not stay on the screen."""
    for number, code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)):
        for stopped in (False, True):
            env = dict(vault.env, TOTP_VAULT=os.path.join(vault.folder, "ended.totp"))
            terminal = in_shell("bash --norc --noprofile -i", env,
                                f"{TOTP} init --passphrase-file {vault.passphrase_file} {' '.join(CHEAP)}")
            terminal.wait_for(CONFIRM)
            begin = len(terminal.screen)
            key = next(word for word in terminal.screen.split() if word.startswith("TRK1-"))
            pids = subprocess.run(["pgrep", "-P", str(terminal.pid)], capture_output=True, text=True, check=True)
            if stopped:
                stop(terminal)
                # Not by the shell's kill, which lets it go on behind the shell: there the terminal stops it again, or not yet.
                os.kill(int(pids.stdout.split()[0]), number)
                terminal.type("fg; echo en''ded $?\n")
            else:
                os.kill(int(pids.stdout.split()[0]), number)
                terminal.wait_until(lambda: terminal.reads("ready> ", begin), "the shell")
                terminal.type("echo en''ded $?\n")
            terminal.wait_for(f"ended {code}")
            expect("key on the screen", key in what_is_seen(terminal.screen), False)
            expect("question on the screen", CONFIRM in what_is_seen(terminal.screen), False)
            expect("every entry is left", terminal.screen.count("\x1b[?1049l"), terminal.screen.count("\x1b[?1049h"))
            expect("vault", os.path.exists(env["TOTP_VAULT"]), False)
            terminal.type("exit\n")
            terminal.finish()


def visible_questions_come_again(vault):
    """Ctrl-Z at a question that is answered in plain sight: behind fg it stands there again, list and all."""
    with_passphrase = f"--passphrase-file {vault.passphrase_file}"
    vault.run("add", "pick-one", "--from", "-", stdin=RFC_SECRET)
    vault.run("add", "pick-two", "--from", "-", stdin=RFC_SECRET)
    for shell in SHELLS:
        for command, question, answer, result in (
                ("uri rfc", "? [y/N] ", "y", "otpauth://"),
                ("code pick --at 59", "1  pick-one\r\n2  pick-two\r\nWhich one? ", "2", "using pick-two")):
            terminal = in_shell(shell, vault.env, f"{TOTP} {command} {with_passphrase}")
            terminal.wait_for(question)
            for _ in range(2):
                stop(terminal)
                begin = len(terminal.screen)
                terminal.type("fg\n")
                terminal.wait_until(lambda: terminal.reads(question, begin), "the question")
            terminal.type(answer + "\n")
            terminal.wait_for(result)
            terminal.type("exit\n")
            terminal.finish()


def console_codes_come_again(vault):
    """Ctrl-Z at the codes for a web console: the shell's user sees what he types, and behind fg they tick on."""
    seed = os.path.join(vault.folder, "seed")
    with open(seed, "w", encoding="ascii") as file:
        file.write(RFC_SECRET)
    os.chmod(seed, 0o600)
    for shell in SHELLS:
        terminal = in_shell(shell, vault.env, f"{TOTP} enroll {shell.split()[0]} --console --from {seed}"
                            f" --passphrase-file {vault.passphrase_file}")
        terminal.wait_for("MFA code 2: ")
        stop(terminal)
        begin = len(terminal.screen)
        terminal.type("fg\n")
        terminal.wait_until(lambda: terminal.reads("then press Enter", begin), "the keys")
        terminal.wait_until(lambda: terminal.reads("MFA code 2: ", begin), "the codes")
        expect("echo at the codes", terminal.echoes(), False)
        terminal.type("\n")
        terminal.wait_for("Did the console accept them")
        terminal.type("y\n")
        terminal.wait_for("is ready")
        terminal.type("exit\n")
        terminal.finish()


def typed_ahead(vault):
    """What is typed as soon as the echo is off is hidden and taken, long before the question stands there."""
    terminal = Terminal(f"{TOTP} code rfc --at 59", vault.env)
    terminal.wait_until(lambda: not terminal.echoes(), "hidden input")
    terminal.type(PASSPHRASE + "\n")
    expect("exit code", terminal.finish(), 0)
    expect("what the terminal shows", terminal.screen.replace("\r", ""), "Passphrase: \n94287082\n")


def wrong_line_leaves_the_echo(vault):
    """A command that ends before it asks has hidden nothing for good."""
    for line, code in (("code rfc --bogus", 2), ("code rfc --vault /nonexistent/vault", 7)):
        terminal = Terminal(f"{TOTP} {line} 2>/dev/null; echo ended $?; sleep 60", vault.env)
        terminal.wait_for(f"ended {code}")
        expect(f"echo behind {line}", terminal.echoes(), True)
        os.killpg(os.getpgid(terminal.pid), signal.SIGKILL)
        terminal.finish()


def main():
    vault = Vault(*CHEAP)
    checks = (piped_code, interrupted_prompt, quit_key, hidden_seed, init_with_recovery_key, answered_at_once, line_too_long,
              interrupted_recovery_key, stopped_and_resumed, recovery_key_goes_with_the_program,
              recovery_key_goes_at_signals, visible_questions_come_again, console_codes_come_again, typed_ahead, wrong_line_leaves_the_echo)
    try:
        vault.run("add", "rfc", "--digits", "8", "--from", "-", stdin=RFC_SECRET)
        for check in checks:
            check(vault)
    finally:
        shutil.rmtree(vault.folder)
    print(f"terminal: {len(checks)} dialogues are right")


if __name__ == "__main__":
    sys.exit(main())
