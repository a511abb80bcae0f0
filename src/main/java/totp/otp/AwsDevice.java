package totp.otp;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The AWS virtual MFA device that an account's secret belongs to, in IAM's words.
 *
 * @param serial the device's ARN, which AWS calls its serial number
 * @param user the IAM user name
 * @param accountId twelve digits
 * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}…
 * @param replaces the ARN of the same user's device that goes once this one is proven to work; null if there is none
 * @param stale since when AWS is known to have made another device of this ARN, so that this one is gone; null if it is not
 */
public record AwsDevice(
        String serial,
        String user,
        String accountId,
        String partition,
        @Nullable String replaces,
        @Nullable Instant stale) {
    public AwsDevice(String serial, String user, String accountId, String partition) {
        this(serial, user, accountId, partition, null, null);
    }

    /** The same, gone. */
    public AwsDevice staleSince(Instant time) {
        return new AwsDevice(serial, user, accountId, partition, replaces, time);
    }
}
