package totp.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * An access key as IAM lists it.
 *
 * @param id empty where only the credential report tells of it
 * @param lastUse empty for one that was never used, as far as AWS has noted it: its notes begin in 2015 and are minutes late
 */
public record AccessKey(String id, boolean active, Instant created, Optional<Use> lastUse) {
    /**
     * The last use that AWS noted.
     *
     * @param region {@code N/A} for a service that has none
     */
    public record Use(Instant when, String service, String region) {}

    /** What the credential report tells of a key: not its id. */
    public static AccessKey of(ReportRow.ReportedKey key) {
        return new AccessKey(
                "",
                key.active(),
                key.rotated().orElseThrow(),
                key.used().map(when -> new Use(when, key.service(), key.region())));
    }
}
