#!/usr/bin/python3
"""A desktop under Xvfb: the QR code on the screen that another program shows, pictures and texts in the clipboard of xclip,
and codes that are copied and cleared again."""

import os
import shutil
import subprocess
import tempfile
import time

from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, TOTP, expect

SIZE = "1920x1080x24"


def main():
    folder = tempfile.mkdtemp(prefix="totp-check-")
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        display = ":" + os.read(read, 16).decode().strip()
        run_on(folder, display)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def run_on(folder, display):
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("TOTP_", "XDG_", "WAYLAND_"))}
    environment.update(HOME=folder, DISPLAY=display, LC_ALL="C.UTF-8")
    with open(os.open(folder + "/passphrase", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(PASSPHRASE)
    environment["TOTP_PASSPHRASE_FILE"] = folder + "/passphrase"

    def totp(*words, code=0, text=None):
        done = subprocess.run([TOTP, *words], env=environment, input=text, capture_output=True, text=True, timeout=120)
        expect(f"exit code of {words[0]}", done.returncode, code)
        return done.stdout, done.stderr

    def clipboard(*words, data=None):
        return subprocess.run(["xclip", "-selection", "clipboard", *words], env=environment, input=data,
                              stdout=subprocess.PIPE if data is None else subprocess.DEVNULL, stderr=subprocess.DEVNULL).stdout

    totp("init", "-q", "--no-recovery-key", *CHEAP)
    totp("add", "-q", "rfc", "--issuer", "Example", "--account", "rfc", "--from", "-", text=RFC_SECRET)
    picture = folder + "/code.png"
    totp("qr", "rfc", "--yes", "--png", picture)

    # The screen: nothing on it is told as such; then a program shows the code somewhere, while it is waited for.
    expect("an empty screen is told", "the picture of the screen is empty" in totp("scan", "--screen", code=13)[1], True)
    viewer = subprocess.Popen(["sh", "-c", f"sleep 2; exec feh --geometry 700x700+900+250 {picture}"], env=environment)
    try:
        begun = time.monotonic()
        expect("the code on the screen", totp("scan", "--screen", "--wait", "20")[0], "totp\tExample:rfc\n")
        print(f"desktop: scan --screen --wait at 1920x1080 found the code {time.monotonic() - begun - 2:.1f} s after feh's start")
        totp("add", "seen", "--screen")
        expect("the account off the screen", totp("code", "seen", "--at", "59")[0], "287082\n")
    finally:
        viewer.terminate()
        viewer.wait()

    # The clipboard, with xclip as the other party.
    with open(picture, "rb") as file:
        clipboard("-t", "image/png", "-in", data=file.read())
    expect("a picture in the clipboard", totp("scan", "--clipboard")[0], "totp\tExample:rfc\n")
    clipboard("-in", data=f"otpauth://totp/Text:me?secret={RFC_SECRET}".encode())
    expect("a text in the clipboard", totp("scan", "--clipboard")[0], "totp\tText:me\n")
    totp("add", "copied", "--clipboard")
    expect("the account out of the clipboard", totp("code", "copied", "--at", "59")[0], "287082\n")

    without_desktop_part(folder, environment, picture, clipboard)

    # Copied, there for a while, and gone; or left alone when somebody has copied something else.
    expect("a copied code is not printed", totp("code", "rfc", "--at", "59", "-c3")[0], "")
    expect("the copied code", clipboard("-out"), b"287082")
    wait_until("the code is cleared", lambda: clipboard("-out") == b"")
    totp("code", "rfc", "--at", "59", "-c2")
    clipboard("-in", data=b"somebody else's")
    time.sleep(4)
    expect("what somebody else copied", clipboard("-out"), b"somebody else's")
    print("desktop: screen, clipboard and clearing are right")


def without_desktop_part(folder, environment, picture, clipboard):
    """A Java as servers have it (Debian's headless packages): the same programs by other ways, or one line that says what is missing."""
    with open(os.path.join(os.path.dirname(TOTP), "..", "target", "app", "java-home"), encoding="utf-8") as file:
        home = file.readline().strip()
    headless = folder + "/headless"
    shutil.copytree(home, headless, symlinks=True, ignore=shutil.ignore_patterns("libawt_xawt.so", "src.zip", "jmods", "legal"))
    environment = dict(environment, JAVA_HOME=headless)

    def totp(*words, path=None):
        done = subprocess.run([TOTP, *words], env=dict(environment, PATH=path or environment["PATH"]), capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    with open(picture, "rb") as file:
        clipboard("-t", "image/png", "-in", data=file.read())
    expect("a picture in the clipboard, without a desktop part", totp("scan", "--clipboard")[:2], (0, "totp\tExample:rfc\n"))
    clipboard("-in", data=f"otpauth://totp/Text:me?secret={RFC_SECRET}".encode())
    expect("a text in the clipboard, without a desktop part", totp("scan", "--clipboard")[:2], (0, "totp\tText:me\n"))
    if any(shutil.which(tool) for tool in ("maim", "scrot", "import", "gnome-screenshot")):
        viewer = subprocess.Popen(["feh", "--geometry", "700x700+900+250", picture], env=environment)
        try:
            expect("the screen, without a desktop part", totp("scan", "--screen", "--wait", "20")[:2], (0, "totp\tExample:rfc\n"))
        finally:
            viewer.terminate()
            viewer.wait()
    few = folder + "/bin"
    os.mkdir(few)
    for tool in ("sh", "env", "readlink", "find", "sed", "stty", "locale"):
        if shutil.which(tool):
            os.symlink(shutil.which(tool), os.path.join(few, tool))
    for words in (("scan", "--clipboard"), ("scan", "--screen"), ("add", "x", "--screen"), ("add", "y", "--clipboard")):
        code, out, err = totp(*words, path=few)
        expect(f"{words} without a desktop part and tools", (code, out, len(err.splitlines()), "this Java has no desktop part" in err),
               (13, "", 2, True))
    environment.pop("DISPLAY")
    expect("no display is something else", "there is no display" in totp("scan", "--screen")[2], True)


def wait_until(what, condition):
    for _ in range(40):
        if condition():
            return
        time.sleep(0.25)
    expect(what, "not within 10 s", "")


main()
