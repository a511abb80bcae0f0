package totp.cli.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import totp.aws.Identity;
import totp.aws.KeepingException;
import totp.aws.SeedKeeper;
import totp.aws.VirtualMfaDevice;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.Totp;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * The account that a new device is to become. All of it is known from the start but for the seed, which AWS shows once: what
 * keeps it has the account in the vault, pending, and from then on it is a {@link DeviceAccount}.
 */
final class PlannedAccount implements SeedKeeper {
    /** What AWS itself writes into its QR codes. */
    private static final String ISSUER = "Amazon Web Services";

    private final Session session;
    private final AccountBook book;
    private final EnrolmentReport report;
    private final UUID id;
    private final String name;
    private final Identity caller;
    private final String user;
    private final @Nullable Account replaced;
    private List<String> tags = List.of();
    private Consumer<Message> progress;

    /** @param replaced the account whose place it takes, or null */
    PlannedAccount(
            Session session,
            AccountBook book,
            EnrolmentReport report,
            String name,
            Identity caller,
            String user,
            @Nullable Account replaced) {
        this.session = session;
        this.book = book;
        this.report = report;
        this.id = session.newAccountId();
        this.name = name;
        this.caller = caller;
        this.user = user;
        this.replaced = replaced;
        this.progress = session.output()::note;
    }

    /** One of many, which have these tags, and of which nobody watches each step. */
    PlannedAccount amongMany(List<String> marks) {
        tags = marks;
        progress = session.output()::detail;
        return this;
    }

    /** Makes sure that an account of this name can be saved, with a seed as long as AWS's. */
    static void rehearse(Session session, AccountBook book, String name) throws Failure {
        rehearse(session, book, List.of(name));
    }

    /** The same of many, all of which the vault must have room for. */
    static void rehearse(Session session, AccountBook book, List<String> names) throws Failure {
        try (Secret seed = Secret.adopt(new byte[40])) {
            AwsDevice device = new AwsDevice("x".repeat(200), "x".repeat(64), "x".repeat(12), "aws");
            book.rehearse(current -> {
                for (String name : names) {
                    current.add(Account.builder(session.newAccountId(), name, Totp.DEFAULT, seed.copy())
                            .issuer(ISSUER)
                            .aws(device)
                            .build());
                }
            });
        }
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    String user() {
        return user;
    }

    /** The account whose place it takes, or null. */
    @Nullable
    Account replaced() {
        return replaced;
    }

    /** The notes about the codes that its device is going to have. */
    StepNotes notes(String serial) throws Failure {
        return book.notes(id, serial);
    }

    /** The account in the vault, once its seed is kept. */
    Optional<DeviceAccount> kept() {
        return book.byId(id).map(account -> new DeviceAccount(book, id));
    }

    @Override
    public void keep(VirtualMfaDevice device) throws KeepingException {
        Instant now = book.now();
        Account account = account(device, now);
        List<String> former = new ArrayList<>();
        try {
            book.save(current -> {
                former.clear();
                markFormer(current, device.serial(), now, former);
                current.add(account);
            });
        } catch (Failure e) {
            throw new KeepingException(e);
        }
        report.account(account); // first, for what is told may be answered with a signal
        progress.accept(Message.of("aws.stored-secret-pending", name));
        former.forEach(
                other -> session.output().warning(Message.of("aws.earlier-device-gone-codes", other, device.serial())));
    }

    private Account account(VirtualMfaDevice device, Instant now) {
        AwsDevice old = replaced == null ? null : replaced.aws();
        return Account.builder(id, name, Totp.DEFAULT, device.seed().copy())
                .issuer(ISSUER)
                .accountName(user + "@" + caller.accountId())
                .tags(tags)
                .state(Account.State.PENDING)
                .aws(new AwsDevice(
                        device.serial(),
                        user,
                        caller.accountId(),
                        caller.partition(),
                        old == null ? null : old.serial(),
                        null))
                .created(now)
                .modified(now)
                .revision(1)
                .build();
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
}
