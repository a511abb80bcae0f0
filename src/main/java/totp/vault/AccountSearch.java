package totp.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;
import totp.otp.Text;

/** Finds the account that somebody means by a name, from the exact name down to a likeness; it never picks one of several. */
public final class AccountSearch {
    private AccountSearch() {}

    /** How a name led to an account, strictest first. */
    public enum How {
        NAME,
        NAME_IGNORING_CASE,
        /** An alias, an AWS serial ARN, or {@code issuer:account}. */
        ALIAS,
        PREFIX,
        /** A part of the name, the issuer or the account. */
        SUBSTRING,
        /** The letters in this order, with others between them. */
        SUBSEQUENCE
    }

    /** The accounts that fit at the strictest stage at which any do; empty if none does at all. */
    public record Matches(How how, List<Account> accounts) {}

    /**
     * Tries one stage after the other until one fits.
     *
     * @param loosest the last stage to try
     */
    public static Matches find(List<Account> accounts, String text, How loosest) {
        String wanted = Text.normalize(text);
        for (How how : How.values()) {
            List<Account> found = new ArrayList<>();
            for (Account account : accounts) {
                if (fits(how, account, wanted) && !(how == How.ALIAS && hasLost(accounts, account, wanted))) {
                    found.add(account);
                }
            }
            if (!found.isEmpty() || how == loosest) {
                return new Matches(how, found);
            }
        }
        throw new AssertionError("the last stage returns");
    }

    /** Whether name, issuer or account hold {@code text}, in whatever case. */
    public static boolean mentions(Account account, String text) {
        return fits(How.SUBSTRING, account, Text.normalize(text));
    }

    private static boolean fits(How how, Account account, String wanted) {
        return switch (how) {
            case NAME -> account.name().equals(wanted);
            case NAME_IGNORING_CASE -> fold(account.name()).equals(fold(wanted));
            case ALIAS -> isAlias(account, wanted);
            case PREFIX -> fold(account.name()).startsWith(fold(wanted));
            case SUBSTRING -> any(account, wanted, String::contains);
            case SUBSEQUENCE -> any(account, wanted, AccountSearch::isSubsequence);
        };
    }

    /** Whether the name is the ARN of a device that another account has now. */
    private static boolean hasLost(List<Account> accounts, Account account, String wanted) {
        AwsDevice aws = account.aws();
        boolean own = aws != null && aws.serial().equals(wanted);
        Optional<Account> holder = AwsDevices.holder(accounts, wanted);
        return holder.isPresent() ? !holder.get().id().equals(account.id()) : own;
    }

    private static boolean isAlias(Account account, String wanted) {
        AwsDevice aws = account.aws();
        return account.aliases().contains(wanted)
                || (aws != null && aws.serial().equals(wanted))
                || (!account.issuer().isEmpty()
                        && !account.accountName().isEmpty()
                        && (account.issuer() + ":" + account.accountName()).equals(wanted));
    }

    private static boolean any(Account account, String wanted, BiPredicate<String, String> test) {
        String folded = fold(wanted);
        return test.test(fold(account.name()), folded)
                || test.test(fold(account.issuer()), folded)
                || test.test(fold(account.accountName()), folded);
    }

    private static boolean isSubsequence(String text, String letters) {
        int matched = 0;
        for (int i = 0; i < text.length() && matched < letters.length(); i++) {
            if (text.charAt(i) == letters.charAt(matched)) {
                matched++;
            }
        }
        return matched == letters.length();
    }

    /** The same in every locale: Turkish must not lose the dot of its i here. */
    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
