package totp.aws;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The temporary credentials of a session. */
final class SessionKeys {
    private final AwsSessionCredentials keys;
    private final Instant expiration;

    private SessionKeys(AwsSessionCredentials keys, Instant expiration) {
        this.keys = keys;
        this.expiration = expiration;
    }

    /** The keys of an answer; empty if it is not AWS's. */
    static Optional<SessionKeys> of(@Nullable Credentials answer) {
        if (answer == null
                || answer.accessKeyId() == null
                || answer.secretAccessKey() == null
                || answer.sessionToken() == null
                || answer.expiration() == null) {
            return Optional.empty();
        }
        return Optional.of(new SessionKeys(
                AwsSessionCredentials.create(answer.accessKeyId(), answer.secretAccessKey(), answer.sessionToken()),
                answer.expiration()));
    }

    /** Those that were kept. */
    static SessionKeys of(TemporaryCredentials kept) {
        return new SessionKeys(
                AwsSessionCredentials.create(kept.accessKeyId(), kept.secretAccessKey(), kept.sessionToken()),
                kept.expiration());
    }

    AwsSessionCredentials credentials() {
        return keys;
    }

    TemporaryCredentials exported() {
        return new TemporaryCredentials(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken(), expiration);
    }
}
