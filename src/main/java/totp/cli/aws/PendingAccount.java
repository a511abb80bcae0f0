package totp.cli.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import totp.aws.Identity;
import totp.aws.SeedKeeper;
import totp.aws.VirtualMfaDevice;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;
import totp.otp.Totp;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/**
 * Keeps the seed of a device in the vault, from the moment AWS shows it until it is known to work. Between its steps, while AWS
 * is waited for, the vault is closed: names are at hand then, and no secret but the one that is being registered.
 */
final class PendingAccount implements SeedKeeper<Failure>, AutoCloseable {
    /** What AWS itself writes into its QR codes. */
    private static final String ISSUER = "Amazon Web Services";

    private final Session session;
    private final EnrolmentOptions options;
    private final AccountBook book;
    private UUID id;
    private @Nullable Plan plan;
    private @Nullable UUID unfinished;
    private Consumer<Account> watcher = account -> {};

    /**
     * For one account; {@code id} is set when it is chosen or made.
     *
     * @param book closed with this
     */
    PendingAccount(Session session, AccountBook book, EnrolmentOptions options) {
        this.session = session;
        this.options = options;
        this.id = session.newAccountId();
        this.book = book;
    }

    /**
     * The account that a new device is to become.
     *
     * @param replaces the account that it takes the place of, or null
     */
    record Plan(
            String name,
            Identity caller,
            String user,
            @Nullable Account replaces) {}

    AccountBook book() {
        return book;
    }

    /** The accounts outside the trash as they were saved last; their secrets are erased. */
    List<Account> accounts() {
        return book.accounts();
    }

    Account findExact(String name) throws Failure {
        return book.findExact(name);
    }

    Optional<Account> named(String name) {
        return book.named(name);
    }

    /** A copy of the seed of one account, for the caller to close. */
    Secret seed(Account account) throws Failure {
        return book.secret(account);
    }

    /** The notes about the codes of an account's device. */
    StepNotes notes(UUID account, String serial) throws Failure {
        return book.notes(account, serial);
    }

    /** Of the account that is chosen, or is to be made. */
    UUID id() {
        return id;
    }

    void plan(Plan next) {
        plan = next;
    }

    /** Is told the account whenever it was saved. */
    void watch(Consumer<Account> told) {
        watcher = told;
    }

    /** Goes on with an account that is there. */
    void choose(Account account) {
        id = account.id();
    }

    /** The account as the vault has it now; empty before its seed was kept, and once it is in the trash. */
    Optional<Account> account() {
        return book.byId(id);
    }

    /** A pending account whose seed belongs to a device that was found at AWS. */
    Optional<Account> unfinished() {
        return unfinished == null ? Optional.empty() : book.byId(unfinished);
    }

    /** The notes about the codes of the account that is chosen, or is to be made. */
    StepNotes notes(String serial) throws Failure {
        return book.notes(id, serial);
    }

    /** Makes sure that an account of this name can be saved, with a seed as long as AWS's. */
    void rehearse(String name) throws Failure {
        try (Secret seed = Secret.adopt(new byte[40])) {
            AwsDevice device = new AwsDevice("x".repeat(200), "x".repeat(64), "x".repeat(12), "aws");
            Account account = Account.builder(id, name, Totp.DEFAULT, seed)
                    .issuer(ISSUER)
                    .aws(device)
                    .build();
            book.rehearse(current -> current.add(account));
        }
    }

    @Override
    public void keep(VirtualMfaDevice device) throws Failure {
        Plan made = Objects.requireNonNull(plan, "planned");
        Identity caller = made.caller();
        AwsDevice old = made.replaces() == null ? null : made.replaces().aws();
        Instant now = session.host().now();
        Account account = Account.builder(
                        id, made.name(), Totp.DEFAULT, device.seed().copy())
                .issuer(ISSUER)
                .accountName(made.user() + "@" + caller.accountId())
                .state(Account.State.PENDING)
                .aws(new AwsDevice(
                        device.serial(),
                        made.user(),
                        caller.accountId(),
                        caller.partition(),
                        old == null ? null : old.serial(),
                        null))
                .created(now)
                .modified(now)
                .revision(1)
                .build();
        List<String> former = new ArrayList<>();
        save(current -> {
            former.clear();
            markFormer(current, device.serial(), now, former);
            current.add(account);
        });
        session.output().note("stored its secret as " + made.name() + ", pending");
        former.forEach(name -> session.output()
                .warning(name + " was of an earlier device " + device.serial()
                        + ", which is gone; its codes are of no use any more"));
    }

    /** AWS has just made a device of this ARN, so that there was none: whoever had one before has it no more. */
    private static void markFormer(Vault vault, String serial, Instant now, List<String> names) throws VaultException {
        List<Account> all = new ArrayList<>(vault.accounts());
        all.addAll(vault.trash());
        for (Account account : all) {
            AwsDevice device = account.aws();
            if (device == null || !device.serial().equals(serial) || device.stale() != null) {
                continue;
            }
            List<String> aliases = new ArrayList<>(account.aliases());
            aliases.remove(serial);
            vault.change(
                    account.toBuilder()
                            .aliases(aliases)
                            .aws(device.staleSince(now))
                            .build(),
                    now);
            if (account.trashed() == null) {
                names.add(account.name());
            }
        }
    }

    @Override
    public Existing existing(String serial, Holder holder) throws Failure {
        Optional<Account> account = AwsDevices.holder(accounts(), serial);
        if (account.isPresent() && account.get().state() == Account.State.PENDING) {
            unfinished = account.get().id();
            return Existing.FINISH;
        }
        if (holder == Holder.SAME_USER) {
            return Existing.STOP;
        }
        boolean nobodys = holder == Holder.NOBODY && account.isEmpty();
        if (nobodys && (options.replaceUnassigned || mayDelete(serial))) {
            session.output().note("deleting " + serial + ", which nobody uses");
            return Existing.DELETE;
        }
        return options.deviceName == null ? Existing.OTHER_NAME : Existing.STOP;
    }

    private boolean mayDelete(String serial) throws Failure {
        return (session.options().yes || session.canAsk())
                && session.agrees(
                        "The device " + serial
                                + " is there, nobody uses it, and its secret is not in this vault. Delete it and make a new one");
    }

    /** The device works: its account is as good as any other, and the ARN is its alias alone. */
    void confirm() throws Failure {
        Instant now = session.host().now();
        save(current -> {
            Account account = current.existing(id);
            AwsDevice aws = Objects.requireNonNull(account.aws(), "an account of AWS");
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
        });
    }

    /** One save: the old account goes to the trash, and the new one gets its name and what was noted about it. */
    void swap(Account old) throws Failure {
        Instant now = session.host().now();
        UUID oldId = old.id();
        save(current -> {
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

    void alias(String name) throws Failure {
        Instant now = session.host().now();
        save(current -> {
            Account account = current.existing(id);
            List<String> aliases = new ArrayList<>(account.aliases());
            aliases.add(name);
            current.change(account.toBuilder().aliases(aliases).build(), now);
        });
    }

    void trash() throws Failure {
        Instant now = session.host().now();
        save(current -> current.trash(id, now));
    }

    private void save(Change change) throws Failure {
        book.save(change);
        account().ifPresent(watcher);
    }

    @Override
    public void close() {
        book.close();
    }
}
