package totp.vault;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.CodeIdentity;
import totp.otp.Hotp;

/** What a merge takes as a whole from one of two copies of an account. */
enum Part {
    NAME,
    ISSUER,
    ACCOUNT,
    /** Secret, PIN, scheme and its parameters: what codes are made of, but for the counter. */
    CODE,
    NOTE,
    AWS,
    TRASHED,
    FAVORITE,
    STATE,
    COUNTER;

    /** The part's name in {@code vault/FORMAT.md}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value as a text, equal where the values are; of secrets a hash. */
    String of(Account account) {
        return switch (this) {
            case NAME -> account.name();
            case ISSUER -> account.issuer();
            case ACCOUNT -> account.accountName();
            case CODE -> CodeIdentity.of(account) + " " + pin(account);
            case NOTE -> account.note();
            case AWS -> String.valueOf(account.aws());
            case TRASHED -> String.valueOf(account.trashed());
            case FAVORITE -> Boolean.toString(account.isFavorite());
            case STATE -> account.state().name();
            case COUNTER -> account.otp() instanceof Hotp hotp ? Long.toString(hotp.counter()) : "";
        };
    }

    /** A PIN has few digits: its hash alone would tell it. */
    private static String pin(Account account) {
        Secret pin = account.pin();
        return pin == null
                ? ""
                : Base64.getEncoder().encodeToString(pin.use(bytes -> Hash.SHA256.hmac(account.secret(), bytes)));
    }

    /** Lists of which each element is a part of its own: two tags that were added on two machines are both there afterwards. */
    enum Items {
        ALIASES,
        TAGS,
        SITES;

        List<String> of(Account account) {
            return switch (this) {
                case ALIASES -> account.aliases();
                case TAGS -> account.tags();
                case SITES -> account.sites();
            };
        }

        /** The list's name in {@code vault/FORMAT.md}. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The name of an element of it, present or not. */
        String key(String item) {
            return key() + "/" + item;
        }

        /** What only one of the two has. */
        SortedSet<String> differences(Account one, Account other) {
            SortedSet<String> all = new TreeSet<>(of(one));
            all.addAll(of(other));
            all.removeIf(item -> of(one).contains(item) && of(other).contains(item));
            return all;
        }
    }
}
