package totp.aws;

import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** The temporary credentials of a session that a code began; nothing of them can be printed. */
final class SessionKeys {
    private final AwsSessionCredentials keys;

    SessionKeys(AwsSessionCredentials keys) {
        this.keys = keys;
    }

    AwsSessionCredentials credentials() {
        return keys;
    }
}
