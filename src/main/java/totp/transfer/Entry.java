package totp.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.otp.KeyUri;
import totp.otp.Otp;
import totp.otp.Site;

/**
 * An account as another program keeps it.
 *
 * @param issuer the service, or an empty text
 * @param account the login there, or an empty text
 * @param groups what the other program calls groups, folders, categories or tags
 * @param sites where its codes belong, as {@link Site} writes it
 */
public record Entry(
        String issuer,
        String account,
        Otp otp,
        Secret secret,
        @Nullable Secret pin,
        String note,
        List<String> groups,
        List<String> sites)
        implements AutoCloseable {

    /** A login of a password manager may have hundreds of addresses, which nobody wrote for codes. */
    private static final int SITES_MAX = 20;

    public Entry {
        groups = List.copyOf(groups);
        sites = List.copyOf(sites);
    }

    static Entry of(String issuer, String account, Otp otp, Secret secret) {
        return new Entry(issuer, account, otp, secret, null, "", List.of(), List.of());
    }

    /** Takes the URI's secrets over. */
    static Entry of(KeyUri uri) {
        return new Entry(uri.issuer(), uri.account(), uri.otp(), uri.secret(), uri.pin(), "", List.of(), List.of());
    }

    Entry named(String newIssuer, String newAccount) {
        return new Entry(newIssuer, newAccount, otp, secret, pin, note, groups, sites);
    }

    Entry withPin(@Nullable Secret newPin) {
        return new Entry(issuer, account, otp, secret, newPin, note, groups, sites);
    }

    Entry withNote(String newNote) {
        return new Entry(issuer, account, otp, secret, pin, newNote, groups, sites);
    }

    Entry withGroups(List<String> newGroups) {
        return new Entry(issuer, account, otp, secret, pin, note, newGroups, sites);
    }

    /** @param addresses of pages; of what is none nothing is kept */
    Entry withSites(List<String> addresses) {
        List<String> hosts = addresses.stream()
                .flatMap(address -> Site.ofAddress(address).stream())
                .map(Site::toString)
                .distinct()
                .limit(SITES_MAX)
                .toList();
        return new Entry(issuer, account, otp, secret, pin, note, groups, hosts);
    }

    /** Erases the secrets. */
    @Override
    public void close() {
        secret.close();
        if (pin != null) {
            pin.close();
        }
    }

    /** The names only: this is what an exception or a log would print. */
    @Override
    public String toString() {
        return "Entry[" + issuer + ":" + account + "]";
    }
}
