package totp.cli.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import totp.aws.AccessKey;
import totp.aws.AwsException;
import totp.aws.Iam;
import totp.aws.LoginProfiles.Password;
import totp.aws.MfaDevice;
import totp.cli.session.Span;
import totp.message.Message;

/**
 * Whom a demand for MFA would lock out, and whose programs it would stop: found out before it is made, since afterwards who was
 * locked out cannot undo it.
 */
final class LockOut {
    /** A key that was used within this time is taken for one that something depends on. */
    private static final Duration IN_USE = Duration.ofDays(30);

    private final Iam iam;
    private final RequireMfaOptions options;
    private final Instant now;

    /** @param now by AWS's clock */
    LockOut(Iam iam, RequireMfaOptions options, Instant now) {
        this.iam = iam;
        this.options = options;
        this.now = now;
    }

    /**
     * What the demand means to a user.
     *
     * @param help what keeps him from being shut out; of no use where nothing shuts him out
     * @param endangers whether he or something of his is shut out; else it is only to be known
     */
    record Peril(String user, Message what, Message help, boolean endangers) {
        /** Of somebody who needs a device first. */
        static Peril without(String user, Message what) {
            return new Peril(user, what, Message.of("aws.enrol-them-first"), true);
        }

        /** Somebody about whom AWS does not tell enough. */
        static Peril unknown(String who, Message what) {
            return new Peril(who, what, AwsFailures.Least.REQUIRE_MFA.message(), true);
        }
    }

    /**
     * What there is to say of a user.
     *
     * @param devices his devices
     * @throws AwsException {@code NOT_FOUND} if there is no such user
     */
    List<Peril> of(String user, List<MfaDevice> devices, boolean isCaller) throws AwsException {
        List<Peril> perils = new ArrayList<>();
        boolean none = devices.isEmpty();
        // STS takes the codes of virtual devices and of tokens; a passkey signs in to the console alone.
        boolean usable = devices.stream().anyMatch(device -> device.kind() != MfaDevice.Kind.fido);
        if (isCaller && !usable) {
            perils.add(Peril.without(
                    user, none ? Message.of("aws.peril-caller") : Message.of("aws.peril-caller-passkey")));
        }
        if (options.strict && none) {
            perils.add(Peril.without(user, Message.of("aws.peril-strict")));
        }
        if (none && !options.allowPasswordChange) {
            mustChange(user).ifPresent(perils::add);
        }
        ofKeys(user, none, usable).ifPresent(perils::add);
        return perils;
    }

    private Optional<Peril> mustChange(String user) throws AwsException {
        try {
            boolean must =
                    iam.passwords().find(user).filter(Password::mustChange).isPresent();
            return must
                    ? Optional.of(new Peril(
                            user, Message.of("aws.peril-password"), Message.of("aws.password-change-option"), true))
                    : Optional.empty();
        } catch (AwsException e) {
            return Optional.of(unknown(user, e));
        }
    }

    private Optional<Peril> ofKeys(String user, boolean none, boolean usable) throws AwsException {
        Optional<Instant> last;
        try {
            last = iam.accessKeys(user).list().stream()
                    .filter(AccessKey::active)
                    .flatMap(key -> key.lastUse().stream())
                    .map(AccessKey.Use::when)
                    .max(Comparator.naturalOrder());
        } catch (AwsException e) {
            if (e.reason() == AwsException.Reason.DENIED && usable) {
                return Optional.empty();
            }
            return Optional.of(unknown(user, e));
        }
        if (last.isEmpty() || last.get().plus(IN_USE).isBefore(now)) {
            return Optional.empty();
        }
        String ago = ago(last.get());
        if (usable) {
            return Optional.of(new Peril(user, Message.of("aws.peril-key-session", ago), Message.NONE, false));
        }
        return Optional.of(new Peril(
                user,
                none ? Message.of("aws.peril-key", ago) : Message.of("aws.peril-key-passkey", ago),
                Message.of("aws.device-and-session"),
                true));
    }

    /** What is not known is not taken for harmless. */
    private static Peril unknown(String user, AwsException e) throws AwsException {
        if (e.reason() != AwsException.Reason.DENIED) {
            throw e;
        }
        return Peril.unknown(user, Message.of("aws.peril-unknown", e.message()));
    }

    private String ago(Instant time) {
        Duration ago = Duration.between(time, now);
        if (ago.toMinutes() < 1) {
            return "0m";
        }
        // In the greatest unit: nobody asks for the minutes of what was weeks ago.
        Duration rounded = ago.toDays() > 0
                ? Duration.ofDays(ago.toDays())
                : ago.toHours() > 0 ? Duration.ofHours(ago.toHours()) : Duration.ofMinutes(ago.toMinutes());
        return Span.text(rounded);
    }
}
