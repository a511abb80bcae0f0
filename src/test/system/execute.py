#!/usr/bin/python3
"""aws exec with real processes: the program that takes totp's place finds what it would find if a shell had started it, but for
the keys of the session, and ends as it would end."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

from sessions import enrolled
from support.tmux import Tmux
from support.totp import PASSPHRASE, TOTP, expect

GIVEN = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID",
         "AWS_REGION", "AWS_DEFAULT_REGION", "TOTP_AWS_PROFILE"}
TAKEN = {"AWS_SECURITY_TOKEN": "old", "AWS_DEFAULT_PROFILE": "me", "AWS_ROLE_ARN": "old", "AWS_ROLE_SESSION_NAME": "old",
         "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/", "AWS_PROFILE": "me"}
STRANGE = {b"BASH_FUNC_greet%%": b"() {  echo hello\n}", b"a.b": b"dotted", b"npm_config_@scope:registry": b"x=y z", b"bytes-": b"\xff\xfe"}
# What dash, or a shell of another name, says of itself.
OF_SHELLS = {b"_", b"SHLVL", b"PWD", b"OLDPWD"}
PRINT_ENVIRONMENT = [sys.executable, "-c", "import os,sys; sys.stdout.buffer.write(b''.join(b'%s=%s\\0' % i for i in os.environb.items()))"]


def execute(caller, *command, options=(), env=None, code=0, stdin=b"", **other):
    done = subprocess.run([TOTP, "aws", "exec", "prod", *options, "--", *command], env=env or caller.env, input=stdin,
                          capture_output=True, timeout=120, check=False, **other)
    expect(f"{command}: {done.stderr}", done.returncode, code)
    return done


def variables(text):
    return dict(item.split(b"=", 1) for item in text.split(b"\0") if item)


def environment(caller):
    """Everything that the caller has, in every spelling, but for who he is at AWS."""
    for locale in ({}, {"LC_ALL": "C"}, {"LC_ALL": "ja_JP.UTF-8", "MENU": "天ぷら"}):
        env = {**caller.env, **TAKEN, **locale, "JAVA_TOOL_OPTIONS": "-Dx=1", "QUOTED": "it's \"$HOME\" `id`\n\\ end\n", "EMPTY": ""}
        raw = {k.encode(): v.encode() for k, v in env.items()} | STRANGE
        found = variables(execute(caller, *PRINT_ENVIRONMENT, env=raw).stdout)
        for name, value in raw.items():
            if name.decode("latin-1") in TAKEN:
                expect(f"{name} of the caller", name in found, False)
            elif name.decode("latin-1") not in GIVEN and name not in OF_SHELLS:
                expect(f"{name} in {locale}", found.get(name), value)
        added = {name.decode("latin-1") for name in found.keys() - raw.keys() - OF_SHELLS}
        expect("added", added, GIVEN - {name for name in raw if name in GIVEN})
    large = {f"LARGE_{number}": chr(97 + number) * 120_000 for number in range(9)}
    found = variables(execute(caller, *PRINT_ENVIRONMENT, env={**caller.env, **large}).stdout)
    for name, value in large.items():
        expect(f"{name} of a megabyte", found.get(name.encode()) == value.encode(), True)
    bash = execute(caller, "bash", "-c", "greet", env={k.encode(): v.encode() for k, v in caller.env.items()} | STRANGE)
    expect("a function of bash", bash.stdout, b"hello\n")
    print("exec: the environment is the caller's, whatever its names are, and the session's")


def words(caller):
    """As they are: empty, of lines, no text, with another "--"."""
    given = [b"", b"a b", b"line\nend\n", b"it's", b"\xff\xfe", b"--", b"-c", "天".encode(), b"$HOME `id`", b"otpauth://totp/x?secret=GEZDGNBV"]
    program = "import os,sys; sys.stdout.buffer.write(b'\\0'.join(os.fsencode(a) for a in sys.argv[1:]))"
    for locale in ("C.UTF-8", "C"):
        out = execute(caller, sys.executable, "-c", program, *given, env={**caller.env, "LC_ALL": locale}).stdout
        expect("words", out.split(b"\0"), given)
    big = os.urandom(300_000)
    expect("streams", execute(caller, "cat", stdin=big).stdout, big)
    print("exec: words and streams pass as they are")


def endings(caller):
    for code in (0, 1, 2, 3, 7, 126, 127, 128, 130, 143, 254, 255):
        execute(caller, "sh", "-c", f"exit {code}", code=code)
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP):
        execute(caller, "sh", "-c", f"kill -{int(number)} $$", code=-int(number))
    ignored = "trap '' INT; exec \"$@\""
    done = subprocess.run(["sh", "-c", ignored, "sh", TOTP, "aws", "exec", "prod", "--", "sh", "-c", "kill -2 $$; echo on"],
                          env=caller.env, capture_output=True, timeout=60, check=False)
    expect("what the caller ignores", (done.returncode, done.stdout), (0, b"on\n"))
    before = caller.calls("AssumeRole")
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain")
        with open(plain, "w", encoding="ascii") as file:
            file.write("no program")
        for program, code in (("no-such-program", 127), (os.path.join(folder, "none"), 127), (plain, 126), (folder, 126)):
            done = execute(caller, program, code=code)
            expect("what is said", done.stderr.decode().startswith(f"totp: error: cannot run {program}"), True)
    expect("sessions for programs that are not there", caller.calls("AssumeRole"), before)
    done = subprocess.run([TOTP, "aws", "exec", "nobody", "--", "true"], env=caller.env, capture_output=True, text=True, timeout=60,
                          check=False)
    expect("no such profile", (done.returncode, done.stdout), (10, ""))
    done = subprocess.run([TOTP, "aws", "exec", "--help"], env=caller.env, capture_output=True, text=True, timeout=60, check=False)
    expect("help", (done.returncode, done.stdout.startswith("Usage: totp aws exec")), (0, True))
    print("exec: it ends as the program ends; what cannot be run is told before AWS is asked")


def runs(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read().split(b"\0")[0]


def until(condition, what):
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} never came")
        time.sleep(0.05)


def in_place(caller):
    """No process is between: the program has the process id, descriptors and limits that its caller gave."""
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(3)]
    spare = os.dup2(kept[0], 9)
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    command = [TOTP, "aws", "exec", "prod", "--", "sh", "-c", "echo $$; ulimit -c; ls /proc/self/fd; exec sleep 60"]
    process = subprocess.Popen(command, env=caller.env, stdout=subprocess.PIPE, pass_fds=(*kept, spare))
    try:
        lines = [process.stdout.readline().decode().strip() for _ in range(2)]
        expect("process", int(lines[0]), process.pid)
        expect("limit of cores", lines[1] != "0", True)
        found = set()
        while len(found) < 3 + len(kept) + 1 + 1:  # ls has the folder open as well
            found.add(int(process.stdout.readline()))
        expect("descriptors", {0, 1, 2, *kept, spare} <= found, True)
        until(lambda: runs(process.pid) == b"sleep", "the last program")
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
        expect("children", children, "")
        process.send_signal(signal.SIGTERM)
        expect("terminated", process.wait(20), -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
        for descriptor in (*kept, spare):
            os.close(descriptor)
    print("exec: the program has totp's process, descriptors and limits; no Java stays")


def waiting(caller):
    """Where no descriptor is free, Java waits for the program, and passes on what is sent to it."""
    held = {number: os.dup2(os.open("/dev/null", os.O_RDONLY), number) for number in range(20, 27)}
    script = "exec 3<&20 4<&21 5<&22 6<&23 7<&24 8<&25 9<&26; exec \"$@\""
    start = ["sh", "-c", script.replace("<&2", "</dev/fd/2"), "sh", TOTP, "aws", "exec", "prod", "--"]
    for code in (0, 7):
        done = subprocess.run([*start, "sh", "-c", f"cat; exit {code}"], env=caller.env, input=b"through", capture_output=True,
                              pass_fds=list(held), timeout=120, check=False)
        expect(f"status: {done.stderr}", (done.returncode, done.stdout), (code, b"through"))
    caller.run("aws", "sessions", "--clear")
    done = subprocess.run([*start, "printf", "%s", "--help"], env=caller.env, capture_output=True, pass_fds=list(held), timeout=120,
                          check=False)
    expect(f"the program's own words, and AWS's libraries: {done.stderr}", (done.returncode, done.stdout), (0, b"--help"))
    done = subprocess.run([*start, "no-such-program"], env=caller.env, capture_output=True, pass_fds=list(held), timeout=120, check=False)
    expect("not found", (done.returncode, done.stderr.decode().splitlines()[-1]), (127, "totp: error: cannot run no-such-program"))
    heard = "trap 'echo heard; exit 9' TERM; echo ready; while :; do sleep 0.1; done"
    process = subprocess.Popen([*start, "sh", "-c", heard], env=caller.env, stdout=subprocess.PIPE, pass_fds=list(held))
    try:
        expect("ready", process.stdout.readline(), b"ready\n")
        process.send_signal(signal.SIGTERM)
        expect("the program hears it", process.stdout.read(), b"heard\n")
        expect("and says how it ends", process.wait(20), 9)
    finally:
        process.kill()
        process.wait()
    for descriptor in held.values():
        os.close(descriptor)
    print("exec: without a free descriptor Java waits, and passes on signals and status")


def given_passphrase(caller):
    """Its descriptor is the program's no more, also one of two digits."""
    for number in (3, 9, 31):
        caller.run("aws", "sessions", "--clear")
        read, write = os.pipe()
        os.write(write, PASSPHRASE.encode() + b"\n")
        os.close(write)
        os.dup2(read, number)
        env = {k: v for k, v in caller.env.items() if k != "TOTP_PASSPHRASE_FILE"}
        done = execute(caller, "sh", "-c", f"[ -e /proc/self/fd/{number} ] && echo open; echo end",
                       options=("--passphrase-fd", str(number)),
                       env=env, pass_fds=(number,))
        expect(f"descriptor {number}", done.stdout, b"end\n")
        os.close(number)
        if number != read:
            os.close(read)
    print("exec: a descriptor with a passphrase is closed for the program")


def terminal(caller):
    """Ctrl-Z and Ctrl-C are the program's, and a shell is told how long it has."""
    with Tmux(caller.env) as screen:
        screen.line("bash --norc")
        screen.wait_for("^bash-[0-9.]+[#$]")
        screen.line(f"{TOTP} aws exec prod -- sh -c 'echo reads; read x; echo \"got $x\"'")
        screen.wait_for("^reads$")
        screen.keys("C-z")
        screen.wait_for("Stopped")
        screen.line("fg")
        screen.line("something")
        screen.wait_for("^got something$")
        screen.line("echo \"and $?\"")
        screen.wait_for("^and 0$")
        screen.line(f"clear; {TOTP} aws exec prod -- sh -c 'trap \"echo heard; exit 5\" INT; echo sleeps; sleep 60'; echo \"ended $?\"")
        screen.wait_for("^sleeps$")
        screen.keys("C-c")
        screen.wait_for("heard$")
        screen.wait_for("^ended 5$")
        screen.line(f"clear; SHELL=/bin/sh {TOTP} aws exec prod")
        screen.wait_for("a shell for prod, whose session lasts for")
        screen.line("echo \"$TOTP_AWS_PROFILE ${#AWS_SESSION_TOKEN}\"; exit 3")
        screen.wait_for("prod [1-9][0-9]+$")
        screen.line("echo \"shell $?\"")
        screen.wait_for("^shell 3$")
    print("exec: at a terminal Ctrl-Z, fg and Ctrl-C are the program's; a shell is told its time")


def refreshed(caller):
    """The name of a profile that AWS tools come to a session by, and no keys."""
    found = variables(subprocess.run([TOTP, "aws", "exec", "tool", "--refresh", "--", *PRINT_ENVIRONMENT],
                                     env={**caller.env, "AWS_ACCESS_KEY_ID": "AKIAOLD", "AWS_SECRET_ACCESS_KEY": "old"},
                                     capture_output=True, timeout=60, check=True).stdout)
    expect("profile", found[b"AWS_PROFILE"], b"tool")
    expect("keys", [name for name in found if name.startswith(b"AWS_") and name.decode() in GIVEN], [])
    done = subprocess.run([TOTP, "aws", "exec", "prod", "--refresh", "--", "true"], env=caller.env, capture_output=True, text=True,
                          timeout=60, check=False)
    expect("not prepared", (done.returncode, "setup prod" in done.stderr), (2, True))
    print("exec: --refresh gives the profile's name alone, and only of one that is prepared")


def main():
    # Whoever starts this in the background has these ignored, and so has whatever is started from here.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    with enrolled() as caller:
        for check in (environment, words, endings, in_place, waiting, terminal, refreshed, given_passphrase):
            check(caller)


if __name__ == "__main__":
    sys.exit(main())
