"""Looks for secrets in the memory of a process."""

import base64
import re


def spellings(secret):
    """As bytes, as a Java text of two bytes a character, in base32 and in base64; long enough to be nobody else's."""
    return (secret, secret.decode().encode("utf-16-le"), base64.b32encode(secret)[:24], base64.b64encode(secret)[:20])


def count(pid, wanted):
    """How often each secret stands in the readable memory of a process, in any spelling."""
    found = dict.fromkeys(wanted, 0)
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            area = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if not area or line.rstrip().endswith(("[vvar]", "[vvar_vclock]", "[vsyscall]")):
                continue
            start, end = (int(number, 16) for number in area.groups())
            memory.seek(start)
            try:
                data = memory.read(end - start)
            except OSError:
                continue
            for name, secret in wanted.items():
                found[name] += sum(data.count(spelling) for spelling in spellings(secret))
    return found
