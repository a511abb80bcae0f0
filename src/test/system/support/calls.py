"""What a command did to the folders of the vault, as strace saw it; and what is demanded of it."""

import glob
import importlib.util
import os
import re
from collections import Counter, namedtuple

from support.totp import ROOT

CHANGING = ("openat-create", "mkdir", "rename", "link", "write", "fsync", "fdatasync", "unlink", "lock")
FOLDERS = ("v", "state", "out")

# The reader is a script with a dash in its name.
_spec = importlib.util.spec_from_file_location("open_vault", os.path.join(ROOT, "scripts", "open-vault.py"))
reader = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reader)


class Violation(Exception):
    pass


def demand(condition, message):
    if not condition:
        raise Violation(message)


def files_below(*folders):
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                yield os.path.join(place, name)


# kind: the call's name, or what it is used for. index: how many calls of that name its thread has made, this one included.
# place: its path below the base, random parts as stars. nth: how many calls of this kind at this place, this one included.
Call = namedtuple("Call", "name kind index place nth path path2 data result fd")
LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+|\?)(.*)$|^(\w+)\((.*) <unfinished \.\.\.>\)?.*$")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def unescape(text):
    return bytes.fromhex(text.replace("\\x", "")) if re.fullmatch(r"(\\x[0-9a-f]{2})+", text) else text.encode("utf-8")


def starred(path):
    return re.sub(r"(?<![0-9a-f])(?:[0-9a-f]{16}|[0-9a-f]{8})(?![0-9a-f])", "*", path)


def calls_of(log, base):
    """The calls of one thread's log that touch the folders of the vault."""
    found, counts, places = [], Counter(), Counter()
    with open(log, encoding="latin-1") as file:
        for line in file:
            match = LINE.match(line.rstrip("\n"))
            if not match:
                continue
            name, arguments, result = (match[1], match[2], match[3]) if match[1] else (match[5], match[6], "?")
            counts[name] += 1
            handle = re.match(r"(\d+)<((?:[^>\\]|\\.)*)>", arguments)
            strings = QUOTED.findall(arguments)
            paths = [unescape(text).decode("utf-8", "replace") for text in strings if name not in ("write", "read")]
            if handle:
                paths = [re.sub(r"\(deleted\)$", "", unescape(handle[2]).decode("utf-8", "replace"))]
            if not paths or not any(paths[0].startswith(os.path.join(base, folder)) for folder in FOLDERS):
                continue
            kind = name
            if name == "openat" and "O_CREAT" in arguments:
                kind = "openat-create"
            elif name == "fcntl":
                if "F_SETLK" not in arguments:
                    continue
                kind = "lock"
            data = unescape(strings[0]) if name == "write" and strings else b""
            place = starred(os.path.relpath(paths[0], base))
            places[kind, place] += 1
            found.append(Call(name, kind, counts[name], place, places[kind, place], paths[0],
                              paths[1] if len(paths) > 1 else "", data, result, handle and int(handle[1])))
    return found


def calls_of_run(prefix, base):
    """The calls of all threads; the log of each has its own file, so that no line is broken by another's."""
    logs = [calls_of(log, base) for log in glob.glob(prefix + ".*")]
    logs = [calls for calls in logs if calls]
    demand(len(logs) <= 1, "more than one thread touches the vault")
    return logs[0] if logs else []
