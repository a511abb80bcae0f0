package totp.aws;

import java.time.Instant;

/**
 * Credentials of a session, to be handed to other programs and kept until they expire.
 *
 * @param expiration by AWS's clock
 */
public record TemporaryCredentials(
        String accessKeyId, String secretAccessKey, String sessionToken, Instant expiration) {
    /** Without the keys: a record is easily printed. */
    @Override
    public String toString() {
        return accessKeyId + " until " + expiration;
    }
}
