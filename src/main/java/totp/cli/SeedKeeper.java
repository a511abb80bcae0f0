package totp.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.aws.Identity;
import totp.aws.Keeper;
import totp.aws.VirtualMfaDevice;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.Totp;
import totp.vault.UsedSteps;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/** Keeps the seed of a device in the vault, from the moment AWS shows it until it is known to work. */
final class SeedKeeper implements Keeper<Failure>, AutoCloseable {
    /** What AWS itself writes into its QR codes. */
    private static final String ISSUER = "Amazon Web Services";

    private final Session session;
    private final VaultAccess access;
    private final EnrollOptions options;
    private Vault vault;
    private UUID id;
    private @Nullable Plan plan;
    private @Nullable UUID unfinished;

    /** Opens the vault; {@code id} is set when an account is chosen or made. */
    SeedKeeper(Session session, VaultAccess access, EnrollOptions options) throws Failure {
        this.session = session;
        this.access = access;
        this.options = options;
        this.vault = access.open();
        this.id = session.newAccountId();
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

    Vault vault() {
        return vault;
    }

    void plan(Plan next) {
        plan = next;
    }

    /** Goes on with an account that is there. */
    void choose(Account account) {
        id = account.id();
    }

    /** The account as the vault has it now; empty before its seed was kept. */
    Optional<Account> account() {
        return vault.byId(id);
    }

    /** A pending account whose seed belongs to a device that was found at AWS. */
    Optional<Account> unfinished() {
        return unfinished == null ? Optional.empty() : vault.byId(unfinished);
    }

    /** Makes sure that an account of this name can be saved, with a seed as long as AWS's. */
    void rehearse(String name) throws Failure {
        try (Secret seed = Secret.adopt(new byte[40])) {
            AwsDevice device = new AwsDevice("x".repeat(200), "x".repeat(64), "x".repeat(12), "aws");
            Account account = Account.builder(id, name, Totp.DEFAULT, seed)
                    .issuer(ISSUER)
                    .aws(device)
                    .build();
            access.file().rehearse(vault, current -> current.add(account));
        } catch (VaultException e) {
            throw access.failure(e);
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
                        old == null ? null : old.serial()))
                .created(now)
                .modified(now)
                .revision(1)
                .build();
        save(current -> current.add(account));
        session.console().note("stored its secret as " + made.name() + ", pending");
    }

    @Override
    public void spend(long firstStep, long lastStep) throws Failure {
        try {
            steps().spend(id, firstStep, lastStep);
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    @Override
    public long reserve(long from, int count) throws Failure {
        try {
            return steps().reserve(id, from, count);
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    @Override
    public Existing existing(String serial, Holder holder) throws Failure {
        for (Account account : vault.accounts()) {
            AwsDevice aws = account.aws();
            if (aws != null && aws.serial().equals(serial) && account.state() == Account.State.PENDING) {
                unfinished = account.id();
                return Existing.FINISH;
            }
        }
        boolean nameIsFixed = options.deviceName != null;
        return switch (holder) {
            case SAME_USER -> Existing.STOP;
            case UNKNOWN -> nameIsFixed ? Existing.STOP : Existing.OTHER_NAME;
            case NOBODY -> {
                if (options.replaceUnassigned || mayDelete(serial)) {
                    session.console().note("deleting " + serial + ", which nobody uses");
                    yield Existing.DELETE;
                }
                yield nameIsFixed ? Existing.STOP : Existing.OTHER_NAME;
            }
        };
    }

    private boolean mayDelete(String serial) throws Failure {
        return (session.options().yes || session.canAsk())
                && session.agrees(
                        "The device " + serial
                                + " is there, nobody uses it, and its secret is not in this vault. Delete it and make a new one");
    }

    /** The device works: its account is as good as any other. */
    void confirm() throws Failure {
        Instant now = session.host().now();
        save(current -> {
            Account account = current.existing(id);
            AwsDevice aws = Objects.requireNonNull(account.aws(), "an account of AWS");
            List<String> aliases = new ArrayList<>(account.aliases());
            Optional<Account> holder = current.named(aws.serial());
            if (holder.isEmpty()) {
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

    @Override
    public void close() {
        vault.close();
    }

    private void save(Change change) throws Failure {
        vault = access.update(vault, change);
    }

    private UsedSteps steps() throws Failure {
        return access.usedSteps(vault);
    }
}
