package totp.otp;

import java.util.Optional;
import totp.crypto.Secret;

/** A way to make codes, with what it takes and what it assumes where nothing is said. */
public enum Scheme {
    /** RFC 6238. */
    TOTP("totp", 6, 30),
    /** RFC 4226. */
    HOTP("hotp", 6, 0),
    STEAM("steam", 5, 30),
    MOTP("motp", 6, 10),
    YANDEX("yandex", 8, 30);

    private final String word;
    private final int digits;
    private final int periodSeconds;

    Scheme(String word, int digits, int periodSeconds) {
        this.word = word;
        this.digits = digits;
        this.periodSeconds = periodSeconds;
    }

    /** What it is called in the vault, in JSON and by {@code --type}. */
    public String word() {
        return word;
    }

    public static Optional<Scheme> named(String word) {
        for (Scheme scheme : values()) {
            if (scheme.word.equals(word)) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    /** Characters in a code where nothing is said. */
    public int digits() {
        return digits;
    }

    /** The time step in seconds where nothing is said; 0 if the scheme has none. */
    public int periodSeconds() {
        return periodSeconds;
    }

    /** Whether the hash may be chosen; the others have one of their own. */
    public boolean takesAlgorithm() {
        return this == TOTP || this == HOTP;
    }

    public boolean takesPeriod() {
        return this != HOTP;
    }

    public boolean takesCounter() {
        return this == HOTP;
    }

    /** Whether there is a PIN beside the shared secret. */
    public boolean takesPin() {
        return this == MOTP || this == YANDEX;
    }

    /** Whether a shared secret is one of this scheme. */
    public boolean accepts(Secret secret) {
        return this != YANDEX || Yandex.accepts(secret);
    }

    @Override
    public String toString() {
        return word;
    }
}
