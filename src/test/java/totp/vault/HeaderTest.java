package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import totp.vault.VaultException.Reason;

/** The header is read strictly, before any key is known; what is accepted encodes to the same bytes. */
class HeaderTest {
    private static final int PAYLOAD = 8208;

    @Test
    void whatIsAcceptedEncodesToTheSameBytes() throws VaultException {
        SortedMap<Integer, byte[]> fields = valid();
        fields.put(4, new byte[32]);
        fields.put(0x8000, new byte[0]);
        fields.put(0xffff, new byte[] {1, 2, 3});
        byte[] file = file(fields, List.of(slot(1, 2, 0, 0), slot(2, 99, 7, 5), slot(65535, 3, 0, 0)));
        Header header = Header.decode(file);
        byte[] encoded = header.encode();
        assertArrayEquals(java.util.Arrays.copyOf(file, encoded.length), encoded);
        assertEquals(file.length, encoded.length + Header.MAC_BYTES + PAYLOAD);
        assertEquals(2, header.optional().size());
        assertEquals(3, header.slots().size());
        assertTrue(header.slots().get(1).type().isEmpty());
    }

    @Test
    void versionsAndFlagsOfTheFutureAreNamedAsNewer() {
        for (int version : new int[] {0, 2, 65535}) {
            byte[] file = file(valid(), List.of(slot(1, 2, 0, 0)));
            ByteBuffer.wrap(file).putShort(8, (short) version);
            assertEquals(Reason.NEWER, refusal(file), "version " + version);
        }
        for (int bit = 0; bit < 16; bit++) {
            byte[] file = file(valid(), List.of(slot(1, 2, 0, 0)));
            ByteBuffer.wrap(file).putShort(10, (short) (1 << bit));
            assertEquals(Reason.NEWER, refusal(file), "flag " + bit);
        }
    }

    @Test
    void lengthsOfTheFieldsAreBounded() {
        for (int length : new int[] {0, 65537, -1, 60000}) {
            byte[] file = file(valid(), List.of(slot(1, 2, 0, 0)));
            ByteBuffer.wrap(file).putInt(12, length);
            assertEquals(Reason.SIZE, refusal(file), "H = " + length);
        }
    }

    @Test
    void everyFieldMustBeThereInItsLength() {
        for (int tag = 1; tag <= 7; tag++) {
            SortedMap<Integer, byte[]> without = valid();
            byte[] value = without.remove(tag);
            assertEquals(Reason.FIELD, refusal(file(without, List.of(slot(1, 2, 0, 0)))), "without " + tag);
            SortedMap<Integer, byte[]> longer = valid();
            longer.put(tag, java.util.Arrays.copyOf(value, value.length + 1));
            assertEquals(Reason.FIELD, refusal(file(longer, List.of(slot(1, 2, 0, 0)))), "longer " + tag);
        }
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertEquals(Reason.FIELD, refusal(with(2, new byte[8])), "generation 0");
        assertEquals(Reason.FIELD, refusal(with(2, new byte[] {-128, 0, 0, 0, 0, 0, 0, 0})), "generation 2^63");
        assertEquals(Reason.NEWER, refusal(with(6, new byte[] {2})), "another AEAD");
        for (int length : new int[] {0, 4112, 8209, 16, (1 << 25) + 16, -1}) {
            byte[] value = ByteBuffer.allocate(4).putInt(length).array();
            assertEquals(Reason.FIELD, refusal(with(7, value)), "payload length " + length);
        }
        byte[] other = ByteBuffer.allocate(4).putInt(16400).array();
        assertEquals(Reason.SIZE, refusal(with(7, other)), "a length that is not the file's");
    }

    @Test
    void unknownFieldsBelow0x8000AreNamedAsNewer() {
        for (int tag : new int[] {0, 8, 0x0f, 0x11, 0x7fff}) {
            assertEquals(Reason.NEWER, refusal(with(tag, new byte[1])), "tag " + tag);
        }
    }

    @Test
    void orderAndRepetitionAreChecked() {
        ByteArrayOutputStream swapped = new ByteArrayOutputStream();
        SortedMap<Integer, byte[]> fields = valid();
        field(swapped, 2, fields.get(2));
        field(swapped, 1, fields.get(1));
        assertEquals(Reason.FIELD, refusal(file(swapped)));
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        field(twice, 1, fields.get(1));
        field(twice, 1, fields.get(1));
        assertEquals(Reason.FIELD, refusal(file(twice)));
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(2, 2, 0, 0), slot(1, 2, 0, 0)))));
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(1, 2, 0, 0), slot(1, 3, 0, 0)))));
    }

    @Test
    void slotsAreCountedAndBuiltAsTheirTypeDemands() {
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of())), "no slot");
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(1, 99, 0, 0)))), "none that is known");
        assertEquals(Reason.FIELD, refusal(file(valid(), slots(17, 2, 0, 0))), "17 slots");
        assertEquals(Reason.FIELD, refusal(file(valid(), slots(5, 1, 1, 9))), "five with a derivation");
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(0, 2, 0, 0)))), "id 0");
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(1, 1, 0, 0)))), "passphrase without derivation");
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(1, 2, 1, 9)))), "recovery key with one");
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(1, 1, 2, 9)))), "another derivation");
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(1, 1, 1, 8)))), "parameters too short");
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(slot(1, 2, 0, 0), slot(2, 99, 0, 4097)))), "4097");
        byte[] cut = java.util.Arrays.copyOf(slot(1, 2, 0, 0), 100);
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(cut))), "cut short");
        byte[] longer = java.util.Arrays.copyOf(slot(1, 2, 0, 0), 119);
        assertEquals(Reason.FIELD, refusal(file(valid(), List.of(longer))), "a byte too long");
    }

    @Test
    void sixteenSlotsAndFourDerivationsAreTaken() throws VaultException {
        assertEquals(
                16, Header.decode(file(valid(), slots(16, 2, 0, 0))).slots().size());
        assertEquals(4, Header.decode(file(valid(), slots(4, 1, 1, 9))).slots().size());
    }

    @Test
    void absurdDerivationsAreRefusedBeforeTheyRun() {
        byte[] slot = slot(1, 1, 1, 9);
        ByteBuffer.wrap(slot).putInt(38, -1);
        assertEquals(Reason.KDF_BOUNDS, refusal(file(valid(), List.of(slot))));
    }

    private static SortedMap<Integer, byte[]> valid() {
        SortedMap<Integer, byte[]> fields = new TreeMap<>();
        fields.put(1, new byte[16]);
        fields.put(2, new byte[] {0, 0, 0, 0, 0, 0, 0, 1});
        fields.put(3, new byte[16]);
        fields.put(4, new byte[0]);
        fields.put(5, new byte[32]);
        fields.put(6, new byte[] {1});
        fields.put(7, ByteBuffer.allocate(4).putInt(PAYLOAD).array());
        return fields;
    }

    private static byte[] with(int tag, byte[] value) {
        SortedMap<Integer, byte[]> fields = valid();
        fields.put(tag, value);
        return file(fields, List.of(slot(1, 2, 0, 0)));
    }

    private static List<byte[]> slots(int count, int type, int kdf, int params) {
        List<byte[]> slots = new java.util.ArrayList<>();
        for (int id = 1; id <= count; id++) {
            slots.add(slot(id, type, kdf, params));
        }
        return slots;
    }

    private static byte[] slot(int id, int type, int kdf, int params) {
        ByteBuffer slot = ByteBuffer.allocate(118 + params);
        slot.putShort((short) id)
                .put((byte) type)
                .put((byte) kdf)
                .put(new byte[32])
                .putShort((short) params);
        if (params == 9) {
            slot.putInt(65536).putInt(3).put((byte) 4);
        }
        return slot.array();
    }

    private static byte[] file(SortedMap<Integer, byte[]> fields, List<byte[]> slots) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fields.headMap(0x10).forEach((tag, value) -> field(out, tag, value));
        slots.forEach(slot -> field(out, 0x10, slot));
        fields.tailMap(0x10).forEach((tag, value) -> field(out, tag, value));
        return file(out);
    }

    private static byte[] file(ByteArrayOutputStream fields) {
        return ByteBuffer.allocate(16 + fields.size() + 32 + PAYLOAD)
                .put(new byte[] {(byte) 0x89, 'T', 'O', 'V', '\r', '\n', 0x1a, '\n', 0, 1, 0, 0})
                .putInt(fields.size())
                .put(fields.toByteArray())
                .array();
    }

    private static void field(ByteArrayOutputStream out, int tag, byte[] value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .putShort((short) tag)
                .putShort((short) value.length)
                .array());
        out.writeBytes(value);
    }

    private static Reason refusal(byte[] file) {
        return assertThrows(VaultException.class, () -> Header.decode(file)).reason();
    }
}
