#!/usr/bin/python3
"""Bad input, numbered as in the list that the design works through: each is one line, its exit code, within two seconds of a quiet machine and
256 MiB, and the vault is as it was. Numbers that are covered by unit tests or by the vectors alone stand in COVERED."""

import base64
import gzip
import os
import resource
import shutil
import socket
import struct
import sys
import zlib

from support.cases import Cases
from support.totp import CHEAP, PASSPHRASE, RFC_SECRET, ROOT, TOTP, Vault, expect

# Where the numbers stand that need no process of their own.
COVERED = {
    2: "DamageTest", 11: "VectorsTest", 12: "VectorsTest", 15: "VectorsTest, KeysAndHistoryTest", 16: "VectorsTest",
    17: "VectorsTest", 18: "VectorsTest", 19: "VectorsTest", 20: "DamageTest", 21: "VaultFileTest", 23: "SaveFaultTest",
    25: "VectorsTest", 26: "VectorsTest", 27: "VectorsTest", 28: "VectorsTest", 29: "VectorsTest", 30: "VectorsTest",
    31: "VectorsTest", 32: "VectorsTest", 33: "VectorsTest", 63: "VaultFileTest",
}
NUMBERS = [*range(1, 49), *range(54, 61), 63, 64, 65]


def vault_files(cases):
    good = cases.good
    for length in (1, 7, 8, 15, 16, 100, len(good) // 2, len(good) - 1):
        cases.vault_file(1, f"cut at {length}", good[:length])
    cases.vault_file(3, "empty", b"")
    for what, path in (("folder", cases.vault.folder), ("/dev/zero", "/dev/zero")):
        cases.run(4, what, ["list", "--vault", path, *cases.phrase()], 13)
    os.mkfifo(cases.path("fifo"))
    cases.run(4, "FIFO", ["list", "--vault", cases.path("fifo"), *cases.phrase()], 13)
    server = socket.socket(socket.AF_UNIX)
    server.bind(cases.path("socket"))
    cases.run(4, "socket", ["list", "--vault", cases.path("socket"), *cases.phrase()], 13)
    os.symlink("nothing", cases.path("dangling"))
    os.symlink("loop", cases.path("loop"))
    cases.run(4, "dangling link", ["list", "--vault", cases.path("dangling"), *cases.phrase()], 13)
    cases.run(4, "link loop", ["list", "--vault", cases.path("loop"), *cases.phrase()], 13)
    sparse = cases.file("sparse", b"")
    os.truncate(sparse, 5 << 30)
    cases.run(5, "5 GB sparse file", ["list", "--vault", sparse, *cases.phrase()], 13)
    for what, data in (("a byte appended", good + b"x"), ("doubled", good + good), ("BOM before", b"\xef\xbb\xbf" + good),
                       ("newline before", b"\n" + good)):
        cases.vault_file(6, what, data)
    for what, data in (("LF to CRLF", good.replace(b"\n", b"\r\n")), ("CRLF to LF", good.replace(b"\r\n", b"\n")),
                       ("base64", base64.b64encode(good)), ("gzip", gzip.compress(good))):
        cases.vault_file(7, what, data)
    cases.vault_file(8, "git conflict markers", b"<<<<<<< HEAD\n" + good + b"=======\n")
    for version in (0, 2, 65535):
        cases.vault_file(9, f"version {version}", good[:8] + version.to_bytes(2, "big") + good[10:])
    for flag in range(0, 16, 5):
        cases.vault_file(9, f"flag {flag}", good[:10] + (1 << flag).to_bytes(2, "big") + good[12:])
    for length in (0, 65537, 2**32 - 1, 60000):
        cases.vault_file(10, f"H = {length}", good[:12] + length.to_bytes(4, "big") + good[16:])
    at = good.index((8192).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\x01")
    for memory, passes, lanes in ((0, 1, 1), (7, 1, 1), (2**32 - 1, 1, 1), (8192, 0, 1), (8192, 2**32 - 1, 1),
                                  (8192, 1, 0), (8192, 1, 255), (1048576, 20, 1)):
        cost = memory.to_bytes(4, "big") + passes.to_bytes(4, "big") + bytes([lanes])
        cases.vault_file(13, f"Argon2 {memory} {passes} {lanes}", good[:at] + cost + good[at + 9:])
    at = good.index(b"\x00\x07\x00\x04") + 4
    for length in (0, 8209, 16400, 2**31):
        cases.vault_file(14, f"payload length {length}", good[:at] + length.to_bytes(4, "big") + good[at + 4:])
    readable = cases.file("readable.totp", good, 0o644)
    cases.run(22, "mode 0644: opens, with a warning", ["list", "--vault", readable, *cases.phrase()], 0)
    faketime = shutil.which("faketime")
    for moment in (("1970-01-02 00:00:00", "2038-02-01 00:00:00", "2107-01-01 00:00:00") if faketime else ()):
        cases.run(24, f"clock at {moment}", [], 0, command=[faketime, moment, TOTP, "code", "rfc", *cases.phrase()])
    cases.run(24, "time before 1970", ["code", "rfc", "--at", "-1", *cases.phrase()], 2)
    cases.run(24, "time of 2107", ["code", "rfc", "--at", "4323456789", *cases.phrase()], 0)


def secrets_and_uris(cases):
    for what, text in (("0", "GEZDGNB0"), ("1", "GEZDGNB1"), ("8", "GEZDGNB8"), ("full-width digits", "ＧEZDGNBV２"),
                       ("look-alike", "GEZDGNBѴ"), ("= inside", "GEZD=GNBV=GY3TQOJQ"), ("= at the beginning", "=GEZDGNBVGY3TQOJQ"),
                       ("a name before it", "secret=GEZDGNBVGY3TQOJQ"), ("hexadecimal", "3132333435363738393031323334353637383930")):
        cases.add(34, what, text)
    for what, text in (("lower case", "gezdgnbvgy3tqojq"), ("blanks and dashes", "GEZD-GNBV GY3T QOJQ"),
                       ("blanks of all kinds", "GEZD\u00a0GNBV\u2003GY3T\u3000QOJQ\t\n"), ("invisible", "\ufeffGEZD\u200bGNBV\u00adGY3T\u2060QOJQ\ufe0f"),
                       ("dashes of all kinds", "GEZD\u2011GNBV\u2013GY3T\u2212QOJQ"), ("padding", "GEZDGNBVGY3TQOJQ===="),
                       ("KeeOtp", "key=GEZDGNBVGY3TQOJQ&size=8&step=60&otpHashMode=Sha256"), ("left-over bits", "DFDFDEF"), ("length 1 mod 8", "GEZDGNBVG")):
        cases.add(34, what, text, 0)
    cases.add(35, "empty", "")
    cases.add(35, "only padding", "====")
    cases.add(35, "one byte", "GE", 0)
    cases.add(35, "10 MB", b"A" * (10 << 20))
    for digits in ("0", "11", "-6", "6.0", "%D9%A6", ""):
        cases.uri(36, f"digits {digits}", f"&digits={digits}")
    for digits in ("5", "9", "10"):
        cases.uri(36, f"digits {digits}", f"&digits={digits}", code=0)
    for period in ("0", "-30", "2147483648", "9223372036854775808", ""):
        cases.uri(37, f"period {period}", f"&period={period}")
    cases.uri(37, "period 1", "&period=1", code=0)
    for algorithm, code in (("MD5", 11), ("", 11), ("sha1", 0), ("SHA-1", 0), ("HmacSHA256", 0)):
        cases.uri(38, f"algorithm {algorithm}", f"&algorithm={algorithm}", code=code)
    cases.uri(39, "no counter", kind="hotp", code=0)
    for counter in ("-1", "18446744073709551616"):
        cases.uri(39, f"counter {counter}", f"&counter={counter}", kind="hotp")
    cases.add(40, "no type", f"otpauth:///x?secret={RFC_SECRET}")
    cases.uri(40, "yaotp with another secret", kind="yaotp")
    cases.add(40, "upper case", f"OTPAUTH://TOTP/x?secret={RFC_SECRET}", 0)
    for label in ("%00", "a%0Ab", "%1B]0;x%07", "%zz", "%"):
        cases.uri(41, f"label {label}", label=label)
    for label in ("%2F..%2F", "a+b"):
        cases.uri(41, f"label {label}", label=label, code=0)
    for label in ("Other:alice", "a:b:c", ":"):
        cases.uri(42, f"label {label}", "&issuer=Example", label=label, code=0)
    cases.uri(43, "secret twice", f"&secret={RFC_SECRET}")
    for what, more, code in (("digits glued", "&digits=6digits=8", 11), ("digits glued to the secret", "digits=8", 11),
                             ("digits encoded", "%26digits=8", 11), ("digits behind a number sign", "#&digits=8", 11),
                             ("two time steps", "&period=30&interval=60", 11), ("entities", "&amp;digits=8&#38;period=60", 0),
                             ("semicolons", ";digits=8;period=60", 0), ("other names", "&length=8&timeStep=60&algo=SHA256", 0)):
        cases.uri(43, what, more, code=code)
    cases.uri(44, "unknown parameters", "&image=http://127.0.0.1:9/x&lock=true#fragment", code=0)
    cases.add(44, "user and port", f"otpauth://user@totp:80/x?secret={RFC_SECRET}")
    cases.uri(45, "bidi and zero-width", "&issuer=%E2%80%AEevil%E2%80%8B", label="a" + "%CC%81" * 100, code=0)
    cases.run(45, "1 MB name", ["add", "n" * 120000, "--from", "-", *cases.phrase()], 2, stdin=RFC_SECRET.encode())
    cases.uri(45, "1 MB label", label="a" * 900000)
    for label in ("%1B%5B2J", "%1B]52;c;eA==%07", "%1B]8;;http://x%07", "%C2%9B31m"):
        cases.uri(46, f"label {label}", label=label)
    cases.add(46, "raw C1", b"otpauth://totp/a\x9b31m?secret=" + RFC_SECRET.encode())
    cases.run(46, "a name with ESC", ["code", "\x1b]52;c;eA==\x07", *cases.phrase()], 3)
    for name, code in ((".", 0), ("..", 0), ("con", 0), ("*", 0), ("   ", 2), ("\u00a0", 2), ("a\u200b\nb", 2)):
        cases.run(47, f"name {name!r}", ["add", name, "--from", "-", *cases.phrase()], code, stdin=RFC_SECRET.encode())
    cases.run(47, "name -x", ["add", "--from", "-", *cases.phrase(), "--", "-x"], 2, stdin=RFC_SECRET.encode())
    cases.run(47, "NFC", ["add", "\u00e9", "--from", "-", *cases.phrase()], 0, stdin=RFC_SECRET.encode())
    cases.run(47, "NFD of a taken name", ["add", "e\u0301", "--from", "-", *cases.phrase()], 12, stdin=RFC_SECRET.encode())
    cases.add(48, "10 MB", b"otpauth://totp/x?secret=" + b"A" * (10 << 20))
    cases.add(48, "NUL", f"otpauth://totp/x?secret={RFC_SECRET}\0")
    cases.add(48, "BOM, CR LF and empty lines", f"\ufeff\r\notpauth://totp/x?secret={RFC_SECRET}\r\n\r\n", 0)


def environment(cases):
    code = ["code", "rfc", "--at", "59", *cases.phrase()]
    explicit = {"TOTP_VAULT": cases.vault.path}
    cases.run(54, "HOME unset", [], 0, command=["env", "-u", "HOME", TOTP, *code], env=explicit)
    for home in ("relative", "/proc/none", "/nonexistent"):
        cases.run(54, f"HOME {home}", code, 0, env={"HOME": home, "XDG_STATE_HOME": "", "XDG_RUNTIME_DIR": "/x" * 100})
    cases.run(54, "no home and no vault named", ["list", *cases.phrase()], (7, 13),
              env={"HOME": "relative", "TOTP_VAULT": "", "XDG_DATA_HOME": ""})
    cases.run(55, "stdin closed", [], 2, command=["sh", "-c", 'exec "$@" <&-', "sh", TOTP, "code", "-"])
    cases.run(55, "stdout closed", [], 13, command=["sh", "-c", 'exec "$@" >&-', "sh", TOTP, *code])
    cases.run(55, "stdout full", [], 13, command=["sh", "-c", 'exec "$@" >/dev/full', "sh", TOTP, *code])
    cases.run(55, "reader gone", [], (0, 141), command=["bash", "-c", '"$@" | true; exit "${PIPESTATUS[0]}"', "sh", TOTP, *code], quiet_ok=True)
    for locale in ("C", "POSIX", "tr_TR.UTF-8", "ar_EG.UTF-8"):
        expect(f"56: code in the locale {locale}", cases.run(56, locale, code, 0, env={"LC_ALL": locale}), b"287082\n")
    for option in ("-Duser.language=tr -Duser.country=TR", "-Duser.language=ar -Duser.country=EG"):
        # Past the launcher, which keeps other people's options from Java.
        jar = os.path.join(ROOT, "target", "app", "totp.jar")
        java = ["java", *option.split(), "-cp", jar, "totp.Main", "code", "-", "--at", "59", "--algorithm", "sha1"]
        out = cases.run(56, option, [], 0, stdin=RFC_SECRET.encode(), command=java)
        expect(f"56: code with {option}", out, b"287082\n")
    for what, data, wanted in (("NUL", b"a\0b", 11), ("1 MB", b"x" * (1 << 20) + b"x", 11), ("only blanks", b"   ", 6),
                               ("lone surrogate", b"\xed\xa0\x80", 11), ("empty", b"\n", 11), ("not UTF-8", b"\xff", 11),
                               ("trailing newline", PASSPHRASE.encode() + b"\n", 0),
                               ("two newlines", PASSPHRASE.encode() + b"\n\n", 11)):
        cases.run(57, what, ["list", "--passphrase-file", cases.file("p", data)], wanted)
    cases.run(58, "descriptor 99", ["list", "--passphrase-fd", "99"], 2)
    cases.run(58, "a folder", [], 13, command=["bash", "-c", 'exec 9</; exec "$@"', "sh", TOTP, "list", "--passphrase-fd", "9"])
    cases.run(58, "that of stdin, twice", ["add", "x", "--from", "-", "--passphrase-fd", "0"], 2, stdin=b"x")
    target = cases.file("target", b"precious")
    backups = cases.path("backups")
    name = next(entry for entry in sorted(os.listdir(backups)))
    os.symlink(target, cases.path(f"backups/{name}.link"))
    cases.run(59, "a link in the backups", ["add", "after-link", "--from", "-", *cases.phrase()], 0, stdin=RFC_SECRET.encode())
    with open(target, "rb") as file:
        expect("59: what the link points to", file.read(), b"precious")
    lock = cases.path(".vault.totp.lock")
    for what, make in (("a folder", os.mkdir), ("a link", lambda path: os.symlink("elsewhere", path))):
        os.remove(lock)
        make(lock)
        cases.run(60, f"lock file is {what}", ["add", "x", "--from", "-", *cases.phrase()], 13, stdin=RFC_SECRET.encode())
        (os.rmdir if what == "a folder" else os.remove)(lock)
        cases.file(".vault.totp.lock", b"")
    for what, data in (("0 bytes", b""), ("an editor's newline", b"totp-keyfile/1\n\nAAAA\n00000000\n"), ("other text", b"x" * 100)):
        cases.run(64, what, ["list", "--key-file", cases.file("k", data)], 6)
    big = cases.file("big", b"")
    os.truncate(big, 1 << 30)
    cases.run(64, "1 GB", ["list", "--key-file", big], (6, 11))


def png(width, height, rows, interlaced=0):
    """A grey picture of a bit a pixel that claims its size and holds so many rows of zeros."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, interlaced)
    pixels = zlib.compress(bytes((width + 7) // 8 + 1) * rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pictures(cases):
    """Image bombs: what a file claims is not believed, and what is decoded has a bound."""
    side = 60000
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 9) + b"".join(
        struct.pack("<HHII", tag, 4, 1, value)
        for tag, value in ((256, side), (257, side), (258, 1), (259, 1), (262, 1), (273, 200), (277, 1), (278, side), (279, 8))) + bytes(300)
    bombs = {
        "a PNG of 3.6 gigapixels": png(side, side, 1000),
        "a PNG one line high": png(1 << 30, 1, 1),
        "a PNG of 99 megapixels, interlaced": png(9950, 9950, 9950, 1),
        "a GIF": b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(6)
                 + b"," + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x02\x02\x4c\x01\x00;",
        "a JPEG": b"\xff\xd8\xff\xc0" + struct.pack(">HBHHB", 11, 8, side, side, 1) + b"\x01\x11\x00\xff\xd9",
        "a BMP": b"BM" + struct.pack("<IIIIiiHHIIiiII", 100, 0, 54, 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(46),
        "a BMP of runs": b"BM" + struct.pack("<IIIIiiHHIIiiII", 5000, 0, 1078, 40, 30000, 3300, 1, 8, 1, 0, 0, 0, 256, 0) + bytes(4096),
        "a TIFF": tiff,
        "a WebP": b"RIFF" + struct.pack("<I", 40) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\xff\xff" * 2
                  + b"VP8L" + struct.pack("<I", 6) + b"\x2f\xff\xff\xff\x0f\0",
        "a picture and nothing behind its header": png(2000, 2000, 0),
    }
    for what, data in bombs.items():
        cases.run(65, what, ["scan", cases.file("bomb", data)], 11)
    # No bomb, and looked through for as long as the search is given.
    cases.run(65, "a PNG of 36 megapixels", ["scan", cases.file("large", png(6000, 6000, 6000))], 3, seconds_max=4.0)
    cases.run(65, "a PNG of 3.6 gigapixels to add", ["add", "x", "--from", cases.path("bomb"), *cases.phrase()], 11)


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    vault = Vault(*CHEAP)
    try:
        vault.run("add", "rfc", "--from", "-", stdin=RFC_SECRET)
        cases = Cases(vault)
        for group in (vault_files, secrets_and_uris, environment, pictures):
            group(cases)
        missing = [number for number in NUMBERS if number not in cases.numbers and number not in COVERED]
        expect("numbers without a case", missing, [])
    finally:
        shutil.rmtree(vault.folder)
    print(f"bad input: {cases.cases} cases of {len(cases.numbers)} numbers, the other {len(COVERED)} in unit tests and vectors;"
          f" slowest {cases.slowest:.1f} s, largest {cases.largest:.0f} MiB")


if __name__ == "__main__":
    sys.exit(main())
