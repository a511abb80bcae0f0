package totp.crypto;

import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/** PBKDF2 (RFC 8018 section 5.2) with HMAC, for files of others; what is ours goes through {@link Argon2id}. */
public final class Pbkdf2 {
    private Pbkdf2() {}

    /**
     * Derives a key.
     *
     * @param rounds 1 or more; the caller has bounded it
     */
    public static Secret derive(Hash hash, Secret password, byte[] salt, int rounds, int lengthBytes) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(hash.newDigest());
        password.lend(bytes -> generator.init(bytes, salt, rounds));
        KeyParameter key = (KeyParameter) generator.generateDerivedMacParameters(lengthBytes * 8);
        return Secret.adopt(key.getKey());
    }
}
