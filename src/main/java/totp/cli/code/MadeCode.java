package totp.cli.code;

import java.time.Instant;
import java.util.Optional;
import totp.otp.Account;
import totp.otp.Hotp;
import totp.otp.TimeBased;

/**
 * A code on its way to whoever asked for it.
 *
 * @param account whose it is, with its secret for as long as the code is on its way
 * @param value what is typed where the code is wanted
 * @param timed empty for the code of a counter
 */
record MadeCode(Account account, String value, Optional<Timed> timed) {
    /**
     * What the code of a time step has besides.
     *
     * @param asked the moment that the code is for
     */
    record Timed(TimeBased scheme, long step, Instant asked) {
        Instant validFrom() {
            return scheme.beginOfStep(step);
        }

        Instant validUntil() {
            return scheme.beginOfStep(step + 1);
        }
    }

    static MadeCode ofStep(Account account, TimeBased scheme, long step, Instant asked) {
        String value = scheme.codeOfStep(step, account.secret(), account.pin());
        return new MadeCode(account, value, Optional.of(new Timed(scheme, step, asked)));
    }

    static MadeCode ofCounter(Account account, Hotp hotp) {
        return new MadeCode(account, hotp.code(account.secret()), Optional.empty());
    }
}
