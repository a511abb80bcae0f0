package totp.cli.browser;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Native messaging, as browsers speak it to programs: on standard input and output, each message behind its length, four bytes
 * in the machine's own order ("Native messaging", Chrome and MDN).
 */
final class NativeMessages {
    /** Room for the picture of a page. */
    static final int BYTES_MAX = 16 << 20;

    /** Of an answer; the browser ends the connection at a mebibyte. */
    static final int ANSWER_BYTES_MAX = 900_000;

    /** What a browser sends at most; a greater length is none. */
    private static final int BROWSERS_MAX = 64 << 20;

    private static final int LENGTH_BYTES = 4;

    private final InputStream in;
    private final OutputStream out;

    NativeMessages(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * The next message.
     *
     * @return empty at the end, also in the midst of a message: nobody is left to answer to
     * @throws TooLarge for a message that was passed over
     */
    Optional<byte[]> read() throws IOException, TooLarge {
        byte[] prefix = in.readNBytes(LENGTH_BYTES);
        if (prefix.length < LENGTH_BYTES) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(prefix).order(ByteOrder.nativeOrder()).getInt();
        if (length < 0 || length > BROWSERS_MAX) {
            return Optional.empty();
        }
        try {
            if (length > BYTES_MAX) {
                in.skipNBytes(length);
                throw new TooLarge();
            }
            byte[] message = in.readNBytes(length);
            return message.length < length ? Optional.empty() : Optional.of(message);
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    /** In one go, so that nothing of it stands there if this process is killed. */
    void write(byte[] message) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(LENGTH_BYTES + message.length).order(ByteOrder.nativeOrder());
        whole.putInt(message.length).put(message);
        out.write(whole.array());
        out.flush();
    }

    /** A message that no request needs. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
