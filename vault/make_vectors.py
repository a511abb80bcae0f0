#!/usr/bin/python3
"""Writes the test vectors in vault/vectors, which section 9 of vault/FORMAT.md describes, and says how many there are.

It is written from that page and shares no code with the program or the second reader. Everything that is random in a real
vault is drawn from the vector's name here, so that each run writes the same bytes and yet no key encrypts twice.

A vector differs from a good vault in one thing. What depends on that thing (lengths, MAC, tag, commitments) is made anew, so
that a reader that overlooks it finds nothing else to stop at.
"""

import base64
import collections
import dataclasses
import hashlib
import hmac
import itertools
import json
import os
import struct
import sys
import unicodedata
import zlib

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors")
MAGIC = bytes.fromhex("89544f560d0a1a0a")
SLOT, FIRST_OPTIONAL = 0x10, 0x8000
CHEAP = (8192, 1, 1)    # memory in KiB, passes, lanes
DERIVED_TYPES = (1, 4)
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def counting(first, length):
    return bytes(range(first, first + length))


PASSPHRASE = "correct horse battery staple"
RECOVERY_KEY = counting(0xa0, 20)
KEY_FILE = counting(0x00, 32)


# ---- Primitives ----

def hkdf(ikm, salt, info, length):
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(ikm)


def seal(key, aad, plain, nonce=bytes(12)):
    return AESGCM(key).encrypt(nonce, plain, aad)


def flip(data, at):
    """One bit turned over; `at` may count from the end."""
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def spell_recovery_key(key):
    number = int.from_bytes(key, "big") << 20
    number |= int.from_bytes(hashlib.sha256(b"totp-recovery/1" + key).digest()[:3], "big") >> 4
    digits = "".join(DIGITS[number >> shift & 31] for shift in range(175, -1, -5))
    return "TRK1-" + "-".join(digits[at:at + 6] for at in range(0, 36, 6))


def spell_key_file(key):
    return f"totp-keyfile/1\n{base64.b64encode(key).decode()}\n{hashlib.sha256(key).hexdigest()[:8]}\n".encode()


# ---- A vault, each part of which can be made otherwise ----

@dataclasses.dataclass(frozen=True)
class Slot:
    type: int
    passphrase: str = PASSPHRASE
    recovery_key: bytes = RECOVERY_KEY
    key_file: bytes = KEY_FILE
    id: int = None              # its place among the slots, from 1
    kdf: int = None             # what the type demands
    cost: tuple = CHEAP
    parameters: bytes = None    # the cost, for slots with a derivation
    derived: bool = True        # False: as the cost allows no derivation, what it would make is filled in
    seed: str = None            # the vault that the slot was made for, if that is another one
    vault_key: bytes = None
    aad: object = None          # what AES-GCM binds besides the key, made from what it should be
    change: object = None       # of the finished value

    def value(self, vault, place):
        slot_id = place if self.id is None else self.id
        home = vault if self.seed is None else dataclasses.replace(vault, seed=self.seed)
        kdf = (1 if self.type in DERIVED_TYPES else 0) if self.kdf is None else self.kdf
        parameters = (struct.pack(">IIB", *self.cost) if kdf == 1 else b"") if self.parameters is None else self.parameters
        salt = home.random(f"salt of slot {slot_id}", 32)
        head = struct.pack(">HBB32sH", slot_id, self.type, kdf, salt, len(parameters)) + parameters
        if self.derived and self.type in (1, 2, 3, 4):
            kk = hkdf(self.ikm(salt), salt, b"totp-vault/1 slot" + home.vault_id + head, 64)
            aad = home.vault_id + head + kk[32:]
            wrapped = seal(kk[:32], self.aad(aad) if self.aad else aad, self.vault_key or home.vault_key)
            value = head + kk[32:] + wrapped
        else:
            value = head + home.random(f"slot {slot_id}", 80)
        return self.change(value) if self.change else value

    def ikm(self, salt):
        if self.type == 2:
            return self.recovery_key
        memory, passes, lanes = self.cost
        stretched = b""
        if self.type in DERIVED_TYPES:
            text = unicodedata.normalize("NFC", self.passphrase).encode()
            stretched = hash_secret_raw(text, salt, passes, memory, lanes, 32, Type.ID, 0x13)
        return stretched + (self.key_file if self.type in (3, 4) else b"")


BY_PASSPHRASE, BY_RECOVERY_KEY, BY_KEY_FILE, BY_BOTH = Slot(1), Slot(2), Slot(3), Slot(4)

DOCUMENT = ('{"format":1,"entries":[{"id":"5d1f0c3e-0000-4000-8000-000000000001","issuer":"Example","account":"alice",'
            '"type":"totp","secret":"MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=","algorithm":"SHA1","digits":6,"period":30}]}')


@dataclasses.dataclass(frozen=True)
class Vault:
    seed: str
    version: int = 1
    flags: int = 0
    generation: int = 1
    parents: bytes = b""
    aead: int = 1
    slots: tuple = (BY_RECOVERY_KEY,)
    optional: tuple = ()            # pairs of tag and value
    json: object = DOCUMENT         # text or bytes
    size: int = None                # of the plaintext; the least power of two that holds it
    plain: object = None            # changes the plaintext
    payload_length: int = None      # stated, if not the real one
    fields: object = None           # changes the list of (tag, value)
    block: object = None            # changes the fields' bytes
    length: int = None              # H, if not the real one
    signed: dict = None             # how the vault differs that the MAC is of
    mac: object = None              # changes the MAC
    sealed: dict = None             # how the vault differs that the payload was made for
    bound: object = None            # changes what AES-GCM binds besides the payload's key
    nonce: bytes = bytes(12)
    payload: object = None          # changes the ciphertext with its tag
    file: object = None             # changes the finished file

    def random(self, what, length):
        return hashlib.shake_256(f"totp test vector/{self.seed}/{what}".encode()).digest(length)

    @property
    def vault_id(self):
        return self.random("vault id", 16)

    @property
    def vault_key(self):
        return self.random("vault key", 32)

    @property
    def save_id(self):
        return self.random(f"save id {self.generation}", 16)

    @property
    def payload_salt(self):
        return self.random(f"payload salt {self.generation}", 32)

    @property
    def plaintext(self):
        text = self.json.encode() if isinstance(self.json, str) else self.json
        size = self.size or max(8192, 1 << (len(text) + 3).bit_length())
        padded = (struct.pack(">I", len(text)) + text).ljust(size, b"\0")
        return self.plain(padded) if self.plain else padded

    @property
    def head(self):
        """Bytes [0..16+H)."""
        stated = len(self.plaintext) + 16 if self.payload_length is None else self.payload_length
        fields = [(1, self.vault_id), (2, struct.pack(">Q", self.generation)), (3, self.save_id), (4, self.parents),
                  (5, self.payload_salt), (6, bytes([self.aead])), (7, struct.pack(">I", stated))]
        fields += [(SLOT, slot.value(self, place)) for place, slot in enumerate(self.slots, 1)]
        fields += self.optional
        if self.fields:
            fields = self.fields(fields)
        block = b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in fields)
        if self.block:
            block = self.block(block)
        return MAGIC + struct.pack(">HHI", self.version, self.flags, len(block) if self.length is None else self.length) + block

    def differing(self, changes):
        return dataclasses.replace(self, signed=None, sealed=None, **changes) if changes else self

    def header(self, head):
        signed = self.differing(self.signed)
        key = hkdf(self.vault_key, self.vault_id, b"totp-vault/1 header mac", 32)
        mac = hmac.digest(key, signed.head if self.signed else head, "sha256")
        return head + (self.mac(mac) if self.mac else mac)

    def ciphertext(self, header):
        key = hkdf(self.vault_key, self.payload_salt, b"totp-vault/1 payload" + self.vault_id, 32)
        return seal(key, self.bound(header) if self.bound else header, self.plaintext, self.nonce)

    def build(self):
        header = self.header(self.head)
        other = self.differing(self.sealed)
        payload = other.ciphertext(other.header(other.head) if self.sealed else header)
        file = header + (self.payload(payload) if self.payload else payload)
        return self.file(file) if self.file else file


class Example(Vault):
    """Section 7 of the page: bytes that count instead of random ones."""
    vault_id, vault_key, save_id = counting(0x40, 16), counting(0x00, 32), counting(0x50, 16)
    payload_salt = counting(0x60, 32)

    def random(self, what, length):
        return counting({"salt of slot 1": 0x80, "salt of slot 2": 0xa0}[what], length)


def ghash_product(x, y):
    """In the field of GCM: the first bit is the lowest power, and x^128 = x^7 + x^2 + x + 1."""
    product = 0
    for bit in range(127, -1, -1):
        if y >> bit & 1:
            product ^= x
        x = x >> 1 ^ (0xe1 << 120 if x & 1 else 0)
    return product


def ghash_power(x, exponent):
    product = 1 << 127
    while exponent:
        if exponent & 1:
            product = ghash_product(product, x)
        x, exponent = ghash_product(x, x), exponent >> 1
    return product


class TwoKeySlot(Vault):
    """The slot's ciphertext and tag are good under the keys of two recovery keys, which AES-GCM allows: its tag is a
    polynomial in a value that depends on the key, and one free block makes two of them equal."""

    @property
    def head_and_keys(self):
        salt = self.random("salt of slot 1", 32)
        head = struct.pack(">HBB32sH", 1, 2, 0, salt, 0)
        return head, [hkdf(key, salt, b"totp-vault/1 slot" + self.vault_id + head, 64) for key in (RECOVERY_KEY, OTHER_KEY)]

    @property
    def crafted(self):
        """Wrapped key, and what the first recovery key decrypts it to."""
        head, keys = self.head_and_keys
        aad = self.vault_id + head + keys[0][32:]
        padded = aad.ljust(-(-len(aad) // 16) * 16, b"\0")
        first = self.random("first block", 16)
        lengths = struct.pack(">QQ", 8 * len(aad), 8 * 32)
        constants, squares, streams = [], [], []
        for key in keys:
            encryptor = Cipher(algorithms.AES(key[:32]), modes.ECB()).encryptor()
            blocks = [encryptor.update(block) for block in
                      (bytes(16), *(bytes(12) + struct.pack(">I", counter) for counter in (1, 2, 3)))]
            hash_key = int.from_bytes(blocks[0], "big")
            constant = 0
            text = padded + first + bytes(16) + lengths
            for at in range(0, len(text), 16):
                constant = ghash_product(constant ^ int.from_bytes(text[at:at + 16], "big"), hash_key)
            constants.append(constant ^ int.from_bytes(blocks[1], "big"))
            squares.append(ghash_product(hash_key, hash_key))
            streams.append(blocks[2] + blocks[3])
        last = ghash_product(constants[0] ^ constants[1], ghash_power(squares[0] ^ squares[1], (1 << 128) - 2))
        tag = constants[0] ^ ghash_product(last, squares[0])
        text = first + last.to_bytes(16, "big")
        wrapped = text + tag.to_bytes(16, "big")
        opened = [AESGCM(key[:32]).decrypt(bytes(12), wrapped, aad) for key in keys]    # raises if one did not fit
        assert opened[0] != opened[1] and opened[0] == bytes(a ^ b for a, b in zip(text, streams[0]))
        return wrapped, opened[0]

    @property
    def vault_key(self):
        return self.crafted[1]

    @property
    def head(self):
        head, keys = self.head_and_keys
        value = head + keys[0][32:] + self.crafted[0]
        made = dataclasses.replace(self, slots=(), fields=lambda fields: [*fields, (SLOT, value)])
        return Vault.head.fget(made)


# ---- What is presented to open a vault ----

def passphrase(text=PASSPHRASE):
    return {"passphrase": text}


def passphrase_bytes(data):
    return {"passphrase-hex": data.hex()}


def recovery_key(key=RECOVERY_KEY):
    return {"recovery-key": spell_recovery_key(key) if isinstance(key, bytes) else key}


def key_file(key=KEY_FILE):
    return {"key-file-hex": (spell_key_file(key) if len(key) == 32 else key).hex()}


# ---- The table ----

VECTORS = {}
LAYERS = ("success", "magic", "sizes", "version", "fields", "kdf-bounds", "secret", "slot", "header", "payload", "padding", "json")


def add(expect, what, comment, secret, more, kind, changes):
    name = f"{'valid' if expect == 'success' else expect}-{what}"
    if name in VECTORS:
        raise ValueError(f"two vectors are called {name}")
    vault = kind(name, **changes)
    lines = {"comment": comment, "expect": expect, **(recovery_key() if secret is None else secret), **more(vault)}
    text = "".join(f"{key}: {value}\n" for key, value in lines.items()) + "\n"
    VECTORS[name] = expect, text.encode() + vault.build()


def one_line(name):
    return "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in name)


def valid(what, comment, names=("Example:alice",), accounts=None, secret=None, kind=Vault, **changes):
    def more(vault):
        text = vault.json.encode() if isinstance(vault.json, str) else vault.json
        lines = {"json-sha256": hashlib.sha256(text).hexdigest(), "accounts": len(names) if accounts is None else accounts}
        return lines | ({"names": " | ".join(map(one_line, names))} if names else {})
    add("success", what, comment, secret, more, kind, changes)


def refused(layer, what, comment, secret=None, later=False, kind=Vault, **changes):
    add(layer, what, comment, secret, lambda vault: {"later": "yes"} if later else {}, kind, changes)


OTHER_KEY = counting(0xc0, 20)
FILLER = Slot(99)
# Its text has many digits 0 and 1.
MISREAD_KEY = bytes.fromhex("0000108421") + bytes(14) + b"\x21"
# Its first four digits spell the prefix.
PREFIX_KEY = (int("".join(f"{DIGITS.index(c):05b}" for c in "TRK1"), 2) << 140).to_bytes(20, "big")


def misread(key):
    zeros, ones = itertools.cycle("oO0"), itertools.cycle("iIlL1")
    text = "".join(next(zeros) if c == "0" else next(ones) if c == "1" else c for c in spell_recovery_key(key)[5:])
    return text.replace("-", " \t\n\v\f\r--")


def without(tag):
    return lambda fields: [field for field in fields if field[0] != tag]


def with_value(tag, change):
    return lambda fields: [(t, change(value)) if t == tag else (t, value) for t, value in fields]


def with_field(tag, value):
    """In its place by the order of tags."""
    return lambda fields: sorted([*fields, (tag, value)], key=lambda field: field[0])


def slot_with(change):
    return (dataclasses.replace(BY_RECOVERY_KEY, change=change),)


# The example comes first, then the rest in the order of the layers.

def ways_in():
    both = passphrase() | key_file()
    valid("example-passphrase", "Section 7 of the format page, byte for byte.", secret=passphrase(), kind=Example,
          slots=(Slot(1, cost=(65536, 3, 1)), BY_RECOVERY_KEY))
    valid("example-recovery-key", "The same file by its other slot.", kind=Example,
          slots=(Slot(1, cost=(65536, 3, 1)), BY_RECOVERY_KEY))
    valid("passphrase", "One slot of type 1.", secret=passphrase(), slots=(BY_PASSPHRASE,))
    valid("recovery-key", "One slot of type 2.")
    valid("key-file", "One slot of type 3.", secret=key_file(), slots=(BY_KEY_FILE,))
    valid("passphrase-and-key-file", "One slot of type 4, whose ikm is both secrets joined.", secret=both, slots=(BY_BOTH,))
    every = (BY_PASSPHRASE, BY_RECOVERY_KEY, BY_KEY_FILE, BY_BOTH)
    valid("all-types-by-passphrase", "A passphrase alone is tried on type 1, not on type 4.", secret=passphrase(), slots=every)
    valid("all-types-by-key-file", "A key file alone is tried on type 3, not on type 4.", secret=key_file(), slots=every)
    valid("all-types-by-both", "Both secrets together are tried on type 4, not on types 1 and 3.", secret=both,
          slots=(Slot(1, "other"), Slot(3, key_file=counting(0x80, 32)), BY_RECOVERY_KEY, BY_BOTH))
    valid("16-slots", "As many slots as there may be; the last one opens, and the ids go up to 65535.",
          slots=tuple(Slot(2, recovery_key=counting(place, 20), id=place * 4095) for place in range(1, 16))
          + (Slot(2, id=65535),))
    valid("four-derivations", "As many slots with a derivation as there may be; the last one opens.", secret=passphrase(),
          slots=(Slot(1, "one"), Slot(1, "two"), Slot(1, "three"), BY_PASSPHRASE))
    valid("unknown-slots", "Slots of later types have any kdf, parameters up to 4096 bytes and any order among the others.",
          slots=(Slot(5, parameters=b""), Slot(0, kdf=255, parameters=bytes(4096)), BY_RECOVERY_KEY,
                 Slot(255, parameters=b"key id")))
    valid("unknown-slot-with-hostile-parameters", "The bounds of Argon2id are not for slots of types that are not known.",
          slots=(Slot(9, kdf=1, parameters=b"\xff" * 9), BY_RECOVERY_KEY))
    valid("passphrase-decomposed", "The passphrase is presented in normal form D; the slot was made of normal form C.",
          secret=passphrase_bytes(unicodedata.normalize("NFD", "Äpfel für Ångström, 한글").encode()),
          slots=(Slot(1, "Äpfel für Ångström, 한글"),))
    valid("passphrase-composition-excluded", "U+0958 is not in normal form C: there it is two characters, and stays so.",
          secret=passphrase_bytes("\u0958".encode()), slots=(Slot(1, "\u0915\u093c"),))
    valid("passphrase-line-feed", "One line feed behind the passphrase in a file is not part of it.",
          secret=passphrase_bytes(PASSPHRASE.encode() + b"\n"), slots=(BY_PASSPHRASE,))
    valid("passphrase-crlf", "Nor is CR LF.", secret=passphrase_bytes(PASSPHRASE.encode() + b"\r\n"), slots=(BY_PASSPHRASE,))
    valid("passphrase-blanks", "Blanks at the ends belong to a passphrase.", secret=passphrase_bytes(b"  two blanks  "),
          slots=(Slot(1, "  two blanks  "),))
    valid("passphrase-private-use", "Characters beyond the first plane, unassigned ones and U+FEFF are taken.",
          secret=passphrase_bytes("\ufeff\U0010fffd\u0378😀".encode()), slots=(Slot(1, "\ufeff\U0010fffd\u0378😀"),))
    spelt = spell_recovery_key(RECOVERY_KEY)
    valid("recovery-key-lower-case", "Either case is taken.", secret=recovery_key(spelt.lower()))
    valid("recovery-key-without-prefix", "The prefix and the dashes may be missing.",
          secret=recovery_key(spelt[5:].replace("-", "")))
    valid("recovery-key-misread", "O is taken for 0, I and L for 1, and white space of ASCII and dashes are passed over.",
          secret={"recovery-key-hex": misread(MISREAD_KEY).encode().hex()}, slots=(Slot(2, recovery_key=MISREAD_KEY),))
    valid("recovery-key-like-prefix", "A key whose first characters are those of the prefix, written without prefix.",
          secret=recovery_key(spell_recovery_key(PREFIX_KEY)[5:].replace("-", "")),
          slots=(Slot(2, recovery_key=PREFIX_KEY),))
    valid("key-file-crlf", "A key file whose line ends were converted.", secret=key_file(spell_key_file(KEY_FILE).replace(
        b"\n", b"\r\n")), slots=(BY_KEY_FILE,))
    valid("key-file-no-line-end", "A key file without its last line feed.", secret=key_file(spell_key_file(KEY_FILE)[:-1]),
          slots=(BY_KEY_FILE,))
    valid("key-file-line-ends", "A key file with more line ends behind it.", secret=key_file(
        spell_key_file(KEY_FILE) + b"\n\r\n\n"), slots=(BY_KEY_FILE,))
    valid("largest-costs", "The greatest costs of slots that are not tried.",
          slots=(Slot(1, cost=(1048576, 4, 16), derived=False), Slot(1, cost=(209715, 20, 1), derived=False),
                 BY_RECOVERY_KEY))
    valid("most-passes-and-lanes", "The most passes and lanes, with the least memory.", secret=passphrase(),
          slots=(Slot(1, cost=(8192, 20, 16)),))
    valid("slot-crafted-for-two-keys", "The slot's AES-GCM is good under two recovery keys; the commitment is this one's.",
          kind=TwoKeySlot)


def headers():
    valid("one-parent", "Saved once after it was made.", generation=2, parents=counting(0x10, 16))
    valid("two-parents", "Saved after a merge.", generation=3, parents=counting(0x10, 32))
    valid("parents-not-checked", "What the parents are is not checked: both are the same and there are none at generation 7.",
          generation=7, parents=bytes(32))
    valid("largest-generation", "2^63-1.", generation=(1 << 63) - 1)
    valid("optional-fields", "Optional fields that no reader knows, one of them empty, at both ends of the range of tags.",
          optional=((FIRST_OPTIONAL, b""), (0x8001, b"later"), (0xffff, counting(0, 255))))
    valid("largest-header", "H = 65536.", fields=lambda fields: [*fields, (FIRST_OPTIONAL, bytes(
        65536 - sum(4 + len(value) for _, value in fields) - 4))])
    valid("payload-16k", "A payload that needs 16 KiB.", json=entries(entry('"note":"' + "x" * 8000 + '"')), names=[ID])
    valid("payload-8k-full", "The JSON ends where the plaintext does, without padding.",
          json=entries(entry()).ljust(8188), names=[ID])
    valid("payload-8k-full-plus-one", "One byte more, and the plaintext has 16 KiB.", json=entries(entry()).ljust(8189), names=[ID])
    valid("payload-larger-than-needed", "A reader takes any size that the header may state.", size=32768)

    refused("magic", "empty", "A file without a byte.", file=lambda file: b"")
    refused("magic", "cut-in-other-magic", "Three bytes that are not the magic's.", file=lambda file: b"\x89PN")
    refused("magic", "eighth-bit-cleared", "A transfer that knows seven bits only.",
            file=lambda file: bytes([file[0] & 0x7f]) + file[1:])
    refused("magic", "crlf-to-lf", "Line ends were converted.", file=lambda file: file.replace(b"\r\n", b"\n"))
    refused("magic", "lf-to-crlf", "Line ends were converted the other way.",
            file=lambda file: file.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    refused("magic", "last-byte", "The magic is compared to its end.", file=lambda file: flip(file, 7))
    refused("magic", "byte-order-mark", "An editor put a byte order mark before it.", file=lambda file: b"\xef\xbb\xbf" + file)
    refused("magic", "line-feed-before", "A line feed stands before it.", file=lambda file: b"\n" + file)
    refused("magic", "base64", "The file as base64.", file=base64.encodebytes)
    refused("magic", "gzip", "The file in gzip.", file=lambda file: stored_gzip(file))
    refused("magic", "conflict-markers", "What git leaves when it merges a file as text.",
            file=lambda file: b"<<<<<<< HEAD\n" + file + b"=======\n" + file + b">>>>>>> theirs\n")

    refused("sizes", "cut-in-magic", "An early end within the magic is an early end.", file=lambda file: file[:5])
    refused("sizes", "cut-in-prefix", "Fifteen bytes.", file=lambda file: file[:15])
    refused("sizes", "cut-in-fields", "The fields go on beyond the end.", file=lambda file: file[:80])
    refused("sizes", "cut-before-payload", "A header without a payload.", file=lambda file: file[:-8208])
    refused("sizes", "last-byte-missing", "One byte less than the least payload.", file=lambda file: file[:-1])
    refused("sizes", "last-byte-missing-16k", "Cut, but still as long as a small vault.", size=16384, file=lambda file: file[:-1])
    refused("sizes", "sector-missing", "The last sector of 512 bytes did not reach the disk.", size=16384,
            file=lambda file: file[:-512])
    refused("sizes", "one-byte-more", "A byte behind the payload.", file=lambda file: file + b"\0")
    refused("sizes", "line-feed-behind", "An editor put a line feed behind it.", file=lambda file: file + b"\n")
    refused("sizes", "doubled", "The file twice.", file=lambda file: file + file)
    refused("sizes", "fields-length-0", "H = 0.", length=0)
    refused("sizes", "fields-length-65537", "H = 65537, and the fields have that length.", fields=lambda fields: [
        *fields, (FIRST_OPTIONAL, bytes(65537 - sum(4 + len(value) for _, value in fields) - 4))])
    refused("sizes", "fields-length-largest", "H = 2^32-1.", length=0xffffffff)
    refused("sizes", "fields-length-sign", "H = 2^31, which is negative where integers are signed.", length=0x80000000)
    refused("sizes", "fields-length-beyond", "H goes beyond the file.", length=60000)
    refused("sizes", "payload-shorter-than-stated", "The header states 16 KiB, and 8 are there.", payload_length=16400)
    refused("sizes", "payload-longer-than-stated", "The header states 8 KiB, and 16 are there.", size=16384, payload_length=8208)

    for version in (0, 2, 65535):
        refused("version", f"{version}", f"Version {version}.", later=True, version=version)
    for bit in (0, 7, 15):
        refused("version", f"flag-{bit}", f"Critical flag {1 << bit:#06x}.", later=True, flags=1 << bit)


def fields():
    for tag, name in enumerate(("vault-id", "generation", "save-id", "parents", "payload-salt", "aead", "payload-length"), 1):
        text = name.replace("-", " ")
        refused("fields", f"{name}-missing", f"There is no {text}.", fields=without(tag))
        refused("fields", f"{name}-twice", f"The {text} stands twice.", fields=lambda fields, tag=tag: [
            field for field in fields for _ in range(2 if field[0] == tag else 1)])
        refused("fields", f"{name}-longer", f"The {text} has a byte too many.", fields=with_value(tag, lambda v: v + b"\0"))
        if name != "parents":
            refused("fields", f"{name}-shorter", f"The {text} lacks a byte.", fields=with_value(tag, lambda v: v[1:]))
    refused("fields", "parents-three", "Three parents.", parents=bytes(48))
    refused("fields", "parents-half", "Half a parent.", parents=bytes(8))
    refused("fields", "order", "Save id before generation.", fields=lambda fields: [fields[0], fields[2], fields[1], *fields[3:]])
    refused("fields", "slot-before-others", "A slot before the fields with lower tags.",
            fields=lambda fields: [fields[-1], *fields[:-1]])
    refused("fields", "optional-order", "Optional fields ascend as well.", optional=((0x8001, b""), (0x8000, b"")))
    refused("fields", "optional-twice", "An optional field stands once.", optional=((0x8000, b""), (0x8000, b"")))
    refused("fields", "optional-before-slot", "An optional field before the slot.",
            fields=lambda fields: [*fields[:-1], (0x8000, b""), fields[-1]])
    for tag in (0, 8, 0xf, 0x11, 0x7fff):
        refused("fields", f"tag-{tag:04x}", f"A field {tag:#06x}, which a reader may not pass over.", later=True,
                fields=with_field(tag, b"later"))
    refused("fields", "tag-cut", "A single byte behind the last field.", block=lambda block: block + b"\x80")
    refused("fields", "length-cut", "Three bytes behind the last field.", block=lambda block: block + b"\x80\0\0")
    refused("fields", "beyond-the-end", "A field that goes on beyond the fields.", block=lambda block: block + b"\x80\0\0\1")
    refused("fields", "generation-0", "The least generation is 1.", generation=0)
    refused("fields", "generation-2-63", "2^63, which is negative where integers are signed.", generation=1 << 63)
    refused("fields", "aead-0", "There is no AEAD 0.", later=True, aead=0)
    refused("fields", "aead-2", "AEAD 2 is reserved.", later=True, aead=2)
    for length in (0, 15, 16, 17, 4112, 8207, 8209, 12304, (1 << 25) + 16, (1 << 31) + 16, 0xffffffff):
        refused("fields", f"payload-length-{length}", f"A payload length of {length}, which no header may state.",
                payload_length=length)
    refused("fields", "payload-length-not-a-power", "A plaintext of 12288 bytes, as the header states.", size=12288)


def slots():
    refused("fields", "no-slot", "There is no slot.", slots=())
    refused("fields", "17-slots", "One slot more than there may be; the first one opens.",
            slots=(BY_RECOVERY_KEY, *(Slot(2, recovery_key=counting(place, 20)) for place in range(2, 18))))
    refused("fields", "only-unknown-slots", "No slot has a type of 1 to 4.", slots=(FILLER, Slot(5)))
    refused("fields", "five-derivations", "One slot with a derivation more than there may be.",
            slots=(BY_RECOVERY_KEY, *(Slot(1, text) for text in ("one", "two", "three", "four", "five"))))
    refused("fields", "five-kdfs", "A slot of an unknown type counts if its kdf is not 0.",
            slots=(BY_RECOVERY_KEY, *(Slot(1, text) for text in ("one", "two", "three", "four")), Slot(99, kdf=7)))
    refused("fields", "slot-id-0", "The least slot id is 1.", slots=(Slot(2, id=0),))
    refused("fields", "slot-ids-equal", "Two slots with one id.", slots=(BY_RECOVERY_KEY, Slot(2, id=1, recovery_key=OTHER_KEY)))
    refused("fields", "slot-ids-descending", "Slot 2 before slot 1.", slots=(Slot(2, id=2), Slot(2, id=1, recovery_key=OTHER_KEY)))
    refused("fields", "slot-ids-descending-unknown", "Slots of unknown types keep the order, too.",
            slots=(Slot(2, id=2), Slot(99, id=1)))
    for type_, name, bad in ((1, "passphrase", (0, 2)), (2, "recovery-key", (1, 2)), (3, "key-file", (1, 2)),
                             (4, "both", (0, 2))):
        for kdf in bad:
            parameters = struct.pack(">IIB", *CHEAP) if kdf else b""
            refused("fields", f"{name}-with-kdf-{kdf}", f"A slot of type {type_} with kdf {kdf}.",
                    slots=(BY_RECOVERY_KEY, Slot(type_, kdf=kdf, parameters=parameters)))
    refused("fields", "parameters-8-bytes", "A passphrase's slot with too few parameters.",
            slots=(BY_RECOVERY_KEY, Slot(1, parameters=struct.pack(">IIB", *CHEAP)[:8])))
    refused("fields", "parameters-10-bytes", "A passphrase's slot with too many.",
            slots=(BY_RECOVERY_KEY, Slot(1, parameters=struct.pack(">IIBB", *CHEAP, 0))))
    refused("fields", "parameters-of-recovery-key", "A recovery key's slot with parameters.", slots=(Slot(2, parameters=b"\0"),))
    refused("fields", "parameters-of-key-file", "A key file's slot with parameters.",
            slots=(BY_RECOVERY_KEY, Slot(3, parameters=bytes(9))))
    refused("fields", "parameters-4097", "Parameters are at most 4096 bytes, whatever the type.",
            slots=(BY_RECOVERY_KEY, Slot(99, parameters=bytes(4097))))
    refused("fields", "parameters-beyond-slot", "The length of the parameters goes beyond the slot.",
            slots=(BY_RECOVERY_KEY, Slot(99, change=lambda value: value[:36] + b"\x0f\xff" + value[38:])))
    refused("fields", "slot-empty", "A slot without a byte.", slots=(BY_RECOVERY_KEY, Slot(99, change=lambda value: b"")))
    refused("fields", "slot-37-bytes", "A slot that ends before its parameters' length does.",
            slots=(BY_RECOVERY_KEY, Slot(99, change=lambda value: value[:37])))
    refused("fields", "slot-shorter", "A slot that lacks a byte of its wrapped key.", slots=slot_with(lambda value: value[:-1]))
    refused("fields", "slot-longer", "A slot with a byte behind its wrapped key.", slots=slot_with(lambda value: value + b"\0"))
    refused("fields", "unknown-slot-longer", "The layout of a slot is the same for types that are not known.",
            slots=(BY_RECOVERY_KEY, Slot(99, change=lambda value: value + b"\0")))

    # The recovery key's slot opens: a reader that looks only at the slots it tries, or not at all, goes through.
    for name, cost in (("memory-0", (0, 1, 1)), ("memory-8191", (8191, 1, 1)), ("memory-1048577", (1048577, 1, 1)),
                       ("memory-2-31", (1 << 31, 1, 1)), ("memory-largest", (0xffffffff, 1, 1)),
                       ("passes-0", (8192, 0, 1)), ("passes-21", (8192, 21, 1)), ("passes-largest", (8192, 0xffffffff, 1)),
                       ("lanes-0", (8192, 1, 0)), ("lanes-17", (8192, 1, 17)), ("lanes-255", (8192, 1, 255)),
                       ("product", (1048576, 5, 1)), ("product-by-one", (209716, 20, 1)),
                       ("product-overflow", (0x10000, 0x10000, 1))):
        refused("kdf-bounds", name, "Memory {} KiB, {} passes, {} lanes in a slot that is not tried.".format(*cost),
                slots=(Slot(1, cost=cost, derived=False), BY_RECOVERY_KEY))
    refused("kdf-bounds", "type-4", "The bounds are for slots of type 4 as well.",
            slots=(BY_RECOVERY_KEY, Slot(4, cost=(8192, 21, 1), derived=False)))
    refused("kdf-bounds", "tried-slot", "The slot that opens, with a derivation that works and may not be made.",
            secret=passphrase(), slots=(Slot(1, cost=(8192, 21, 1)),))
    refused("kdf-bounds", "later-slot", "All slots are looked at before the first derivation.", secret=passphrase(),
            slots=(BY_PASSPHRASE, Slot(1, cost=(0xffffffff, 20, 1), derived=False)))


def secrets():
    every = (BY_PASSPHRASE, BY_RECOVERY_KEY, BY_KEY_FILE, BY_BOTH)
    refused("secret", "wrong-passphrase", "Another passphrase.", secret=passphrase("correct horse battery stapler"),
            slots=(BY_PASSPHRASE,))
    refused("secret", "passphrase-case", "Case counts.", secret=passphrase(PASSPHRASE.upper()), slots=(BY_PASSPHRASE,))
    refused("secret", "passphrase-blank-behind", "So do blanks at the end.", secret=passphrase_bytes(PASSPHRASE.encode() + b" "),
            slots=(BY_PASSPHRASE,))
    refused("secret", "passphrase-compatibility", "Normal form C keeps U+FB01 apart from fi; KC would not.",
            secret=passphrase("ﬁ passphrase"), slots=(Slot(1, "fi passphrase"),))
    refused("secret", "passphrase-empty", "An empty passphrase is none.", secret=passphrase_bytes(b""), slots=(Slot(1, ""),))
    refused("secret", "passphrase-only-line-feed", "Nothing but the line feed that is not part of it.",
            secret=passphrase_bytes(b"\n"), slots=(Slot(1, ""),))
    refused("secret", "passphrase-two-line-feeds", "Only one line feed is taken off; the other is a control character.",
            secret=passphrase_bytes(PASSPHRASE.encode() + b"\n\n"), slots=(Slot(1, PASSPHRASE + "\n"),))
    for code in (0x00, 0x09, 0x1b, 0x7f, 0x85):
        refused("secret", f"passphrase-control-{code:02x}", f"The control character U+{code:04X} in a passphrase.",
                secret=passphrase_bytes(f"pass{chr(code)}phrase".encode()), slots=(Slot(1, f"pass{chr(code)}phrase"),))
    refused("secret", "passphrase-latin-1", "A passphrase that is not UTF-8.", secret=passphrase_bytes(b"caf\xe9"),
            slots=(Slot(1, "caf\ufffd"),))
    refused("secret", "passphrase-without-slot", "No slot of this vault takes a passphrase.", secret=passphrase())
    refused("secret", "passphrase-for-both", "A slot of type 4 does not open by its passphrase alone.", secret=passphrase(),
            slots=(BY_BOTH,))
    refused("secret", "key-file-for-both", "Nor by its key file alone.", secret=key_file(), slots=(BY_BOTH,))
    refused("secret", "both-for-either", "Both secrets together are not tried on slots that want one.",
            secret=passphrase() | key_file(), slots=(BY_PASSPHRASE, BY_KEY_FILE))
    refused("secret", "both-with-wrong-key-file", "The right passphrase with another key file.",
            secret=passphrase() | key_file(counting(0x80, 32)), slots=every)
    refused("secret", "wrong-recovery-key", "Another vault's recovery key.", secret=recovery_key(OTHER_KEY))
    spelt = spell_recovery_key(RECOVERY_KEY)
    refused("secret", "recovery-key-mistyped", "Two characters are exchanged, and the check characters tell it.",
            secret=recovery_key(spelt[:5] + spelt[6] + spelt[5] + spelt[7:]))
    refused("secret", "recovery-key-check", "The last check character is another.", secret=recovery_key(spelt[:-1] + "5"))
    refused("secret", "recovery-key-short", "A character is missing.", secret=recovery_key(spelt[:-1]))
    refused("secret", "recovery-key-long", "A character too many.", secret=recovery_key(spelt + "0"))
    refused("secret", "recovery-key-u", "U is not a digit of this base32.", secret=recovery_key(spelt.replace("T", "U")))
    refused("secret", "recovery-key-prefix-2", "The prefix is that of another version.",
            secret=recovery_key(spelt.replace("TRK1", "TRK2")))
    refused("secret", "recovery-key-full-width", "Digits beyond ASCII are none.", secret=recovery_key(spelt.replace("2", "２")))
    refused("secret", "recovery-key-long-s", "Nor are letters whose upper case is an S.",
            secret=recovery_key(spelt.replace("S", "ſ")))
    refused("secret", "recovery-key-no-break-space", "Nor is white space beyond ASCII passed over.",
            secret=recovery_key(spelt.replace("-", "\u00a0")))
    refused("secret", "wrong-key-file", "Another key file.", secret=key_file(counting(0x80, 32)), slots=(BY_KEY_FILE,))
    text = spell_key_file(KEY_FILE)
    for name, comment, bad in (
            ("check", "The check digits do not fit.", text.replace(b"630dcd29", b"630dcd28")),
            ("check-upper-case", "The check digits are lower case.", text.replace(b"630dcd29", b"630DCD29")),
            ("title", "A later version of the key file.", text.replace(b"file/1", b"file/2")),
            ("line-before", "A line feed before the title.", b"\n" + text),
            ("byte-order-mark", "A byte order mark before the title.", b"\xef\xbb\xbf" + text),
            ("blank-behind", "A blank behind the check digits.", text[:-1] + b" \n"),
            ("one-line", "Without the line feed in the middle.", text.replace(b"=\n", b"=")),
            ("no-padding", "Base64 without its padding.", text.replace(b"=", b"")),
            ("stray-bits", "The unused bits of the last character are not zero.", text.replace(b"8=", b"9=")),
            ("lone-cr", "CR alone is not a line end.", text.replace(b"\n", b"\r")),
            ("raw", "The 32 bytes as they are.", KEY_FILE + b"\n")):
        refused("secret", f"key-file-{name}", comment, secret=key_file(bad), slots=(BY_KEY_FILE,))
    refused("secret", "commitment", "A bit of the commitment is turned over.", slots=slot_with(lambda v: flip(v, 38)))
    refused("secret", "commitment-end", "The commitment is compared to its end.", slots=slot_with(lambda v: flip(v, 69)))
    refused("secret", "salt", "A bit of the slot's salt is turned over.", slots=slot_with(lambda v: flip(v, 4)))
    refused("secret", "slot-id", "A slot under another id.", slots=slot_with(lambda v: b"\0\2" + v[2:]))
    refused("secret", "slot-type", "A slot without a derivation under another type that has none.", secret=key_file(),
            slots=(Slot(2, recovery_key=KEY_FILE, change=lambda v: v[:2] + b"\3" + v[3:]),))
    refused("secret", "cost", "Passes of another number than the slot was made with.", secret=passphrase(),
            slots=(Slot(1, change=lambda v: v[:45] + b"\2" + v[46:]),))
    refused("secret", "slot-of-another-vault", "A slot with the same secret from another vault.", slots=(Slot(2, seed="A"),))
    refused("secret", "slot-crafted-for-two-keys", "The slot's AES-GCM is good under this recovery key as well, the commitment is not.",
            secret=recovery_key(OTHER_KEY), kind=TwoKeySlot)

    refused("slot", "wrapped-key", "A bit of the wrapped key is turned over.", slots=slot_with(lambda v: flip(v, 70)))
    refused("slot", "tag", "A bit of its tag is turned over.", slots=slot_with(lambda v: flip(v, -1)))
    refused("slot", "passphrase-tag", "The same in a passphrase's slot.", secret=passphrase(),
            slots=(Slot(1, change=lambda v: flip(v, -1)),))
    refused("slot", "aad-without-commitment", "A key that was wrapped without binding the commitment.",
            slots=(Slot(2, aad=lambda aad: aad[:-32]),))
    refused("slot", "aad-without-vault-id", "A key that was wrapped without binding the vault id.",
            slots=(Slot(2, aad=lambda aad: aad[16:]),))
    refused("slot", "first-that-fits-decides", "Another slot takes the same secret, but the first whose commitment fits decides.",
            slots=(Slot(2, change=lambda v: flip(v, -1)), BY_RECOVERY_KEY))


def seals():
    refused("header", "mac", "A bit of the MAC is turned over.", mac=lambda mac: flip(mac, 0))
    refused("header", "mac-end", "The MAC is compared to its end.", mac=lambda mac: flip(mac, -1))
    refused("header", "mac-zero", "A MAC of zero bytes.", mac=lambda mac: bytes(32))
    refused("header", "generation", "The generation was set back.", generation=2, signed={"fields": None},
            fields=with_value(2, lambda value: struct.pack(">Q", 1)))
    refused("header", "save-id", "Another save id.", fields=with_value(3, lambda value: flip(value, 0)), signed={"fields": None})
    refused("header", "parents", "The parents were exchanged.", parents=counting(0x10, 32),
            signed={"parents": counting(0x20, 16) + counting(0x10, 16)})
    refused("header", "payload-salt", "Another payload salt.", fields=with_value(5, lambda value: flip(value, 0)),
            signed={"fields": None})
    refused("header", "slot-added", "A slot that takes the attacker's recovery key, without the vault key.",
            slots=(BY_RECOVERY_KEY, Slot(2, recovery_key=OTHER_KEY)), signed={"slots": (BY_RECOVERY_KEY,)})
    refused("header", "slot-removed", "The passphrase's slot was taken out.", slots=(Slot(2, id=2),),
            signed={"slots": (BY_PASSPHRASE, BY_RECOVERY_KEY)})
    refused("header", "other-slot-changed", "A slot that is not tried was changed.",
            slots=(BY_RECOVERY_KEY, Slot(3, change=lambda v: flip(v, 38))), signed={"slots": (BY_RECOVERY_KEY, BY_KEY_FILE)})
    refused("header", "unknown-slot-changed", "A slot of an unknown type was changed.",
            slots=(BY_RECOVERY_KEY, Slot(99, change=lambda v: flip(v, -1))), signed={"slots": (BY_RECOVERY_KEY, FILLER)})
    refused("header", "optional-field-removed", "An optional field was taken out.", signed={"optional": ((0x8000, b"later"),)})
    refused("header", "optional-field-changed", "An optional field was changed.", optional=((0x8000, b"lateR"),),
            signed={"optional": ((0x8000, b"later"),)})
    refused("header", "slot-with-other-key", "The second slot holds another key than the first, which made the MAC.",
            secret=recovery_key(OTHER_KEY), slots=(BY_RECOVERY_KEY, Slot(2, recovery_key=OTHER_KEY, vault_key=counting(0, 32))))

    refused("payload", "first-bit", "A bit of the ciphertext is turned over.", payload=lambda payload: flip(payload, 0))
    refused("payload", "padding-bit", "A bit of the encrypted padding is turned over.", payload=lambda payload: flip(payload, 8000))
    refused("payload", "tag", "A bit of the tag is turned over.", payload=lambda payload: flip(payload, -1))
    refused("payload", "zeros", "The disk lost the payload and reads as zeros.", payload=lambda payload: bytes(len(payload)))
    refused("payload", "sector-zero", "A sector of 512 bytes reads as zeros.",
            payload=lambda payload: payload[:1024] + bytes(512) + payload[1536:])
    refused("payload", "blocks-exchanged", "Two blocks of 4096 bytes are exchanged.",
            payload=lambda payload: payload[4096:8192] + payload[:4096] + payload[8192:])
    refused("payload", "of-another-vault", "The payload of another vault.", sealed={"seed": "payload-of-another-vault, vault A"})
    refused("payload", "of-the-save-before", "An old payload under a new header.", generation=2, sealed={"generation": 1})
    refused("payload", "nonce", "The nonce is not zero.", nonce=bytes(11) + b"\1")
    refused("payload", "mac-not-bound", "A payload that does not bind the MAC before it.", bound=lambda header: header[:-32])
    refused("payload", "nothing-bound", "A payload that binds nothing.", bound=lambda header: b"")

    refused("padding", "length-0", "A JSON without a byte.", plain=lambda plain: bytes(4) + plain[4:])
    refused("padding", "length-0-all-zero", "Nothing but zeros.", plain=lambda plain: bytes(len(plain)))
    refused("padding", "length-one-too-large", "The length goes one byte beyond the plaintext.",
            plain=lambda plain: struct.pack(">I", len(plain) - 3) + plain[4:])
    refused("padding", "length-includes-itself", "The length counts its own four bytes.", json=entries(entry()).ljust(8188),
            plain=lambda plain: struct.pack(">I", len(plain)) + plain[4:])
    refused("padding", "length-largest", "2^32-1.", plain=lambda plain: b"\xff" * 4 + plain[4:])
    refused("padding", "length-sign", "2^31, which is negative where integers are signed.",
            plain=lambda plain: b"\x80\0\0\0" + plain[4:])
    refused("padding", "first-byte", "The first byte behind the JSON is a blank.",
            json=DOCUMENT + " ", plain=lambda plain: struct.pack(">I", len(DOCUMENT)) + plain[4:])
    refused("padding", "last-byte", "The last byte is not zero.", plain=lambda plain: plain[:-1] + b"\1")
    refused("padding", "little-endian", "The length is written the other way round.",
            plain=lambda plain: plain[3::-1] + plain[4:])


def stored_gzip(data):
    """Not compressed, so that no version of zlib makes other bytes; without time and name."""
    stored = b"\1" + struct.pack("<HH", len(data), len(data) ^ 0xffff) + data
    return b"\x1f\x8b\x08" + bytes(6) + b"\xff" + stored + struct.pack("<II", zlib.crc32(data), len(data))


# ---- JSON ----

def identity(number):
    return f"5d1f0c3e-0000-4000-8000-{number:012d}"


ID = identity(1)


def entry(*members, number=1, secret='"MTIz"'):
    """An entry with further members; `secret` is JSON, or None to leave it out."""
    return "{" + ",".join([f'"id":"{identity(number)}"', *([f'"secret":{secret}'] if secret else []), *members]) + "}"


def entries(*texts, more=()):
    return "{" + ",".join(['"format":1', '"entries":[' + ",".join(texts) + "]", *more]) + "}"


def document(*members):
    """Further members of the outermost object."""
    return entries(more=members)


def good_json():
    def good(what, comment, text, names=(), **more):
        valid(f"json-{what}", comment, names, json=text, **more)

    def good_entry(what, comment, *members, name=ID, **more):
        good(what, comment, entries(entry(*members, **more)), [name])

    good("format-only", "Everything but the format may be absent.", '{"format":1}')
    good("defaults", "An entry needs an id and a secret.", entries(entry()), [ID])
    good("every-type", "All types with all their members.", entries(
        entry('"name":"totp"', '"type":"totp"', '"algorithm":"SHA512"', '"digits":8', '"period":60'),
        entry('"name":"hotp"', '"type":"hotp"', '"algorithm":"SHA256"', '"digits":10', '"counter":7', number=2),
        entry('"name":"steam"', '"type":"steam"', '"digits":5', '"period":30', number=3),
        entry('"name":"motp"', '"type":"motp"', '"digits":6', '"period":10', '"pin":"1234"', number=4),
        entry('"name":"yandex"', '"type":"yandex"', '"digits":8', '"period":30', '"pin":"5678"', number=5,
              secret='"MTIzNDU2Nzg5MDEyMzQ1Ng=="'),
        entry('"name":"gost-256"', '"algorithm":"GOST3411-2012-256"', number=6),
        entry('"name":"gost-512"', '"type":"hotp"', '"algorithm":"GOST3411-2012-512"', number=7)),
        ["totp", "hotp", "steam", "motp", "yandex", "gost-256", "gost-512"])
    good("every-type-defaults", "All types with nothing but the type.", entries(*(
        entry(f'"type":"{kind}"', number=number) for number, kind in enumerate(("totp", "hotp", "steam", "motp", "yandex"), 1))),
        [identity(number) for number in range(1, 6)])
    good("every-member", "Every member of the tables, as a writer would have them.", document(
        '"critical":[]', '"tombstones":[{"id":"%s","deleted":"2026-11-23T15:00:00.000Z","rev":3}]' % identity(9),
        '"settings":{}', '"history":["%s"]' % counting(0x10, 16).hex(), '"next_slot":2', '"key_epoch":1', '"slots":[{"id":1,"label":"laptop","created":"2026-11-23T15:00:00.000Z","short":true}]').replace(
        '"entries":[]', '"entries":[' + entry(
            '"name":"alice"', '"type":"totp"', '"issuer":"Example"', '"account":"alice@example.org"', '"algorithm":"SHA1"',
            '"digits":6', '"period":30', '"aliases":["a","b"]', '"tags":["work"]', '"note":"two\\nlines"', '"favorite":true', '"state":"active"',
            '"aws":{"serial":"arn:aws:iam::123456789012:mfa/alice","user":"alice","account_id":"123456789012","partition":"aws"}',
            '"trashed":null', '"created":"2026-11-23T15:00:00.000Z"', '"modified":"2026-11-23T15:00:00.000Z"', '"rev":1') + "]"),
        ["alice"])
    good("meaningless-members", "Members of the table that mean nothing for the entry's type.", entries(
        entry('"name":"a"', '"type":"steam"', '"algorithm":"MD5"', '"counter":1'),
        entry('"name":"b"', '"type":"hotp"', '"period":45', '"pin":"1"', number=2),
        entry('"name":"c"', '"type":"motp"', '"algorithm":"none"', number=3)), ["a", "b", "c"])
    good("names-absent", "A name that is absent is made of issuer and account, of the one that is there, or of the id.", entries(
        entry('"issuer":"Example"', '"account":"alice"'), entry('"issuer":"Example"', number=2),
        entry('"account":"bob"', '"issuer":""', number=3), entry(number=4)),
        ["Example:alice", "Example", "bob", identity(4)])
    good_entry("name-absent-odd", "It is made of them as they stand.", '"issuer":"- Ex\\nample"', '"account":" älice "',
               name="- Ex\nample: älice ")
    good_entry("name-absent-long", "Where they are longer than a name may be, it is the id.", f'"issuer":"{"i" * 1024}"',
               '"account":"a"')
    good_entry("name-empty", "An empty name is not an absent one.", '"name":""', '"issuer":"Example"', name="")
    good_entry("name-odd", "Texts may hold line ends, tabs and escape sequences.", '"name":"a\\tb\\nc\\u001b[2J\\u2028d"',
               name="a\tb\nc\x1b[2J\u2028d")
    good("names-alike", "A reader does not refuse two names that are alike.",
         entries(entry('"name":"a"'), entry('"name":"a"', number=2)), ["a", "a"])
    good("trash-and-tombstones", "What is in the trash is no account, and a tombstone has no time if nobody knows it.", entries(
        entry('"name":"a"', '"trashed":"2026-11-23T15:00:00.000Z"'), entry('"name":"b"', number=2),
        more=['"tombstones":[{"id":"%s","deleted":null},{"id":"%s","rev":9007199254740992}]' % (identity(3), identity(4))]),
        ["b"])
    good("later-types", "Entries of a later type or algorithm are kept whole and not shown; they need no secret.", entries(
        entry('"type":"ocra"', '"suite":{"x":[1, 2]}'), entry('"name":"b"', number=2),
        entry('"algorithm":"SHA3-256"', '"name":"c"', number=3), entry('"type":"hotp"', '"algorithm":"sha1"', number=4),
        entry('"type":""', number=5, secret=None), entry('"type":"TOTP"', '"digits":10', number=6, secret=None)), ["b"])
    good("unknown-members", "Members that a reader does not know, at each level.", document(
        '"top":{"a":[1, 2.50, -0.0, 1E+2, null, true, "\\u00e9"]}', '"":""',
        '"tombstones":[{"in tombstone":false,"id":"%s"}]' % identity(9), '"settings":{"own":[1 ,2]}').replace(
        '"entries":[]', '"entries":[' + entry(
            '"in entry" :  [ {} ]', '"aws":{"in aws":"\\"}","serial":"s"}', '"more":9007199254740992') + "]"), [ID])
    good("unknown-surrogates", "In what a reader does not know it may find lone surrogates and U+0000.",
         document('"a":"\\ud800"', '"b":"\\udc00\\ud800"', '"c":"\\u0000"'))
    good("unknown-name-u0000", "U+0000 in such a name.", document('"a":1', '"a\\u0000":2'))
    good("unknown-name-long", "No limit is set to the names of members that are not known.", document(f'"{"n" * 5000}":1'))
    good("unknown-text-long", "Nor to their texts.", document(f'"x":"{"t" * 20000}"'))
    good("escaped-names", "Names are what they mean: an escape changes nothing.", '{"\\u0066ormat":1,"entr\\u0069es":['
         '{"\\u0069d":"%s","secret":"MT\\u0049z"}]}' % ID, [ID])
    good("names-in-different-objects", "One name in two objects is no duplicate, nor are names that differ in case.",
         document('"x":{"a":{"a":1},"A":2}', '"y":{"a":1}', '"Format":2', '"X":1'))
    good("white-space", "White space around the object and in it.",
         ' \t\r\n{ "format" : 1 ,\r\n\t"entries" : [ ' + entry() + " ] }\n\r\t ", [ID])
    good("line-feed-behind", "A line feed at the end.", entries(entry()) + "\n", [ID])
    good("not-ascii", "UTF-8 of all lengths, and the same as escapes.",
         entries(entry('"issuer":"é日😀"', '"account":"\\u00e9\\u65e5\\ud83d\\ude00"')), ["é日😀:é日😀"])
    good("depth-16", "Sixteen objects and arrays within each other.", document('"x":' + "[" * 15 + "]" * 15,
                                                                            '"y":' + '{"y":' * 15 + "1" + "}" * 15))
    good("numbers", "Numbers at their bounds, in members that are not known.", document(
        '"a":[9007199254740992,-9007199254740992,9007199254740992.0,9007199254740993.0,-9.007199254740992e15,1e-999,-0,0.0e99]'))
    good("number-1000-characters", "Numbers of 1000 characters.", document('"a":0.' + "1" * 998, '"b":-0.' + "0" * 993 + "1e-1"))
    good("critical", "A feature that a writer must understand: may be read, not written.", entries(
        entry(), more=['"critical":["later-feature"]']), [ID])
    good_entry("largest-numbers", "The greatest numbers of an entry.", '"type":"hotp"', '"digits":10', '"counter":9007199254740992',
               '"period":2147483', '"rev":9007199254740992')
    good_entry("edits", "When parts of an entry were changed, of a later version's and of texts that are gone as well.", '"rev":9',
               '"edits":{"":[2,null],"name":[9,"2026-11-23T15:00:00.000Z"],"tags/gone":[3,null],"aliases/a/b":[1,null],"later":[9007199254740992,null]}')
    good_entry("edits-1024", "As many as there may be.",
               '"edits":{"":[1,null],' + ",".join(f'"tags/{i}":[2,null]' for i in range(1024)) + "}")
    good_entry("smallest-numbers", "The least numbers of an entry.", '"digits":1', '"period":1', '"counter":0', '"rev":0')
    good("largest-document-numbers", "The greatest numbers of the object.", document(
        '"next_slot":65536', '"key_epoch":9007199254740992'))
    good("smallest-document-numbers", "The least; `next_slot` may be below the slots' ids.", document('"next_slot":1', '"key_epoch":0'),
         slots=(Slot(2, id=700),))
    good("slots", "Notes about slots, of one that is gone as well, with members that are not known.", document(
        '"slots":[{"id":65535},{"id":1,"label":"' + "é" * 512 + '","created":null,"later":{"a":[1]}}]'))
    good_entry("largest-texts", "Texts of 1024 bytes.", *(f'"{member}":"{"é" * 512}"' for member in ("name", "issuer", "account")),
               f'"aliases":["{"日" * 341}x"]', f'"aws":{{"serial":"{"s" * 1024}"}}', name="é" * 512)
    good_entry("largest-note", "A note of 64 KiB.", f'"note":"{"n" * 65536}"')
    good_entry("largest-lists", "Lists of 1024 texts.", '"aliases":[' + ",".join(f'"{n}"' for n in range(1024)) + "]",
               '"tags":[' + ",".join(['""'] * 1024) + "]")
    good_entry("secret-1-byte", "The shortest secret.", secret='"AA=="')
    good_entry("secret-1024-bytes", "The longest secret.", secret='"' + base64.b64encode(bytes(range(256)) * 4).decode() + '"')
    good_entry("pin-1024-bytes", "The longest PIN, in UTF-8.", '"type":"motp"', f'"pin":"{"é" * 512}"')
    good_entry("favorite", "An entry that lists show before the others, and when it became one.", '"favorite":true', '"rev":2',
               '"edits":{"favorite":[2,null]}')
    good_entry("favorite-false", "One that says that it is none.", '"favorite":false')
    good_entry("pending", "An entry whose other side is not known to have the secret.", '"state":"pending"')
    good_entry("aws", "An AWS device of which only the serial is known, and that is empty.", '"aws":{"serial":""}')
    good_entry("aws-replaces", "An AWS device that is to take the place of another.",
               '"aws":{"serial":"s","user":"u","account_id":"","partition":"aws","replaces":"arn:aws:iam::123456789012:mfa/u"}')
    good_entry("nulls", "The members that may be null.", *(
        f'"{member}":null' for member in ("pin", "aws", "trashed", "created", "modified")))
    good("uuids", "Any version of UUID.", "{" + '"format":1,"entries":[' + ",".join(
        f'{{"id":"{uuid}","secret":"AA=="}}' for uuid in UUIDS) + "]}", UUIDS)
    good("history", "256 save ids, in either case.", document('"history":[' + ",".join(
        f'"{n:032x}"' if n % 2 else f'"{n + (0xabcdef << 100):032X}"' for n in range(256)) + "]"))
    good("times", "Times with and without a fraction, at the bounds of the calendar.", entries(*(
        entry(f'"created":"{time}"', number=number) for number, time in enumerate(GOOD_TIMES, 1))),
        [identity(number) for number in range(1, len(GOOD_TIMES) + 1)])
    good("time-nanoseconds", "A fraction of nine digits.", entries(
        entry('"created":"2026-11-23T15:00:00.123456789Z"')), [ID])
    good("10000-entries", "As many entries and tombstones as there may be.", crowd(9999), [ID])


UUIDS = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "5d1f0c3e-0000-1000-c000-00000000abcd"]
GOOD_TIMES = ("2026-11-23T15:00:00Z", "2026-11-23T15:00:00.1Z", "2026-11-23T15:00:00.120Z", "1969-12-31T23:59:59.999Z",
              "2024-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "0000-02-29T00:00:00Z", "0001-01-01T00:00:00Z",
              "9999-12-31T23:59:59.999Z")
BAD_TIMES = {
    "offset": "2026-11-23T15:00:00+00:00", "no-zone": "2026-11-23T15:00:00", "leap-second": "2016-12-31T23:59:60Z",
    "february-30": "2026-02-30T00:00:00Z", "february-29": "2100-02-29T00:00:00Z", "hour-24": "2026-11-23T24:00:00Z",
    "fraction-empty": "2026-11-23T15:00:00.Z", "fraction-comma": "2026-11-23T15:00:00,5Z",
    "fraction-10-digits": "2026-11-23T15:00:00.1234567890Z", "month-0": "2026-00-23T15:00:00Z", "date-only": "2026-11-23",
    "year-5-digits": "12026-11-23T15:00:00Z", "blank": "2026-11-23 15:00:00Z", "line-feed": "2026-11-23T15:00:00Z\\n",
    "arabic-digits": "٢٠٢٦-11-23T15:00:00Z", "empty": ""}


def crowd(tombstones):
    return entries(entry(secret='"AA=="'), more=[
        '"tombstones":[' + ",".join(f'{{"id":"{identity(number)}"}}' for number in range(2, tombstones + 2)) + "]"])


def bad_json():
    def bad(what, comment, text, later=False):
        refused("json", what, comment, json=text, later=later)

    def bad_entry(what, comment, *members, **more):
        bad(what, comment, entries(entry(*members, **more)))

    def in_text(data):
        """A member that is not known, with these bytes in its text."""
        return document('"x":"@"').encode().replace(b"@", data)

    bad("blank", "Nothing but a blank.", " ")
    bad("unknown-name-surrogate", "A lone surrogate in the name of a member that is not known.", document('"a\\ud800":1'))
    bad("array", "An array.", "[" + entries() + "]")
    bad("text", "A text.", '"format"')
    bad("null", "Null.", "null")
    bad("cut", "The last brace is missing.", entries()[:-1])
    bad("trailing-text", "Text behind the object.", entries() + "x")
    bad("two-objects", "Two objects.", entries() + " " + entries())
    bad("trailing-null", "A zero byte behind the object.", entries() + "\0")
    bad("trailing-comma", "A comma behind the last member.", '{"format":1,}')
    bad("comment", "JSON has no comments.", '{"format":1/**/}')
    bad("single-quotes", "JSON has no single quotes.", "{'format':1}")
    bad("name-without-quotes", "Names stand in quotes.", "{format:1}")
    bad("control-character", "A line feed within a text is written as an escape.", document('"x":"a\nb"'))
    bad("control-character-in-name", "In a name as well.", document('"a\tb":1'))
    bad("escape", "An escape that JSON does not have.", document('"x":"\\x41"'))
    bad("escape-digits", "Four hexadecimal digits follow a u.", document('"x":"\\u+041"'))
    bad("white-space-unicode", "A no-break space is no white space.", "\u00a0" + entries())
    bad("white-space-form-feed", "Nor is a form feed.", "\f" + entries())
    bad("byte-order-mark", "A byte order mark.", "\ufeff" + entries())
    for encoding in ("utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"):
        bad(encoding, f"{encoding.upper()}, in which ASCII is valid UTF-8 with zero bytes between.", entries(entry()).encode(encoding))
    bad("overlong", "A slash in two bytes.", in_text(b"\xc0\xaf"))
    bad("overlong-null", "U+0000 in two bytes.", in_text(b"\xc0\x80"))
    bad("encoded-surrogate", "A surrogate in three bytes.", in_text(b"\xed\xa0\x80"))
    bad("surrogate-pair-encoded", "Two surrogates in six bytes.", in_text(b"\xed\xa0\xbd\xed\xb8\x80"))
    bad("beyond-unicode", "A character beyond U+10FFFF.", in_text(b"\xf4\x90\x80\x80"))
    bad("latin-1", "A byte that UTF-8 never has.", in_text(b"\xff"))
    bad("cut-character", "A character without its last byte.", in_text(b"\xe2\x82"))
    bad("invalid-utf-8-in-name", "In the name of a member that is not known.", document('"@":1').encode().replace(b"@", b"\xe9"))

    bad("duplicate", "A member of the object twice.", document('"key_epoch":1', '"key_epoch":1'))
    bad("duplicate-format", "The format twice.", '{"format":1,"entries":[],"format":1}')
    bad("duplicate-in-entry", "A member of an entry twice.", entries(entry('"rev":1', '"rev":1')))
    bad("duplicate-in-aws", "A member of `aws` twice.", entries(entry('"aws":{"serial":"a","serial":"a"}')))
    bad("duplicate-in-tombstone", "A member of a tombstone twice.", document(
        '"tombstones":[{"id":"%s","rev":1,"rev":1}]' % identity(9)))
    bad("duplicate-in-settings", "A member of the settings twice.", document('"settings":{"a":1,"a":1}'))
    bad("duplicate-unknown", "A member that is not known twice.", document('"x":1', '"x":1'))
    bad("duplicate-deep", "Deep in a member that is not known.", document('"x":[{"y":{"a":1,"b":2,"a":1}}]'))
    bad("duplicate-escaped", 'Names are compared as what they mean: "a" and "\\u0061" are one.', document('"x":{"a":1,"\\u0061":2}'))
    bad("duplicate-in-later-type", "In an entry of a later type.", entries(entry('"type":"ocra"', '"x":1', '"x":2')))
    bad("depth-17", "Seventeen arrays within each other.", document('"x":' + "[" * 16 + "]" * 16))
    bad("depth-17-objects", "Seventeen objects within each other.", document('"x":' + '{"x":' * 16 + "1" + "}" * 16))
    bad("depth-17-in-entry", "In an entry, which is two levels down.", entries(entry('"x":' + "[" * 14 + "]" * 14)))
    bad("depth-10000", "So deep that a reader which calls itself runs out of stack.", document('"x":' + "[" * 10000 + "]" * 10000))
    for name, value in (("nan", "NaN"), ("infinity", "Infinity"), ("minus-infinity", "-Infinity"), ("leading-zero", "01"),
                        ("plus", "+1"), ("no-fraction", "1."), ("no-whole-part", ".5"), ("hexadecimal", "0x10"), ("true", "True")):
        bad(name, f"{value} is not JSON.", document(f'"x":{value}'))
    for name, value in (("2-53-plus-1", "9007199254740993"), ("minus-2-53-minus-1", "-9007199254740993"), ("2-64", str(1 << 64)),
                        ("1e16", "1e16"), ("minus-1e16", "-1.0e16"), ("1e999", "1e999"), ("9007199254740994", "9007199254740994.0")):
        bad(f"number-{name}", "A number beyond 2^53 in a member that is not known.", document(f'"x":[{value}]'))
    bad("number-1001-characters", "A number of 1001 characters.", document('"x":0.' + "1" * 999))
    bad("number-1001-exponent", "A number of 1001 characters, a sign and an exponent among them.",
        document('"x":-0.' + "0" * 994 + "1e-1"))
    bad("number-in-settings", "A number beyond 2^53 in the settings.", document('"settings":{"x":1e300}'))
    bad("number-in-later-type", "In an entry of a later type.", entries(entry('"type":"ocra"', '"x":1e300')))

    bad("format-missing", "There is no format.", '{"entries":[]}')
    bad("format-2", "A later format.", '{"format":2}', later=True)
    bad("format-2-last", "A later format, stated at the end.", '{"entries":[],"format":2}', later=True)
    bad("format-2-31", "A format beyond 32 bits.", '{"format":4294967297}', later=True)
    bad("format-text", "The format as a text.", '{"format":"1"}')
    bad("format-fraction", "Whole numbers are written without a fraction.", '{"format":1.0}')
    bad("format-exponent", "And without an exponent.", '{"format":1e0}')
    bad("format-true", "True is not 1.", '{"format":true}')
    bad("format-null", "Null is not absent.", '{"format":null}')
    for member, value in (("critical", '"x"'), ("critical", "[1]"), ("critical", "null"), ("entries", "{}"), ("entries", "null"),
                          ("entries", "[1]"), ("entries", "[null]"), ("tombstones", "{}"), ("tombstones", "[[]]"),
                          ("settings", "[]"), ("settings", "null"), ("history", '""'), ("history", '["00"]'),
                          ("history", '["g0000000000000000000000000000000"]'), ("history", "[null]"), ("next_slot", "0"),
                          ("next_slot", "65537"), ("next_slot", "1.0"), ("next_slot", "null"), ("key_epoch", "-1"),
                          ("key_epoch", "9007199254740993"), ("key_epoch", '"1"'), ("slots", "{}"), ("slots", "null"), ("slots", "[1]"), ("slots", "[{}]"),
                          ("slots", '[{"id":0}]'), ("slots", '[{"id":65536}]'), ("slots", '[{"id":"1"}]'), ("slots", '[{"id":1,"label":null}]'),
                          ("slots", '[{"id":1,"label":1}]'), ("slots", '[{"id":1,"created":"now"}]'), ("slots", '[{"id":1,"short":null}]'), ("slots", '[{"id":1,"short":"true"}]'), ("slots", '[{"id":1},{"id":1}]')):
        bad(f"{member}-{readable(value)}", f"{value} as `{member}`.", entries(more=[f'"{member}":{value}']) if member != "entries"
            else f'{{"format":1,"entries":{value}}}')
    bad("history-257", "More save ids than 256.", document('"history":[' + ",".join(f'"{n:032x}"' for n in range(257)) + "]"))

    bad("id-missing", "An entry without id.", '{"format":1,"entries":[{"secret":"MTIz"}]}')
    bad("id-missing-later-type", "An entry of a later type needs an id, too.", '{"format":1,"entries":[{"type":"ocra"}]}')
    bad("tombstone-id-missing", "A tombstone without id.", document('"tombstones":[{"rev":1}]'))
    for name, value in (("upper-case", ID.upper()), ("braces", "{" + ID + "}"), ("no-dashes", ID.replace("-", "")), ("empty", ""),
                        ("short-group", "1-1-1-1-1"), ("line-feed", ID + "\\n"), ("urn", "urn:uuid:" + ID), ("long", ID + "0")):
        bad(f"id-{name}", "An id that is not five groups of lower-case hexadecimal digits.", entries(entry().replace(ID, value)))
    bad("tombstone-id-upper-case", "The same in a tombstone.", document('"tombstones":[{"id":"%s"}]' % ID.upper()))
    bad("id-twice", "Two entries with one id.", entries(entry(), entry('"name":"b"')))
    bad("id-twice-later-type", "An entry and one of a later type with one id.", entries(entry(), entry('"type":"ocra"')))
    bad("id-of-tombstone", "An entry and a tombstone with one id.", entries(entry(), more=['"tombstones":[{"id":"%s"}]' % ID]))
    bad("tombstones-with-one-id", "Two tombstones with one id.", document('"tombstones":[{"id":"%s"},{"id":"%s"}]' % (ID, ID)))
    bad("10001-entries", "One tombstone more than there may be.", crowd(10000))

    bad_entry("secret-missing", "An entry without secret.", secret=None)
    for name, value in (("null", "null"), ("empty", '""'), ("number", "1234"), ("no-padding", '"MTI"'), ("one-padding", '"MQ="'),
                        ("stray-bits", '"MR=="'), ("blank", '"MT Iz"'), ("line-feed", '"MTIz\\n"'), ("url-alphabet", '"-_-_"'),
                        ("alphabet", '"M*Iz"'), ("padding-within", '"MQ==MQ=="'),
                        ("1025-bytes", '"' + base64.b64encode(bytes(1025)).decode() + '"')):
        bad_entry(f"secret-{name}", "A secret that is not 1 to 1024 bytes in the one spelling that base64 has for them.", secret=value)
    bad_entry("secret-later-type", "If an entry of a later type has a secret, it is one.", '"type":"ocra"', secret='"MR=="')
    long, null, lone = '"' + "é" * 512 + 'x"', '"a\\u0000"', '"\\ud83d"'
    for member, values in (
            ("name", ("null", "1", long, null, lone, '"\\ude00\\ud83d"')), ("type", ("null", lone)), ("issuer", ("null", long, null, lone)),
            ("account", ("null", long, null, lone)), ("algorithm", ("null", null)), ("note", ("null", null, lone)),
            ("aliases", ('"a"', "[null]", f"[{long}]", f"[{null}]", f"[{lone}]")), ("tags", ("null", "[[]]", f"[{lone}]")),
            ("digits", ("0", "11", "-6", "6.0", "6e0", '"6"', "null", "4294967302")), ("period", ("0", "-30", "2147484", "30.0")),
            ("counter", ("-1", "9007199254740993", "1.0")), ("rev", ("-1", "9007199254740993", "0.0")),
            ("favorite", ("null", '"true"', "1", "[]")), ("state", ('"deleted"', '"Active"', '""', "null")),
            ("aws", ("{}", '"x"', '{"serial":null}', '{"serial":"s","user":null}', '{"serial":"s","replaces":null}', f'{{"serial":{null}}}', "[]"))):
        for value in values:
            bad_entry(f"{member}-{readable(value)}", f"{value if len(value) < 50 else 'More than 1024 bytes'} as `{member}`.",
                      f'"{member}":{value}')
    for name, value in (("array", "[]"), ("null", "null"), ("number", '{"name":2}'), ("no-time", '{"name":[2]}'), ("three", '{"name":[2,null,1]}'),
                        ("rev-0", '{"name":[0,null]}'), ("rev-large", '{"name":[9007199254740993,null]}'), ("rev-fraction", '{"name":[2.0,null]}'),
                        ("time", '{"name":[2,"2026-11-23"]}'), ("twice", '{"name":[2,null],"n\\u0061me":[3,null]}'),
                        ("1025", "{" + ",".join(f'"tags/{i}":[2,null]' for i in range(1025)) + "}")):
        bad_entry(f"edits-{name}", f"{value if len(value) < 50 else 'More than 1024 parts'} as `edits`.", f'"edits":{value}')
    bad_entry("note-65537", "A note of more than 64 KiB.", f'"note":"{"n" * 65537}"')
    bad_entry("aliases-1025", "A list of more than 1024 texts.", '"aliases":[' + ",".join(['"a"'] * 1025) + "]")
    for value in ('""', null, lone, "1234", '"' + "é" * 512 + '1"'):
        bad_entry(f"pin-{readable(value)}", f"{value if len(value) < 50 else 'More than 1024 bytes'} as `pin`.", '"type":"motp"',
                  f'"pin":{value}')
    for name, time in BAD_TIMES.items():
        bad_entry(f"time-{name}", "A time that is not RFC 3339 in UTC as the table has it.", f'"created":"{time}"')
    bad_entry("time-number", "A time as a number.", '"modified":1795446000')
    bad_entry("time-in-trash", "The time in the trash is held to the same rule.", '"trashed":true')
    bad("time-of-tombstone", "That of a tombstone as well.", document(
        '"tombstones":[{"id":"%s","deleted":"2026-11-23"}]' % ID))
    bad("rev-of-tombstone", "A tombstone's `rev` counts changes.", document('"tombstones":[{"id":"%s","rev":-1}]' % ID))
    for member, value in (("digits", "11"), ("period", "0"), ("state", '"deleted"'), ("aws", "{}"), ("name", null), ("pin", '""')):
        bad_entry(f"{member}-later-type", "The members of an entry of a later type are held to the table.", '"type":"ocra"',
                  f'"{member}":{value}')


def readable(value):
    """What a value is called in a file's name."""
    special = {"{}": "object", "[]": "array", '""': "empty", "[[]]": "array-in-array", "null": "null", '"a\\u0000"': "u0000",
               '["a\\u0000"]': "array-u0000", '"\\ud83d"': "lone-surrogate", '["\\ud83d"]': "array-lone-surrogate",
               '"\\ude00\\ud83d"': "surrogates-exchanged", '{"serial":null}': "serial-null", '{"serial":"s","user":null}': "user-null",
               '{"serial":"s","replaces":null}': "replaces-null",
               '[{}]': "array-object", '[{"id":0}]': "id-0", '[{"id":65536}]': "id-65536", '[{"id":"1"}]': "id-text",
               '[{"id":1,"label":null}]': "label-null", '[{"id":1,"label":1}]': "label-number",
               '[{"id":1,"short":null}]': "short-null", '[{"id":1,"short":"true"}]': "short-text",
               '[{"id":1,"created":"now"}]': "created-now", '[{"id":1},{"id":1}]': "id-twice",
               '{"serial":"a\\u0000"}': "serial-u0000"}
    if value in special:
        return special[value]
    if len(value) > 100:
        return "array-long" if value[0] == "[" else "long"
    kind = {'"': "text-", "[": "array-"}.get(value[0], "")
    return kind + value.strip('[]"').replace("-", "minus-").replace(".", "-").lower()[:12]


# ---- The files ----

def main():
    folder = sys.argv[1] if len(sys.argv) == 2 else FOLDER
    if len(sys.argv) > 2:
        sys.exit("usage: make_vectors.py [FOLDER]")
    for section in (ways_in, headers, fields, slots, secrets, seals, good_json, bad_json):
        section()
    os.makedirs(folder, exist_ok=True)
    stale = sorted(set(os.listdir(folder)) - set(VECTORS))
    if stale:
        sys.exit(f"make_vectors.py: these are not vectors of the table, remove them first: {' '.join(stale)}")
    for name, (_, data) in VECTORS.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    counts = collections.Counter(expect for expect, _ in VECTORS.values())
    print("\n".join(f"{counts[layer]:4} {layer}" for layer in LAYERS))
    print(f"{len(VECTORS):4} vectors")


if __name__ == "__main__":
    main()
