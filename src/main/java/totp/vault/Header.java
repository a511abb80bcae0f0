package totp.vault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * What stands in the clear at the front of a vault: bytes 0 to 16+H of {@code vault/FORMAT.md}. Reading is strict and
 * canonical: whatever is accepted encodes to the same bytes.
 *
 * @param vaultId made at {@code init}, never changed
 * @param generation 1 at {@code init}; each save is greater than those it was made from
 * @param saveId random for each save
 * @param parents the save ids of the states this one was made from: none at {@code init}, two after a merge
 * @param payloadSalt 32 bytes, random for each save
 * @param payloadLength ciphertext and tag, in bytes
 * @param optional fields of later versions that may be passed over, by tag; kept at each save
 */
@SuppressWarnings("ArrayRecordComponent") // headers are never compared
record Header(
        Id vaultId,
        long generation,
        Id saveId,
        List<Id> parents,
        byte[] payloadSalt,
        int payloadLength,
        List<Slot> slots,
        SortedMap<Integer, byte[]> optional) {
    static final int PREFIX_BYTES = 16;
    static final int MAC_BYTES = 32;
    static final int SALT_BYTES = 32;
    static final int PAYLOAD_BYTES_MIN = 8192 + 16;
    static final int PAYLOAD_BYTES_MAX = (1 << 24) + 16;
    static final int SLOTS_MAX = 16;
    static final int KDF_SLOTS_MAX = 4;

    private static final byte[] MAGIC = {(byte) 0x89, 'T', 'O', 'V', '\r', '\n', 0x1a, '\n'};
    private static final int VERSION = 1;
    static final int FIELDS_BYTES_MAX = 65536;
    private static final int AEAD_AES_256_GCM = 1;

    static final int VAULT_ID = 0x0001;
    private static final int GENERATION = 0x0002;
    static final int SAVE_ID = 0x0003;
    private static final int PARENTS = 0x0004;
    private static final int PAYLOAD_SALT = 0x0005;
    private static final int AEAD = 0x0006;
    private static final int PAYLOAD_LENGTH = 0x0007;
    private static final int SLOT = 0x0010;
    private static final int FIRST_OPTIONAL = 0x8000;

    /** Reads the header of a whole vault file and holds its length against the file's. */
    static Header decode(byte[] file) throws VaultException {
        checkMagic(file);
        FieldReader in = new FieldReader(file, MAGIC.length, Math.min(file.length, PREFIX_BYTES));
        if (file.length < PREFIX_BYTES) {
            throw new VaultException(Reason.SIZE, Message.of("vault.vault-damaged-file-cut"));
        }
        int version = in.u16();
        if (version != VERSION) {
            throw new VaultException(Reason.NEWER, Message.of("vault.vault-format-version-made", version));
        }
        int flags = in.u16();
        if (flags != 0) {
            throw new VaultException(Reason.NEWER, Message.of("vault.vault-uses-feature-flags", flags));
        }
        long fieldsLength = in.u32();
        if (fieldsLength < 1 || fieldsLength > FIELDS_BYTES_MAX) {
            throw new VaultException(Reason.SIZE, Message.of("vault.vault-damaged-header-length"));
        }
        if (PREFIX_BYTES + fieldsLength + MAC_BYTES + PAYLOAD_BYTES_MIN > file.length) {
            throw new VaultException(Reason.SIZE, Message.of("vault.vault-damaged-file-cut"));
        }
        int end = PREFIX_BYTES + (int) fieldsLength;
        Header header = fields(new FieldReader(file, PREFIX_BYTES, end));
        if (file.length != end + MAC_BYTES + header.payloadLength) {
            throw new VaultException(Reason.SIZE, Message.of("vault.vault-damaged-file-shorter"));
        }
        for (Slot slot : header.slots) {
            slot.checkBounds();
        }
        return header;
    }

    /** Whether a file begins as vaults do. */
    static boolean looksLike(byte[] file) {
        return file.length >= MAGIC.length && Arrays.compare(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length) == 0;
    }

    private static void checkMagic(byte[] file) throws VaultException {
        if (file.length == 0) {
            throw new VaultException(Reason.NOT_A_VAULT, Message.of("vault.vault-file-empty"));
        }
        int length = Math.min(file.length, MAGIC.length);
        if (Arrays.compare(file, 0, length, MAGIC, 0, length) != 0) {
            throw new VaultException(Reason.NOT_A_VAULT, whatItIs(file));
        }
    }

    /** The magic shows what a transfer did to the file, as PNG's does. */
    private static Message whatItIs(byte[] file) {
        if (startsWith(file, '<', '<', '<', '<', '<', '<', '<')) {
            return Message.of("vault.not-a-vault-conflict");
        }
        if (startsWith(file, 0x89, 'T', 'O', 'V')) {
            return Message.of("vault.not-a-vault-converted");
        }
        return Message.of("vault.not-a-vault");
    }

    private static boolean startsWith(byte[] file, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= file.length || file[i] != (byte) start[i]) {
                return false;
            }
        }
        return true;
    }

    private static Header fields(FieldReader in) throws VaultException {
        Map<Integer, byte[]> single = new HashMap<>();
        List<Slot> slots = new ArrayList<>();
        SortedMap<Integer, byte[]> optional = new TreeMap<>();
        int last = -1;
        while (!in.atEnd()) {
            int tag = in.u16();
            byte[] value = in.bytes(in.u16());
            if (tag < last || (tag == last && tag != SLOT)) {
                throw damaged(Message.of("vault.fields-out-order"));
            }
            last = tag;
            if (tag >= FIRST_OPTIONAL) {
                optional.put(tag, value);
            } else if (tag == SLOT) {
                addSlot(slots, value);
            } else if (tag >= VAULT_ID && tag <= PAYLOAD_LENGTH) {
                single.put(tag, value);
            } else {
                throw new VaultException(Reason.NEWER, Message.of("vault.vault-field-tag-newer", tag));
            }
        }
        checkSlots(slots);
        return assemble(single, slots, optional);
    }

    private static void addSlot(List<Slot> slots, byte[] value) throws VaultException {
        Slot slot = Slot.decode(value);
        if (slots.size() == SLOTS_MAX) {
            throw damaged(Message.of("vault.more-than-slots", SLOTS_MAX));
        }
        if (!slots.isEmpty() && slots.get(slots.size() - 1).id() >= slot.id()) {
            throw damaged(Message.of("vault.slots-out-order"));
        }
        slots.add(slot);
    }

    /** Several derivations would multiply the cost of one attempt, and a vault that nothing here opens is no vault. */
    private static void checkSlots(List<Slot> slots) throws VaultException {
        int withKdf = 0;
        int known = 0;
        for (Slot slot : slots) {
            withKdf += slot.hasKdf() ? 1 : 0;
            known += slot.type().isPresent() ? 1 : 0;
        }
        if (withKdf > KDF_SLOTS_MAX) {
            throw damaged(Message.of("vault.more-than-slots-key", KDF_SLOTS_MAX));
        }
        if (known == 0) {
            throw damaged(Message.of("vault.no-slot-could-open"));
        }
    }

    private static Header assemble(Map<Integer, byte[]> single, List<Slot> slots, SortedMap<Integer, byte[]> optional)
            throws VaultException {
        long generation = number(single, GENERATION, 8);
        byte[] parents = required(single, PARENTS);
        if (generation < 1) {
            throw damaged(Message.of("vault.generation-out-range"));
        }
        if (parents.length != 0 && parents.length != Id.BYTES && parents.length != 2 * Id.BYTES) {
            throw damaged(Message.of("vault.parents-wrong-length"));
        }
        if (number(single, AEAD, 1) != AEAD_AES_256_GCM) {
            throw new VaultException(Reason.NEWER, Message.of("vault.vault-encrypted-cipher-newer"));
        }
        return new Header(
                Id.of(required(single, VAULT_ID, Id.BYTES)),
                generation,
                Id.of(required(single, SAVE_ID, Id.BYTES)),
                ids(parents),
                required(single, PAYLOAD_SALT, SALT_BYTES),
                payloadLength(number(single, PAYLOAD_LENGTH, 4)),
                List.copyOf(slots),
                optional);
    }

    private static int payloadLength(long length) throws VaultException {
        if (length < PAYLOAD_BYTES_MIN || length > PAYLOAD_BYTES_MAX || Long.bitCount(length - 16) != 1) {
            throw damaged(Message.of("vault.payload-length-out-range"));
        }
        return (int) length;
    }

    private static List<Id> ids(byte[] joined) {
        List<Id> ids = new ArrayList<>();
        for (int i = 0; i < joined.length; i += Id.BYTES) {
            ids.add(Id.of(Arrays.copyOfRange(joined, i, i + Id.BYTES)));
        }
        return List.copyOf(ids);
    }

    private static byte[] required(Map<Integer, byte[]> fields, int tag) throws VaultException {
        byte[] value = fields.get(tag);
        if (value == null) {
            throw damaged(Message.of("vault.field-missing", tag));
        }
        return value;
    }

    private static byte[] required(Map<Integer, byte[]> fields, int tag, int length) throws VaultException {
        byte[] value = required(fields, tag);
        if (value.length != length) {
            throw damaged(Message.of("vault.field-wrong-length", tag));
        }
        return value;
    }

    private static long number(Map<Integer, byte[]> fields, int tag, int length) throws VaultException {
        long value = 0;
        for (byte b : required(fields, tag, length)) {
            value = value << 8 | (b & 0xff);
        }
        return value;
    }

    private static VaultException damaged(Message what) {
        return new VaultException(Reason.FIELD, Message.of("vault.vault-damaged", what));
    }

    /** With those of {@code others} that this one does not have. */
    Header withOptional(SortedMap<Integer, byte[]> others) {
        SortedMap<Integer, byte[]> all = new TreeMap<>(others);
        all.putAll(optional);
        return new Header(vaultId, generation, saveId, parents, payloadSalt, payloadLength, slots, all);
    }

    /** Bytes 0 to 16+H. */
    byte[] encode() {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, VAULT_ID, vaultId.toBytes());
        field(fields, GENERATION, ByteBuffer.allocate(8).putLong(generation).array());
        field(fields, SAVE_ID, saveId.toBytes());
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        parents.forEach(parent -> joined.writeBytes(parent.toBytes()));
        field(fields, PARENTS, joined.toByteArray());
        field(fields, PAYLOAD_SALT, payloadSalt);
        field(fields, AEAD, new byte[] {AEAD_AES_256_GCM});
        field(
                fields,
                PAYLOAD_LENGTH,
                ByteBuffer.allocate(4).putInt(payloadLength).array());
        slots.forEach(slot -> field(fields, SLOT, slot.encode()));
        optional.forEach((tag, value) -> field(fields, tag, value));
        return ByteBuffer.allocate(PREFIX_BYTES + fields.size())
                .put(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .putInt(fields.size())
                .put(fields.toByteArray())
                .array();
    }

    private static void field(ByteArrayOutputStream out, int tag, byte[] value) {
        out.write(tag >> 8);
        out.write(tag);
        out.write(value.length >> 8);
        out.write(value.length);
        out.writeBytes(value);
    }
}
