"""A screen that nobody sits at, and small pictures of it."""

import os
import struct
import subprocess
import tempfile
import zlib
from collections import Counter


class Screen:
    def __init__(self, width, height):
        self.folder = tempfile.TemporaryDirectory(prefix="totp-screen-")
        self.reading, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp",
                                        "-fbdir", self.folder.name], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        self.display = ":" + os.read(self.reading, 16).decode().strip()

    def press(self, *keys):
        subprocess.run(["xdotool", "key", *keys], env={**os.environ, "DISPLAY": self.display}, check=True)

    def rows(self, box):
        """Red, green and blue of each pixel of the part: the server keeps its screen in a file as xwd writes it."""
        left, top, width, height = box
        with open(os.path.join(self.folder.name, "Xvfb_screen0"), "rb") as file:
            data = file.read()
        header, *_ = struct.unpack_from(">I", data, 0)
        line, = struct.unpack_from(">I", data, 48)
        colours, = struct.unpack_from(">I", data, 76)
        begin = header + 12 * colours
        for y in range(top, top + height):
            row = data[begin + y * line + 4 * left:begin + y * line + 4 * (left + width)]
            yield bytes(value for at in range(0, len(row), 4) for value in (row[at + 2], row[at + 1], row[at]))

    def picture(self, path, box):
        with open(path, "wb") as file:
            file.write(png(list(self.rows(box))))

    def close(self):
        self.server.terminate()
        self.server.wait()
        os.close(self.reading)
        self.folder.cleanup()


def distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(one, other))


def png(rows):
    """With a palette: the colours that are there most often, and for each other one the nearest of them."""
    counts = Counter(row[at:at + 3] for row in rows for at in range(0, len(row), 3))
    palette = sorted(colour for colour, _ in counts.most_common(256))
    number = {colour: min(range(len(palette)), key=lambda index, colour=colour: distance(palette[index], colour)) for colour in counts}
    lines = b"".join(b"\0" + bytes(number[row[at:at + 3]] for at in range(0, len(row), 3)) for row in rows)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 3, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"PLTE", b"".join(palette)) + chunk(b"IDAT", zlib.compress(lines, 9))
            + chunk(b"IEND", b""))
