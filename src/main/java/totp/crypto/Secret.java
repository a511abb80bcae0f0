package totp.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that nobody but their user may see: a shared secret K, a passphrase, a vault key, a decrypted payload.
 *
 * <p>The bytes are reached only inside {@link #use}, which makes every access easy to find, and are overwritten by
 * {@link #close}. There is no {@code equals}, no serialisation, and {@link #toString} tells the length only. Overwriting
 * shortens exposure but cannot end it: the garbage collector may have copied the array, and ciphers copy their keys.
 */
public final class Secret implements AutoCloseable {
    private byte @Nullable [] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes over {@code bytes} without copying; the caller must not touch the array again. */
    public static Secret adopt(byte[] bytes) {
        return new Secret(bytes);
    }

    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Copies {@code bytes[from, to)}. */
    public static Secret copyOf(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        return new Secret(Arrays.copyOfRange(bytes, from, to));
    }

    public static Secret random(int lengthBytes, SecureRandom random) {
        byte[] bytes = new byte[lengthBytes];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    /** Lends the live bytes to {@code reader}, which must neither keep nor change them. */
    public <R, X extends Exception> R use(Reader<R, X> reader) throws X {
        return reader.read(open());
    }

    /** Like {@link #use}, for code that has nothing to tell. */
    public <X extends Exception> void lend(Borrower<X> borrower) throws X {
        borrower.take(open());
    }

    public Secret copy() {
        return copyOf(open());
    }

    /** A new secret of these bytes followed by those of {@code next}. */
    public Secret followedBy(Secret next) {
        byte[] head = open();
        byte[] tail = next.open();
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return adopt(both);
    }

    public int length() {
        return open().length;
    }

    /** Compares in a time that depends on the lengths only. */
    public boolean sameAs(Secret other) {
        return MessageDigest.isEqual(open(), other.open());
    }

    /** Overwrites the bytes; every later use fails. May be called again. */
    @Override
    public void close() {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
            bytes = null;
            Leftovers.note();
        }
    }

    @Override
    public String toString() {
        return bytes == null ? "Secret[closed]" : "Secret[" + bytes.length + " bytes]";
    }

    private byte[] open() {
        if (bytes == null) {
            throw new IllegalStateException("secret used after it was closed");
        }
        return bytes;
    }

    /** Code that may see the bytes for the time of one call. */
    @FunctionalInterface
    public interface Reader<R, X extends Exception> {
        R read(byte[] bytes) throws X;
    }

    /** Code that may see the bytes for the time of one call and returns nothing. */
    @FunctionalInterface
    public interface Borrower<X extends Exception> {
        void take(byte[] bytes) throws X;
    }
}
