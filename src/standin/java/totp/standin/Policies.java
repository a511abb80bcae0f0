package totp.standin;

/** Policy documents that users really have. */
public final class Policies {
    /**
     * After AWS's example "Allows MFA-authenticated IAM users to manage their own MFA device on the Security credentials
     * page": users help themselves, and can do nothing else until they have signed in with a code. Deleting a device is
     * withheld, so that who has only the keys cannot take a device away and put another in its place.
     */
    public static final String FORCE_MFA = forceMfa("*");

    /** The same as it was recommended before November 2022, when a device had to be named after its user. */
    public static final String FORCE_MFA_OWN_NAME = forceMfa("${aws:username}");

    /** What an administrator needs who goes on with a code: everything, which FORCE_MFA then lets through. */
    public static final String ALLOW_ALL = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
            """;

    private Policies() {}

    private static String forceMfa(String deviceName) {
        return """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Sid": "AllowViewAccountInfo",
                      "Effect": "Allow",
                      "Action": "iam:ListVirtualMFADevices",
                      "Resource": "*"
                    },
                    {
                      "Sid": "AllowManageOwnVirtualMFADevice",
                      "Effect": "Allow",
                      "Action": "iam:CreateVirtualMFADevice",
                      "Resource": "arn:*:iam::*:mfa/@NAME@"
                    },
                    {
                      "Sid": "AllowManageOwnUserMFA",
                      "Effect": "Allow",
                      "Action": [
                        "iam:DeactivateMFADevice",
                        "iam:EnableMFADevice",
                        "iam:GetUser",
                        "iam:GetMFADevice",
                        "iam:ListMFADevices",
                        "iam:ResyncMFADevice"
                      ],
                      "Resource": "arn:*:iam::*:user/${aws:username}"
                    },
                    {
                      "Sid": "DenyAllExceptListedIfNoMFA",
                      "Effect": "Deny",
                      "NotAction": [
                        "iam:CreateVirtualMFADevice",
                        "iam:EnableMFADevice",
                        "iam:GetUser",
                        "iam:GetMFADevice",
                        "iam:ListMFADevices",
                        "iam:ListVirtualMFADevices",
                        "iam:ResyncMFADevice",
                        "sts:GetSessionToken"
                      ],
                      "Resource": "*",
                      "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
                    }
                  ]
                }
                """.replace("@NAME@", deviceName);
    }
}
