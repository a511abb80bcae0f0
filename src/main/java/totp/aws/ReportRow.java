package totp.aws;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A row of the credential report: root or an IAM user, as of the moment AWS wrote it.
 *
 * @param user {@code <root_account>} for root
 * @param password whether there is one; empty where the report says {@code not_supported}, as it may for root
 * @param passwordUsed empty for never, and for before October 2014, when AWS began to note it
 * @param passwordChanged empty without a password, and for root
 * @param mfa whether there is an MFA device of any kind
 * @param keys the two places for access keys, whether or not there is a key
 */
public record ReportRow(
        String user,
        String arn,
        Optional<Instant> created,
        Optional<Boolean> password,
        Optional<Instant> passwordUsed,
        Optional<Instant> passwordChanged,
        boolean mfa,
        List<ReportedKey> keys) {
    /** How the report names the root user, which no user can be called. */
    public static final String ROOT = "<root_account>";

    /**
     * An access key as the report tells of it: without its id.
     *
     * @param rotated when it was made; empty where there is no key: an inactive one has it still
     */
    public record ReportedKey(
            boolean active, Optional<Instant> rotated, Optional<Instant> used, String region, String service) {
        public boolean isThere() {
            return rotated.isPresent();
        }
    }

    public boolean isRoot() {
        return user.equals(ROOT);
    }

    public boolean hasActiveKey() {
        return keys.stream().anyMatch(ReportedKey::active);
    }
}
