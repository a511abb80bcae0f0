package totp.aws;

import java.time.Duration;
import java.time.Instant;
import totp.crypto.Secret;
import totp.otp.Totp;

/**
 * The codes of one device that may be sent to AWS now: by AWS's clock, at the moment of sending, each noted with the keeper
 * before. AWS takes codes one step back and one ahead (RFC 6238 section 5.2), and each once.
 *
 * @param <X> how the keeper fails
 */
final class DeviceCodes<X extends Exception> {
    /** A pair that is sent this shortly before the step turns arrives as one that is a step older. */
    private static final Duration STEP_MARGIN = Duration.ofSeconds(2);

    /** How far AWS's clock, as it is known here, may run ahead of itself: the header has whole seconds. */
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(1);

    private final World world;
    private final AwsClock clock;
    private final Secret seed;
    private final Keeper<X> keeper;
    private final Totp scheme = Totp.DEFAULT;

    /** @param seed lent for as long as this is used */
    DeviceCodes(World world, AwsClock clock, Secret seed, Keeper<X> keeper) {
        this.world = world;
        this.clock = clock;
        this.seed = seed;
        this.keeper = keeper;
    }

    String of(long step) {
        return scheme.codeOfStep(step, seed, null);
    }

    /**
     * The first step of the pair to send now: (T-1, T), which spends nothing of the future.
     *
     * @param ahead (T, T+1) instead
     */
    long pair(boolean ahead) throws AwsException {
        Instant turn = scheme.beginOfStep(present() + 1);
        if (Duration.between(clock.now(), turn).compareTo(STEP_MARGIN) < 0) {
            waitUntil(turn);
        }
        long present = present();
        // Two equal codes in a row, once in a million: AWS wants two different ones.
        boolean alike = of(present - 1).equals(of(present));
        return ahead || alike ? present : present - 1;
    }

    /** Notes the pair that begins with this step as sent. */
    void spend(long first) throws X {
        keeper.spend(first, first + 1);
    }

    /** The first step of a pair that nobody was given, once it is the present one or older. */
    long freshPair() throws AwsException, X {
        long first = keeper.reserve(present() - 1, 2);
        waitUntil(scheme.beginOfStep(first + 1));
        return first;
    }

    /** A step that nobody was given, once it is at most one ahead. */
    long next() throws AwsException, X {
        long step = keeper.reserve(present(), 1);
        waitUntil(scheme.beginOfStep(step - 1).plus(CLOCK_ERROR));
        return step;
    }

    /** The step that AWS refused, once it has begun; if it had begun already, the next free one. */
    long onceBegun(long refused) throws AwsException, X {
        boolean early = clock.now().isBefore(scheme.beginOfStep(refused));
        long step = early ? refused : keeper.reserve(refused + 1, 1);
        waitUntil(scheme.beginOfStep(step).plus(CLOCK_ERROR));
        return step;
    }

    boolean isOver(long step) {
        return step < present();
    }

    private long present() {
        return scheme.stepAt(clock.now());
    }

    private void waitUntil(Instant awsTime) throws AwsException {
        long millis = Duration.between(clock.now(), awsTime).toMillis();
        if (millis > STEP_MARGIN.toMillis()) {
            world.progress().accept("waiting " + (millis + 999) / 1000 + " s for the next code");
        }
        for (; millis > 0; millis = Duration.between(clock.now(), awsTime).toMillis()) {
            world.pause(Math.min(millis + 1, 1000)); // in slices, since the machine may sleep
        }
    }
}
