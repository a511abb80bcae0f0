package totp.cli.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;

/**
 * Whose code begins the session in which AWS lets users who have a device add another (AWS-2023-001). It is decided before
 * anything is made: a device that then could not be registered would only be left behind.
 */
final class SessionSource {
    private final AccountBook book;
    private final UserDevices devices;
    private final Optional<List<MfaDevice>> listed;

    /** @param listed the user's devices, empty if a policy withholds them */
    SessionSource(AccountBook book, UserDevices devices, Optional<List<MfaDevice>> listed) {
        this.book = book;
        this.devices = devices;
        this.listed = listed;
    }

    /** Has these accounts begin a session, best first, if AWS refuses something without one. */
    void offer(List<Account> beginners) throws Failure {
        for (Account account : beginners) {
            AwsDevice device = DeviceAccount.device(account);
            StepNotes notes = book.notes(account.id(), device.serial());
            notes.rehearse();
            devices.mayBegin(devices.device(
                    device.serial(),
                    book.codes(account),
                    notes,
                    listed(device.serial()).map(MfaDevice::enabled).orElse(null)));
        }
    }

    /** The same; and where AWS is certain to want a session, they begin it at once. */
    void beginIfNeeded(List<Account> beginners) throws Failure, DeviceException {
        offer(beginners);
        if (!isNeeded()) {
            return;
        }
        try {
            devices.begin();
        } catch (AwsException e) {
            throw e.reason() == AwsException.Reason.CODES
                    ? AwsFailures.of(
                            e,
                            Message.of("aws.session-not-begun", beginners.get(0).name()))
                    : AwsFailures.of(e);
        }
    }

    /** Whether AWS is certain to want a session. */
    boolean isNeeded() {
        return devices.isOwn() && listed.filter(list -> !list.isEmpty()).isPresent();
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
        if (!devices.isOwn() || listed.filter(List::isEmpty).isPresent()) {
            return Optional.empty();
        }
        if (!devices.isOwnWithLongTermKeys()) {
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
                    Message.of("aws.aws-wants-session-device", devices.user()),
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
        for (Account account : book.accounts()) {
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
        if (devices.isOwnWithLongTermKeys()) {
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
                && device.user().equals(devices.user())
                && EnrolmentChecks.isOfAccount(device, devices.caller())
                && !AwsDevices.isStale(book.accounts(), account);
    }

    private boolean isListed(Account account) {
        AwsDevice device = account.aws();
        return device != null && (listed.isEmpty() || isListed(device.serial()));
    }

    /** Whether AWS lists this device as the user's. */
    boolean isListed(String serial) {
        return listed(serial).isPresent();
    }

    private Optional<MfaDevice> listed(String serial) {
        return listed.stream()
                .flatMap(List::stream)
                .filter(device -> device.serial().equals(serial))
                .findFirst();
    }

    private Account named(String name) throws Failure {
        Account account = book.findExact(name);
        if (!isUsers(account)) {
            throw Failure.usage(
                    Message.of(
                            "aws.no-device-account-could",
                            account.name(),
                            devices.user(),
                            devices.caller().accountId()),
                    Message.of("aws.totp-aws-devices-lists"));
        }
        if (!isListed(account)) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    Message.of("aws.aws-does-not-list-device-one", account.name(), devices.user()),
                    Message.of("aws.totp-aws-devices-lists"));
        }
        return account;
    }

    private Failure none() {
        List<Message> hints = new ArrayList<>();
        for (Account account : book.accounts()) {
            AwsDevice device = account.aws();
            if (device != null && device.user().equals(devices.user()) && !isListed(account)) {
                hints.add(Message.of("aws.device-not-one-any", account.name(), devices.user()));
            }
        }
        hints.add(Message.of("aws.administrator-profile-user-needs", devices.user()));
        return new Failure(
                ExitCode.AWS_REFUSED,
                Message.of("aws.mfa-device-already-aws", devices.user()),
                hints.toArray(new Message[0]));
    }

    /** Session keys do not tell whether they have MFA; AWS does. */
    private void refuseKeysWithoutMfa() throws Failure {
        try {
            if (isNeeded() && devices.refusesForWantOfMfa()) {
                throw new Failure(
                        ExitCode.AWS_REFUSED,
                        Message.of("aws.mfa-device-already-these", devices.user()),
                        Message.of("aws.sign-mfa-give-profile"));
            }
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }
}
