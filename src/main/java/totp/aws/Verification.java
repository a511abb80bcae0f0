package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;
import totp.aws.UserDevice.Proof;
import totp.message.Message;

/**
 * Has AWS verify codes of one device, each of which begins a session with MFA. AWS verifies nine codes of a device in each
 * three minutes, good and bad ones alike, and is deaf to it afterwards, so that few are sent; and its sign-in service hears of
 * what IAM was told about a device 8 to 14 seconds later.
 */
final class Verification {
    /** Of one device in one run; the window's count is the notes' matter. */
    private static final int SENT_MAX = 3;

    /** Of a device that AWS has long known: one more code tells a clock that is a little off from one that is wrong. */
    private static final int REFUSED_MAX = 2;

    /** Seconds after a device was registered or brought back into step. */
    private static final int[] AFTER_CHANGE = {4, 9, 15, 22};

    /** After that AWS's sign-in service knows a device. */
    private static final int KNOWN_SECONDS = 20;

    /** For a device that AWS has long known: what is repeated is repeated soon. */
    private static final int[] AT_ONCE = {0, 1, 4};

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final World world;
    private final AwsClock clock;
    private final Attempt attempt;
    private final String serial;
    private final DeviceCodes codes;
    private final CodeNotes notes;
    private final @Nullable Instant enabled;
    private @Nullable SessionKeys session;
    private @Nullable AwsException denied;
    private Optional<Instant> again = Optional.empty();

    /** Whether it is this program that sends no more for a while, lest AWS take none from anybody. */
    private boolean budgetUsed;

    /**
     * Codes of one device.
     *
     * @param attempt by the long-term keys of the device's user: STS verifies for nobody else
     * @param enabled since when the device is its user's, or null if AWS did not tell
     */
    Verification(
            World world,
            AwsClock clock,
            Attempt attempt,
            String serial,
            DeviceCodes codes,
            CodeNotes notes,
            @Nullable Instant enabled) {
        this.world = world;
        this.clock = clock;
        this.attempt = attempt;
        this.serial = serial;
        this.codes = codes;
        this.notes = notes;
        this.enabled = enabled;
    }

    /** A call that gives a code to STS; sent once, since the code is spent if it was taken. */
    @FunctionalInterface
    interface Attempt {
        SessionKeys send(String code) throws AwsException;
    }

    Optional<SessionKeys> session() {
        return Optional.ofNullable(session);
    }

    /** For a person: why, and from when on it can be tried again. */
    Message whyLater() {
        Instant when = again.orElseGet(() -> nextWindow(clock.now()));
        return budgetUsed
                ? Message.of("aws.own-budget-used", serial, TIME.format(when))
                : Message.of("aws.aws-does-not-verify", serial, TIME.format(when));
    }

    /** AWS counts in windows of three minutes of UTC. */
    private static Instant nextWindow(Instant now) {
        return Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), 180L) + 1) * 180);
    }

    /** Behind {@link Proof#FORBIDDEN}. */
    AwsException refusal() {
        return Objects.requireNonNull(denied, "it was forbidden");
    }

    AwsException later() {
        return new AwsException(Reason.LATER, "NotVerifiedNow", whyLater());
    }

    /** For a device that AWS has long known, or else as soon as it may be expected to. */
    Proof atOnce() throws DeviceException {
        if (enabled != null && enabled.plusSeconds(KNOWN_SECONDS).isAfter(clock.now())) {
            return afterChange(enabled);
        }
        return run(clock.now(), AT_ONCE, false);
    }

    /**
     * For a device of which AWS's sign-in service may not have heard yet.
     *
     * @param change when IAM was told, by AWS's clock
     */
    Proof afterChange(Instant change) throws DeviceException {
        return run(change, AFTER_CHANGE, true);
    }

    private Proof run(Instant start, int[] seconds, boolean waiting) throws DeviceException {
        AwsException last = null;
        int sent = 0;
        int refused = 0;
        for (int i = 0; i < seconds.length && sent < SENT_MAX; i++) {
            waitUntil(start.plusSeconds(seconds[i]), last);
            again = notes.pausedUntil(clock.now());
            if (again.isPresent()) {
                budgetUsed = true;
                return Proof.LATER; // before anybody waits for a code in vain
            }
            long step = codes.next(reach(last, waiting));
            again = notes.verification(clock.now());
            if (again.isPresent()) {
                budgetUsed = true;
                return Proof.LATER;
            }
            sent++;
            try {
                session = attempt.send(codes.of(step));
                return Proof.TAKEN;
            } catch (AwsException e) {
                last = e;
            }
            if (last.reason() == Reason.DENIED) {
                denied = last;
                return Proof.FORBIDDEN;
            }
            boolean refusedEnough = !waiting && last.reason() == Reason.CODES && ++refused == REFUSED_MAX;
            if (refusedEnough || !mayPass(last.reason(), waiting)) {
                break;
            }
        }
        if (last == null || last.reason() == Reason.NOT_FOUND) {
            return Proof.LATER;
        }
        throw last;
    }

    private static DeviceCodes.Reach reach(@Nullable AwsException last, boolean waiting) {
        if (last != null && last.reason() == Reason.CODES) {
            return DeviceCodes.Reach.PRESENT;
        }
        return waiting ? DeviceCodes.Reach.FAR_BACK : DeviceCodes.Reach.USUAL;
    }

    private static boolean mayPass(Reason reason, boolean waiting) {
        return switch (reason) {
            case CODES, UNKNOWN, THROTTLED, UNREACHABLE -> true;
            case NOT_FOUND -> waiting;
            default -> false;
        };
    }

    private void waitUntil(Instant time, @Nullable AwsException last) throws AwsException {
        Duration rest = Duration.between(clock.now(), time);
        if (last != null && !rest.isNegative()) {
            Message what = last.reason() == Reason.NOT_FOUND ? Message.of("aws.not-known-yet") : last.message();
            world.progress().accept(Message.of("aws.trying-again-2", what, (rest.toMillis() + 999) / 1000));
        }
        for (; rest.toMillis() > 0; rest = Duration.between(clock.now(), time)) {
            world.pause(Math.min(rest.toMillis() + 1, 1000)); // in slices, since the machine may sleep
        }
    }
}
