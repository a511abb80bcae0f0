"""A shell in a terminal at which somebody types, and what then stands on its screen."""

import os
import re
import select
import time

import pyte

from support.terminal import SECONDS_MAX, Terminal

# Before each prompt, for a reader of the stream; terminals ignore it.
MARK = "\x1b]7;ready\x07"
# Where the home folder lies in a run is of no interest to a reader, and another place each time.
HOME_SHOWN = "/home/me"


class Emulated(pyte.Screen):
    """A terminal's screen, the alternate one included, which pyte leaves out."""

    former = None

    def set_mode(self, *modes, **kinds):
        super().set_mode(*modes, **kinds)
        if kinds.get("private") and 1049 in modes:
            self.former = [dict(self.buffer[row]) for row in range(self.lines)], (self.cursor.x, self.cursor.y)
            self.erase_in_display(2)

    def reset_mode(self, *modes, **kinds):
        super().reset_mode(*modes, **kinds)
        if kinds.get("private") and 1049 in modes and self.former:
            self.erase_in_display(2)
            rows, (self.cursor.x, self.cursor.y) = self.former
            self.former = None
            for row, cells in enumerate(rows):
                self.buffer[row].update(cells)


class Sitting(Terminal):
    """A terminal that somebody reads while a program goes on writing."""

    def read(self):
        """Takes in what is there, if anything; always true."""
        while select.select([self.master], [], [], 0)[0]:
            try:
                self.screen += os.read(self.master, 4096).decode(errors="replace")
            except OSError:
                raise AssertionError(f"the terminal closed: {self.screen!r}") from None
        return True

    def quiet_for(self, seconds):
        """Whether nothing is written for so long."""
        length, end = len(self.screen), time.monotonic() + seconds
        while time.monotonic() < end:
            select.select([self.master], [], [], 0.02)
            self.read()
            if len(self.screen) != length:
                return False
        return True

    def settle(self):
        """Until nothing was written for a third of a second; what counts down writes each second."""
        self.wait_until(lambda: self.quiet_for(0.3), "a pause")


class Shell(Sitting):
    """The shell of somebody who has totp on the path and a home folder of their own."""

    def __init__(self, home, env, columns=80, rows=24, before="", shell="sh -i"):
        super().__init__(f"stty cols {columns} rows {rows}; exec {before} {shell}",
                         {**env, "HOME": home, "PS1": MARK + "$ ", "PS2": "> ", "TERM": "xterm", "TZ": "UTC",
                          "PATH": os.path.join(home, "bin") + ":" + env.get("PATH", os.environ["PATH"])})
        self.home, self.columns, self.rows = home, columns, rows
        self.wait_for(MARK)

    def at_prompt(self):
        return self.screen.endswith(MARK + "$ ")

    def wait_for_prompt(self):
        self.wait_until(lambda: self.read() and self.at_prompt(), "the shell's prompt")

    def answer(self, question, text, unseen=True):
        self.wait_for(question)
        if unseen:
            self.wait_until(lambda: not self.echoes(), "hidden input")
        self.type(text + "\n")

    def emulated(self, begin=0):
        screen = Emulated(self.columns, self.rows)
        pyte.Stream(screen).feed(self.screen[begin:].replace(self.home, HOME_SHOWN))
        return screen

    def lines(self, begin=0):
        """What a reader sees of that part of the stream, from the first line to the last that is not empty."""
        return "\n".join(line.rstrip() for line in self.emulated(begin).display).rstrip("\n").split("\n")

    def leave(self):
        """The exit code of the shell."""
        self.type("exit\n")
        return self.finish()


def recovery_group(screen):
    """The part of the recovery key on the screen that is asked for."""
    key = re.findall(r"TRK1(?:-[0-9A-Z]{6})+", screen)[-1]
    return key.split("-")[int(re.findall(r"Type group (\d)", screen)[-1])]


__all__ = ["HOME_SHOWN", "MARK", "SECONDS_MAX", "Emulated", "Shell", "Sitting", "recovery_group"]
