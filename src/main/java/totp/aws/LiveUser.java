package totp.aws;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import totp.aws.UserFacts.Mfa;
import totp.aws.UserFacts.Part;

/**
 * What AWS says of a user at this moment.
 *
 * @param isThere false for one who was deleted
 * @param asked what it was asked; of the rest nothing is said
 * @param passwordSince when the password was made; empty if there is none
 */
public record LiveUser(
        boolean isThere,
        Set<Part> asked,
        Optional<Instant> passwordSince,
        List<MfaDevice> devices,
        List<AccessKey> keys) {
    static final LiveUser GONE = new LiveUser(false, Set.of(), Optional.empty(), List.of(), List.of());

    Mfa mfa() {
        if (devices.isEmpty()) {
            return Mfa.NONE;
        }
        return devices.stream().allMatch(device -> device.kind() == MfaDevice.Kind.fido) ? Mfa.PASSKEYS : Mfa.DEVICE;
    }
}
