package totp.aws;

import java.time.Duration;
import java.time.Instant;
import totp.message.Message;
import totp.otp.Totp;

/**
 * The codes of one device that may be sent to AWS now: by AWS's clock, at the moment of sending, each noted before. STS takes
 * codes two steps back and two ahead, each once and in any order. It would take those of a registration too, but here each
 * code goes to AWS once, whatever for: nobody then has to know which part of AWS remembers what.
 */
final class DeviceCodes {
    /** A pair that is sent this shortly before the step turns arrives as one that is a step older. */
    private static final Duration STEP_MARGIN = Duration.ofSeconds(2);

    /** How far AWS's clock, as it is known here, may run ahead of itself: the header has whole seconds. */
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(1);

    /** So far back and ahead STS takes codes. */
    private static final int STEPS_AROUND_MAX = 2;

    private final World world;
    private final AwsClock clock;
    private final StepCodes codes;
    private final CodeNotes notes;
    private final Totp scheme = Totp.DEFAULT;

    /** @param codes lent for as long as this is used */
    DeviceCodes(World world, AwsClock clock, StepCodes codes, CodeNotes notes) {
        this.world = world;
        this.clock = clock;
        this.codes = codes;
        this.notes = notes;
    }

    String of(long step) throws KeepingException {
        return codes.of(step);
    }

    /**
     * The first step of the pair to send now: (T-1, T), which spends nothing of the future.
     *
     * @param ahead (T, T+1) instead
     */
    long pair(boolean ahead) throws DeviceException {
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
    void spend(long first) throws KeepingException {
        notes.spend(first, first + 1);
    }

    /** The first step of a pair that nobody was given, once it is the present one or older. */
    long freshPair() throws DeviceException {
        long first = notes.reserve(present() - 1, 2);
        waitUntil(scheme.beginOfStep(first + 1));
        return first;
    }

    /** From which step on a code for STS is looked for, and when it may be sent. */
    enum Reach {
        /** From the last step on, as soon as it is near enough: in most cases at once. */
        USUAL,
        /** From the step before that on: the last one and the present one have just registered the device. */
        FAR_BACK,
        /** Once it has begun: AWS has just refused a code, perhaps as one of the future. */
        PRESENT
    }

    /** A step that nobody was given, once its code may be sent. */
    long next(Reach reach) throws DeviceException {
        Instant now = clock.now();
        long present = present();
        long from = switch (reach) {
            case PRESENT -> present;
            case USUAL -> present - 1;
            // Not in the last moments: it would arrive as one that is too old.
            case FAR_BACK ->
                Duration.between(now, scheme.beginOfStep(present + 1)).compareTo(STEP_MARGIN) < 0
                        ? present - 1
                        : present - STEPS_AROUND_MAX;
        };
        long step = notes.reserve(from, 1);
        long due = reach == Reach.PRESENT ? step : step - STEPS_AROUND_MAX;
        waitUntil(scheme.beginOfStep(due).plus(CLOCK_ERROR));
        return step;
    }

    private long present() {
        return scheme.stepAt(clock.now());
    }

    private void waitUntil(Instant awsTime) throws AwsException {
        long millis = Duration.between(clock.now(), awsTime).toMillis();
        if (millis > STEP_MARGIN.toMillis()) {
            world.progress().accept(Message.of("aws.waiting-next-code", (millis + 999) / 1000));
        }
        for (; millis > 0; millis = Duration.between(clock.now(), awsTime).toMillis()) {
            world.pause(Math.min(millis + 1, 1000)); // in slices, since the machine may sleep
        }
    }
}
