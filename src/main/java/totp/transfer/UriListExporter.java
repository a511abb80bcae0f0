package totp.transfer;

import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.KeyUri;
import totp.otp.Motp;
import totp.otp.Otp;
import totp.otp.Yandex;

/** Key URIs, one a line. */
final class UriListExporter implements Exporter {
    @Override
    public String format() {
        return "uri";
    }

    @Override
    public boolean encrypts() {
        return false;
    }

    @Override
    public Set<Detail> holds() {
        return Set.of();
    }

    /** Yandex's URI has a place for it. */
    @Override
    public boolean holdsPin(Otp otp) {
        return otp instanceof Yandex;
    }

    /** An mOTP URI has no place for a number of digits or a period that others would read. */
    @Override
    public boolean holds(Otp otp) {
        return !(otp instanceof Motp) || otp.equals(Motp.DEFAULT);
    }

    @Override
    public List<Secret> write(List<Account> accounts, @Nullable Secret password, SecureRandom random) {
        try (Lines lines = new Lines()) {
            for (Account account : accounts) {
                try (Secret uri = KeyUri.print(
                        account.issuer(), login(account), account.otp(), account.secret(), account.pin())) {
                    lines.add(uri);
                }
            }
            return List.of(lines.take());
        }
    }

    /** An account that says nothing of itself goes by the name that it has here. */
    static String login(Account account) {
        boolean nameless = account.issuer().isEmpty() && account.accountName().isEmpty();
        return nameless ? account.name() : account.accountName();
    }
}
