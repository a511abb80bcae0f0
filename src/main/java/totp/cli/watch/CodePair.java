package totp.cli.watch;

import java.time.Instant;
import java.util.List;

/**
 * Two consecutive codes of an account.
 *
 * @param begin of the first one's time step, in seconds since 1970
 * @param period of a time step, in seconds
 * @param codes the two
 * @param spent of each, whether an enrolment or {@code --fresh} has used it, so that the service refuses it
 */
record CodePair(long begin, int period, List<String> codes, List<Boolean> spent) {
    /** Which of the two is valid: 0 or 1, or another number if neither is. */
    long positionAt(Instant now) {
        return Math.floorDiv(now.getEpochSecond() - begin, (long) period);
    }

    boolean isKnownAt(Instant now) {
        return positionAt(now) == 0 || positionAt(now) == 1;
    }

    /** Whole seconds until the present code ends, counting the present one. */
    long secondsLeft(Instant now) {
        return period - Math.floorMod(now.getEpochSecond() - begin, (long) period);
    }

    String code(Instant now) {
        return codes.get((int) positionAt(now));
    }

    /** The one behind it; empty while it is not known yet. */
    String next(Instant now) {
        return positionAt(now) == 0 ? codes.get(1) : "";
    }

    boolean isSpent(Instant now) {
        return spent.get((int) positionAt(now));
    }
}
