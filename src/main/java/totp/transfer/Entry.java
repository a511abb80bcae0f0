package totp.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.otp.KeyUri;
import totp.otp.Otp;

/**
 * An account as another program keeps it.
 *
 * @param issuer the service, or an empty text
 * @param account the login there, or an empty text
 * @param groups what the other program calls groups, folders, categories or tags
 */
public record Entry(
        String issuer,
        String account,
        Otp otp,
        Secret secret,
        @Nullable Secret pin,
        String note,
        List<String> groups) implements AutoCloseable {

    public Entry {
        groups = List.copyOf(groups);
    }

    static Entry of(String issuer, String account, Otp otp, Secret secret) {
        return new Entry(issuer, account, otp, secret, null, "", List.of());
    }

    /** Takes the URI's secrets over. */
    static Entry of(KeyUri uri) {
        return new Entry(uri.issuer(), uri.account(), uri.otp(), uri.secret(), uri.pin(), "", List.of());
    }

    Entry named(String newIssuer, String newAccount) {
        return new Entry(newIssuer, newAccount, otp, secret, pin, note, groups);
    }

    Entry withPin(@Nullable Secret newPin) {
        return new Entry(issuer, account, otp, secret, newPin, note, groups);
    }

    Entry withNote(String newNote) {
        return new Entry(issuer, account, otp, secret, pin, newNote, groups);
    }

    Entry withGroups(List<String> newGroups) {
        return new Entry(issuer, account, otp, secret, pin, note, newGroups);
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
