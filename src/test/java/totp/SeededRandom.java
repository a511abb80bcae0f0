package totp;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** The same bytes in every run, in place of the system's randomness. */
public final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient SplittableRandom random;

    public SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
