package totp.standin;

import java.time.Duration;
import java.time.Instant;

/** So many calls a second, and as many at once after a rest. */
final class Bucket {
    private final double rate;
    private final double capacity;
    private double tokens;
    private Instant filled;

    /** @param rate calls a second, more than 0 */
    Bucket(double rate, Instant now) {
        this.rate = rate;
        capacity = Math.max(1, rate);
        tokens = capacity;
        filled = now;
    }

    /** Takes one if there is one. A clock that was put back fills nothing. */
    synchronized boolean take(Instant now) {
        double seconds = Math.max(0, Duration.between(filled, now).toNanos() / 1e9);
        filled = now;
        tokens = Math.min(capacity, tokens + seconds * rate);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
