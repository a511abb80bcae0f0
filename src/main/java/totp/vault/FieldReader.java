package totp.vault;

import java.util.Arrays;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** Takes big-endian fields off the front of a byte range; every length is checked before it is used. */
final class FieldReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    FieldReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    boolean atEnd() {
        return position == end;
    }

    int remaining() {
        return end - position;
    }

    int u8() throws VaultException {
        return (int) unsigned(1);
    }

    int u16() throws VaultException {
        return (int) unsigned(2);
    }

    long u32() throws VaultException {
        return unsigned(4);
    }

    /** Eight bytes; a value over {@code Long.MAX_VALUE} comes out negative. */
    long u64() throws VaultException {
        return unsigned(8);
    }

    byte[] bytes(int length) throws VaultException {
        require(length);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    private long unsigned(int length) throws VaultException {
        require(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | (bytes[position++] & 0xff);
        }
        return value;
    }

    private void require(int length) throws VaultException {
        if (length > remaining()) {
            throw new VaultException(Reason.FIELD, Message.of("vault.vault-damaged-header-field"));
        }
    }
}
