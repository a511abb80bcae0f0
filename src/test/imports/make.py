#!/usr/bin/python3
"""Writes the files of other authenticators in src/test/imports, each with what must come of it in a .expected beside it.

It shares no code with the program: encrypted files are sealed by OpenSSL, libargon2 and libsodium (Debian: python3-cryptography,
python3-argon2, python3-nacl). Whatever is random in a real file is drawn from the file's name, so that each run writes the same
bytes. Nobody uses the secrets anywhere.

A file whose name begins with "encrypted" opens with PASSWORD. One with "costly" in its name asks for the work that the app asks
for; the others ask for as little as their format lets them, since they are opened hundreds of times.

A line of .expected is one of these, its fields separated by tabs, with \\t, \\n and \\\\ inside of them:
  entry TYPE ISSUER ACCOUNT SECRET-IN-HEX ALGORITHM DIGITS PERIOD-OR-COUNTER PIN GROUPS-WITH-BARS-BETWEEN NOTE [SITES-WITH-BARS-BETWEEN]
  skipped POSITION LABEL REASON
  warning SENTENCE
  refused MESSAGE        (alone: nothing can be read)
"""

import base64
import hashlib
import hmac
import json
import os
import struct
import urllib.parse

import nacl.bindings as sodium
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

FOLDER = os.path.dirname(os.path.abspath(__file__))

# Longer than a block of HMAC, which matters to old files of Aegis, and not ASCII, which matters everywhere.
PASSWORD = "Prüfung der Einfuhr: 鍵 🔑, long enough to fill more than one block of HMAC-SHA-256"
BAD_BASE32 = "its secret is not base32"


# ---- What is random, and how it is spelled ----

def random(seed, length):
    return hashlib.shake_256(f"import fixture: {seed}".encode()).digest(length)


def b32(data, pad=False):
    text = base64.b32encode(data).decode()
    return text if pad else text.rstrip("=")


def b64(data):
    return base64.b64encode(data).decode()


def quote(text):
    return urllib.parse.quote(text, safe="")


def dump(value):
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def uuid(seed):
    digits = random("uuid " + seed, 16).hex()
    return "-".join((digits[:8], digits[8:12], "4" + digits[13:16], "8" + digits[17:20], digits[20:]))


# ---- What must come of a file ----

def entry(kind, issuer, account, secret, algorithm="SHA1", digits=6, moving=30, pin="", groups=(), note="", sites=()):
    return ["entry", kind, issuer, account, secret.hex(), algorithm, digits, moving, pin, "|".join(groups), note] + (["|".join(sites)] if sites else [])


def skipped(position, label, reason):
    return ["skipped", position, label, reason]


def warning(sentence):
    return ["warning", sentence]


def refused(message):
    return ["refused", message]


def field(value):
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


WRITTEN = []

# What the fuzz target begins with: a zero, which lets the content tell its format, and the file.
SEEDS = os.path.join(os.path.dirname(FOLDER), "seeds", "import")


def write(path, data, expected):
    path = os.path.join(FOLDER, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    with open(os.path.splitext(path)[0] + ".expected", "w", encoding="utf-8", newline="\n") as file:
        for line in expected:
            file.write("\t".join(map(field, line)) + "\n")
    if "costly" not in path:
        with open(os.path.join(SEEDS, os.path.splitext(os.path.relpath(path, FOLDER))[0].replace("/", "-")), "wb") as file:
            file.write(b"\0" + data)
    WRITTEN.append(path)


# ---- Primitives ----

def seal(key, nonce, plain, aad=None):
    """Ciphertext followed by the tag."""
    return AESGCM(key).encrypt(nonce, plain, aad)


def pbkdf2(algorithm, salt, rounds):
    return hashlib.pbkdf2_hmac(algorithm, PASSWORD.encode(), salt, rounds, 32)


def argon2id(salt, passes, kib, lanes):
    return hash_secret_raw(PASSWORD.encode(), salt, passes, kib, lanes, 32, Type.ID, 0x13)


# ---- Aegis ----

def java_buffer(text):
    """UTF-8 with the zero bytes that Java's encoder leaves behind it: 1.1 bytes a UTF-16 unit, doubled until it fits."""
    data = text.encode()
    units = len(text.encode("utf-16-be")) // 2
    tenths = struct.unpack("f", struct.pack("f", 1.1))[0]
    size = int(struct.unpack("f", struct.pack("f", units * tenths))[0])
    while size < len(data):
        size = 2 * size + 1
    return data + bytes(size - len(data))


def aegis_entries(seed):
    s = {n: random(f"{seed} {n}", 20) for n in ("plain", "far", "count", "md5", "null", "first", "number")}
    steam, motp, yandex = (random(f"{seed} {n}", 16) for n in ("steam", "motp", "yandex"))
    def row(kind, issuer, name, secret, **more):
        info = {"secret": secret, "algo": "SHA1", "digits": 6}
        info.update(more.pop("info", {}))
        return {"type": kind, "uuid": uuid(f"{seed} {name}"), "name": name, "issuer": issuer, "note": "", "favorite": False,
                "icon": None, "info": info, **more}
    work, private = uuid(seed + "work"), uuid(seed + "private")
    rows = [
        row("totp", "Nordwind", "anna", b32(s["plain"]), info={"period": 30}),
        row("totp", "日本銀行 🏦", "山田@例え.jp", b32(s["far"]), info={"algo": "SHA256", "digits": 7, "period": 20},
            groups=[work, private], note="first line\nsecond \"line\"\t\\", favorite=True),
        row("hotp", "Kontor", "ben", b32(s["count"]), info={"algo": "SHA512", "digits": 8, "counter": 4711}, groups=[private]),
        row("steam", "Boiler", "cleo", b32(steam), info={"digits": 5, "period": 30}),
        row("motp", "Werft", "dora", b32(motp), info={"algo": "MD5", "period": 10, "pin": "4821"}),
        row("yandex", "Я", "ева", b32(yandex), info={"algo": "SHA256", "digits": 8, "period": 30, "pin": "7305"}),
        row("totp", "Altlast", "emil", b32(s["md5"]), info={"algo": "MD5", "period": 30}),
        row("totp", "Lücke", "frida", b32(s["null"]).lower(), info={"algo": None, "digits": None, "period": None},
            note=None, groups=[uuid("nowhere")], icon=b64(b"no picture"), icon_mime="image/png", later={"a": [1, None]}),
        row("totp", "Schaden", "gerd", "MZXW6YT1" + "=" * 8, info={"period": 30}),
        row("totp", "Zahl", 17, b32(s["number"]), info={"period": 30}),
        row("hotp", "Minus", "hugo", b32(s["first"]), info={"counter": -1}),
        row("otp9", "Neu", "ida", b32(s["first"]), info={"period": 30}),
        {"type": "totp", "name": "jo", "issuer": "", "info": {"secret": b32(s["first"])}},
    ]
    groups = [{"uuid": work, "name": "Arbeit"}, {"uuid": private, "name": "家"}]
    expected = [
        entry("totp", "Nordwind", "anna", s["plain"]),
        entry("totp", "日本銀行 🏦", "山田@例え.jp", s["far"], "SHA256", 7, 20, groups=("Arbeit", "家"),
              note="first line\nsecond \"line\" \\"),
        entry("hotp", "Kontor", "ben", s["count"], "SHA512", 8, 4711, groups=("家",)),
        entry("steam", "Boiler", "cleo", steam, digits=5),
        entry("motp", "Werft", "dora", motp, "MD5", moving=10, pin="4821"),
        entry("yandex", "Я", "ева", yandex, "SHA256", 8, pin="7305"),
        entry("totp", "Altlast", "emil", s["md5"]),
        entry("totp", "Lücke", "frida", s["null"]),
        entry("totp", "", "jo", s["first"]),
        skipped(9, "Schaden:gerd", BAD_BASE32),
        skipped(10, "Zahl:", "its name is not text"),
        skipped(11, "Minus:hugo", "its counter is not 0 to 9007199254740992"),
        skipped(12, "Neu:ida", "unsupported type; use one of totp, hotp, steam, motp, yandex"),
    ]
    return {"version": 3, "entries": rows, "groups": groups, "icons_optimized": True}, expected


def aegis_encrypted(seed, db, slots, cost=(64, 8, 1)):
    """`slots` are pairs of a password, or None for a key of the telephone, and further members."""
    key, parts = random(seed + " key", 32), []
    for place, (password, more) in enumerate(slots):
        salt, nonce = random(f"{seed} salt {place}", 32), random(f"{seed} nonce {place}", 12)
        kek = random(f"{seed} kek {place}", 32)
        if password is not None:
            n, r, p = cost
            kek = hashlib.scrypt(password, salt=salt, n=n, r=r, p=p, maxmem=1 << 28, dklen=32)
        wrapped = seal(kek, nonce, key)
        slot = {"type": 2 if password is None else 1, "uuid": uuid(f"{seed} {place}"), "key": wrapped[:32].hex(),
                "key_params": {"nonce": nonce.hex(), "tag": wrapped[32:].hex()}}
        if password is not None:
            slot.update({"n": n, "r": r, "p": p, "salt": salt.hex()})
        parts.append({**slot, **more})
    nonce = random(seed + " nonce", 12)
    sealed = seal(key, nonce, dump(db))
    header = {"slots": parts, "params": {"nonce": nonce.hex(), "tag": sealed[-16:].hex()}}
    return dump({"version": 1, "header": header, "db": b64(sealed[:-16])})


def aegis():
    db, expected = aegis_entries("aegis")
    write("aegis/plain.json", dump({"version": 1, "header": {"slots": None, "params": None}, "db": db, "later": 1}), expected)

    one, two, three = (random(f"aegis old {n}", 10) for n in (1, 2, 3))
    old = [{"type": "totp", "name": n, "issuer": i, "group": g, "info": {"secret": b32(s, True), "algo": "SHA1", "digits": 6, "period": 30}}
           for i, n, g, s in (("Alpha", "a", "Früher", one), ("Beta", "b", None, two), ("Gamma", "c", "Früher", three))]
    write("aegis/old-groups.json", dump({"version": 1, "header": {"slots": None, "params": None}, "db": {"version": 1, "entries": old}}),
          [entry("totp", "Alpha", "a", one, groups=("Früher",)), entry("totp", "Beta", "b", two),
           entry("totp", "Gamma", "c", three, groups=("Früher",))])

    password, repaired = PASSWORD.encode(), {"repaired": True, "is_backup": False}
    db, expected = aegis_entries("aegis encrypted")
    write("aegis/encrypted.json",
          aegis_encrypted("encrypted", db, [(None, {}), (b"the password of a backup", repaired), (password, repaired)]), expected)
    db, expected = aegis_entries("aegis unrepaired")
    write("aegis/encrypted-unrepaired.json", aegis_encrypted("unrepaired", db, [(java_buffer(PASSWORD), {})]), expected)
    write("aegis/telephone.json", aegis_encrypted("telephone", db, [(None, {})]),
          [refused("only the phone that wrote it can open it; export it with a password")])
    db, expected = aegis_entries("aegis costly")
    write("aegis/encrypted-costly.json", aegis_encrypted("costly", db, [(password, repaired)], (32768, 8, 1)), expected)


# ---- 2FAS ----

def twofas_services(seed, schema):
    s = {n: random(f"{seed} {n}", 20) for n in ("one", "two", "three", "four", "five", "six", "seven")}
    group = uuid(seed + " group")
    services, expected = [], []
    def add(name, secret, otp, expect=None, group_id=None):
        services.append({"name": name, "secret": secret, "updatedAt": 1700000000000 + len(services), "groupId": group_id,
                         "otp": otp, "order": {"position": len(services)}, "badge": None,
                         "icon": {"selected": "Label", "label": {"text": "XY", "backgroundColor": "Pink"}}})
        if expect:
            expected.append(expect)
    def otp(account, issuer, **more):
        known = {"label": f"{issuer}:{account}" if schema < 3 else account, "account": account, "issuer": issuer}
        if schema > 1:
            known.update({"digits": 6, "period": 30, "algorithm": "SHA1"})
        if schema > 2:
            known.update({"tokenType": "TOTP", "source": "Manual", "link": None})
        known.update(more)
        return known
    add("Nordwind", b32(s["one"]), otp("anna", "Nordwind"), entry("totp", "Nordwind", "anna", s["one"]))
    if schema == 1:
        add("Kontor", b32(s["two"])[:4] + " " + b32(s["two"])[4:].lower(), otp("ben", None, label="Kontor:ben"),
            entry("totp", "Kontor", "ben", s["two"]))
        add("Schaden", "0" + b32(s["three"]), otp("gerd", "Schaden"))
        return services, [], expected + [skipped(3, "Schaden", BAD_BASE32)]
    add("Bank", b32(s["two"]), otp("山田 🙂", "日本銀行", digits=7, period=20, algorithm="SHA256"),
        entry("totp", "日本銀行", "山田 🙂", s["two"], "SHA256", 7, 20, groups=("Büro 🏢",)), group)
    add("Lücke", b32(s["three"]), {"label": "Lücke:frida", "account": None, "issuer": None, "digits": None, "period": None,
                                   "algorithm": None, "tokenType": None, "counter": None},
        entry("totp", "Lücke", "frida", s["three"]), uuid("nowhere"))
    add("Kahl", b32(s["four"]), None, entry("totp", "Kahl", "", s["four"]))
    if schema > 2:
        add("Zähler", b32(s["five"]), otp("ben", "Zähler", tokenType="HOTP", counter=12, digits=8, algorithm="SHA512", period=None),
            entry("hotp", "Zähler", "ben", s["five"], "SHA512", 8, 12))
        add("Boiler", b32(s["six"]), otp("cleo", "Boiler", tokenType="STEAM", digits=5),
            entry("steam", "Boiler", "cleo", s["six"], digits=5, groups=("Büro 🏢",)), group)
    place = len(services)
    add("Selten", b32(s["seven"]), otp("ida", "Selten", algorithm="SHA224"))
    add(None, None, otp("jo", "Leer"))
    expected += [skipped(place + 1, "Selten", "its algorithm is none of SHA1, SHA256 and SHA512"),
                 skipped(place + 2, "", "its secret is missing or of another kind")]
    return services, [{"id": group, "name": "Büro 🏢", "isExpanded": True, "updatedAt": 1}], expected


def twofas():
    def file(services, schema, **more):
        return dump({"services": services, "updatedAt": 1700000000000, "schemaVersion": schema, "appVersionCode": 5000009,
                     "appVersionName": "5.1.0", "appOrigin": "ios", **more})
    for schema in (1, 2, 4):
        services, groups, expected = twofas_services(f"2fas {schema}", schema)
        more = {"groups": groups, "servicesEncrypted": None, "reference": None} if schema > 1 else {}
        write(f"2fas/schema-{schema}.2fas", file(services, schema, **more), expected)
    services, groups, expected = twofas_services("2fas encrypted", 3)
    salt, nonce = random("2fas salt", 256), random("2fas nonce", 12)
    def sealed(text, nonce):
        return ":".join(map(b64, (seal(pbkdf2("sha256", salt, 10000), nonce, text), salt, nonce)))
    write("2fas/encrypted.2fas",
          file([], 3, groups=groups, servicesEncrypted=sealed(json.dumps(services).encode(), nonce),
               reference=sealed(b"tRViSsLKzd86Hprh4ceC2OP7xazn4rrt", random("2fas nonce of reference", 12))), expected)
    write("2fas/later.2fas", file([], 5, groups=[]), [refused("it was written by a later version of 2FAS than is known here;"
                                                               " --format 2fas tries to read it")])


# ---- Bitwarden ----

def bitwarden_vault(seed):
    s = {n: random(f"{seed} {n}", 20) for n in ("uri", "short", "steam", "bare", "trash", "hotp", "named")}
    folder = uuid(seed + " folder")
    def item(name, totp, user=None, **more):
        return {"id": uuid(f"{seed} {name}"), "organizationId": None, "folderId": None, "type": 1, "reprompt": 0, "name": name,
                "notes": None, "favorite": False, "fields": [], "deletedDate": None, "collectionIds": None, "passwordHistory": None,
                "login": {"fido2Credentials": [], "uris": [], "username": user, "password": "hunter2", "totp": totp}, **more}
    def sited(item, *addresses):
        item["login"]["uris"] = [{"match": match, "uri": address} for address, match in addresses]
        return item
    uri = (f"otpauth://totp/{quote('日本銀行')}:{quote('山田 🙂')}?secret={b32(s['uri'])}&issuer={quote('日本銀行')}"
           "&algorithm=SHA256&digits=8&period=60")
    items = [
        sited(item("Bank", uri, "somebody else", folderId=folder, notes="Fragen an:\nFrau Weiß"),
              ("https://Login.Bank.example:8443/start?x=1#y", None), ("bank.example", 0), ("https://bank.example", 3),
              ("^https://.*bank", 4), ("https://never.example", 5), ("androidapp://example.bank", None),
              ("https://anna@evil.example/", None), ("http://", None), ("einwort", None)),
        item("Nordwind", f"\n otpauth://totp/anna?secret={b32(s['short'])}\r\n", "anna@example.org", folderId=uuid("nowhere")),
        item("Boiler", f"steam://{b32(s['steam'])}", "cleo"),
        item("Kontor", " ".join((b32(s["bare"])[:4], b32(s["bare"])[4:].lower())), "ben", favorite=True),
        item("Forum", None, "ben"),
        item("Brett", "", "ben"),
        {"type": 2, "name": "a note", "notes": "no login at all", "secureNote": {"type": 0}},
        {"type": 3, "name": "a card", "login": None, "card": {"number": "4111111111111111", "expYear": "2030"}},
        item("Papierkorb", b32(s["trash"]), "emil", deletedDate="2026-01-02T03:04:05.678Z"),
        item("Schaden", "otpauth://totp/gerd?issuer=Schaden", "gerd"),
        item("Unsinn", "not a secret!", "ida"),
        item("Zähler", f"otpauth://hotp/jo?secret={b32(s['hotp'])}&digits=7", "jo"),
        item("Benannt", f"otpauth://totp/?secret={b32(s['named'])}", "kim", later=[{}, None]),
    ]
    expected = [
        entry("totp", "日本銀行", "山田 🙂", s["uri"], "SHA256", 8, 60, groups=("Geld 💶/Bank",), note="Fragen an:\nFrau Weiß",
              sites=("login.bank.example:8443", "bank.example")),
        entry("totp", "Nordwind", "anna", s["short"]),
        entry("steam", "Boiler", "cleo", s["steam"], digits=5),
        entry("totp", "Kontor", "ben", s["bare"]),
        entry("hotp", "Zähler", "jo", s["hotp"], digits=7, moving=0),
        entry("totp", "Benannt", "kim", s["named"]),
        skipped(9, "Papierkorb", "it is in the trash of Bitwarden"),
        skipped(10, "Schaden", "it has no secret"),
        skipped(11, "Unsinn", "its secret cannot be read: character 13 is not base32"),
        warning("an HOTP account without a counter was taken to begin at 0"),
    ]
    return {"encrypted": False, "folders": [{"id": folder, "name": "Geld 💶/Bank"}], "items": items}, expected


def bitwarden_encrypted(seed, vault, kdf):
    salt = b64(random(seed + " salt", 16))
    if kdf["kdfType"] == 0:
        key = pbkdf2("sha256", salt.encode(), kdf["kdfIterations"])
    else:
        key = argon2id(hashlib.sha256(salt.encode()).digest(), kdf["kdfIterations"], kdf["kdfMemory"] * 1024, kdf["kdfParallelism"])
    enc, mac = (HKDFExpand(algorithm=SHA256(), length=32, info=info).derive(key) for info in (b"enc", b"mac"))
    def sealed(text, name):
        iv, padder = random(f"{seed} {name}", 16), padding.PKCS7(128).padder()
        encryptor = Cipher(algorithms.AES(enc), modes.CBC(iv)).encryptor()
        data = encryptor.update(padder.update(text) + padder.finalize()) + encryptor.finalize()
        return "2." + "|".join(map(b64, (iv, data, hmac.digest(mac, iv + data, "sha256"))))
    return dump({"encrypted": True, "passwordProtected": True, "salt": salt, **kdf,
                 "encKeyValidation_DO_NOT_EDIT": sealed(uuid(seed).encode(), "validation"), "data": sealed(dump(vault), "data")})


def bitwarden_older():
    """As older versions wrote it, and as other programs do."""
    secret = random("bitwarden older", 20)
    write("bitwarden/older.json", dump({"folders": [], "items": [
        {"type": 1, "name": "Nordwind", "login": {"username": "anna", "totp": b32(secret)}}, {"type": 2, "name": "Notiz", "secureNote": {"type": 0}},
    ]}), [entry("totp", "Nordwind", "anna", secret)])


def bitwarden():
    bitwarden_older()
    vault, expected = bitwarden_vault("bitwarden")
    write("bitwarden/vault.json", dump(vault), expected)

    one, two = (random(f"bitwarden organisation {n}", 20) for n in (1, 2))
    collection = uuid("collection")
    items = [{"id": uuid(name), "organizationId": uuid("org"), "folderId": None, "type": 1, "name": name, "login": {"username": None, "totp": b32(secret)},
              "collectionIds": ids} for name, secret, ids in (("Server", one, [collection, uuid("nowhere"), None, 3]), ("Drucker", two, []))]
    write("bitwarden/organisation.json",
          dump({"encrypted": False, "collections": [{"id": collection, "organizationId": uuid("org"), "name": "Technik", "externalId": None}], "items": items}),
          [entry("totp", "Server", "", one, groups=("Technik",)), entry("totp", "Drucker", "", two)])

    one, two = (random(f"bitwarden authenticator {n}", 20) for n in (1, 2))
    items = [{"id": uuid(name), "name": name, "folderId": None, "organizationId": None, "collectionIds": None, "notes": None, "type": 1,
              "login": {"totp": totp}, "favorite": False}
             for name, totp in (("Nordwind", f"otpauth://totp/Nordwind:anna?secret={b32(one)}&issuer=Nordwind&algorithm=SHA512&digits=6&period=30"),
                                ("Boiler", f"steam://{b32(two)}"))]
    write("bitwarden/authenticator.json", dump({"encrypted": False, "items": items}),
          [entry("totp", "Nordwind", "anna", one, "SHA512"), entry("steam", "Boiler", "", two, digits=5)])

    write("bitwarden/restricted.json",
          dump({"encrypted": True, "encKeyValidation_DO_NOT_EDIT": "2.AAAA|AAAA|AAAA", "folders": [], "items": [{"name": "2.AAAA|AAAA|AAAA", "type": 1}]}),
          [refused("only the Bitwarden account that wrote it can open it; "
                   "export it anew as .json, or as .json (Encrypted) with a password of its own")])

    for name, kdf in (("pbkdf2", {"kdfType": 0, "kdfIterations": 1000}),
                      ("argon2id", {"kdfType": 1, "kdfIterations": 2, "kdfMemory": 1, "kdfParallelism": 4}),
                      ("pbkdf2-costly", {"kdfType": 0, "kdfIterations": 600000}),
                      ("argon2id-costly", {"kdfType": 1, "kdfIterations": 3, "kdfMemory": 64, "kdfParallelism": 4})):
        vault, expected = bitwarden_vault("bitwarden " + name)
        write(f"bitwarden/encrypted-{name}.json", bitwarden_encrypted(name, vault, kdf), expected)


# ---- Ente ----

def ente_lines(seed):
    s = {n: random(f"{seed} {n}", 20) for n in ("one", "two", "three", "four", "five", "six", "seven", "eight")}
    def display(**more):
        known = {"pinned": False, "trashed": False, "lastUsedAt": 0, "tapCount": 0, "tags": [], "note": "", **more}
        return "&codeDisplay=" + quote(json.dumps(known, ensure_ascii=False))
    lines = [
        f"otpauth://totp/Nordwind:anna?secret={b32(s['one'])}&issuer=Nordwind&algorithm=SHA1&digits=6&period=30" + display(pinned=True),
        f"otpauth://totp/{quote('日本銀行 🏦')}:{quote('山田')}?secret={b32(s['two'])}&issuer={quote('日本銀行 🏦')}&algorithm=sha256&digits=8&period=60"
        + display(tags=["Büro", "金"], note="erste Zeile, mit Komma\nzweite"),
        f"otpauth://hotp/Z%C3%A4hler:ben?secret={b32(s['three'])}&issuer=Z%C3%A4hler&algorithm=SHA512&digits=7&counter=99" + display(),
        f"otpauth://steam/Boiler:cleo?secret={b32(s['four'])}&issuer=Boiler&algorithm=SHA1&digits=5&period=30" + display(),
        f"otpauth://totp/Fort:dora?secret={b32(s['five'])}&issuer=Fort" + display(trashed=True),
        "otpauth://totp/Schaden:gerd?secret=0189&issuer=Schaden" + display(),
        f"otpauth://totp/Komma%2C%20Punkt:emil?secret={b32(s['six'])}&issuer=Komma%2C%20Punkt&codeDisplay=%7Bbroken",
        f"otpauth://totp/A:a?secret={b32(s['seven'])}&issuer=A,otpauth://totp/B, b:b?secret={b32(s['eight'])}&issuer=B, b",
    ]
    expected = [
        entry("totp", "Nordwind", "anna", s["one"]),
        entry("totp", "日本銀行 🏦", "山田", s["two"], "SHA256", 8, 60, groups=("Büro", "金"), note="erste Zeile, mit Komma\nzweite"),
        entry("hotp", "Zähler", "ben", s["three"], "SHA512", 7, 99),
        entry("steam", "Boiler", "cleo", s["four"], digits=5),
        entry("totp", "Komma, Punkt", "emil", s["six"]),
        entry("totp", "A", "a", s["seven"]),
        entry("totp", "B, b", "b", s["eight"]),
        skipped(5, "Fort:dora", "it is in the trash of Ente"),
        skipped(6, "Schaden:gerd", "its secret cannot be read: character 1 is not base32"),
    ]
    return "\n".join(lines).encode(), expected


def ente():
    for name, kib, passes, tag in (("encrypted", 64, 1, sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE),
                                   ("encrypted-final-costly", 65536, 4, sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL)):
        text, expected = ente_lines("ente " + name)
        salt, header = random(name + " salt", 16), random(name + " header", 24)
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        # libsodium draws the header when it begins to write. Reading begins from a given one, with the same state.
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, argon2id(salt, passes, kib, 1))
        sealed = sodium.crypto_secretstream_xchacha20poly1305_push(state, text, None, tag)
        write(f"ente/{name}.json",
              dump({"version": 1, "kdfParams": {"memLimit": kib * 1024, "opsLimit": passes, "salt": b64(salt)},
                    "encryptedData": b64(sealed), "encryptionNonce": b64(header)}), expected)


# ---- Proton Authenticator ----

def proton_export(seed):
    s = {n: random(f"{seed} {n}", 20) for n in ("one", "two", "three", "four")}
    def row(uri, name, kind="Totp", **more):
        return {"id": uuid(f"{seed} {name}"), "content": {"uri": uri, "entry_type": kind, "name": name}, "note": None, **more}
    entries = [
        row(f"otpauth://totp/anna?secret={b32(s['one'])}&issuer=Nordwind&algorithm=SHA1&digits=6&period=30", "anna"),
        row(f"otpauth://totp/%3A{quote('山田@例え.jp')}?secret={b32(s['two'])}&issuer={quote('日本銀行 🏦')}&algorithm=SHA256&digits=8&period=60",
            "山田@例え.jp", note="eine\nNotiz 📝"),
        row(f"steam://{b32(s['three']).lower()}", "cleo", "Steam"),
        row(f"otpauth://totp/Kontor:ben?secret={b32(s['four'])}&issuer=Kontor", None, later=[1]),
        row("otpauth://totp/gerd?secret=1&issuer=Schaden", "gerd"),
        {"id": uuid(seed), "content": {"entry_type": "Totp", "name": "leer"}, "note": ""},
        {"id": uuid(seed), "content": None, "note": None},
    ]
    expected = [
        entry("totp", "Nordwind", "anna", s["one"]),
        entry("totp", "日本銀行 🏦", "山田@例え.jp", s["two"], "SHA256", 8, 60, note="eine\nNotiz 📝"),
        entry("steam", "Steam", "cleo", s["three"], digits=5),
        entry("totp", "Kontor", "ben", s["four"]),
        skipped(5, "gerd", "its secret cannot be read: character 1 is not base32"),
        skipped(6, "leer", "its uri is missing or of another kind"),
        skipped(7, "", "its content is missing or of another kind"),
    ]
    return dump({"version": 1, "entries": entries}), expected


def proton():
    write("proton/plain.json", *proton_export("proton"))
    text, expected = proton_export("proton encrypted")
    salt, nonce = random("proton salt", 16), random("proton nonce", 12)
    content = nonce + seal(argon2id(salt, 2, 19456, 1), nonce, text, b"proton.authenticator.export.v1")
    write("proton/encrypted-costly.json", dump({"version": 1, "salt": b64(salt), "content": b64(content)}), expected)


# ---- andOTP ----

def andotp_rows(seed):
    s = {n: random(f"{seed} {n}", 20) for n in ("one", "two", "three", "four", "five", "six")}
    motp = random(seed + " motp", 8)
    def row(kind, issuer, label, secret, **more):
        return {"secret": secret, "issuer": issuer, "label": label, "digits": 6, "type": kind, "algorithm": "SHA1", "thumbnail": "Default",
                "last_used": 1608146844162, "used_frequency": 0, "tags": [], **more}
    rows = [
        row("TOTP", "Nordwind", "anna", b32(s["one"], True), period=30),
        row("TOTP", "日本銀行 🏦", "山田", b32(s["two"], True), digits=8, algorithm="SHA256", period=60, tags=["Büro", "金"]),
        row("HOTP", "Zähler", "ben", b32(s["three"], True), digits=7, algorithm="SHA512", counter=99),
        row("STEAM", "Boiler", "Boiler:cleo", b32(s["four"], True), digits=5),
        row("MOTP", "Werft", "dora", b32(motp.hex().encode(), True)),
        {"secret": b32(s["five"]), "issuer": "", "label": "a - b", "type": "TOTP", "digits": None, "algorithm": None, "period": None,
         "tags": None, "later": {}},
        {"secret": b32(s["six"]), "label": "Altes Haus - emil", "digits": 6, "type": "TOTP", "algorithm": "SHA1", "period": 30},
        row("TOTP", "Schaden", "gerd", "%&/", period=30),
        row("MOTP", "Werft", "ida", b32(s["one"], True)),
        row("TOTP", "Lang", "jo", b32(s["one"], True), period=30, digits=11),
    ]
    expected = [
        entry("totp", "Nordwind", "anna", s["one"]),
        entry("totp", "日本銀行 🏦", "山田", s["two"], "SHA256", 8, 60, groups=("Büro", "金")),
        entry("hotp", "Zähler", "ben", s["three"], "SHA512", 7, 99),
        entry("steam", "Boiler", "cleo", s["four"], digits=5),
        entry("motp", "Werft", "dora", motp, "MD5", moving=10),
        entry("totp", "", "a - b", s["five"]),
        entry("totp", "Altes Haus", "emil", s["six"]),
        skipped(8, "Schaden:gerd", BAD_BASE32),
        skipped(9, "Werft:ida", "its secret is not hex"),
        skipped(10, "Lang:jo", "its digits is not 1 to 10"),
    ]
    return json.dumps(rows, ensure_ascii=False).encode(), expected


def andotp():
    write("andotp/plain.json", *andotp_rows("andotp"))
    one, two = (random(f"andotp oldest {n}", 10) for n in (1, 2))
    rows = [{"secret": b32(one, True), "label": "Altes Haus - emil", "period": 30, "digits": 6},
            {"secret": b32(two, True), "label": "frida", "period": 60}]
    write("andotp/oldest.json", json.dumps(rows).encode(),
          [entry("totp", "Altes Haus", "emil", one), entry("totp", "", "frida", two, moving=60)])
    for name, rounds in (("encrypted", 1000), ("encrypted-costly", 150000)):
        text, expected = andotp_rows("andotp " + name)
        salt, nonce = random(f"andotp {name} salt", 12), random(f"andotp {name} nonce", 12)
        data = struct.pack(">I", rounds) + salt + nonce + seal(pbkdf2("sha1", salt, rounds), nonce, text)
        write(f"andotp/{name}.bin", data, expected)
    # The nonce of the first layout is random, and one in four hundred looks like the head of the later one; so does this.
    text, expected = andotp_rows("andotp old")
    nonce = struct.pack(">I", 1717) + random("andotp old nonce", 8)
    write("andotp/encrypted-old.bin", nonce + seal(hashlib.sha256(PASSWORD.encode()).digest(), nonce, text), expected)


# ---- Key URIs ----

def uri_list():
    s = {n: random(f"uri {n}", 20) for n in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")}
    motp, yandex = random("uri motp", 8), random("uri yandex", 16)
    lines = [
        "# written by hand",
        "",
        f"otpauth://totp/Nordwind:anna?secret={b32(s['one'])}&issuer=Nordwind",
        f"  otpauth://totp/{quote('日本銀行')}:%20{quote('山田 🙂')}?secret={b32(s['two'])}&algorithm=SHA256&digits=8&period=60&issuer={quote('日本銀行')}  ",
        f"otpauth://hotp/Kontor:ben?secret={b32(s['three']).lower()}&counter=41&algorithm=HmacSHA512&digits=7",
        f"otpauth://hotp/Z%C3%A4hler:jo?secret={b32(s['four'])}",
        f"otpauth://totp/Steam:cleo?secret={b32(s['five'])}&encoder=steam",
        f"steam://{b32(s['six'])}",
        f"motp://Werft:dora?secret={motp.hex()}",
        f"otpauth://yaotp/Ya:ewa?secret={b32(yandex)}&pin={b32(b'7305')}",
        f"OTPAUTH://TOTP/Air+Canada?issuer=Air+Canada&secret={b32(s['seven'], True)}&image=http%3A%2F%2Fexample.org%2Fx.png",
        f"otpauth://totp/Garten #3: frida?secret={b32(s['eight'])}&tags=Haus&tags=Hof",
        "otpauth://totp/Schaden:gerd?issuer=Schaden",
        "otpauth://totp/Doppelt:ida?secret=AAAA&secret=BBBB",
        "a line of other text",
        "otpauth-migration://offline?data=" + quote(b64(migration_part([migration_entry(s["nine"], "hugo", "Bund")], 1, 0, 7))),
    ]
    expected = [
        entry("totp", "Nordwind", "anna", s["one"]),
        entry("totp", "日本銀行", "山田 🙂", s["two"], "SHA256", 8, 60),
        entry("hotp", "Kontor", "ben", s["three"], "SHA512", 7, 41),
        entry("hotp", "Zähler", "jo", s["four"], moving=0),
        entry("steam", "Steam", "cleo", s["five"], digits=5),
        entry("steam", "Steam", "", s["six"], digits=5),
        entry("motp", "Werft", "dora", motp, "MD5", moving=10),
        entry("yandex", "Ya", "ewa", yandex, "SHA256", 8, pin="7305"),
        entry("totp", "Air Canada", "Air+Canada", s["seven"]),
        entry("totp", "Garten #3", "frida", s["eight"], groups=("Haus", "Hof")),
        entry("totp", "Bund", "hugo", s["nine"]),
        skipped(11, "Schaden:gerd", "it has no secret"),
        skipped(12, "Doppelt:ida", "a parameter appears in it twice"),
        warning("an HOTP account without a counter was taken to begin at 0"),
        warning("a line without a key URI was passed over"),
    ]
    write("uri/list.txt", "\n".join(lines).encode(), expected)
    one, two = (random(f"uri windows {n}", 20) for n in (1, 2))
    text = "\r\n".join(f"otpauth://totp/{n}?secret={b32(secret)}" for n, secret in (("eins", one), ("zwei", two)))
    write("uri/utf-16.txt", b"\xff\xfe" + text.encode("utf-16-le"), [entry("totp", "", "eins", one), entry("totp", "", "zwei", two)])

    uris_elsewhere()


def uris_elsewhere():
    """Key URIs in whatever people keep them in, each once in every form."""
    s = {n: random(f"uri elsewhere {n}", 20) for n in "abcdefghijklmnopq"}

    def uri(label, name, more=""):
        return f"otpauth://totp/{label}?secret={b32(s[name])}{more}"

    # What scripts write; other forms of JSON stand in JsonUrisTest.
    write("uri/nested.json", dump({"version": 7, "when": "2026-01-01", "people": {"anna": {"codes": [
        {"name": "Werft", "uri": uri("", "e"), "icon": "x.png"},
        {"title": "Kontor", "links": {"otp": uri("Kontor:ben", "f")}},
        {"name": "Ohne", "secret": b32(s["g"])},
        {"name": "Sonstiges"},
    ]}}}), [entry("totp", "Werft", "", s["e"]), entry("totp", "Kontor", "ben", s["f"]),
            skipped(3, "Ohne", "its key is in no key URI"), warning("an entry without a key URI was passed over")])
    lines = [
        "- [ ] " + uri("A:a", "a"),
        '"' + uri("B:b", "b") + '"',
        "1. " + uri("C:c", "c"),
        "2) " + uri("D:d", "d"),
        "Werft: " + uri("", "e"),
        "- Kontor = " + uri("", "f") + " ",
        "* [Nord](" + uri("G (alt):g", "g") + ") und mehr",
        "| Haus | " + uri("H:h", "h") + " | Notiz |",
        "<li><code>" + uri("I:i", "i", "&amp;digits=8&amp;period=60") + "</code></li>",
        '<a href="' + uri("J:j", "j", "&amp;digits=7") + '">J</a>',
        "'" + uri("K:k", "k") + "', '" + uri("L:l", "l") + "',",
        "totp," + uri("M:m", "m") + ",Notiz",
        "OTP_URI=" + uri("N:n", "n"),
        uri("O:o", "o") + " " + uri("P:p", "p"),
        "otpauth: //totp/Q:q?secret=" + b32(s["q"]),
        "Ende der Liste",
    ]
    write("uri/prose.txt", "\n".join(lines).encode(),
          [entry("totp", n.upper(), n, s[n]) for n in "abcd"] + [entry("totp", "Werft", "", s["e"]), entry("totp", "Kontor", "", s["f"]),
           entry("totp", "G (alt)", "g", s["g"]), entry("totp", "H", "h", s["h"]), entry("totp", "I", "i", s["i"], digits=8, moving=60),
           entry("totp", "J", "j", s["j"], digits=7)] + [entry("totp", n.upper(), n, s[n]) for n in "klmnopq"]
          + [warning("a line without a key URI was passed over")])
    write("uri/pass.txt", ("geheim-und-lang\nlogin: anna\n" + uri("demo", "a", "&algorithm=SHA256&period=60") + "\nurl: https://x.example\n").encode(),
          [entry("totp", "", "demo", s["a"], "SHA256", 6, 60), warning("3 lines without a key URI were passed over")])
    write("uri/gopass.txt", ("geheim\n---\notpauth: //totp/demo?secret=" + b32(s["b"]) + "&digits=8\nnote: |\n  zwei\n").encode(),
          [entry("totp", "", "demo", s["b"], digits=8), warning("3 lines without a key URI were passed over")])


# ---- Google Authenticator ----

def varint(number):
    out = b""
    while number > 0x7f:
        out += bytes([number & 0x7f | 0x80])
        number >>= 7
    return out + bytes([number])


def migration_entry(secret, name, issuer, algorithm=1, digits=1, kind=2, counter=None, more=b""):
    def text(number, data):
        return bytes([number << 3 | 2]) + varint(len(data)) + data
    out = text(1, secret) + text(2, name.encode()) + text(3, issuer.encode())
    for number, value in ((4, algorithm), (5, digits), (6, kind), (7, counter)):
        if value is not None:
            out += bytes([number << 3]) + varint(value)
    return out + more


def migration_part(entries, size, index, batch):
    out = b"".join(b"\x0a" + varint(len(one)) + one for one in entries)
    return out + b"\x10\x01\x18" + varint(size) + b"\x20" + varint(index) + b"\x28" + varint(batch & (1 << 64) - 1)


def google():
    s = {n: random(f"google {n}", 20) for n in ("one", "two", "three", "four", "five", "six")}
    first = [
        migration_entry(s["one"], "Nordwind:anna", "Nordwind"),
        migration_entry(s["two"], "山田 🙂", "日本銀行", 2, 2),
        migration_entry(s["three"], "Kontor: ben", "", 3, 1, 1, 4711),
        migration_entry(s["four"], "md5", "Alt", 4),
        migration_entry(b"", "nichts", "Leer"),
    ]
    second = [migration_entry(s["five"], "cleo", "", None, None, None, more=b"\x42\x03abc\x4d1234"), migration_entry(s["six"], "", "")]
    def line(entries, index, batch=-1234567):
        return "otpauth-migration://offline?data=" + quote(b64(migration_part(entries, 2, index, batch)))
    expected = [
        entry("totp", "Nordwind", "anna", s["one"]),
        entry("totp", "日本銀行", "山田 🙂", s["two"], "SHA256", 8),
        entry("hotp", "Kontor", "ben", s["three"], "SHA512", 6, 4711),
        entry("totp", "", "cleo", s["five"]),
        entry("totp", "", "", s["six"]),
        skipped(4, "Alt:md5", "its algorithm is not known here"),
        skipped(5, "Leer:nichts", "its secret is empty or too long"),
    ]
    write("google/both-parts.txt", (line(first, 0) + "\n" + line(second, 1) + "\n").encode(), expected)
    # As lists of real exports have it: base64 with plus signs that nobody encoded, and a part that is damaged.
    plain = "otpauth-migration://offline?data=" + b64(migration_part([migration_entry(s["one"], "x", "y")], 1, 0, 3))
    write("google/not-encoded.txt", (plain + "\notpauth-migration://offline?data=CjEKC\n").encode(),
          [entry("totp", "y", "x", s["one"]), skipped(2, "", "its data is damaged")])


# ---- The browser extension ----

def cryptojs(seed, text, passphrase):
    """AES as crypto-js and openssl enc -md md5 do it."""
    salt, material, block = random(seed + " salt", 8), b"", b""
    while len(material) < 48:
        block = hashlib.md5(block + passphrase + salt).digest()
        material += block
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(material[:32]), modes.CBC(material[32:])).encryptor()
    return b64(b"Salted__" + salt + encryptor.update(padder.update(text) + padder.finalize()) + encryptor.finalize())


def extension_records(seed, version):
    """Records in the clear, in their order, and what must come of them."""
    s = {n: random(f"{seed} {n}", 20) for n in ("one", "two", "three", "four", "five", "six", "seven", "eight")}
    records = [
        {"type": "totp", "issuer": "Nordwind", "account": "anna", "secret": b32(s["one"])},
        {"type": "totp", "issuer": "日本銀行::login.bank.example", "account": "山田 🙂", "secret": b32(s["two"], True).lower(),
         "algorithm": "SHA256", "digits": "8", "period": 60},
        {"type": "hotp", "issuer": "Kontor", "account": "ben", "secret": b32(s["three"]), "counter": 41, "algorithm": "SHA512"},
        {"type": "steam", "issuer": "Boiler", "account": "cleo", "secret": b32(s["four"])},
        {"type": "battle", "issuer": "Schlacht", "account": "dora", "secret": b32(s["five"])},
        {"type": "hex", "issuer": "Sechzehn", "account": "emil", "secret": "00" + s["six"].hex()[2:], "period": 60},
        {"type": "totp", "issuer": "", "account": "frida%40example.org", "secret": b32(s["seven"])},
        {"type": "totp", "issuer": "Gost", "account": "ida", "secret": b32(s["eight"]), "algorithm": "GOST3411_2012_256", "digits": 99,
         "period": 0, "pinned": True},
        {"type": "totp", "issuer": "Schaden", "account": "gerd", "secret": "not a secret!"},
    ]
    if version == 4:
        records[3].update(type="totp", secret="stm-" + b32(s["four"]))
        records[4].update(type="totp", secret="bliz-" + b32(s["five"]))
        records[5].update(type="totp")
        del records[7]["algorithm"]
    expected = [
        entry("totp", "Nordwind", "anna", s["one"]),
        entry("totp", "日本銀行", "山田 🙂", s["two"], "SHA256", 8, 60, sites=("login.bank.example",)),
        entry("hotp", "Kontor", "ben", s["three"], "SHA512", 6, 41),
        entry("steam", "Boiler", "cleo", s["four"], digits=5),
        entry("totp", "Schlacht", "dora", s["five"], digits=8),
        entry("totp", "Sechzehn", "emil", b"\0" + s["six"][1:], moving=60 if version == 4 else 30),
        entry("totp", "", "frida@example.org", s["seven"]),
        entry("totp", "Gost", "ida", s["eight"], "SHA1" if version == 4 else "GOST3411-2012-256"),
        skipped(9, "Schaden:gerd", "its secret is not hex"),
        warning("Gost:ida: digits or period were out of range, and the default was taken as the extension does: try a code"),
        warning("frida@example.org: the extension's backup page had percent-encoded these names; they are put right"),
    ]
    return records, expected


def extension_file(records, form):
    """A record may bring its place in the list and its key with it."""
    out = {}
    for place, record in enumerate(records):
        key = record.pop("key", uuid(f"extension {place} {record.get('issuer')}"))
        out[key] = {**record, "index": record.get("index", place), **form(key)}
    return dict(sorted(out.items()))


def authenticator():
    records, expected = extension_records("extension 8", 8)
    plain = extension_file(records, lambda key: {"dataType": "OTPStorage", "encrypted": False, "hash": key, "keyId": uuid("unused")})
    write("authenticator/version-8.json", dump({"UserSettings": {"zoom": 100}, **plain}).replace(b"\n", b"\r\n"), expected)

    records, expected = extension_records("extension 4", 4)
    write("authenticator/version-4.json", dump(extension_file(records, lambda key: {})), expected)

    # What the import of version 8 makes of a file while a password is set, and accounts to be careful with.
    s = {n: random(f"extension damage {n}", 20) for n in ("one", "two", "three", "four")}
    ragged = b32(s["three"])[:19] + "B"
    records = [{"type": 1, "issuer": "Nordwind", "account": "anna", "secret": b32(s["one"])},
               {"type": "totp", "issuer": "Steam", "account": "cleo", "secret": b32(s["two"])},
               {"type": "totp", "issuer": "Krumm", "account": "ben", "secret": ragged},
               {"type": 2, "issuer": "", "account": "dora", "secret": b32(s["four"]), "counter": 5},
               {"type": 9, "issuer": "Neu", "account": "emil", "secret": b32(s["one"])}]
    bits = "".join(f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.index(c):05b}" for c in ragged)
    whole = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) // 8 * 8, 8))
    write("authenticator/damage.json",
          dump(extension_file(records, lambda key: {"dataType": "OTPStorage", "encrypted": False, "hash": key})),
          [entry("totp", "Nordwind", "anna", s["one"]), entry("totp", "Steam", "cleo", s["two"]),
           entry("totp", "Krumm", "ben", whole), entry("hotp", "", "dora", s["four"], moving=5),
           skipped(5, "Neu:emil", "its type is not known"),
           warning("Nordwind:anna, dora: version 8 of the extension imported these, and dropped what was not TOTP, SHA1 and 30 s:"
                   " compare a code with the site's before you delete anything")]
          + ([warning("Krumm:ben: the extension computes other codes of these secrets than everybody else does: try one")]
             if int(bits[len(bits) // 8 * 8:] or "0", 2) else [])
          + [warning("Steam:cleo: it is called Steam and was read as ordinary codes of 6 digits; if they fail, totp edit NAME --type"
                     " steam makes it Steam Guard")])

    # What is no record as it should be is named, or read where it can be; a name may be longer than any matcher likes.
    one, two, three = (random(f"extension odd {n}", 20) for n in (1, 2, 3))
    write("authenticator/odd.json", dump({
        "a": {"dataType": "OTPStorage", "issuer": "Ganz", "account": "a", "secret": b32(one), "index": 0, "type": "totp"},
        "b": {"issuer": "Karg", "account": "b", "secret": b32(two), "type": "totp"},
        "c": {"dataType": "EncOTPStorage2", "issuer": "Neu", "account": "c", "secret": b32(one), "index": 2},
        "d": {"issuer": "Leer", "account": "d", "secret": None, "index": 3, "type": "totp"},
        "key": {"dataType": "OTPStorage", "issuer": "Schlüssel", "account": "e", "secret": b32(three), "index": 4, "type": "hotp"},
        "f": {"dataType": "OTPStorage", "issuer": "x" * 4000, "account": "f", "secret": b32(one), "index": 5, "type": "totp"},
        "LocalStorage": {"zoom": 100},
    }), [
        entry("totp", "Ganz", "a", one), entry("hotp", "Schlüssel", "e", three, moving=0), entry("totp", "Karg", "b", two),
        skipped(2, "Neu:c", "its kind of record is not known"),
        skipped(3, "Leer:d", "its secret is missing or of another kind"),
        skipped(5, "x" * 200 + "…", "its issuer is longer than 1024 bytes"),
        warning("Schlüssel:e: there is no counter in the file, so they begin at 0: compare a code with the extension's"),
    ])

    # Version 1: each secret under the password; one of them under another password.
    one, two, three = (random(f"extension v1 {n}", 20) for n in (1, 2, 3))
    records = [{"key": hashlib.md5(b32(x).encode()).hexdigest(), "type": "totp", "issuer": n, "account": "a",
                "secret": cryptojs(n, b32(x).encode(), PASSWORD.encode() if n != "Gamma" else b"another one")}
               for n, x in (("Alpha", one), ("Beta", two), ("Gamma", three))]
    write("authenticator/encrypted-1.json",
          dump(extension_file(records, lambda key: {"encrypted": True, "hash": key, "counter": 0})),
          [entry("totp", "Alpha", "a", one), entry("totp", "Beta", "a", two),
           skipped(3, "Gamma:a", "another password encrypts it, or it is damaged")])

    # Version 2: each secret under a random text, which the password opens; once with the key in two members at the top.
    master = random("extension master", 120)
    for name, wrap in (("encrypted-2", lambda key: {"key": key}), ("encrypted-2-upload", lambda key: key)):
        records, expected = extension_records("extension " + name, 6)
        for record in records[:-1]:
            record["secret"] = cryptojs(name + record["account"], record["secret"].encode(), master.hex().encode())
        records[-1].update(secret=cryptojs("other", b"MZXW6YTBOJRGC", b"nobody's"))
        expected = [line if line[0] != "skipped" else skipped(9, "Schaden:gerd", "another password encrypts it, or it is damaged")
                    for line in expected]
        key = {"enc": cryptojs(name, master, PASSWORD.encode()), "hash": "$argon2id$v=19$m=16384,t=1,p=1$AAAA$AAAA"}
        write(f"authenticator/{name}.json",
              dump({**wrap(key), **extension_file(records, lambda key: {"encrypted": True, "hash": key})}), expected)

    # Version 3: whole records; and one in the clear, added by hand while a password was set.
    records, expected = extension_records("extension v3", 8)
    key_id, salt = uuid("extension key"), random("extension v3 salt", 16).hex()
    passphrase = b64(argon2id(salt.encode(), 2, 19456, 1)).rstrip("=").encode()
    sealed = [{"data": cryptojs(f"v3 {n}", json.dumps({**r, "encrypted": True, "index": 99 - n}).encode(), passphrase)} for n, r in enumerate(records)]
    for place, record in enumerate(sealed):
        record["key"] = uuid(f"v3 {place}")
    file = extension_file(sealed, lambda key: {"dataType": "EncOTPStorage", "keyId": key_id})
    clear = random("extension clear", 20)
    file[uuid("clear")] = {"dataType": "OTPStorage", "encrypted": False, "type": "totp", "issuer": "Offen", "account": "jo",
                           "secret": b32(clear), "index": 9, "keyId": key_id, "hash": uuid("clear")}
    file[key_id] = {"dataType": "Key", "id": key_id, "salt": salt, "hash": "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA", "version": 3}
    expected.insert(8, entry("totp", "Offen", "jo", clear))
    expected.append(warning("Offen:jo: these are in the file in the clear although it is encrypted: delete the file safely"))
    write("authenticator/encrypted-3-costly.json", dump(file), expected)


# ---- Tables ----

def csv_tables():
    s = {n: random(f"csv {n}", 20) for n in ("one", "two", "three", "four", "five")}
    def table(rows, separator=",", end="\r\n"):
        def cell(text):
            special = any(c in text for c in separator + '"\r\n')
            return '"' + text.replace('"', '""') + '"' if special else text
        return end.join(separator.join(map(cell, row)) for row in rows).encode() + end.encode()
    write("csv/bitwarden.csv", table([
        "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp".split(","),
        ["Büro", "", "login", "Nordwind", 'zwei\nZeilen, "so"', "", "0", "https://example.org", "anna", "hunter2,\"x\"", b32(s["one"])],
        ["", "1", "login", "Bank", "", "", "0", "", "somebody", "hunter3",
         f"otpauth://totp/{quote('日本銀行')}:{quote('山田')}?secret={b32(s['two'])}&issuer={quote('日本銀行')}&digits=8&period=60&algorithm=SHA256"],
        ["", "", "login", "Boiler", "", "", "0", "", "cleo", "hunter4", f"steam://{b32(s['three'])}"],
        ["", "", "note", "kein Login", "", "", "0", "", "", "", ""],
        ["", "", "login", "Schaden", "", "", "0", "", "gerd", "hunter5", "not a secret!"],
    ]), [
        entry("totp", "Nordwind", "anna", s["one"], groups=("Büro",), note='zwei\nZeilen, "so"', sites=("example.org",)),
        entry("totp", "日本銀行", "山田", s["two"], "SHA256", 8, 60),
        entry("steam", "Boiler", "cleo", s["three"], digits=5),
        skipped(5, "Schaden:gerd", BAD_BASE32),
    ])
    write("csv/apple.csv", table([
        ["Title", "URL", "Username", "Password", "Notes", "OTPAuth"],
        ["example.org (anna)", "https://example.org", "anna", "hunter2", "", f"otpauth://totp/?secret={b32(s['one'])}"],
        ["example.net (ben)", "https://example.net", "ben", "hunter2", "", f"otpauth://totp/example.net?secret={b32(s['two'])}"],
    ], end="\n"), [entry("totp", "example.org", "anna", s["one"], sites=("example.org",)),
                         entry("totp", "example.net", "ben", s["two"], sites=("example.net",))])
    write("csv/proton-pass.csv", table([
        ["type", "name", "url", "email", "username", "password", "note", "totp", "createTime", "modifyTime", "vault"],
        ["login", "Nordwind", "https://example.org", "anna@example.org", "", "hunter2", "", b32(s["one"]), "1", "2", "Privat"],
        ["login", "Kontor", "https://example.org, https://bücher.example/a,b", "ben@example.org", "ben", "hunter3", "zwei\nZeilen", b32(s["two"]), "1", "2", "Privat"],
        ["note", "kein Login", "", "", "", "", "Notiz", "", "1", "2", "Privat"],
    ]), [entry("totp", "Nordwind", "anna@example.org", s["one"], groups=("Privat",), sites=("example.org",)),
         entry("totp", "Kontor", "ben", s["two"], groups=("Privat",), note="zwei\nZeilen",
               sites=("example.org", "xn--bcher-kva.example"))])
    write("csv/keepass.csv", table([
        ["Title", "User Name", "HmacOtp-Secret-Base32", "HmacOtp-Counter", "Group"],
        ["Kontor", "ben", b32(s["four"]), "12", "Root"],
    ], ";"), [entry("hotp", "Kontor", "ben", s["four"], moving=12, groups=("Root",))])
    # A key URI at the head of each line, and two columns of one-time passwords: a table all the same.
    keeotp = {n: random(f"keeotp {n}", 10) for n in ("plain", "short", "long", "hotp", "hex", "bad")}
    row = lambda title, value: ("Root", title, "ich", "p", "", "", value, "0", "", "")
    write("csv/keeotp.csv", table([
        ("Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon", "Last Modified", "Created"),
        row("Plain", f" otpauth://totp/Plain:ich?secret={b32(keeotp['plain'])}&period=30&digits=6&issuer=Plain\n"),
        row("Short", "key=" + b32(keeotp["short"], pad=True).replace("=", "%3d")),
        row("Long", f"key={b32(keeotp['long'])}&size=8&step=60&otpHashMode=Sha256"),
        row("Zahl", f"key={b32(keeotp['hotp'])}&type=Hotp&counter=7"),
        row("Hex", f"key={keeotp['hex'].hex()}&encoding=Hex"),
        row("Falsch", f"key={b32(keeotp['bad'])}&otpHashMode=Md5"),
        row("Gleich", f"x={b32(keeotp['bad'])}"),
    ]), [entry("totp", "Plain", "ich", keeotp["plain"], groups=["Root"]), entry("totp", "Short", "ich", keeotp["short"], groups=["Root"]),
         entry("totp", "Long", "ich", keeotp["long"], "SHA256", 8, 60, groups=["Root"]),
         entry("hotp", "Zahl", "ich", keeotp["hotp"], moving=7, groups=["Root"]), entry("totp", "Hex", "ich", keeotp["hex"], groups=["Root"]),
         skipped(6, "Falsch:ich", "its value of algorithm is not usable"), skipped(7, "Gleich:ich", "its secret is not base32")])
    lastpass = random("lastpass", 20)
    write("csv/lastpass.csv", table([
        ("url", "username", "password", "totp", "extra", "name", "grouping", "fav"),
        ("https://x.example", "a&lt;b@x.example", "p&amp;q", b32(lastpass), "1 &lt; 2", "Tom &amp; &quot;Jerry&quot; &amp;amp; Co", "R&amp;D", "0"),
    ]), [entry("totp", 'Tom & "Jerry" &amp; Co', "a<b@x.example", lastpass, groups=["R&D"], note="1 < 2", sites=["x.example"])])
    write("csv/uri-first.csv", b"sep=,\r\n" + table([
        ["OTPAuth", "title", "username", "password", "totp"],
        [f"otpauth://totp/GitHub:me?secret={b32(s['one'])}&issuer=GitHub", "GitHub", "me", "hunter2", ""],
        ["", "Bank", "anna", "hunter3", b32(s["two"])],
        [b32(s["three"]), "Zwei", "ben", "hunter4", b32(s["four"])],
    ]), [entry("totp", "GitHub", "me", s["one"]), entry("totp", "Bank", "anna", s["two"]), entry("totp", "Zwei", "ben", s["four"]),
         warning("Zwei:ben: of several one-time passwords in its row only the first came in")])
    write("csv/plain.csv", table([
        ["issuer", "account", "secret", "type", "algorithm", "digits", "period"],
        ["Nordwind", "anna", b32(s["five"]), "totp", "SHA512", "7", "20"],
        ["Null", "ben", "null", "totp", "", "", ""],
        ["Falsch", "ben", b32(s["five"]), "totp", "MD5", "", ""],
    ], "\t"), [entry("totp", "Nordwind", "anna", s["five"], "SHA512", 7, 20),
              skipped(3, "Falsch:ben", "its algorithm is none of SHA1, SHA256 and SHA512")])


def main():
    os.makedirs(SEEDS, exist_ok=True)
    for section in (aegis, twofas, bitwarden, ente, proton, andotp, uri_list, google, authenticator, csv_tables):
        section()
    print(f"{len(WRITTEN)} files, {sum(map(os.path.getsize, WRITTEN))} bytes")


if __name__ == "__main__":
    main()
