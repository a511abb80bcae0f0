package totp.otp;

import java.util.Locale;
import java.util.Optional;
import totp.crypto.Hash;

/** The HMAC algorithms of RFC 6238 section 1.2, and the two Russian ones that one browser extension offers. */
public enum Algorithm {
    SHA1("SHA1", Hash.SHA1),
    SHA256("SHA256", Hash.SHA256),
    SHA512("SHA512", Hash.SHA512),
    /** Comes in by import from the Authenticator browser extension only. */
    GOST3411_2012_256("GOST3411-2012-256", Hash.GOST3411_2012_256),
    /** Comes in by import from the Authenticator browser extension only. */
    GOST3411_2012_512("GOST3411-2012-512", Hash.GOST3411_2012_512);

    private final String label;
    private final Hash hash;

    Algorithm(String label, Hash hash) {
        this.label = label;
        this.hash = hash;
    }

    /** The name in key URIs, JSON and the vault. */
    public String label() {
        return label;
    }

    Hash hash() {
        return hash;
    }

    /** The algorithm that is called exactly {@code label}. */
    public static Optional<Algorithm> labelled(String label) {
        for (Algorithm algorithm : values()) {
            if (algorithm.label.equals(label)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** Reads the spellings found in real key URIs: {@code sha1}, {@code SHA-256}, {@code HmacSHA512}, {@code Algorithm.sha1}. */
    public static Optional<Algorithm> lenient(String text) {
        if (text.codePoints().anyMatch(c -> c >= 0x80)) {
            return Optional.empty(); // beyond ASCII there are letters whose upper case is an S or an I
        }
        String name = text.toUpperCase(Locale.ROOT).replace("-", "").replace("_", "");
        if (name.startsWith("ALGORITHM.")) {
            name = name.substring("ALGORITHM.".length());
        }
        if (name.startsWith("HMAC")) {
            name = name.substring("HMAC".length());
        }
        for (Algorithm algorithm : values()) {
            if (algorithm.label.replace("-", "").equals(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
