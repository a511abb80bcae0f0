package totp.aws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The temporary credentials of a session that a code began; nothing of them can be printed. */
final class SessionKeys {
    private final AwsSessionCredentials keys;

    private SessionKeys(AwsSessionCredentials keys) {
        this.keys = keys;
    }

    /** The keys of an answer; empty if it is not AWS's. */
    static Optional<SessionKeys> of(@Nullable Credentials answer) {
        if (answer == null
                || answer.accessKeyId() == null
                || answer.secretAccessKey() == null
                || answer.sessionToken() == null) {
            return Optional.empty();
        }
        return Optional.of(new SessionKeys(
                AwsSessionCredentials.create(answer.accessKeyId(), answer.secretAccessKey(), answer.sessionToken())));
    }

    AwsSessionCredentials credentials() {
        return keys;
    }
}
