package totp.otp;

import org.jspecify.annotations.Nullable;

/**
 * The AWS virtual MFA device that an account's secret belongs to, in IAM's words.
 *
 * @param serial the device's ARN, which AWS calls its serial number
 * @param user the IAM user name
 * @param accountId twelve digits
 * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}…
 * @param replaces the ARN of the same user's device that goes once this one is proven to work; null if there is none
 */
public record AwsDevice(
        String serial,
        String user,
        String accountId,
        String partition,
        @Nullable String replaces) {
    public AwsDevice(String serial, String user, String accountId, String partition) {
        this(serial, user, accountId, partition, null);
    }
}
