package totp.otp;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.message.Message;

/** A scheme whose moving factor is the number of time steps since the Unix epoch (RFC 6238 section 4.2, T0 = 0). */
public sealed interface TimeBased extends Otp permits Totp, Steam, Motp, Yandex {
    /** The longest time step that importers must take, in seconds: almost 25 days. */
    int PERIOD_SECONDS_MAX = 2_147_483;

    /** The time step X in seconds, 1 to {@value #PERIOD_SECONDS_MAX}. */
    int periodSeconds();

    /**
     * The code of one time step, whatever the clock says.
     *
     * @param step the moving factor T, not negative
     * @param pin the PIN, for the schemes that have one
     */
    String codeOfStep(long step, Secret secret, @Nullable Secret pin);

    /** {@code T = floor((now - T0) / X)}. */
    default long stepAt(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), (long) periodSeconds());
    }

    default Instant beginOfStep(long step) {
        return Instant.ofEpochSecond(step * periodSeconds());
    }

    /** The code that is valid at {@code now}. */
    default Code codeAt(Instant now, Secret secret, @Nullable Secret pin) {
        return code(stepAt(now), secret, pin);
    }

    default Code code(long step, Secret secret, @Nullable Secret pin) {
        return new Code(codeOfStep(step, secret, pin), beginOfStep(step), beginOfStep(step + 1));
    }

    static void checkPeriod(int seconds) {
        if (seconds < 1 || seconds > PERIOD_SECONDS_MAX) {
            throw new OutOfRangeException(Message.of("otp.period-must-1-seconds", PERIOD_SECONDS_MAX));
        }
    }
}
