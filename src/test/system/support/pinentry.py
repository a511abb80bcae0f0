"""A made-up pinentry: speaks Assuan, writes down what it was told, and answers as a file beside it says."""

import os

PROGRAM = r"""#!/usr/bin/python3 -I
import os, sys, time

here = os.path.dirname(os.path.abspath(__file__))
path = lambda name: os.path.join(here, name)

def note(line):
    with open(path("log"), "a", encoding="utf-8") as file:
        file.write(line + "\n")

def say(line):
    print(line, flush=True)

def answers():
    # Held back: somebody who has not answered yet.
    while os.path.exists(path("held")):
        time.sleep(0.02)
    with open(path("answers"), encoding="utf-8") as file:
        first, *rest = file.read().splitlines() or ["cancel"]
    with open(path("answers"), "w", encoding="utf-8") as file:
        file.write("\n".join(rest or [first]))
    return first

say("OK Pleased to meet you")
for line in sys.stdin:
    note(line.rstrip("\n"))
    word = line.split()[0]
    if word in ("GETPIN", "CONFIRM"):
        answer = answers()
        if answer == "cancel":
            say("ERR 83886179 Operation cancelled <Pinentry>")
            continue
        if word == "GETPIN":
            say("D " + answer.replace("%", "%25"))
    say("OK")
    if word == "BYE":
        break
"""


class Pinentry:
    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, 0o700)
        self.program = os.path.join(folder, "pinentry")
        self.write("pinentry", PROGRAM)
        os.chmod(self.program, 0o700)
        self.answers("cancel")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def answers(self, *answers, held=False):
        """One after the other, the last from then on: "cancel", or what is typed, which also confirms. Forgets what it was asked."""
        self.write("log", "")
        self.write("answers", "\n".join(answers))
        if held:
            self.write("held", "")

    def let_go(self):
        os.unlink(os.path.join(self.folder, "held"))

    def told(self, word):
        """What came behind each of these words."""
        with open(os.path.join(self.folder, "log"), encoding="utf-8") as file:
            lines = [line.rstrip("\n").partition(" ") for line in file]
        return [rest for first, _, rest in lines if first == word]
