#!/usr/bin/python3
"""Every QR code that is drawn is read back, by zbarimg and by the program itself: versions 1 to 40, as PNG, as SVG that
librsvg paints, and in the four ways of a terminal, which are painted here, on a dark page and on a light one."""

import glob
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

from support.totp import ROOT, TOTP, expect

CELL = 6
LIGHT, DARK = 255, 0


def main():
    folder = tempfile.mkdtemp(prefix="totp-drawings-")
    try:
        jars = glob.glob(ROOT + "/target/lib/pictures/*.jar") or glob.glob(ROOT + "/target/app/lib/pictures/*.jar")
        if not jars or not os.path.isdir(ROOT + "/target/test-classes"):
            sys.exit("drawings: the program and its tests are not built; mvn -B verify builds them")
        libraries = jars + [ROOT + "/target/classes", ROOT + "/target/test-classes"]
        subprocess.run(["java", "-Djava.awt.headless=true", "-cp", ":".join(libraries), "totp.qr.DrawingSamples", folder],
                       check=True)
        texts = sorted(glob.glob(folder + "/*.text"))
        expect("versions drawn", [os.path.basename(name)[:2] for name in texts], [f"{v:02}" for v in range(1, 41)])
        pictures = 0
        for text in texts:
            pictures += check(text[:-len(".text")], open(text).read())
        print(f"drawings: {pictures} pictures of 40 versions, each read by zbarimg and by totp scan")
    finally:
        shutil.rmtree(folder)


def check(stem, text):
    """The pictures of one version."""
    subprocess.run(["rsvg-convert", "--zoom", "6", "-o", stem + ".svg.png", stem + ".svg"], check=True)
    paint(stem + ".BLOCKS_COLOURED", blocks, page=LIGHT, coloured=True)
    paint(stem + ".BLOCKS", blocks, page=DARK, coloured=False)
    paint(stem + ".BLANKS_COLOURED", blanks, page=LIGHT, coloured=True)
    paint(stem + ".ASCII", ascii_art, page=LIGHT, coloured=False)
    pictures = sorted(glob.glob(stem + "*.png"))
    expect("pictures of a version", len(pictures), 6)
    for picture in pictures:
        zbar = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture], capture_output=True, text=True)
        expect(os.path.basename(picture) + " by zbarimg", zbar.stdout.strip(), text)
    ours = subprocess.run([TOTP, "scan", "--raw", *pictures], capture_output=True, text=True)
    expect(os.path.basename(stem) + " by totp", ours.stdout.splitlines(), [text] * len(pictures))
    return len(pictures)


def paint(name, cells, page, coloured):
    """Turns lines of a terminal into a picture, with the page around them as the terminal would show it."""
    rows = []
    with open(name, encoding="utf-8") as file:
        for line in file.read().splitlines():
            expect(name + ": colours are set", "\x1b[" in line, coloured)
            rows.extend(cells(line, page))
    width = max(len(row) for row in rows) + 4
    field = [[page] * width] * 2 + [[page] * 2 + row + [page] * (width - 2 - len(row)) for row in rows] + [[page] * width] * 2
    with open(name + ".png", "wb") as out:
        out.write(png([[value for value in row for _ in range(CELL)] for row in field for _ in range(CELL)]))


def png(rows):
    """A grey picture, a byte a pixel."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = b"".join(b"\0" + bytes(row) for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def blocks(line, page):
    """Two rows of a line of half blocks: the character's part has the foreground."""
    colours = re.match("\x1b\\[38;5;231;48;5;16m", line)
    foreground, background = (LIGHT, DARK) if colours or page == DARK else (DARK, LIGHT)
    characters = re.sub("\x1b\\[[0-9;]*m", "", line)
    upper = [foreground if c in "█▀" else background for c in characters]
    lower = [foreground if c in "█▄" else background for c in characters]
    return [upper, lower]


def blanks(line, page):
    """One row of background colours; two columns are one module, and a column half as wide as it is high."""
    row = []
    for colour, text in re.findall("\x1b\\[([0-9;]*)m([^\x1b]*)", line):
        row += [LIGHT if colour == "48;5;231" else DARK] * (len(text) // 2)
    return [row]


def ascii_art(line, page):
    return [[DARK if line[i] == "#" else LIGHT for i in range(0, len(line), 2)]]


main()
