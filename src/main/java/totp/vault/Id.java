package totp.vault;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Sixteen bytes that name a vault or one save of it. */
public final class Id {
    static final int BYTES = 16;

    private final byte[] bytes;

    private Id(byte[] bytes) {
        this.bytes = bytes;
    }

    static Id of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an id has 16 bytes");
        }
        return new Id(bytes.clone());
    }

    static Id random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Id(bytes);
    }

    byte[] toBytes() {
        return bytes.clone();
    }

    /** 32 lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Id id && MessageDigest.isEqual(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
