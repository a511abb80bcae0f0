package totp.transfer;

/**
 * Reads one message of Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding): numbered fields, each a
 * varint, eight bytes, a run of bytes, or four bytes. Strict about lengths, and it never looks beyond its end.
 */
final class ProtocolBuffer {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int RUN = 2;
    private static final int FOUR_BYTES = 5;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int wireType;
    private long number;
    private int runBegin;

    ProtocolBuffer(byte[] bytes, int begin, int end) {
        this.bytes = bytes;
        this.position = begin;
        this.end = end;
    }

    /** Goes on to the next field and returns its number; 0 at the end. */
    int next() throws TransferException {
        if (position == end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long field = tag >>> 3;
        if (field == 0 || field > (1 << 29) - 1) {
            throw TransferException.damaged();
        }
        switch (wireType) {
            case VARINT -> number = varint();
            case EIGHT_BYTES -> skip(8);
            case FOUR_BYTES -> skip(4);
            case RUN -> {
                long length = varint();
                if (length < 0 || length > end - position) {
                    throw TransferException.damaged();
                }
                runBegin = position;
                position += (int) length;
            }
            default -> throw TransferException.damaged();
        }
        return (int) field;
    }

    /** The field's value, of a varint. */
    long number() throws TransferException {
        require(VARINT);
        return number;
    }

    /** The field's value, of a message within this one. */
    ProtocolBuffer message() throws TransferException {
        require(RUN);
        return new ProtocolBuffer(bytes, runBegin, position);
    }

    /** The first byte of the field's value; it ends where {@link #runEnd} says. */
    int runBegin() throws TransferException {
        require(RUN);
        return runBegin;
    }

    int runEnd() {
        return position;
    }

    private void require(int type) throws TransferException {
        if (wireType != type) {
            throw TransferException.damaged();
        }
    }

    private void skip(int count) throws TransferException {
        if (count > end - position) {
            throw TransferException.damaged();
        }
        position += count;
    }

    private long varint() throws TransferException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == end) {
                throw TransferException.damaged();
            }
            byte b = bytes[position++];
            if (shift == 63 && b > 1) {
                throw TransferException.damaged();
            }
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw TransferException.damaged();
    }
}
