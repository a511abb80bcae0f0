package totp.cli.aws;

import totp.aws.StepCodes;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Totp;

/** The codes of an account's secret in this process. */
final class SeedCodes implements StepCodes {
    private final Totp scheme;
    private final Secret seed;

    /** @param account whose secret is copied */
    SeedCodes(Account account) {
        this(scheme(account), account.secret().copy());
    }

    /** @param seed taken over */
    SeedCodes(Totp scheme, Secret seed) {
        this.scheme = scheme;
        this.seed = seed;
    }

    /** AWS knows one kind alone, whatever somebody made of the account since; a console may have shown another one. */
    static Totp scheme(Account account) {
        return account.aws() == null && account.otp() instanceof Totp shown ? shown : Totp.DEFAULT;
    }

    @Override
    public String of(long step) {
        return scheme.codeOfStep(step, seed, null);
    }

    @Override
    public void close() {
        seed.close();
    }
}
