package totp.crypto;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** A growing buffer for plaintext that leaves no copies of itself behind. */
public final class ErasableBuffer extends OutputStream {
    private byte[] bytes = new byte[8192];
    private int length;

    @Override
    public void write(int b) {
        reserve(1);
        bytes[length++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** What was written so far, as a secret of its own; the buffer is erased. */
    public Secret take() {
        Secret secret = Secret.copyOf(bytes, 0, length);
        close();
        return secret;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
        length = 0;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            byte[] larger = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            Arrays.fill(bytes, (byte) 0);
            bytes = larger;
        }
    }
}
