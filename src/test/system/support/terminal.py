"""A command on a terminal of its own, as a person sees it."""

import os
import pty
import select
import signal
import termios
import time

SECONDS_MAX = 60


class Terminal:
    """A shell command with a terminal of its own."""

    def __init__(self, command, env):
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            # A check that a script runs in the background is handed that it ignores some of them.
            for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            os.execvpe("sh", ["sh", "-c", command], env)
        self.screen = ""

    def wait_for(self, text):
        end = time.monotonic() + SECONDS_MAX
        while text not in self.screen:
            if time.monotonic() > end:
                raise AssertionError(f"no {text!r} on the terminal: {self.screen!r}")
            ready, _, _ = select.select([self.master], [], [], 1)
            if ready:
                try:
                    self.screen += os.read(self.master, 4096).decode()
                except OSError:
                    raise AssertionError(f"the terminal closed before {text!r}: {self.screen!r}") from None

    def reads(self, text, begin):
        """Whether the text was printed since."""
        ready, _, _ = select.select([self.master], [], [], 0.02)
        if ready:
            self.screen += os.read(self.master, 4096).decode()
        return text in self.screen[begin:]

    def type(self, text):
        os.write(self.master, text.encode())

    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def wait_until(self, condition, what):
        end = time.monotonic() + SECONDS_MAX
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"{what} never came: {self.screen!r}")
            select.select([], [], [], 0.02)

    def finish(self):
        """The exit code, once everything was read."""
        while True:
            try:
                data = os.read(self.master, 4096)
            except OSError:
                break
            if not data:
                break
            self.screen += data.decode()
        _, status = os.waitpid(self.pid, 0)
        os.close(self.master)
        return os.waitstatus_to_exitcode(status)
