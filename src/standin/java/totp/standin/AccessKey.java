package totp.standin;

import java.time.Instant;
import java.util.Optional;

/**
 * Credentials that this server has issued.
 *
 * @param token the session token; empty for long-term keys
 * @param mfa whether a code was given for the session
 * @param expires never, for long-term keys
 */
public record AccessKey(
        String id, String secret, String token, Kind kind, Principal principal, boolean mfa, Instant expires) {
    public enum Kind {
        LONG_TERM,
        /** From GetSessionToken. */
        SESSION,
        /** Of a sign-in with a browser, as {@code aws login} has them: a user's own, with MFA or without. */
        SIGN_IN,
        /** Of an assumed role, as identity centers hand out. */
        ROLE,
        /** The same, assumed with another session. */
        CHAINED_ROLE,
        /** Of AssumeRoot: a member's root, for one task. */
        ROOT_TASK
    }

    public boolean temporary() {
        return kind != Kind.LONG_TERM;
    }

    /** The condition key aws:MultiFactorAuthPresent, which requests with long-term keys do not have at all. */
    public Optional<Boolean> mfaPresent() {
        return temporary() ? Optional.of(mfa) : Optional.empty();
    }

    /** The secret stays out of the messages of failed assertions. */
    @Override
    public String toString() {
        return id + " of " + principal;
    }
}
