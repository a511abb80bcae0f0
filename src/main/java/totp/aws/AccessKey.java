package totp.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * An access key as IAM lists it.
 *
 * @param lastUse empty for one that was never used, as far as AWS has noted it: its notes begin in 2015 and are minutes late
 */
public record AccessKey(String id, boolean active, Instant created, Optional<Use> lastUse) {
    /**
     * The last use that AWS noted.
     *
     * @param region {@code N/A} for a service that has none
     */
    public record Use(Instant when, String service, String region) {}
}
