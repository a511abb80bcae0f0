package totp.aws;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An MFA device that is registered with a user.
 *
 * @param serial an ARN, or the number on a hardware token
 * @param enabled since when; null if AWS does not say
 */
public record MfaDevice(
        String serial, String user, @Nullable Instant enabled) {
    /** What kind of thing answers for the user. */
    public enum Kind {
        virtual,
        fido,
        hardware
    }

    /** The serial tells: {@code …:mfa/…} is virtual, {@code …:u2f/…} a passkey or security key, anything else a token. */
    public Kind kind() {
        if (isVirtual(serial)) {
            return Kind.virtual;
        }
        return serial.contains(":u2f/") ? Kind.fido : Kind.hardware;
    }

    /** Only these may ever be deleted or replaced here. */
    public static boolean isVirtual(String serial) {
        return serial.startsWith("arn:") && serial.contains(":mfa/");
    }
}
