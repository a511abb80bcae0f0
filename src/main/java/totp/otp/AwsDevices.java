package totp.otp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which account an AWS device belongs to. AWS has one device of an ARN at a time, and gives the ARN anew once that one is
 * deleted (by an administrator who resets a user, for instance); a vault may hold both secrets then. Acting on AWS in the
 * name of the former one would hit the newer one.
 */
public final class AwsDevices {
    private AwsDevices() {}

    /**
     * The account of the device that has this ARN now, as far as the accounts tell: of several the one that was made last.
     *
     * @param accounts in the order in which they were added
     */
    public static Optional<Account> holder(List<Account> accounts, String serial) {
        Account holder = null;
        for (Account account : accounts) {
            AwsDevice device = account.aws();
            boolean fits = device != null && device.serial().equals(serial) && device.stale() == null;
            if (fits && (holder == null || !made(account).isBefore(made(holder)))) {
                holder = account;
            }
        }
        return Optional.ofNullable(holder);
    }

    /** Whether the device of this account is gone, since another account has its ARN now. */
    public static boolean isStale(List<Account> accounts, Account account) {
        @Nullable AwsDevice device = account.aws();
        if (device == null) {
            return false;
        }
        Optional<Account> holder = holder(accounts, device.serial());
        boolean another = holder.isPresent() && !holder.get().id().equals(account.id());
        return device.stale() != null || another;
    }

    private static Instant made(Account account) {
        Instant created = account.created();
        return created == null ? Instant.MIN : created;
    }
}
