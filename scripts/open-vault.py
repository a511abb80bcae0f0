#!/usr/bin/python3
"""Opens a vault with nothing but what vault/FORMAT.md says.

It shares no code with the program that writes vaults, so it shows that the page suffices, and it is a way to the accounts if
that program is ever gone. It only reads. Section numbers in the comments are those of the page.

A refusal is one line, `open-vault: LAYER: message`, and exit code 1; the layers are those of section 6. Messages carry the
names of members and the places of entries, never what stands in them.
"""

import argparse
import base64
import datetime
import hashlib
import hmac
import json
import os
import re
import struct
import sys
import time
import unicodedata
from collections import namedtuple

from argon2.exceptions import Argon2Error
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE_LIMIT = 20 << 20
SECRET_LIMIT = 1 << 20
MAGIC = bytes.fromhex("89544f560d0a1a0a")
LARGEST = 1 << 53               # the greatest number in the JSON
PASSPHRASE, RECOVERY_KEY, KEY_FILE, PASSPHRASE_AND_KEY_FILE = 1, 2, 3, 4
KDF_OF_TYPE = {PASSPHRASE: 1, RECOVERY_KEY: 0, KEY_FILE: 0, PASSPHRASE_AND_KEY_FILE: 1}

class Refused(Exception):
    def __init__(self, layer, message):
        super().__init__(f"{layer}: {message}")

def need(condition, layer, message):
    if not condition:
        raise Refused(layer, message)

def read_file(path, limit, layer):
    """Looks at the size first; reads one byte more than the limit, as a pipe or a growing file has no size to look at."""
    try:
        with open(path, "rb") as file:
            need(os.fstat(file.fileno()).st_size <= limit, layer, f"the file has more than {limit} bytes")
            data = file.read(limit + 1)
    except OSError as error:
        raise Refused(layer, f"the file cannot be read: {error.strerror}") from None
    need(len(data) <= limit, layer, f"the file has more than {limit} bytes")
    return data

# ---- Primitives (section 1) ----

def hkdf(ikm, salt, info, length):
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(ikm)

def decrypt(key, aad, ciphertext, layer, message):
    try:
        return AESGCM(key).decrypt(bytes(12), ciphertext, aad)  # a key encrypts once, so the nonce may be fixed
    except InvalidTag:
        raise Refused(layer, message) from None

def strict_base64(text):
    """The bytes, or None for other than the canonical spelling; encoding again finds stray bits, blanks and lost padding."""
    try:
        data = base64.b64decode(text)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None

# ---- The file before any secret (sections 2 and 3) ----

# A slot's head is what its key is bound to: slot id to parameters. A header's end is 16+H, where the MAC begins.
Slot = namedtuple("Slot", "id type kdf salt parameters head commitment wrapped")
Header = namedtuple("Header", "end vault_id payload_salt slots")

def read_header(data):
    """Everything that can be said without a secret, in the order of section 6."""
    need(data and MAGIC.startswith(data[:8]), "magic", "this is not a vault, or a transfer has changed it")
    need(len(data) >= 16, "sizes", "the file is cut short")
    version, flags = struct.unpack_from(">HH", data, 8)
    need(version == 1, "version", f"version {version} belongs to a later program")
    need(flags == 0, "version", f"the flags {flags:#06x} belong to a later version")
    length = int.from_bytes(data[12:16], "big")
    need(1 <= length <= 65536, "sizes", "the length of the fields is not 1 to 65536")
    rest = len(data) - 48 - length
    need(rest >= 8208, "sizes", "the file is cut short")
    fields, slots = read_fields(data[16:16 + length])
    need(int.from_bytes(fields[7], "big") == rest, "sizes", "the payload does not have the stated length")
    check_bounds(slots)
    return Header(16 + length, fields[1], fields[5], slots)

FIELDS = {1: ("vault id", {16}), 2: ("generation", {8}), 3: ("save id", {16}), 4: ("parents", {0, 16, 32}),
          5: ("payload salt", {32}), 6: ("AEAD", {1}), 7: ("payload length", {4})}
SLOT = 0x10

def read_fields(block):
    fields, slots, last_tag, at = {}, [], -1, 0
    while at < len(block):
        need(len(block) - at >= 4, "fields", "the last field has no whole tag and length")
        tag, length = struct.unpack_from(">HH", block, at)
        value = block[at + 4:at + 4 + length]
        need(len(value) == length, "fields", f"field {tag:#06x} goes beyond the fields")
        need(tag > last_tag or tag == last_tag == SLOT, "fields", f"field {tag:#06x} is out of order or stands twice")
        last_tag, at = tag, at + 4 + length
        if tag == SLOT:
            slots.append(read_slot(value))
        elif tag < 0x8000:  # the optional fields above are for others
            need(tag in FIELDS, "fields", f"field {tag:#06x} belongs to a later version")
            need(length in FIELDS[tag][1], "fields", f"the {FIELDS[tag][0]} has a wrong length")
            fields[tag] = value
    for tag, (name, _) in FIELDS.items():
        need(tag in fields, "fields", f"there is no {name}")
    need(1 <= int.from_bytes(fields[2], "big") < 1 << 63, "fields", "the generation is out of range")
    need(fields[6][0] == 1, "fields", f"AEAD {fields[6][0]} belongs to a later version")
    plain = int.from_bytes(fields[7], "big") - 16
    need(8192 <= plain <= 1 << 24 and plain & (plain - 1) == 0, "fields", "the payload length is out of range")
    check_slots(slots)
    return fields, slots

def read_slot(value):
    """Slots of a type that is not known here have this layout too; only their parameters are their own."""
    need(len(value) >= 38, "fields", "a slot is too short")
    slot_id, type_, kdf, salt, p = struct.unpack_from(">HBB32sH", value)
    need(p <= 4096 and len(value) == 38 + p + 32 + 48, "fields", f"slot {slot_id} has a wrong length")
    return Slot(slot_id, type_, kdf, salt, value[38:38 + p], value[:38 + p], value[38 + p:70 + p], value[70 + p:])

def check_slots(slots):
    need(1 <= len(slots) <= 16, "fields", "there are not 1 to 16 slots")
    ids = [0] + [slot.id for slot in slots]
    need(all(a < b for a, b in zip(ids, ids[1:])), "fields", "the slot ids do not ascend from 1")
    for slot in slots:
        kdf = KDF_OF_TYPE.get(slot.type)
        need(kdf is None or slot.kdf == kdf and len(slot.parameters) == 9 * kdf, "fields", f"slot {slot.id} is damaged")
    need(any(slot.type in KDF_OF_TYPE for slot in slots), "fields", "all slots are of a later version")
    need(sum(slot.kdf != 0 for slot in slots) <= 4, "fields", "more than four slots need a derivation")

def check_bounds(slots):
    """All slots, not only those that will be tried, and before the first derivation: the header is not yet authentic, and a
    forged cost must not take the machine's memory or hours."""
    for slot in slots:
        if KDF_OF_TYPE.get(slot.type) == 1:
            memory, passes, lanes = struct.unpack(">IIB", slot.parameters)
            need(8192 <= memory <= 1048576 and 1 <= passes <= 20 and 1 <= lanes <= 16 and 8 * lanes <= memory
                 and memory * passes <= 4194304, "kdf-bounds", f"the cost of slot {slot.id} is out of bounds")

# ---- Secrets (section 3) ----

def read_passphrase(path):
    try:
        data = re.sub(rb"\r?\n\Z", b"", read_file(path, SECRET_LIMIT, "secret"))
        text = unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused("secret", "the passphrase is not UTF-8") from None
    need(text, "secret", "the passphrase is empty")
    need(all(unicodedata.category(c) != "Cc" for c in text), "secret", "the passphrase has control characters")
    return text.encode("utf-8")

def read_recovery_key(path):
    try:
        # ASCII before upper(): beyond it there are letters that upper() turns into S or I.
        text = read_file(path, SECRET_LIMIT, "secret").decode("ascii").upper()
    except UnicodeDecodeError:
        raise Refused("secret", "the recovery key has characters that do not belong there") from None
    text = text.translate({**str.maketrans("OIL", "011"), **dict.fromkeys(map(ord, "- \t\n\v\f\r"))})
    # The prefix is made of digits of this base32 too, so only the length tells it from a key that begins like it.
    if len(text) == 40:
        text = text.removeprefix("TRK1")
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    need(len(text) == 36 and set(text) <= set(alphabet), "secret", "the recovery key is mistyped or incomplete")
    number = 0
    for character in text:
        number = number << 5 | alphabet.index(character)
    key = (number >> 20).to_bytes(20, "big")
    check = int.from_bytes(hashlib.sha256(b"totp-recovery/1" + key).digest()[:3], "big") >> 4
    need(hmac.compare_digest(check.to_bytes(3, "big"), (number & 0xfffff).to_bytes(3, "big")),
         "secret", "the check characters of the recovery key do not fit")
    return key

def read_key_file(path):
    match = re.fullmatch(rb"totp-keyfile/1\r?\n([A-Za-z0-9+/=]{44})\r?\n([0-9a-f]{8})(?:\r?\n)*",
                         read_file(path, SECRET_LIMIT, "secret"))
    key = match and strict_base64(match[1].decode())
    need(key and len(key) == 32, "secret", "this is not a key file")
    check = hashlib.sha256(key).hexdigest()[:8].encode()
    need(hmac.compare_digest(check, match[2]), "secret", "the check digits of the key file do not fit")
    return key

def read_secrets(arguments):
    """The type of the slots that these secrets open, and what gives a slot's ikm."""
    if arguments.recovery_key_file:
        key = read_recovery_key(arguments.recovery_key_file)
        return RECOVERY_KEY, lambda slot: key
    key = read_key_file(arguments.key_file) if arguments.key_file else b""
    if not arguments.passphrase_file:
        return KEY_FILE, lambda slot: key
    passphrase = read_passphrase(arguments.passphrase_file)
    return PASSPHRASE_AND_KEY_FILE if key else PASSPHRASE, lambda slot: argon2id(passphrase, slot) + key

def argon2id(passphrase, slot):
    memory, passes, lanes = struct.unpack(">IIB", slot.parameters)
    try:
        return hash_secret_raw(passphrase, slot.salt, passes, memory, lanes, 32, Type.ID, 19)
    except Argon2Error as error:
        raise Refused("kdf-bounds", f"slot {slot.id} cannot be derived on this machine: {error}") from None

# ---- From the secret to the JSON (sections 3 and 4) ----

def unwrap_vault_key(header, slot_type, ikm):
    for slot in header.slots:
        if slot.type == slot_type:
            kk = hkdf(ikm(slot), slot.salt, b"totp-vault/1 slot" + header.vault_id + slot.head, 64)
            # The commitment first: it alone binds the slot to one secret, as AES-GCM does not commit to its key.
            if hmac.compare_digest(kk[32:], slot.commitment):
                return decrypt(kk[:32], header.vault_id + slot.head + slot.commitment, slot.wrapped,
                               "slot", f"slot {slot.id} is damaged")
    raise Refused("secret", "this secret opens no slot: it is a wrong one, or the slot is damaged")

def decrypt_payload(data, header, vault_key):
    """The JSON's bytes. The slots are only bound one by one; the MAC binds the whole header to the vault key."""
    mac_key = hkdf(vault_key, header.vault_id, b"totp-vault/1 header mac", 32)
    mac = hmac.digest(mac_key, data[:header.end], "sha256")
    need(hmac.compare_digest(mac, data[header.end:header.end + 32]), "header", "the header was changed or is damaged")
    key = hkdf(vault_key, header.payload_salt, b"totp-vault/1 payload" + header.vault_id, 32)
    plain = decrypt(key, data[:header.end + 32], data[header.end + 32:], "payload", "the payload was changed or is damaged")
    end = 4 + int.from_bytes(plain[:4], "big")
    need(4 < end <= len(plain), "padding", "the length of the content is impossible")
    need(plain.count(0, end) == len(plain) - end, "padding", "the bytes behind the content are not zero")
    return plain[4:end]

# ---- The JSON (section 5) ----

def object_without_duplicates(pairs):
    members = dict(pairs)
    need(len(members) == len(pairs), "json", "a member stands twice in one object")
    need(not any("\ud800" <= c <= "\udfff" for name in members for c in name), "json", "a name has a lone surrogate")
    return members

def whole_number(text):
    # By the digits first: JSON has no leading zeros, and Python refuses to convert thousands of digits.
    need(len(text) <= 17 and abs(int(text)) <= LARGEST, "json", "a number is beyond 2^53")
    return int(text)

def other_number(text):
    need(len(text) <= 1000 and abs(float(text)) <= LARGEST, "json", "a number is beyond 2^53")
    return float(text)

def no_number(_):
    raise Refused("json", "NaN and infinities are not numbers of JSON")

def check_depth(value, depth=1):
    if isinstance(value, (dict, list)):
        need(depth <= 16, "json", "objects and arrays are nested deeper than 16")
        for child in value.values() if isinstance(value, dict) else value:
            check_depth(child, depth + 1)

def parse_json(data):
    need(not data.startswith(b"\xef\xbb\xbf"), "json", "a byte order mark stands before the object")
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=object_without_duplicates, parse_int=whole_number,
                              parse_float=other_number, parse_constant=no_number)
    except UnicodeDecodeError:
        raise Refused("json", "the text is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Refused("json", f"not JSON at character {error.pos}: {error.msg}") from None
    except RecursionError:
        raise Refused("json", "objects and arrays are nested deeper than 16") from None
    need(isinstance(document, dict), "json", "the text is not an object")
    check_depth(document)
    return document

# Each of these makes or is a test of one member's value. type() rather than isinstance(): for Python, true is a number.

def text(low=0, high=1024):
    def test(value):
        if type(value) is not str or "\0" in value:
            return False
        try:
            return low <= len(value.encode("utf-8")) <= high
        except UnicodeEncodeError:      # a lone surrogate
            return False
    return test

def number(low, high=LARGEST):
    """A whole number is written without fraction and exponent, so that it arrives here as an int."""
    return lambda value: type(value) is int and low <= value <= high

def nullable(test):
    return lambda value: value is None or test(value)

def texts(limit=1024, test=text()):
    return lambda value: type(value) is list and len(value) <= limit and all(map(test, value))

def pattern(expression):
    return lambda value: type(value) is str and re.fullmatch(expression, value, re.ASCII) is not None

def is_secret(value):
    data = strict_base64(value) if type(value) is str else None
    return data is not None and 1 <= len(data) <= 1024

def is_time(value):
    if not pattern(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?[Zz]")(value):
        return False
    year, *others = map(int, re.split("[-Tt:]", value[:19]))
    try:
        datetime.datetime(year or 400, *others)     # Python has no year 0; 400 has the same calendar
        return True
    except ValueError:
        return False

def is_aws(value):
    return (type(value) is dict and "serial" in value and all(text()(value[name]) for name in AWS if name in value)
            and nullable(is_time)(value.get("stale")))

def is_slots(value):
    def is_slot(slot):
        return (type(slot) is dict and number(1, 65535)(slot.get("id")) and text()(slot.get("label", ""))
                and nullable(is_time)(slot.get("created")) and type(slot.get("short", False)) is bool)

    return type(value) is list and all(map(is_slot, value)) and len({slot["id"] for slot in value}) == len(value)

def is_edits(value):
    def is_edit(edit):
        return type(edit) is list and len(edit) == 2 and number(1)(edit[0]) and nullable(is_time)(edit[1])

    return type(value) is dict and len(value.keys() - {""}) <= 1024 and all(map(is_edit, value.values()))

AWS = ("serial", "user", "account_id", "partition", "replaces")
TYPES = ("totp", "hotp", "steam", "motp", "yandex")
HASHES = {"SHA1": "sha1", "SHA256": "sha256", "SHA512": "sha512"}
ALGORITHMS = (*HASHES, "GOST3411-2012-256", "GOST3411-2012-512")
UUID = pattern("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DOCUMENT = {
    "critical": texts(), "entries": lambda v: type(v) is list, "tombstones": lambda v: type(v) is list,
    "settings": lambda v: type(v) is dict, "history": texts(256, pattern("[0-9A-Fa-f]{32}")),
    "next_slot": number(1, 65536), "key_epoch": number(0), "slots": is_slots}
TOMBSTONE = {"id": UUID, "deleted": nullable(is_time), "rev": number(0)}
ENTRY = {
    "id": UUID, "type": text(), "algorithm": text(), "name": text(), "issuer": text(), "account": text(), "secret": is_secret, "pin": nullable(text(1)),
    "digits": number(1, 10), "period": number(1, 2147483), "counter": number(0), "aliases": texts(), "tags": texts(), "sites": texts(),
    "note": text(0, 65536), "favorite": lambda v: v in (True, False) and type(v) is bool, "state": lambda v: v in ("active", "pending"), "aws": nullable(is_aws),
    "trashed": nullable(is_time), "created": nullable(is_time), "modified": nullable(is_time), "rev": number(0),
    "edits": is_edits}

def check_members(where, members, tests, required=()):
    need(type(members) is dict, "json", f"{where} is not an object")
    for name, test in tests.items():
        need(name in members or name not in required, "json", f"{where} has no {name}")
        need(name not in members or test(members[name]), "json", f"{where}: {name} is not what it has to be")

def is_known(entry):
    kind = entry.get("type", "totp")
    return kind in TYPES and (kind not in ("totp", "hotp") or entry.get("algorithm", "SHA1") in ALGORITHMS)

def check_document(document):
    """The entries that can be shown and are not in the trash."""
    need("format" in document and type(document["format"]) in (int, float), "json", "there is no format number")
    need(number(1, 1)(document["format"]), "json", "the format belongs to a later version")
    check_members("the object", document, DOCUMENT)
    entries, tombstones = document.get("entries", []), document.get("tombstones", [])
    need(len(entries) + len(tombstones) <= 10000, "json", "there are more than 10,000 entries and tombstones")
    for place, entry in enumerate(entries, 1):
        check_members(f"entry {place}", entry, ENTRY, ("id",))
        need("secret" in entry or not is_known(entry), "json", f"entry {place} has no secret")
    for place, tombstone in enumerate(tombstones, 1):
        check_members(f"tombstone {place}", tombstone, TOMBSTONE, ("id",))
    ids = [member["id"] for member in entries + tombstones]
    need(len(set(ids)) == len(ids), "json", "an id stands twice")
    return [entry for entry in entries if is_known(entry) and entry.get("trashed") is None]

# ---- Output ----

def name_of(entry):
    made = ":".join(filter(None, (entry.get("issuer"), entry.get("account"))))
    return entry.get("name", made if 0 < len(made.encode("utf-8")) <= 1024 else entry["id"])

# Unicode's Default_Ignorable_Code_Point, and the blank of Braille: whatever takes no room or shows nothing.
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
                       "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")

def one_line(*columns):
    """What moves the cursor, turns the reading direction or cannot be seen is written as an escape: a name may not forge a
    column, a line, a command to the terminal, or another name."""
    def shown(c):
        unsafe = unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") or INVISIBLE.match(c)
        return f"\\u{ord(c):04x}" if unsafe else c
    return "\t".join("".join(map(shown, column)) for column in columns) + "\n"

def code(entry, now):
    """RFC 4226, and RFC 6238 for `totp`. None for what this script does not compute."""
    kind, algorithm = entry.get("type", "totp"), entry.get("algorithm", "SHA1")
    if kind not in ("totp", "hotp") or algorithm not in HASHES:
        return None
    counter = entry.get("counter", 0) if kind == "hotp" else now // entry.get("period", 30)
    digest = hmac.digest(strict_base64(entry["secret"]), counter.to_bytes(8, "big"), HASHES[algorithm])
    offset, digits = digest[-1] & 15, entry.get("digits", 6)
    value = int.from_bytes(digest[offset:offset + 4], "big") & 0x7fffffff
    return str(value % 10 ** digits).zfill(digits)

def render(arguments, data, entries):
    if arguments.json:
        return data
    if arguments.codes:
        now = int(time.time()) if arguments.at is None else arguments.at
        pairs = ((name_of(entry), code(entry, now)) for entry in entries)
        return "".join(one_line(*pair) for pair in pairs if pair[1]).encode("utf-8")
    return "".join(one_line(name_of(entry), entry.get("type", "totp"), entry.get("issuer", ""), entry.get("account", ""))
                   for entry in entries).encode("utf-8")

def parse_arguments(arguments):
    parser = argparse.ArgumentParser(prog="open-vault", allow_abbrev=False, description="Shows what a vault holds.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--passphrase-file", metavar="F", help="UTF-8 text; one line end at its end does not count")
    parser.add_argument("--recovery-key-file", metavar="F")
    parser.add_argument("--key-file", metavar="F", help="with --passphrase-file: for slots that want both")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="the JSON as it is stored")
    output.add_argument("--names", action="store_true", help="name, type, issuer and account (the default)")
    output.add_argument("--codes", action="store_true", help="name and code, for totp and hotp with SHA-1, -256 and -512")
    parser.add_argument("--at", metavar="UNIX", type=int, help="the time of the codes, in seconds since 1970")
    result = parser.parse_args(arguments)
    if bool(result.recovery_key_file) == bool(result.passphrase_file or result.key_file):
        parser.error("give a recovery key, or else a passphrase, a key file or both of these")
    if result.at is not None and not (result.codes and 0 <= result.at <= LARGEST):
        parser.error("--at goes with --codes and is 0 to 2^53")
    return result

def main(arguments=None):
    arguments = parse_arguments(arguments)
    try:
        file = read_file(arguments.file, FILE_LIMIT, "size")
        header = read_header(file)
        vault_key = unwrap_vault_key(header, *read_secrets(arguments))
        data = decrypt_payload(file, header, vault_key)
        output = memoryview(render(arguments, data, check_document(parse_json(data))))
        while output:       # past Python's buffers: what they fail to write they would report once more at exit
            output = output[os.write(1, output):]
        return 0
    except Refused as refusal:
        print(f"open-vault: {refusal}", file=sys.stderr)
    except MemoryError:
        print("open-vault: size: there is not enough memory for this file", file=sys.stderr)
    except OSError as error:
        print(f"open-vault: the output cannot be written: {error.strerror}", file=sys.stderr)
    return 1

if __name__ == "__main__":
    sys.exit(main())
