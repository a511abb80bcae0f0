#!/usr/bin/python3
"""Enrols with the real program at the local IAM, by real time, and ends, misleads and interrupts it wherever it can be.

A gate between the program and the server holds one call, either before the server hears of it or when it has done its work;
there the program is killed. At its changes of the disk strace holds it. After each kill the vault must open, by the reader
that shares no code with the program, and the secret of every device that somebody has must be in it. Then the program goes
on, and must end with one device whose codes the server takes. What was made and assigned is read off the server's own log.
"""

import argparse
import base64
import concurrent.futures
import contextlib
import datetime
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter

from support.awsworld import LOG_LINE, Bench, Iam, code_of, document, finished, held_at, private_file, secret_of
from support.calls import CHANGING, calls_of_run, demand, files_below
from support.localiam import current_step
from support.totp import CHEAP, RFC_SECRET, TOTP, Vault, expect, small_file_system

STEP = 30
OFFSETS = (0, 100, -100, 3600, -3600)
WHO, LIST, CREATE, ENABLE, PROVE, TAKE, DELETE = ALL = (
    "GetCallerIdentity", "ListMFADevices", "CreateVirtualMFADevice", "EnableMFADevice", "GetSessionToken",
    "DeactivateMFADevice", "DeleteVirtualMFADevice")
# The first GetSessionToken of a second device, a replacement or a removal begins the session that AWS wants.
SECOND = "enroll, a second one"
COMMANDS = {"enroll": (("enroll", "aws", "--json"), ALL[:5]),
            SECOND: (("enroll", "laptop", "--device-name", "@-laptop", "--replace-unassigned", "--json"),
                     ALL[:5]),
            "enroll --replace": (("enroll", "aws", "--replace", "--json"), ALL),
            "aws remove": (("aws", "remove", "aws", "--yes"), (WHO, LIST, PROVE, TAKE, DELETE))}
QUICK_KILLS = {("enroll", CREATE, "before"), ("enroll", CREATE, "after"), ("enroll", ENABLE, "before"),
               ("enroll", ENABLE, "after"), ("enroll", PROVE, "after"), (SECOND, PROVE, "after"), (SECOND, CREATE, "after"),
               (SECOND, ENABLE, "before"), (SECOND, ENABLE, "after"), ("enroll --replace", CREATE, "after"),
               ("enroll --replace", ENABLE, "after"), ("enroll --replace", TAKE, "after"), ("aws remove", TAKE, "after")}
# A lock that is waited for, or not, leaves what the call behind it finds.
CHANGES = [kind for kind in CHANGING if kind != "lock"]
QUICK_CHANGES = 6
# A run that tried less has not looked: it fails.
LEAST = {"quick": {"enroll": 5, SECOND: 4, "enroll --replace": 3, "aws remove": 1, "change of the disk": 6, "signal": 4,
                   "fault": 20},
         "all": {"enroll": 14, SECOND: 14, "enroll --replace": 22, "aws remove": 10, "change of the disk": 55, "signal": 10,
                 "fault": 36}}
REFUSED = "error=AccessDenied,403"
# Faults, how it must end, and whether it is quick. A device is made anew where the answer that told its secret was lost.
FAULTS = [
    *(([f"{action}:1:{what}"], 0, "active, proven", True) for action in ALL[:5] for what in ("throttle", "portal")),
    *(([f"{action}:1:{what}"], 0, "active, proven", action in (CREATE, ENABLE))
       for action in ALL[:5] for what in ("lose-after", "500-after")),
    ([f"{LIST}:*:{REFUSED}"], 0, "active, proven", True),
    ([f"{CREATE}:*:{REFUSED}"], 10, "none", True),
    ([f"{ENABLE}:*:{REFUSED}"], 10, "pending", True),
    ([f"{PROVE}:*:{REFUSED}"], 0, "active", True),
    ([f"{ENABLE}:*:error=InvalidAuthenticationCode,403"], 10, "pending", True),
    ([f"{ENABLE}:1:error=LimitExceeded,409"], 10, "none", True),
    ([f"{ENABLE}:1:error=LimitExceeded,409", f"{DELETE}:*:{REFUSED}"], 10, "pending", True),
    ([f"{TAKE}:*:{REFUSED}"], 0, "active, proven", True),
    ([f"{DELETE}:*:{REFUSED}"], 0, "active, proven", False),
    (["*:*:throttle"], 15, "none", True),
    (["*:*:portal"], 15, "none", False),
    ([f"{CREATE}:*:throttle"], 15, "none", False),
    ([f"{CREATE}:*:portal"], 15, "none", True),
    ([f"{CREATE}:*:lose-after"], 15, "none", True),
    ([f"{ENABLE}:*:throttle"], 15, "pending", False),
    ([f"{ENABLE}:*:portal"], 15, "pending", False),
    ([f"{PROVE}:*:throttle"], 15, "pending", False),
    ([f"{PROVE}:*:portal"], 15, "pending", False)]
MARKER_FAULT = f"{ENABLE}@marker:1-2:error=InvalidAuthenticationCode,403"


# ---- Ended at a call ----

def killed_at_call(world, command, action, moment, by_resume):
    bench, words = Bench(world), COMMANDS[command][0]
    words = tuple(word.replace("@", bench.user) for word in words)
    if command != "enroll":
        bench.call("enroll", "aws", "--json")
    before = bench.iam.assigned(bench.user)
    held_at(bench, words, action, moment, signal.SIGKILL)
    if command == SECOND:
        bench.go_on(words, by_resume)
        bench.must_be_enrolled("aws", "laptop")
        return
    if command != "aws remove":
        bench.go_on(words, by_resume)
        bench.must_be_enrolled()
        demand(bench.iam.assigned(bench.user) != before, "nothing was enrolled")
        return
    bench.look()
    bench.call(*words)
    expect("accounts", bench.look(), [])
    expect("assigned devices", bench.iam.assigned(bench.user), [])
    expect("deleted", [call.parameters["SerialNumber"] for call in bench.iam.calls(bench.user, DELETE) if call.done], before)
    expect("accounts in the trash", [entry["aws"]["serial"] for entry in bench.entries()], before)


def call_kills(level):
    """(command, action, moment, whether by --resume); where something may be pending both ways of going on are tried."""
    for command, (_, actions) in COMMANDS.items():
        for place, action in enumerate(actions):
            for moment in ("before", "after"):
                both = command != "aws remove" and place >= ALL.index(ENABLE)
                if level == "all":
                    yield from ((command, action, moment, way) for way in ((False, True) if both else (False,)))
                elif (command, action, moment) in QUICK_KILLS:
                    yield command, action, moment, moment == "before"


def ended_by_signal(world, number, action, moment):
    """With one document, and how to go on."""
    bench, words = Bench(world), COMMANDS["enroll"][0]
    out, err = held_at(bench, words, action, moment, number)
    report = document(out)
    expect(f"document at signal {number}", (report["state"], report["error"]["code"], report["error"]["retryable"]),
           ("none" if action == CREATE else "pending", "interrupted", True))
    hints = [line for line in err.splitlines() if line.startswith("totp: hint: ")]
    wanted = "totp enroll aws" if action == CREATE else "totp enroll --resume aws"
    demand(len(hints) == 1 and wanted in hints[0], f"hints after signal {number}: {err}")
    bench.go_on(words, action == ENABLE)
    bench.must_be_enrolled()


# ---- Ended at a change of the disk ----

def traced(log, *options):
    # With --seccomp-bpf five times as fast, and then strace can hold a call but send no signal.
    return ("strace", "--seccomp-bpf", "-f", "-ff", "-y", "-qq", "-s", "0", "-o", log, "-e",
            "trace=openat,mkdir,rename,link,write,fsync,fdatasync,unlink", *options)


def changes_of_enrolment(world):
    bench = Bench(world)
    bench.call(*COMMANDS["enroll"][0], wrapper=traced(os.path.join(bench.base, "log")))
    return [call for call in calls_of_run(os.path.join(bench.base, "log"), bench.base) if call.kind in CHANGES]


def held_threads(process):
    """The threads that strace holds at a call, and Java's process."""
    found = set()
    with contextlib.suppress(OSError, IndexError):
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            java = int(file.read().split()[0])
        for thread in os.listdir(f"/proc/{java}/task"):
            with open(f"/proc/{java}/task/{thread}/stat", encoding="latin-1") as file:
                state = file.read().rpartition(")")[2].split()[0]
            with open(f"/proc/{java}/task/{thread}/syscall", encoding="ascii") as file:
                call = file.read()
            if state == "t" and call[0].isdigit():
                found.add((java, thread, call))
    return found


def killed_at_change(world, change):
    """Looks whatever call it was that was hit; returns whether it was the one that was meant."""
    for attempt in range(3):
        bench = Bench(world)
        log, words = os.path.join(bench.base, "log"), COMMANDS["enroll"][0]
        hold = f"inject={change.name}:delay_enter=60s:when={change.index + attempt * (change.name == 'openat')}"
        process = bench.start(*words, wrapper=traced(log, "-e", hold))
        held, polls = held_threads(process), 0
        while polls < 5 and process.poll() is None:
            time.sleep(0.04)
            held &= held_threads(process)
            polls = polls + 1 if held else 0
            held = held or held_threads(process)
        if process.poll() is None:
            os.kill(next(iter(held))[0], signal.SIGKILL)
        finished(process, 0 if process.poll() == 0 else -signal.SIGKILL, words)
        reached = [call for call in calls_of_run(log, bench.base) if call.kind in CHANGES]
        bench.go_on(words, attempt == 1 or change.index % 2 == 0)
        bench.must_be_enrolled()
        if reached and [call[1:2] + call[3:5] for call in reached[-1:]] == [change[1:2] + change[3:5]]:
            return True
    return False


# ---- What must not be begun, what goes wrong, what is handed out, and what must not leak ----

def not_begun(world):
    """Where nothing can be kept nothing is made."""
    bench, words = Bench(world), ("enroll", "aws", "--json")
    bench.call(*words, code=6, TOTP_PASSPHRASE_FILE=private_file(os.path.join(bench.base, "wrong"), "wrong horse"))
    bench.call(*words, code=7, TOTP_VAULT=bench.vault + "-none")
    bench.call("add", "taken", "--from", private_file(os.path.join(bench.base, "seed"), RFC_SECRET))
    bench.call("enroll", "taken", "--json", code=12)
    folder = os.path.join(bench.base, "full")
    with small_file_system(folder) as mounted:
        if mounted:
            not_begun_on_a_full_disk(world, bench, folder, words)


def not_begun_on_a_full_disk(world, bench, folder, words):
    small = Bench(world, vault_folder=folder)
    filler = os.path.join(folder, "filler")
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    small.call(*words, code=13)
    made = [len(list(small.iam.calls(one.user, CREATE))) for one in (bench, small)]
    expect("devices made where nothing can be kept", made, [0, 0])
    os.remove(filler)
    small.call(*words)
    expect("devices made once there is room", len(list(small.iam.calls(small.user, CREATE))), 1)


def fault(world, number):
    faults, code, ending, _ = FAULTS[number]
    bench, words = Bench(world, user=f"fault{number:02}"), COMMANDS["enroll"][0]
    if {entry.split(":")[0] for entry in faults} & {TAKE, DELETE} and code == 0:
        bench.call(*words)
        words = COMMANDS["enroll --replace"][0]
    begun = time.monotonic()
    report, _ = bench.call(*words, code=code)
    found = report["state"] + (", proven" if report["verified"] else "")
    made = sum(call.done for call in bench.iam.calls(bench.user, CREATE))
    world.lines.append(f"fault {' '.join(faults)}: exit {code}, {found}, {made} made, {time.monotonic() - begun:.1f} s")
    expect(f"{faults}: how it ends", found, ending)
    expect(f"{faults}: whether there is an error", report["error"] is not None, code != 0)
    bench.look()


def fresh_codes(world):
    """Those that ask right after an enrolment get codes of different steps, none of which AWS has seen."""
    benches = {1: Bench(world), 2: Bench(world)}    # by the first free step, seen from the registration's
    asking, found = [], {1: [], 2: []}
    for first, bench in benches.items():
        current_step()    # with enough of it left to ask in the same one
        bench.call("enroll", "aws", "--json", *(["--no-verify"] if first == 1 else []))
        asking += [(first, bench.start("code", "--fresh", "aws")) for _ in range(3 if first == 1 else 1)]
    for first, process in asking:
        bench = benches[first]
        enabled = int(next(bench.iam.calls(bench.user, ENABLE)).time // STEP)
        seed = bench.iam.seeds()[bench.iam.assigned(bench.user)[0]]
        steps = {code_of(seed, step): step - enabled for step in range(enabled - 3, enabled + 12)}
        found[first].append(steps[finished(process, 0, "code --fresh")[0].strip()])
    for first, steps in found.items():
        bench = benches[first]
        enables = list(bench.iam.calls(bench.user, ENABLE))
        spent = [-1, 0] + [int(call.parameters["TokenStep"]) - int(enables[0].parameters["AuthenticationStep2"])
                           for call in bench.iam.calls(bench.user, PROVE)]
        demand(min(steps) >= 1 and len(set(steps)) == len(steps), f"fresh codes of steps {steps}, and {spent} were spent")
        world.lines.append(f"fresh codes after an enrolment that spent steps {spent}: of steps {sorted(steps)}")


def markers(world):
    """Everything on: the secret is in no argument, variable, output or file but the encrypted one."""
    bench, begun, texts = Bench(world, user="marker"), time.time(), []

    def watched(*words, code=0):
        log = os.path.join(world.folder, "traces", words[1].strip("-"))
        wrapper = ("strace", "-f", "-v", "-xx", "-s", "65536", "-qq", "-o", log, "-e",
                   "trace=execve,write,writev,pwrite64,sendto,sendmsg")
        printed = [text.encode() for text in bench.call(*words, code=code, wrapper=wrapper)]
        with open(log, "rb") as file:
            quoted = re.findall(rb'"((?:\\x[0-9a-f]{2})*)"', file.read())
        return [*printed, *(bytes.fromhex(text.replace(b"\\x", b"").decode()) for text in quoted)]

    os.makedirs(os.path.join(world.folder, "traces"))
    everything = ("--debug", "-v", "--json")
    texts += watched("enroll", "aws", *everything, code=10)
    demand(b"\n    at totp.aws." in texts[1], "--debug shows no trace")
    texts += watched("enroll", "--resume", "aws", *everything)
    calls = len(texts)
    expect("registered", len(bench.iam.assigned(bench.user)), 1)
    seed = bench.iam.seeds()[bench.iam.assigned(bench.user)[0]]
    raw = base64.b32decode(seed)
    spellings = [raw[:15], seed[:24].encode(), seed[:24].lower().encode(), raw[:15].hex().encode(),
                 raw[:15].hex().upper().encode(), base64.b64encode(raw)[:20], base64.b64encode(seed.encode())[:32]]
    expect("spellings found where the secret is asked for", [spelling for spelling in spellings if any(
        spelling in text for text in watched("uri", "aws", "--yes"))], spellings[1:2])
    files = 0
    for path in files_below(bench.base, tempfile.gettempdir(), "/dev/shm"):
        with contextlib.suppress(OSError):
            # Not what this check itself wrote: the server's seeds, and the traces, which were looked at.
            theirs = path.startswith(bench.base) or not path.startswith(world.folder)
            if theirs and os.path.isfile(path) and os.stat(path).st_mtime >= begun - 1:
                with open(path, "rb") as file:
                    texts.append(file.read(1 << 26))
                files += 1
    demand(calls > 100 and files >= 4, f"only {calls} texts and {files} files were looked at")
    expect("places where the secret is in the clear", [text[:80] for text in texts if any(s in text for s in spellings)], [])
    world.lines.append(f"secret in {len(spellings)} spellings: nowhere in {calls} arguments, variables and writes, and in"
                       f" {files} files")


# ---- Timed, with nothing beside them ----

def clocks(world):
    for offset in OFFSETS:
        with Iam(os.path.join(world.folder, f"offset{offset}"), ("with", "without"), f"--offset={offset}") as iam:
            spans = []
            for options in ((), ("--no-verify",)):
                bench, begun = Bench(world, iam), time.monotonic()
                report, err = bench.call("enroll", "aws", "--json", *options)
                spans.append(f"{time.monotonic() - begun:.1f} s{' with a wait' * ('waiting' in err)}")
                expect(f"server at {offset:+} s, {options}", (report["state"], report["verified"]), ("active", not options))
                demand(abs(report["clock_offset_seconds"] - offset) < 1.5, f"offset {report['clock_offset_seconds']}")
                bench.look()
        print(f"enroll: server's clock {offset:+} s: {spans[0]} with the proof, {spans[1]} without", flush=True)


def many_users(world, number):
    """An administrator's loop, as the documents show it."""
    admin, users = Bench(world), [next(world.iam.users) for _ in range(number)]
    loop = 'while read -r user; do "$TOTP" enroll "aws-$user" --user "$user" --json || exit; done'
    begun = time.monotonic()
    done = subprocess.run(["sh", "-c", loop], env={**admin.env, "TOTP": TOTP}, input="\n".join([*users, ""]),
                          capture_output=True, text=True, timeout=600)
    span = time.monotonic() - begun
    expect(f"exit code of the loop: {done.stderr}", done.returncode, 0)
    reports = [document(line) for line in done.stdout.splitlines()]
    expect("users", [report["user"] for report in reports if report["state"] == "active"], users)
    expect("devices", [world.iam.assigned(user) for user in users], [[report["serial"]] for report in reports])
    expect("secrets", {entry["aws"]["serial"]: secret_of(entry) for entry in admin.look()},
           {report["serial"]: world.iam.seeds()[report["serial"]] for report in reports})
    listed, _ = admin.call("aws", "devices", "--user", users[-1])
    expect("devices of the last", listed, f"{reports[-1]['serial']}\tvirtual\taws-{users[-1]}\n")
    print(f"enroll: {number} users in a loop: {span:.1f} s, all active", flush=True)


def not_in_the_vault(world):
    """A user who has a device, and a vault that has it not: nothing is made, not for a second one nor for another."""
    bench = Bench(world)
    bench.call("enroll", "aws", "--json")
    other = Bench(world, user=bench.user)
    for words in (("enroll", "aws", "--json"), ("enroll", "x", "--device-name", f"{bench.user}-x", "--json")):
        report, err = other.call(*words, code=10)
        demand(report["state"] == "none" and "has an MFA device already" in err, err)
    expect("devices made", len(list(bench.iam.calls(bench.user, CREATE))), 1)
    expect("accounts in the other vault", other.entries(), [])


def in_a_row(world, number):
    """One vault, one after the other, by AWS's lag: how many verifications, which codes, and how often somebody waits."""
    first, waits, verified = Bench(world, world.slow), 0, 0
    for user in [first.user, *(next(world.slow.users) for _ in range(number - 1))]:
        report, err = first.call("enroll", user, "--json", AWS_PROFILE=user)
        waits += err.count("for the next code")
        verified += report["verified"]
    expect("proven in a row", verified, number)
    sparing(world.slow)
    world.lines.append(f"{number} in a row: all proven, {waits} waits for a code")


def sparing(iam):
    """At most six verifications of a device in each three minutes of UTC, and no code twice."""
    windows, sent = Counter(), {}
    with open(iam.log_file, encoding="utf-8") as file:
        calls = [match for match in map(LOG_LINE.match, file) if match]
    for match in calls:
        members = dict(pair.split("=", 1) for pair in match[6].split(", "))
        serial = members.get("SerialNumber", members.get("VirtualMFADeviceName"))
        name = serial.rpartition("/")[2] if serial else None
        if match[2] == CREATE and match[3] == "done":
            sent[name] = []    # another seed
        elif match[2] == ENABLE and name in sent:
            sent[name] += [members["AuthenticationStep1"], members["AuthenticationStep2"]]
        elif match[2] == PROVE:
            second = datetime.datetime.fromisoformat(match[1][:19] + "+00:00").timestamp()
            windows[name, second // 180] += 1
            demand(members["TokenStep"] not in sent[name], f"the code of step {members['TokenStep']} came twice for {name}")
            sent[name].append(members["TokenStep"])
    demand(windows and max(windows.values()) <= 6, f"verifications in three minutes: {windows.most_common(3)}")
    demand("none" not in {step for steps in sent.values() for step in steps}, "a code was none of its device's")


# ---- All of it ----

class World:
    def __init__(self, folder, level):
        self.folder, self.level, self.lines = folder, level, []
        vault = Vault(*CHEAP, folder=os.path.join(folder, "template"))
        self.template = vault.path
        options = [word for number, (faults, *_) in enumerate(FAULTS) for entry in faults
                   for word in ("--fault", entry.replace(":", f"@fault{number:02}:", 1))]
        users = [f"u{number:03}" for number in range(400)]
        # Nobody waits longer for what is not about waiting: the first proof, after four seconds, is taken.
        self.slow = Iam(os.path.join(folder, "slow"), [f"s{number:03}" for number in range(120)])
        self.iam = Iam(os.path.join(folder, "server"), users, "--verification-lag", "3", "--fault", MARKER_FAULT, "--user", "marker", *options,
                       *(word for number in range(len(FAULTS)) for word in ("--user", f"fault{number:02}")))


def jobs(world):
    """(kind, label, function, arguments), those that wait long first."""
    complete = world.level == "all"
    yield "codes", "fresh codes", fresh_codes, ()
    for number, (faults, _, _, quick) in sorted(enumerate(FAULTS), key=lambda item: item[1][1] != 15):
        if quick or complete:
            yield "fault", str(faults), fault, (number,)
    for kill in call_kills(world.level):
        yield kill[0], str(kill), killed_at_call, kill
    yield "row", "enrolments in a row", in_a_row, (50 if complete else 6,)
    yield "vault", "not in the vault", not_in_the_vault, ()
    for number in (signal.SIGINT, signal.SIGTERM) + ((signal.SIGHUP,) if complete else ()):
        for action in (CREATE, ENABLE):
            for moment in ("before", "after") if complete else ("after",):
                yield "signal", f"signal {number} at {action} {moment}", ended_by_signal, (number, action, moment)
    yield "secret", "search for the secret", markers, ()
    yield "refusal", "nothing begun", not_begun, ()
    changes = changes_of_enrolment(world)
    chosen = changes if complete else changes[1::max(1, len(changes) // QUICK_CHANGES)][:QUICK_CHANGES]
    world.lines.append(f"an enrolment changes the disk {len(changes)} times; killed at {len(chosen)} of these")
    for change in chosen:
        yield "change of the disk", f"{change.kind} of {change.place}, no. {change.nth}", killed_at_change, (change,)


def main():
    parser = argparse.ArgumentParser(description="Enrols at the local IAM, and ends the program at every step.")
    parser.add_argument("--all", dest="level", action="store_const", const="all", default="quick",
                        help="every kill, every fault, fifty users")
    parser.add_argument("--only", metavar="TEXT", help="what has this in its label, as a violation begins with it")
    options = parser.parse_args()
    level, only = options.level, options.only or ""
    signal.signal(signal.SIGINT, signal.default_int_handler)    # a caller in the background passes on that it is ignored
    signal.signal(signal.SIGHUP, signal.SIG_DFL)    # and nohup the same of this one
    folder, begun = tempfile.mkdtemp(prefix="totp-enroll-"), time.monotonic()
    violations, counts, misses = [], Counter(), Counter()

    def run(kind, label, function, arguments):
        if only not in label:
            return
        try:
            misses[kind] += function(world, *arguments) is False
            counts[kind] += 1
        except Exception as error:    # whatever it is, the others go on
            violations.append(f"{label}: {type(error).__name__}: {error}")

    try:
        os.mkdir(os.path.join(folder, "template"), 0o700)
        world = World(folder, level)
        with world.iam, world.slow:
            run("clock", "clocks", clocks, ())
            run("users", "many users", many_users, (50 if level == "all" else 10,))
            with concurrent.futures.ThreadPoolExecutor(14) as pool:
                list(pool.map(lambda job: run(*job), list(jobs(world))))
            run("verifications", "few verifications, and no code twice", lambda _: sparing(world.iam), ())
    finally:
        shutil.rmtree(folder)
    for line in sorted(world.lines):
        print(f"enroll: {line}")
    print(f"enroll: passed: {', '.join(f'{kind} {number}' for kind, number in sorted(counts.items()))}; other changes of the"
          f" disk hit than were meant: {misses['change of the disk']}; {time.monotonic() - begun:.0f} s")
    for kind, least in LEAST[level].items():
        if counts[kind] < least and not only:
            violations.append(f"{kind}: only {counts[kind]} passed, where {least} are the least")
    if not (counts or violations):
        raise SystemExit("enroll: nothing has this label")
    if misses["change of the disk"] * 5 > counts["change of the disk"]:
        violations.append("too many kills did not hit the change of the disk that was meant")
    if violations:
        raise SystemExit("\n".join(["enroll: violations:", *violations]))


if __name__ == "__main__":
    main()
