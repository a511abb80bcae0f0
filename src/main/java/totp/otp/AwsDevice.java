package totp.otp;

/**
 * The AWS virtual MFA device that an account's secret belongs to, in IAM's words.
 *
 * @param serial the device's ARN, which AWS calls its serial number
 * @param user the IAM user name
 * @param accountId twelve digits
 * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}…
 */
public record AwsDevice(String serial, String user, String accountId, String partition) {}
