package totp.cli.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;

/**
 * Whose code begins the session in which AWS lets users who have a device add another (AWS-2023-001). It is decided before
 * anything is made: a device that then could not be registered would only be left behind.
 */
final class SessionSource {
    private final PendingAccount keeper;
    private final UserDevices<Failure> user;
    private final Identity caller;
    private final String userName;
    private final Optional<List<MfaDevice>> devices;

    /** @param devices the user's, empty if a policy withholds them */
    SessionSource(
            PendingAccount keeper,
            UserDevices<Failure> user,
            Identity caller,
            String userName,
            Optional<List<MfaDevice>> devices) {
        this.keeper = keeper;
        this.user = user;
        this.caller = caller;
        this.userName = userName;
        this.devices = devices;
    }

    /** Whether AWS is certain to want a session. */
    boolean isNeeded() {
        return user.isOwn() && devices.filter(list -> !list.isEmpty()).isPresent();
    }

    /**
     * The account that begins it.
     *
     * @param with of {@code --with}, or null
     * @param replaced the account whose device goes, or null
     * @param own the account that is being registered, which cannot begin one
     * @return empty if no session is needed, or if it is not known that one is and there is none to begin it
     * @throws Failure {@code AWS_REFUSED} if one is needed and none can be had, {@code AMBIGUOUS} if several could begin it
     */
    Optional<Account> choose(@Nullable String with, @Nullable Account replaced, UUID own) throws Failure {
        Optional<Account> named = with == null ? Optional.empty() : Optional.of(named(with));
        if (!user.isOwn() || devices.filter(List::isEmpty).isPresent()) {
            return Optional.empty();
        }
        if (!user.isOwnWithLongTermKeys()) {
            refuseKeysWithoutMfa();
            return Optional.empty();
        }
        if (named.isPresent()) {
            return named;
        }
        List<Account> able = able(own);
        if (replaced != null && able.stream().anyMatch(account -> account.id().equals(replaced.id()))) {
            return Optional.of(replaced);
        }
        if (able.size() > 1) {
            throw Failure.ambiguous(
                    "AWS wants a session that a device of " + userName
                            + " begins, and several are in this vault; give one of these as --with NAME",
                    able.stream().map(Account::name).toList());
        }
        if (able.isEmpty() && isNeeded()) {
            throw none();
        }
        return able.stream().findFirst();
    }

    /** The accounts whose device can begin a session of the user's, as far as vault and AWS tell. */
    List<Account> able(UUID own) {
        List<Account> able = new ArrayList<>();
        for (Account account : keeper.accounts()) {
            boolean registered = account.state() == Account.State.ACTIVE && isListed(account);
            if (registered && isUsers(account) && !account.id().equals(own)) {
                able.add(account);
            }
        }
        return able;
    }

    /** For taking a device away: its own code begins the session, the last one's too; if it cannot, another's. */
    List<Account> beginners(Account account, boolean assigned) {
        List<Account> accounts = new ArrayList<>();
        if (user.isOwnWithLongTermKeys()) {
            if (assigned) {
                accounts.add(account);
            }
            accounts.addAll(able(account.id()));
        }
        return accounts;
    }

    private boolean isUsers(Account account) {
        AwsDevice device = account.aws();
        return device != null
                && device.user().equals(userName)
                && device.accountId().equals(caller.accountId())
                && device.partition().equals(caller.partition())
                && !AwsDevices.isStale(keeper.accounts(), account);
    }

    private boolean isListed(Account account) {
        AwsDevice device = account.aws();
        return device != null && (devices.isEmpty() || listed(device).isPresent());
    }

    private Optional<MfaDevice> listed(AwsDevice device) {
        return devices.stream()
                .flatMap(List::stream)
                .filter(listed -> listed.serial().equals(device.serial()))
                .findFirst();
    }

    /** Since when a device is the user's, or null if AWS did not tell. */
    @Nullable
    Instant enabled(AwsDevice device) {
        return listed(device).map(MfaDevice::enabled).orElse(null);
    }

    private Account named(String name) throws Failure {
        Account account = keeper.findExact(name);
        if (!isUsers(account)) {
            throw Failure.usage(
                    account.name() + " has no device of " + userName + " in account " + caller.accountId()
                            + " that could begin a session",
                    "totp aws devices lists what the user has");
        }
        if (!isListed(account)) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    "AWS does not list the device of " + account.name() + " as one of " + userName + "'s",
                    "totp aws devices lists what the user has");
        }
        return account;
    }

    private Failure none() {
        List<String> hints = new ArrayList<>();
        for (Account account : keeper.accounts()) {
            AwsDevice device = account.aws();
            if (device != null && device.user().equals(userName) && !isListed(account)) {
                hints.add("the device of " + account.name() + " is not one of " + userName + "'s any more");
            }
        }
        hints.add("an administrator's --profile with --user " + userName
                + " needs no session; and one with MFA, begun by another program, works as well");
        return new Failure(
                ExitCode.AWS_REFUSED,
                userName
                        + " has an MFA device already, and AWS lets users who have one add another only in a session that"
                        + " theirs began; no account in this vault can begin one",
                hints.toArray(new String[0]));
    }

    /** Session keys do not tell whether they have MFA; AWS does. */
    private void refuseKeysWithoutMfa() throws Failure {
        try {
            if (isNeeded() && user.refusesForWantOfMfa()) {
                throw new Failure(
                        ExitCode.AWS_REFUSED,
                        userName
                                + " has an MFA device already, and these keys are of a session without MFA, in which AWS"
                                + " adds no other",
                        "sign in with MFA, or give a --profile with long-term keys");
            }
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }
}
