package totp.cli.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.aws.Identity;
import totp.aws.StepCodes;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/**
 * An account in the vault whose secret is the seed of an AWS device; pending until the device is known to work. What changes
 * it is saved before it returns, and gives the account as it is then.
 */
final class DeviceAccount {
    /** Behind the name of the account that is about to take another's place. */
    static final String NEW = ".new";

    private final AccountBook book;
    private final UUID id;

    DeviceAccount(AccountBook book, UUID id) {
        this.book = book;
        this.id = id;
    }

    /** @throws Failure {@code USAGE} if it is the account of something else */
    static DeviceAccount of(AccountBook book, Account account) throws Failure {
        if (account.aws() == null) {
            throw Failure.usage(Message.of("aws.not-account-aws-device", account.name()));
        }
        return new DeviceAccount(book, account.id());
    }

    /** As the vault has it now. */
    Account account() {
        return book.byId(id).orElseThrow(() -> new IllegalStateException("the account is in the vault"));
    }

    AwsDevice device() {
        return device(account());
    }

    static AwsDevice device(Account account) {
        return Objects.requireNonNull(account.aws(), "the account has a device");
    }

    String name() {
        return account().name();
    }

    String serial() {
        return device().serial();
    }

    /** The account if it is still pending; for whoever is told at any moment. */
    Optional<Account> ifPending() {
        return book.byId(id).filter(account -> account.state() == Account.State.PENDING);
    }

    /** Its codes, for the caller to close. */
    StepCodes codes() throws Failure {
        return book.codes(account());
    }

    StepNotes notes() throws Failure {
        return book.notes(id, serial());
    }

    /** Nobody may act at AWS in the name of a device that is gone: another one has its ARN. */
    void requirePresent() throws Failure {
        requirePresent(book, account());
    }

    /** The same of an account that may be of something else. */
    static void requirePresent(AccountBook book, Account account) throws Failure {
        AwsDevice device = account.aws();
        if (device == null || !AwsDevices.isStale(book.accounts(), account)) {
            return;
        }
        throw Failure.usage(
                book.holder(device.serial())
                        .map(newer ->
                                Message.of("aws.of-earlier-device-now", account.name(), device.serial(), newer.name()))
                        .orElseGet(() -> Message.of("aws.of-earlier-device", account.name(), device.serial())),
                Message.of("aws.totp-rm-moves-trash", account.name()));
    }

    void requireOfAccountOf(Identity caller) throws Failure {
        if (!EnrolmentChecks.isOfAccount(device(), caller)) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    Message.of("aws.belongs-aws-account-these", name(), device().accountId(), caller.accountId()),
                    Message.of("aws.give-profile-belongs"));
        }
    }

    /** The account whose place this one takes, unless it has it already. */
    Optional<Account> replaced() {
        @Nullable String old = device().replaces();
        if (old == null) {
            return Optional.empty();
        }
        if (!old.equals(serial())) {
            return book.holder(old);
        }
        // AWS gave the new device the ARN of the one that it replaces, which was gone.
        return name().endsWith(NEW)
                ? book.named(name().substring(0, name().length() - NEW.length()))
                        .filter(other -> isOf(other, old))
                : Optional.empty();
    }

    private static boolean isOf(Account account, String serial) {
        AwsDevice device = account.aws();
        return device != null && device.serial().equals(serial);
    }

    /** Whether another device goes that is not gone already: a new one of the same ARN says that it is. */
    boolean takesAway() {
        @Nullable String old = device().replaces();
        return old != null && !old.equals(serial());
    }

    /** The device works: its account is as good as any other, and the ARN is its alias alone. */
    Account activate() throws Failure {
        Instant now = book.now();
        return save(current -> activate(current, id, now));
    }

    /** The same of several in one save; whoever was purged meanwhile is nobody's account any more. */
    static void activate(AccountBook book, List<UUID> all) throws Failure {
        Instant now = book.now();
        book.save(current -> {
            for (UUID each : all) {
                if (current.byId(each).isPresent()) {
                    activate(current, each, now);
                }
            }
        });
    }

    private static void activate(Vault current, UUID id, Instant now) throws VaultException {
        Account account = current.existing(id);
        AwsDevice aws = device(account);
        List<String> aliases = new ArrayList<>(account.aliases());
        if (current.named(aws.serial()).isEmpty()) {
            aliases.add(aws.serial());
        }
        current.change(
                account.toBuilder()
                        .state(Account.State.ACTIVE)
                        .aliases(aliases)
                        .aws(new AwsDevice(aws.serial(), aws.user(), aws.accountId(), aws.partition()))
                        .build(),
                now);
    }

    /** One save: the old account goes to the trash, and this one gets its name and what was noted about it. */
    Account takePlaceOf(Account old) throws Failure {
        Instant now = book.now();
        UUID oldId = old.id();
        return save(current -> {
            Account former = current.existing(oldId);
            Account next = current.existing(id);
            current.trash(oldId, now);
            List<String> aliases = new ArrayList<>(former.aliases());
            AwsDevice device = former.aws();
            if (device != null) {
                aliases.remove(device.serial());
            }
            current.change(
                    next.toBuilder()
                            .name(former.name())
                            .aliases(aliases)
                            .tags(former.tags())
                            .note(former.note())
                            .build(),
                    now);
        });
    }

    Account alias(String name) throws Failure {
        Instant now = book.now();
        return save(current -> {
            Account account = current.existing(id);
            List<String> aliases = new ArrayList<>(account.aliases());
            aliases.add(name);
            current.change(account.toBuilder().aliases(aliases).build(), now);
        });
    }

    void trash() throws Failure {
        Instant now = book.now();
        book.save(current -> current.trash(id, now));
    }

    private Account save(Change change) throws Failure {
        book.save(change);
        return account();
    }
}
