"""A program in tmux, which is a terminal of another hand: what a person sees is asked of it."""

import os
import re
import subprocess
import tempfile
import time

SECONDS_MAX = 90


class Tmux:
    """A shell in a terminal of so many columns and rows."""

    def __init__(self, env, columns=80, rows=24, locale=("LC_ALL", "C.UTF-8")):
        self.socket = os.path.join(tempfile.mkdtemp(prefix="totp-tmux-"), "socket")
        self.env = {k: v for k, v in env.items() if k not in ("LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG", "TMUX", "TERM", "DISPLAY", "WAYLAND_DISPLAY")}
        self.env[locale[0]] = locale[1]
        # The server shows UTF-8 in any case; the locale is the program's alone.
        self.tmux("-u", "-f", "/dev/null", "new-session", "-d", "-s", "x", "-x", str(columns), "-y", str(rows), "sh")
        self.tmux("set-option", "-g", "status", "off")
        self.tmux("resize-window", "-t", "x", "-x", str(columns), "-y", str(rows))
        self.wait_for("^[#$]")

    def tmux(self, *words, check=True):
        return subprocess.run(["tmux", "-S", self.socket, *words], env=self.env, capture_output=True, text=True, check=check,
                              timeout=60).stdout

    def screen(self):
        return [line.rstrip() for line in self.tmux("capture-pane", "-p", "-t", "x", check=False).split("\n")[:-1]]

    def colours(self):
        """With the sequences that the colours need."""
        return self.tmux("capture-pane", "-p", "-e", "-t", "x")

    def text(self):
        return "\n".join(self.screen())

    def keys(self, *names):
        self.tmux("send-keys", "-t", "x", *names)

    def type(self, text):
        self.tmux("send-keys", "-t", "x", "-l", text)

    def line(self, text):
        self.type(text)
        self.keys("Enter")

    def clear(self):
        """What is typed before the screen is empty would be cleared with it, and the next command begin behind the prompt."""
        self.line("clear")
        self.wait(lambda: self.text().strip() in ("#", "$"), "an empty screen")

    def wait(self, condition, what):
        end = time.monotonic() + SECONDS_MAX
        while True:
            found = condition()
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"{what} never came:\n{self.text()}")
            time.sleep(0.05)

    def wait_for(self, pattern):
        return self.wait(lambda: re.search(pattern, self.text(), re.MULTILINE), repr(pattern))

    def wait_gone(self, pattern):
        self.wait(lambda: not re.search(pattern, self.text(), re.MULTILINE), f"a screen without {pattern!r}")

    def alternate(self):
        return self.tmux("display-message", "-p", "-t", "x", "#{alternate_on}").strip() == "1"

    def modes(self):
        """The settings of the terminal, asked of its other end."""
        tty = self.tmux("display-message", "-p", "-t", "x", "#{pane_tty}").strip()
        return subprocess.run(["stty", "-F", tty, "-a"], capture_output=True, text=True, check=True).stdout

    def echoes(self):
        return bool(re.search(r"(?<!-)\becho\b", self.modes())) and bool(re.search(r"(?<!-)\bicanon\b", self.modes()))

    def pid(self):
        """Of the shell."""
        return int(self.tmux("display-message", "-p", "-t", "x", "#{pane_pid}"))

    def children(self):
        """Of the shell: what runs in the terminal."""
        return subprocess.run(["pgrep", "-P", str(self.pid())], capture_output=True, text=True, check=False).stdout.split()

    def java(self):
        """The program's process, a child of the shell."""
        def found():
            ids = subprocess.run(["pgrep", "-P", str(self.pid()), "java"], capture_output=True, text=True, check=False).stdout.split()
            return int(ids[0]) if ids else 0
        return self.wait(found, "a process java")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-t", "x", "-x", str(columns), "-y", str(rows))

    def close(self):
        self.tmux("kill-server", check=False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
