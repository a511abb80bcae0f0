package totp.agent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a message. On the wire: its length in four bytes, big-endian, then the protocol's version, then what it is, a verb
 * or a status, then fields, each a length in four bytes and so many bytes. A message is a run of frames that an empty one ends.
 *
 * <p>Nothing here is needed twice a second, and all of it each time a code is printed: plain arrays load no further class.
 */
public final class Frame {
    /** Who does not speak this version is answered in it, and goes another way. */
    public static final int VERSION = 1;

    /** Of the part behind the length. */
    public static final int BYTES_MAX = 65536;

    /** Of a whole answer: more than the list of the largest vault. */
    public static final int MESSAGE_BYTES_MAX = 64 << 20;

    static final int LENGTH_BYTES = 4;
    private static final int HEAD_BYTES = 2;

    /** What fits into one frame beside head and length of the field. */
    static final int FIELD_BYTES_MAX = BYTES_MAX - HEAD_BYTES - LENGTH_BYTES;

    private final int kind;
    private final List<byte[]> fields;

    /** @param kind a verb or a status, 0 to 255 */
    public Frame(int kind, List<byte[]> fields) {
        this.kind = kind;
        this.fields = fields;
    }

    public Frame(int kind, String... fields) {
        this(kind, bytes(fields));
    }

    private static List<byte[]> bytes(String... texts) {
        List<byte[]> fields = new ArrayList<>(texts.length);
        for (String text : texts) {
            fields.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return fields;
    }

    public int kind() {
        return kind;
    }

    public int size() {
        return fields.size();
    }

    /** A field; empty if there is none. */
    public byte[] field(int index) {
        return index < fields.size() ? fields.get(index) : new byte[0];
    }

    public String text(int index) {
        return new String(field(index), StandardCharsets.UTF_8);
    }

    /** With its length in front. */
    public byte[] encode() throws BadMessageException {
        int length = HEAD_BYTES;
        for (byte[] field : fields) {
            length += LENGTH_BYTES + field.length;
            if (length > BYTES_MAX) {
                throw new BadMessageException();
            }
        }
        byte[] encoded = new byte[LENGTH_BYTES + length];
        putInt(encoded, 0, length);
        encoded[LENGTH_BYTES] = VERSION;
        encoded[LENGTH_BYTES + 1] = (byte) kind;
        int at = LENGTH_BYTES + HEAD_BYTES;
        for (byte[] field : fields) {
            putInt(encoded, at, field.length);
            System.arraycopy(field, 0, encoded, at + LENGTH_BYTES, field.length);
            at += LENGTH_BYTES + field.length;
        }
        return encoded;
    }

    /**
     * Reads what stands behind a length.
     *
     * @throws BadMessageException if it is none of this version
     */
    public static Frame decode(byte[] bytes, int from, int to) throws BadMessageException {
        if (to - from < HEAD_BYTES || bytes[from] != VERSION) {
            throw new BadMessageException();
        }
        List<byte[]> fields = new ArrayList<>();
        int at = from + HEAD_BYTES;
        while (at < to) {
            int length = at + LENGTH_BYTES > to ? -1 : getInt(bytes, at);
            at += LENGTH_BYTES;
            if (length < 0 || length > to - at) {
                throw new BadMessageException();
            }
            fields.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return new Frame(bytes[from + 1] & 0xff, fields);
    }

    static int getInt(byte[] bytes, int at) {
        int value = 0;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }

    static void putInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }
}
