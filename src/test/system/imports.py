#!/usr/bin/python3
"""What leaves by `totp export` is opened by programs that share no code with it; what leaves and comes back is what it was; ten
thousand accounts come in one save; and no file of a stranger costs more than two seconds or 256 MiB, or changes the vault.

usage: src/test/system/imports.py [PART...]     PART is one of exports, returns, many, fixtures, hostile; all without one"""

import base64
import collections
import glob
import hashlib
import hmac
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
import urllib.parse
import zipfile

from argon2.low_level import Type, hash_secret_raw, verify_secret
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from support.cases import MIB_MAX, SECONDS_MAX, Cases
from support.totp import CHEAP, RFC_SECRET, ROOT, Vault, expect, oathtool

READER = os.path.join(ROOT, "scripts", "open-vault.py")
FIXTURES = os.path.join(ROOT, "src", "test", "imports")
PASSWORD = "Ausfuhr: 鍵 and more than sixty-four bytes of it, which is a block of HMAC-SHA-256"
TIMES = (59, 1111111109, 20000000000)
MANY = 10_000

Made = collections.namedtuple("Made", "issuer account type algorithm digits moving secret pin tags note")


def secret(seed, length=20):
    return hashlib.shake_256(f"system test: {seed}".encode()).digest(length)


def made(issuer, account, kind="totp", algorithm="SHA1", digits=6, moving=30, length=20, pin="", tags=(), note=""):
    return Made(issuer, account, kind, algorithm, digits, moving, secret(issuer + account, length), pin, tags, note)


# Every type and algorithm; what some format has no place for; and names that have to be escaped in one of them.
ACCOUNTS = [
    made("Nordwind", "anna@example.com", tags=("work", "änd more"), note="first line\nsecond, \"quoted\""),
    made("Nordwind", "256", algorithm="SHA256", length=32, note="a note"),
    made("Nordwind", "512", algorithm="SHA512", digits=8, length=64),
    made("Minute", "sixty", moving=60),
    made("Lengths", "seven", digits=7, length=10),
    made("Lengths", "ten", digits=10, algorithm="SHA512", length=16),
    made("Zähler & Söhne", "c/o 100% + #1?", "hotp", moving=7, length=21),
    made("Counter", "256", "hotp", "SHA256", 8, 2**40, length=33),
    made("Counter", "512", "hotp", "SHA512", moving=0),
    made("Steam", "gina", "steam", digits=5, tags=("games",)),
    made("Mobil", "motp", "motp", "MD5", moving=10, length=16, pin="4711"),
    made("Яндекс", "иван", "yandex", "SHA256", 8, length=16, pin="1234567"),
    made("", "only an account"),
    made("Only an issuer", ""),
    *(made("Filler", f"number {n}") for n in range(12)),
]


def b32(data):
    return base64.b32encode(data).decode().rstrip("=")


def totp(vault, *arguments, code=0, stdin=b"", password=True, env=None):
    """Output and errors of a call; the password of files comes by a descriptor, the vault's passphrase by a file."""
    reading = None
    options = []
    if password and arguments[0] in ("import", "export"):
        reading, writing = os.pipe()
        os.write(writing, PASSWORD.encode())
        os.close(writing)
        options = [f"--{arguments[0]}-passphrase-fd", str(reading)]
    try:
        done = subprocess.run(vault.command(*arguments, *options), input=stdin, env={**vault.env, **(env or {})},
                              capture_output=True, timeout=120, pass_fds=[reading] if reading else [], check=False)
    finally:
        if reading:
            os.close(reading)
    out, err = done.stdout.decode(), done.stderr.decode()
    expect(f"exit code of totp {arguments}: {err}", done.returncode, code)
    return out, err


def fresh():
    return Vault(*CHEAP)


def aegis_plain(accounts):
    """What Aegis writes, by another hand: the way in for the accounts of this check."""
    entries, groups = [], {}
    for number, one in enumerate(accounts):
        info = {"secret": b32(one.secret), "algo": one.algorithm, "digits": one.digits}
        info["counter" if one.type == "hotp" else "period"] = one.moving
        if one.pin:
            info["pin"] = one.pin
        for tag in one.tags:
            groups.setdefault(tag, f"group {len(groups)}")
        entries.append({"type": one.type, "uuid": f"entry {number}", "name": one.account, "issuer": one.issuer, "note": one.note,
                        "favorite": False, "icon": None, "info": info, "groups": [groups[tag] for tag in one.tags]})
    return {"version": 1, "header": {"slots": None, "params": None},
            "db": {"version": 3, "entries": entries, "groups": [{"uuid": u, "name": n} for n, u in groups.items()]}}


def stock(vault):
    """The accounts, and three that only other ways bring in: with a name of its own, with an alias, with GOST."""
    totp(vault, "import", "-", stdin=json.dumps(aegis_plain(ACCOUNTS)).encode())
    totp(vault, "add", "my own name", "--alias", "other name", "--issuer", "Own", "--account", "name", "--from", "-",
         stdin=b32(secret("own")).encode())
    gost = {"a": {"type": "totp", "secret": b32(secret("gost", 32)), "issuer": "ГОСТ", "account": "256", "hash": "a", "index": 0,
                  "algorithm": "GOST3411_2012_256", "dataType": "OTPStorage"}}
    totp(vault, "import", "-", stdin=json.dumps(gost).encode())
    totp(vault, "add", "bare", "--from", "-", stdin=b32(secret("bare")).encode())


def entries(vault):
    """The accounts as the second reader of vaults sees them, secrets included."""
    done = subprocess.run(["/usr/bin/python3", READER, vault.path, "--passphrase-file", vault.passphrase_file, "--json"],
                          capture_output=True, check=True)
    return [e for e in json.loads(done.stdout)["entries"] if not e.get("trashed")]


# ---- Readers that share no code with the program ----

def open_aegis(data, password):
    """Its docs/vault.md by the words: slots, a master key, the content."""
    file = json.loads(data)

    def opened(key, parameters, ciphertext):
        return AESGCM(key).decrypt(bytes.fromhex(parameters["nonce"]), ciphertext + bytes.fromhex(parameters["tag"]), None)

    for slot in file["header"]["slots"]:
        expect("aegis: the slot's cost", (slot["type"], slot["n"], slot["r"], slot["p"]), (1, 32768, 8, 1))
        expect("aegis: bytes of the salt", len(bytes.fromhex(slot["salt"])), 32)
        key = Scrypt(salt=bytes.fromhex(slot["salt"]), length=32, n=slot["n"], r=slot["r"], p=slot["p"]).derive(password.encode())
        try:
            master = opened(key, slot["key_params"], bytes.fromhex(slot["key"]))
        except InvalidTag:
            continue
        return json.loads(opened(master, file["header"]["params"], base64.b64decode(file["db"], validate=True)))
    return None


def openssl(base64_text, passphrase):
    """What crypto-js wrote, by OpenSSL; the passphrase goes by a pipe."""
    reading, writing = os.pipe()
    os.write(writing, passphrase.encode() + b"\n")
    os.close(writing)
    try:
        done = subprocess.run(["openssl", "enc", "-d", "-aes-256-cbc", "-md", "md5", "-a", "-A", "-pass", f"fd:{reading}"],
                              input=base64_text.encode(), capture_output=True, pass_fds=[reading], check=False)
    finally:
        os.close(reading)
    return done.stdout if done.returncode == 0 else None


def open_authenticator(data, password):
    """The records of an encrypted backup of the browser extension, in order."""
    file = json.loads(data)
    [key] = [record for record in file.values() if record["dataType"] == "Key"]
    expect("authenticator: the key", (file[key["id"]] is key, key["version"]), (True, 3))
    raw = hash_secret_raw(password.encode(), key["salt"].encode(), 2, 19456, 1, 32, Type.ID, 19)
    passphrase = base64.b64encode(raw).decode().rstrip("=")
    if not key["hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$"):
        raise AssertionError(f"authenticator: {key['hash']}")
    verify_secret(key["hash"].encode(), passphrase.encode(), Type.ID)  # raises if it does not fit
    records = sorted((r for r in file.values() if r["dataType"] == "EncOTPStorage"), key=lambda r: r["index"])
    expect("authenticator: keys of the records", {r["keyId"] for r in records}, {key["id"]})
    expect("authenticator: a wrong passphrase", openssl(records[0]["data"], passphrase[:-1] + "?") in (None, b""), True)
    return [json.loads(openssl(record["data"], passphrase)) for record in records]


def protobuf(data):
    """The fields of a message: (number, value), a value being a number or bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    fields = []
    while at < len(data):
        tag = varint()
        value = varint()
        if tag & 7 == 2:
            at += value
            value = data[at - value:at]
        fields.append((tag >> 3, value))
    return fields


def open_migration(uri):
    """Accounts, number of parts, this part and the export's number, of one part of Google Authenticator's export."""
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query, strict_parsing=True)
    fields = protobuf(base64.b64decode(query["data"][0], validate=True))
    head = dict(fields)
    expect("google: version", head[2], 1)
    accounts = []
    for number, value in fields:
        if number == 1:
            one = dict(protobuf(value))
            kind = {1: "hotp", 2: "totp"}[one[6]]
            accounts.append((one[3].decode(), one[2].decode(), kind, {1: "SHA1", 2: "SHA256", 3: "SHA512"}[one[4]],
                             {1: 6, 2: 8}[one[5]], one[7] if kind == "hotp" else 30, one[1]))
    return accounts, head[3], head[4], head[5]


def steam(key, moment):
    digest = hmac.new(key, (moment // 30).to_bytes(8, "big"), "sha1").digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at:at + 4], "big") & 0x7FFFFFFF
    letters = "23456789BCDFGHJKMNPQRTVWXY"
    code = ""
    for _ in range(5):
        number, letter = divmod(number, 26)
        code += letters[letter]
    return code


# ---- The parts ----

def written(vault, form, name, *options, code=0, password=False):
    """What an export wrote, and what it said."""
    path = os.path.join(vault.folder, name)
    _, err = totp(vault, "export", "--to", form, "-o", path, *options, code=code, password=password)
    expect(f"{form}: mode of the file", os.stat(path).st_mode & 0o777, 0o600)
    with open(path, "rb") as file:
        return file.read(), err


def fields_of(info):
    return (info["algo"], info["digits"], info.get("period", info.get("counter")), info.get("pin", ""))


def exports():
    vault = fresh()
    try:
        stock(vault)
        known = {(one.issuer, one.account): one for one in ACCOUNTS}

        data, err = written(vault, "aegis", "aegis.json", password=True, code=11)
        expect("aegis: a wrong password", open_aegis(data, PASSWORD + "!"), None)
        content = open_aegis(data, PASSWORD)
        groups = {group["uuid"]: group["name"] for group in content["groups"]}
        opened = 0
        for entry in content["entries"]:
            one = known.get((entry["issuer"], entry["name"]))
            if one:
                expect(f"aegis: {entry['name']}",
                       (entry["type"], base64.b32decode(entry["info"]["secret"] + "=" * (-len(entry["info"]["secret"]) % 8)),
                        *fields_of(entry["info"]), tuple(groups[g] for g in entry["groups"]), entry["note"]),
                       (one.type, one.secret, one.algorithm, one.digits, one.moving, one.pin, one.tags, one.note))
                opened += 1
        expect("aegis: accounts", (opened, len(content["entries"])), (len(ACCOUNTS), len(ACCOUNTS) + 2))
        if "ГОСТ" not in err:
            raise AssertionError(f"aegis: what is left out is not named: {err}")

        data, err = written(vault, "authenticator", "authenticator.json", password=True, code=11)
        records = open_authenticator(data, PASSWORD)
        opened = 0
        for record in records:
            one = known.get((record["issuer"], record["account"]))
            if one:
                key = base64.b32decode(record["secret"] + "=" * (-len(record["secret"]) % 8))
                digits = record.get("digits", 5 if one.type == "steam" else 6)
                moving = record["counter"] if one.type == "hotp" else record.get("period", 30)
                expect(f"authenticator: {one.account}",
                       (record["type"], key, record.get("algorithm", "SHA1"), digits, moving),
                       (one.type, one.secret, one.algorithm, one.digits, one.moving))
                opened += 1
        expect("authenticator: accounts", (opened, len(records)), (len(ACCOUNTS) - 2, len(ACCOUNTS) + 1))

        google = [one for one in ACCOUNTS if one.type in ("totp", "hotp") and one.digits in (6, 8) and one.moving != 60]
        totp(vault, "export", "--to", "google", "--plain", "-o", os.path.join(vault.folder, "google.png"),
             code=11, password=False)
        pictures = sorted(glob.glob(os.path.join(vault.folder, "google-*.png")))
        seen, parts, batches = [], set(), set()
        for picture in pictures:
            expect("google: mode of a picture", os.stat(picture).st_mode & 0o777, 0o600)
            shown = subprocess.run(["zbarimg", "--raw", "-q", picture], capture_output=True, text=True, check=True).stdout
            [uri] = shown.splitlines()
            accounts, size, part, batch = open_migration(uri)
            seen += accounts
            parts.add((part, size))
            batches.add(batch)
        expect("google: parts", (parts, len(batches)), ({(part, len(pictures)) for part in range(len(pictures))}, 1))
        wanted = {(one.issuer, one.issuer + ":" + one.account if one.issuer else one.account, one.type, one.algorithm, one.digits,
                   one.moving, one.secret) for one in google}
        expect("google: not among those that came", wanted - set(seen), set())
        expect("google: accounts", len(seen), len(google) + 2)  # and the two that were added by hand

        data, err = written(vault, "uri", "list.txt", "--plain")
        expect("uri: PINs that are lost", re.findall("PINs of (.*)", err), ["Mobil:motp"])
        names = {(e.get("issuer", ""), e.get("account", "")): e["name"] for e in entries(vault)}
        compared = 0
        for line in data.decode().splitlines():
            parts = urllib.parse.urlsplit(line)
            query = dict(urllib.parse.parse_qsl(parts.query, strict_parsing=True))
            issuer, colon, account = parts.path[1:].partition(":")
            login = (urllib.parse.unquote(issuer), urllib.parse.unquote(account)) if colon else ("", urllib.parse.unquote(issuer))
            name = names.get(login)
            if parts.scheme == "otpauth" and parts.netloc == "totp" and name and int(query.get("digits", 6)) in (6, 7, 8) \
                    and not query.get("algorithm", "SHA1").startswith("GOST"):
                for moment in TIMES:
                    found = oathtool(query["secret"], query.get("algorithm", "SHA1"), query.get("digits", "6"),
                                     query.get("period", "30"), moment)
                    expect(f"uri: {name} at {moment}", totp(vault, "code", name, "--exact", "--at", str(moment))[0], found + "\n")
                    compared += 1
            elif parts.netloc == "steam":
                key = base64.b32decode(query["secret"] + "=" * (-len(query["secret"]) % 8))
                expect("uri: steam", totp(vault, "code", name, "--exact", "--at", "59")[0], steam(key, 59) + "\n")
                compared += 1
        expect("uri: lines", len(data.splitlines()), len(ACCOUNTS) + 3)
        expect("uri: codes compared", compared, 3 * (sum(o.type == "totp" and o.digits < 10 for o in ACCOUNTS) + 1) + 1)

        data, _ = written(vault, "totp", "out.totp", password=True)
        phrase = os.path.join(vault.folder, "export-passphrase")
        with open(phrase, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(PASSWORD)
        done = subprocess.run(["/usr/bin/python3", READER, os.path.join(vault.folder, "out.totp"), "--passphrase-file", phrase,
                               "--json"], capture_output=True, check=True)
        expect("totp: accounts", bare(json.loads(done.stdout)["entries"]), bare(entries(vault)))
        return f"5 formats opened by other programs, {compared} codes compared"
    finally:
        shutil.rmtree(vault.folder)


def bare(accounts, without=(), only=lambda entry: True):
    """Accounts in an order and with the members that an export can keep."""
    forgotten = {"id", "created", "modified", "revision", *without}
    kept = [{k: v for k, v in entry.items() if k not in forgotten and v not in (None, "", [])} for entry in accounts if only(entry)]
    return sorted(kept, key=lambda entry: json.dumps(entry, sort_keys=True))


# Per format: options, what it cannot hold of an account, and which accounts it takes.
def is_google(entry):
    return entry.get("type", "totp") in ("totp", "hotp") and entry.get("digits", 6) in (6, 8) and entry.get("period", 30) == 30 \
        and not entry.get("algorithm", "SHA1").startswith("GOST")


def is_extension(entry):
    return entry.get("type", "totp") in ("totp", "hotp", "steam")


def is_aegis(entry):
    return not entry.get("algorithm", "SHA1").startswith("GOST")


OWN = ("name", "aliases", "aws")
RETURNS = [
    ("aegis", ("aegis.json",), True, (*OWN,), is_aegis),
    ("aegis", ("aegis.json", "--plain"), False, (*OWN,), is_aegis),
    ("authenticator", ("a.json",), True, (*OWN, "tags", "note", "pin"), is_extension),
    ("authenticator", ("a.json", "--plain"), False, (*OWN, "tags", "note", "pin"), is_extension),
    ("google", ("parts.txt", "--plain"), False, (*OWN, "tags", "note", "pin"), is_google),
    ("google", ("g.png", "--plain"), False, (*OWN, "tags", "note", "pin"), is_google),
    ("uri", ("list.txt", "--plain"), False, (*OWN, "tags", "note"), lambda entry: True),
    ("totp", ("out.totp",), True, (), lambda entry: True),
]


def listed(vault):
    return {(a["issuer"], a["account"], a["type"], a["algorithm"]): a for a in json.loads(totp(vault, "list", "--json")[0])}


def returns():
    vault = fresh()
    try:
        stock(vault)
        before, told = entries(vault), listed(vault)
        for form, (name, *options), password, without, takes in RETURNS:
            other = fresh()
            try:
                path = os.path.join(other.folder, name)
                everything = all(takes(entry) for entry in before)
                totp(vault, "export", "--to", form, "-o", path, *options, password=password, code=0 if everything else 11)
                files = sorted(glob.glob(path.replace(".png", "*.png")))
                totp(other, "import", *files, password=password)
                where = f"{form} {' '.join(options)} {name}"
                # An account that says nothing of itself goes by the name that it has, so its name becomes a login.
                nameless = [e for e in before if not e.get("issuer") and not e.get("account")]
                expect(f"{where}: nameless", len(nameless), 1)
                wanted = [e if e not in nameless or form == "totp" else {**e, "account": e["name"]} for e in before]
                if form == "uri":  # no program reads the PIN of an mOTP URI
                    wanted = [{**e, "pin": None} if e["type"] == "motp" else e for e in wanted]
                expect(where, bare(entries(other), without), bare(wanted, without, takes))
                again = json.loads(totp(other, "import", "--json", *files, password=password)[0])
                expect(f"{where}: again", [(len(f["imported"]), bool(f["duplicates"])) for f in again["files"]], [(0, True)] * len(files))
                for key, account in listed(other).items():
                    if key in told:
                        ours = {k: v for k, v in told[key].items() if k not in ("id", "created", "modified")}
                        theirs = {k: v for k, v in account.items() if k in ours}
                        lost = {"aliases" if w == "aliases" else {"tags": "tags", "note": "note", "name": "name"}.get(w, w) for w in without}
                        expect(f"{where}: list of {key}", {k: v for k, v in theirs.items() if k not in lost},
                               {k: v for k, v in ours.items() if k not in lost})
            finally:
                shutil.rmtree(other.folder)
        return f"{len(RETURNS)} ways out and in again"
    finally:
        shutil.rmtree(vault.folder)


def generation(vault):
    return int(re.search(r"(?m)^generation:? +(\d+)", totp(vault, "info")[0]).group(1))


def many():
    accounts = [made(f"Service {n % 100}", f"user{n}@example.com") for n in range(MANY)]
    uris = "".join(f"otpauth://totp/{urllib.parse.quote(a.issuer)}:{a.account}?secret={b32(a.secret)}\n" for a in accounts)
    for what, data in (("aegis", json.dumps(aegis_plain(accounts)).encode()), ("uri", uris.encode())):
        vault = fresh()
        try:
            path = os.path.join(vault.folder, "export")
            with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(data)
            before = generation(vault)
            begin = time.perf_counter()
            usage = os.path.join(vault.folder, "usage")
            done = subprocess.run(["/usr/bin/time", "-f", "%U %S %M", "-o", usage, *vault.command("import", "--json", path)],
                                  env=vault.env, capture_output=True, timeout=300, check=False)
            wall = time.perf_counter() - begin
            expect(f"{what}: exit code: {done.stderr[-500:]}", done.returncode, 0)
            with open(usage, encoding="ascii") as file:
                user, system, kib = file.read().split()[-3:]
            print(f"imports: {MANY} accounts of a file of {what} ({len(data) >> 10} KiB): {wall:.1f} s, "
                  f"{float(user) + float(system):.1f} s of the processor, {int(kib) >> 10} MiB")
            [report] = json.loads(done.stdout)["files"]
            expect(f"{what}: imported", (len(report["imported"]), report["duplicates"], report["skipped"]), (MANY, [], []))
            expect(f"{what}: generations", generation(vault), before + 1)
            expect(f"{what}: listed", len(totp(vault, "list")[0].splitlines()), MANY)
        finally:
            shutil.rmtree(vault.folder)
    return f"{MANY} accounts come in one save"


def fixtures():
    """Each file of src/test/imports, by the command line: what is said of it holds none of its secrets."""
    vault = fresh()
    count = 0
    try:
        with open(os.path.join(ROOT, "src", "test", "imports", "make.py"), encoding="utf-8") as file:
            password = re.search(r'(?m)^PASSWORD = "(.*)"$', file.read()).group(1)
        right = os.path.join(vault.folder, "right")
        wrong = os.path.join(vault.folder, "wrong")
        for path, text in ((right, password), (wrong, "wrong")):
            with open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(text)
        for expected in sorted(glob.glob(os.path.join(FIXTURES, "*", "*.expected"))):
            if "costly" in expected:
                continue
            [path] = [p for p in glob.glob(expected[:-len("expected")] + "*") if p != expected]
            with open(expected, encoding="utf-8") as file:
                lines = [line.rstrip("\n").split("\t") for line in file]
            kinds = collections.Counter(line[0] for line in lines)
            secrets = [bytes.fromhex(line[4]) for line in lines if line[0] == "entry"]
            # What a later version wrote is refused unless somebody names the format.
            options = [] if kinds["refused"] else ["--format", os.path.basename(os.path.dirname(path))]
            code = 11 if kinds["refused"] or kinds["skipped"] else 0
            encrypted = os.path.basename(path).startswith("encrypted")
            calls = [(right, code)] + ([(wrong, 6)] if encrypted else [])
            for phrase, wanted in calls:
                out, err = totp(vault, "import", "--dry-run", "--json", *options, "--import-passphrase-file", phrase, path,
                                code=wanted, password=False)
                if wanted != 6 and not kinds["refused"]:
                    [report] = json.loads(out)["files"]
                    there = len(report["imported"]) + len(report["duplicates"])
                    expect(f"{path}: accounts", (there, len(report["skipped"])), (kinds["entry"], kinds["skipped"]))
                for key in secrets:
                    for spelled in (b32(key), key.hex(), base64.b64encode(key).decode().rstrip("=")):
                        for text in (out, err):
                            if spelled[:12].lower() in text.lower():
                                raise AssertionError(f"{path}: tells a secret: {err}")
                count += 1
            if encrypted:
                _, err = totp(vault, "import", "--dry-run", "--no-input", *options, path, code=5, password=False)
                if "--import-passphrase-file" not in err:
                    raise AssertionError(f"{path}: no way out is named: {err}")
                count += 1
        return f"{count} calls with the files of src/test/imports"
    finally:
        shutil.rmtree(vault.folder)


class Hostile(Cases):
    """Files that nobody wrote in good faith, each to `import`."""

    def hostile(self, what, data, code=11, options=(), password=False, reports=False):
        arguments = ["import", self.file("hostile", data), *options, *self.phrase()]
        if password:
            arguments += ["--import-passphrase-file", self.file("password", b"password")]
        try:
            self.run(1, what, arguments, code, quiet_ok=reports)
        except AssertionError as failure:
            self.failures.append(str(failure)[:400])

    failures = []


def filled(head, piece, tail, mib):
    """A file of so many MiB, nearly."""
    return head + piece * (((mib << 20) - len(head) - len(tail)) // len(piece)) + tail


URI = b"otpauth://totp/Example:alice?secret=" + RFC_SECRET.encode()

# What is repeated until the file is so many MiB large: its name, head, piece and tail, and the exit codes.
FILLED_JSON = [
    ("nested, never closed", b"", b"[", b""),
    ("of empty arrays", b"[", b"[],", b"[]]"),
    ("of empty objects", b'{"db":{"entries":[', b"{},", b'{}]},"header":{}}'),
    ("of texts", b"[", b'"",', b'""]'),
    ("of one text", b'{"db":"', b"A", b'","header":{}}'),
    ("of one name", b'{"', b"A", b'":0}'),
    ("of one number", b'{"db":', b"1", b',"header":{}}'),
    ("of blanks", b"", b" ", b"{"),
    ("of escapes", b'{"db":"', b"\\u0041", b'","header":{}}'),
]
FILLED_TEXT = [
    ("a line", b"otpauth://totp/x?secret=", b"A", b"", 11),
    ("a line of URIs with commas", b"", b"steam://A,", b"", 11),
    ("short lines", b"", b"a\n", b"", 11),
    ("short lines and a URI at last", b"", b"a\n", URI, (0, 11)),
    ("empty lines", b"", b"\n", b"", 11),
    ("comments", URI + b"0\n", b"#\n", b"", 11),
    ("bad URIs", b"", b"otpauth://totp/?\n", b"", 11),
    ("Google's export without end", b"otpauth-migration://offline?data=", b"CgA", b"", 11),
    ("CSV with an endless quotation", b'name,totp\n"', b"x", b"", 11),
    ("CSV with an endless quotation in its head", b'name,totp,"', b"x", b"", 11),
    ("CSV of commas", b"name,totp\n", b",", b"", 11),
    ("CSV of commas alone", b"", b",", b"", 11),
    ("CSV of short rows", b"name,totp\n", b"a,\n", b"", 11),
    ("CSV of quoted rows", b"name,totp\n", b'"",""\n', b"", 11),
    ("CSV of line ends", b"name,totp\nx,0\n", b"\n", b"", 11),
    ("NUL bytes", b"", b"\0", b"", 11),
    ("UTF-16", b"\xff\xfe", "a\n".encode("utf-16-le"), b"", 11),
    ("UTF-16, three bytes each", b"\xff\xfe", "鍵".encode("utf-16-le"), b"", 11),
]
SINGLE = [
    ("JSON nested 100,000 deep", b'{"db":' + b"[" * 100000 + b"]" * 100000 + b',"header":{}}'),
    ("JSON with a member twice", b'{"db":{"entries":[]},"db":{"entries":[]},"header":{}}'),
    ("JSON with a number in place of everything", b'{"db":1,"header":2}'),
    ("JSON and more", json.dumps(aegis_plain(ACCOUNTS[:1])).encode() + b"{}"),
    ("noise", hashlib.shake_256(b"noise").digest(1 << 20)),
    ("CSV with bad secrets", b"name,totp\n" + b"x,%b0\n" % RFC_SECRET.encode() * 1000),
    ("NUL bytes", bytes(1 << 20)),
    ("a URI and a NUL", URI + b"\0"),
    ("UTF-16, cut in a character", b"\xff\xfe" + URI.decode().encode("utf-16-le")[:-1]),
    ("UTF-16, cut in a pair", b"\xfe\xff" + "otpauth://totp/\U0001f511".encode("utf-16-be")[:-2]),
    ("SQLite", b"SQLite format 3\0" + bytes(4080)),
    ("XML", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><map>&a;</map>'),
    ("Java's serialisation", b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap" + bytes(100)),
    ("a KeePass database", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5" + bytes(100)),
    ("OpenPGP", b"-----BEGIN PGP MESSAGE-----\n\nAAAA\n"),
    ("HTML", b"<!doctype html><code>otpauth</code>"),
    ("an empty file", b""),
    ("blanks", b" \r\n\t\n"),
    ("a BOM", b"\xef\xbb\xbf"),
    ("a BOM of UTF-16", b"\xff\xfe"),
]
# Fields of Google's export.
MIGRATIONS = [
    ("an overlong varint", b"\x10" + b"\xff" * 11 + b"\x01"),
    ("a length beyond the end", b"\x0a\x7f" + b"A"),
    ("a length of 2^63", b"\x0a" + b"\xff" * 8 + b"\x7f"),
    ("an account's length beyond its own", b"\x0a\x04\x0a\x7fAA"),
    ("a field of no number", b"\x00\x00"),
    ("the end within a varint", b"\x0a\x80"),
    ("a group", b"\x0b\x0c"),
    ("a batch of 2^31 parts", b"\x10\x01\x18\xff\xff\xff\xff\x07"),
    ("a batch of no parts", b"\x10\x01\x18\x00\x20\xff\xff\xff\xff\x0f"),
]
FORMATS = ("aegis", "authenticator", "2fas", "bitwarden", "ente", "proton", "andotp", "google", "uri", "csv", "totp")


def hostile():
    vault = fresh()
    try:
        vault.run("add", "rfc", "--from", "-", stdin=RFC_SECRET)
        cases = Hostile(vault)
        slot = {"type": 1, "uuid": "u", "key": "00" * 32, "key_params": {"nonce": "00" * 12, "tag": "00" * 16}, "n": 32768, "r": 8,
                "p": 1, "salt": "00" * 32, "repaired": True}

        def aegis(**changes):
            return json.dumps({"version": 1, "header": {"slots": [{**slot, **changes}], "params": slot["key_params"]},
                               "db": "AAAA"}).encode()

        for changes in ({"n": 2**30}, {"n": 2**62}, {"n": -1}, {"r": 2**31 - 1}, {"p": 2**31 - 1}, {"n": 2**20, "r": 32, "p": 16}):
            cases.hostile(f"scrypt {changes}", aegis(**changes), password=True)
        cases.hostile("scrypt, 40,000 slots", json.dumps(
            {"version": 1, "header": {"slots": [slot] * 40_000, "params": slot["key_params"]}, "db": "AAAA"}).encode(), password=True)
        for memory, passes in ((16 << 30, 3), (2**63 - 1, 3), (1 << 30, 2**31)):
            cases.hostile(f"Argon2 {memory} {passes}", json.dumps(
                {"version": 1, "kdfParams": {"memLimit": memory, "opsLimit": passes, "salt": "A" * 22 + "=="},
                 "encryptedData": "A" * 64, "encryptionNonce": "A" * 32}).encode(), password=True)
        for kind, rounds, memory in ((0, 2**31, None), (0, 2**31 - 1, None), (1, 3, 16 << 10), (1, 2**31, 64), (1, 3, 2**62)):
            cases.hostile(f"Bitwarden {kind} {rounds} {memory}", json.dumps(
                {"encrypted": True, "passwordProtected": True, "salt": "c2FsdA==", "kdfType": kind, "kdfIterations": rounds,
                 "kdfMemory": memory, "kdfParallelism": 4,
                 "data": "2." + "|".join(("A" * 22 + "==", "A" * 22 + "==", "A" * 43 + "="))}).encode(), password=True)
        cases.hostile("PBKDF2 of andOTP, 2^31 rounds", b"\x7f\xff\xff\xff" + bytes(100), options=("--format", "andotp"), code=(6, 11),
                      password=True)
        cases.hostile("Argon2, keys without end", json.dumps(
            {**{f"k{n}": {"dataType": "Key", "id": f"k{n}", "salt": "0" * 32, "hash": "", "version": 3} for n in range(1000)},
             **{f"r{n}": {"dataType": "EncOTPStorage", "keyId": f"k{n}", "data": "U2FsdGVkX18AAAAAAAAAAA==", "index": n}
                for n in range(1000)}}).encode(), password=True)

        for what, data in SINGLE:
            cases.hostile(what, data)
        for mib in (16, 64):  # the largest that is read, and what is refused for its size alone
            for what, head, piece, tail in FILLED_JSON:
                cases.hostile(f"JSON {what}, {mib} MiB", filled(head, piece, tail, mib))
        for mib in (16, 60):
            for what, head, piece, tail, code in FILLED_TEXT:
                cases.hostile(f"{what}, {mib} MiB", filled(head, piece, tail, mib), code, reports=code != 11)
        cases.hostile("JSON of members", b"{" + b",".join(b'"%d":0' % n for n in range(1_500_000)) + b"}")
        cases.hostile("JSON of objects of members",
                      b"[" + b",".join([b"{" + b",".join(b'"%d":0' % n for n in range(99_999)) + b"}"] * 14) + b"]")
        cases.hostile("JSON of 100,001 entries", b'{"version":1,"header":{},"db":{"entries":[' + b",".join([b"{}"] * 100_001) + b"]}}")
        cases.hostile("JSON of 100,000 bad entries", b'{"version":1,"header":{},"db":{"entries":[' + b",".join([b"{}"] * 100_000) + b"]}}")

        cases.hostile("a line of 100 MB", b"otpauth://totp/x?secret=" + b"A" * 100_000_000)
        for what, payload in MIGRATIONS:
            data = urllib.parse.quote(base64.b64encode(payload).decode(), safe="")
            cases.hostile(f"Google's export: {what}", f"otpauth-migration://offline?data={data}\n".encode())
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("export.data", URI)
        for what, data in (("a ZIP archive", archive.getvalue()), ("a vault, cut", cases.good[:-1]), ("a vault's first bytes", cases.good[:9])):
            cases.hostile(what, data)
        cases.hostile("a picture without a code", b"\x89PNG\r\n\x1a\n" + bytes(100), code=(3, 11))
        for form in FORMATS:
            cases.hostile(f"text as {form}", b"this is no export\n", options=("--format", form))

        for what, data in (("aegis", aegis()), ("a vault", cases.good)):
            cases.hostile(f"{what}: a wrong password", data, code=6, password=True)
            cases.hostile(f"{what}: no terminal", data, code=5)
            cases.hostile(f"{what}: --no-input", data, code=5, options=("--no-input",))
        good = f"name,totp\nx,{b32(secret('strict'))}\ny,{RFC_SECRET}0\n".encode()
        cases.hostile("--strict with a bad entry", good, options=("--strict",), reports=True)
        cases.run(1, "no such file", ["import", "/nonexistent", *cases.phrase()], 13)
        if cases.failures:
            raise AssertionError(f"{len(cases.failures)} of {cases.cases + len(cases.failures)} cases:\n" + "\n".join(cases.failures))
        return (f"{cases.cases} hostile files, each within {SECONDS_MAX:.0f} s and {MIB_MAX} MiB; "
                f"slowest {cases.slowest:.1f} s, largest {cases.largest:.0f} MiB")
    finally:
        shutil.rmtree(vault.folder)


PARTS = {"exports": exports, "returns": returns, "many": many, "fixtures": fixtures, "hostile": hostile}


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for part in sys.argv[1:] or PARTS:
        print(f"imports: {PARTS[part]()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
