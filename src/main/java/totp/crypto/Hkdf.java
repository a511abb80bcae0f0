package totp.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF with SHA-256 (RFC 5869): one uniform key in, independent keys out, told apart by {@code info}. */
public final class Hkdf {
    private Hkdf() {}

    /**
     * Extracts and expands.
     *
     * @param ikm input keying material; low-entropy secrets must have gone through {@link Argon2id} first
     * @param lengthBytes 1 to 8160
     */
    public static Secret derive(Secret ikm, byte[] salt, byte[] info, int lengthBytes) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        ikm.lend(bytes -> {
            hkdf.init(new HKDFParameters(bytes, salt, info));
        });
        return generate(hkdf, lengthBytes);
    }

    /**
     * Expands only (section 2.3), as Bitwarden does: right where the key is uniform already.
     *
     * @param lengthBytes 1 to 8160
     */
    public static Secret expand(Secret key, byte[] info, int lengthBytes) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        key.lend(bytes -> {
            hkdf.init(HKDFParameters.skipExtractParameters(bytes, info));
        });
        return generate(hkdf, lengthBytes);
    }

    private static Secret generate(HKDFBytesGenerator hkdf, int lengthBytes) {
        if (lengthBytes < 1) {
            throw new IllegalArgumentException("HKDF gives at least one byte");
        }
        byte[] out = new byte[lengthBytes];
        hkdf.generateBytes(out, 0, lengthBytes);
        return Secret.adopt(out);
    }
}
