package totp.cli.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.Chain;
import totp.aws.CodeNotes;
import totp.aws.Identity;
import totp.aws.KeepingException;
import totp.aws.StepCodes;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;
import totp.otp.Totp;

/**
 * The device whose code begins the session of a chain, and where its codes come from: the vault, which is opened for nothing
 * else, or a person who has another device.
 */
final class DeviceOfChain implements AutoCloseable {
    private final Session session;
    private final Chain chain;
    private final boolean mayAsk;
    private final @Nullable AccountBook given;
    private @Nullable AccountBook book;

    /** @param mayAsk whether a person may be asked for the code of a device that is not in the vault */
    DeviceOfChain(Session session, Chain chain, boolean mayAsk) {
        this(session, chain, mayAsk, null);
    }

    /** @param given a vault that is open already, and stays so */
    DeviceOfChain(Session session, Chain chain, boolean mayAsk, @Nullable AccountBook given) {
        this.session = session;
        this.chain = chain;
        this.mayAsk = mayAsk;
        this.given = given;
        this.book = given;
    }

    /**
     * A device that was found.
     *
     * @param account in the vault; empty for one of somebody else's keeping
     * @param user whose it is, as the vault knows; else empty
     */
    record Chosen(String serial, Optional<UUID> account, String user, String accountId) {}

    /** Whose the base's credentials are, once that is needed. */
    @FunctionalInterface
    interface Owner {
        Identity identity() throws AwsException;
    }

    /** The codes of a device, and this machine's notes about them. */
    record Codes(StepCodes codes, CodeNotes notes) implements AutoCloseable {
        @Override
        public void close() {
            codes.close();
        }
    }

    /**
     * The device that is named, or else the one of the base's user.
     *
     * @return empty if the user has none in the vault
     * @throws Failure {@code AMBIGUOUS} if several would do, {@code NOT_FOUND} if the named one is nowhere to be had
     */
    Optional<Chosen> find(Owner owner) throws Failure, AwsException {
        Optional<String> named = chain.serial();
        return named.isPresent() ? Optional.of(named(named.get())) : ofUser(owner.identity());
    }

    private Chosen named(String serial) throws Failure {
        Optional<Account> account = book().holder(serial).or(() -> byName(serial));
        if (account.isPresent()) {
            DeviceAccount.requirePresent(book(), account.get());
            return chosen(account.get());
        }
        Optional<Account> imported = byAlias(serial);
        if (imported.isPresent()) {
            return new Chosen(serial, Optional.of(imported.get().id()), "", accountOf(serial));
        }
        if (!serial.startsWith("arn:") && !serial.matches("[A-Z0-9]{9,}")) {
            throw new Failure(ExitCode.NOT_FOUND, Message.of("aws.no-device-of-name", serial));
        }
        if (!mayAsk || !session.canAsk()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    Message.of("aws.device-not-in-vault", serial),
                    Message.of("aws.enroll-or-ask", chain.profile()));
        }
        return new Chosen(serial, Optional.empty(), "", accountOf(serial));
    }

    private static String accountOf(String serial) {
        String[] parts = serial.split(":", 6);
        return parts.length > 4 ? parts[4] : "";
    }

    /** A device that was registered elsewhere, whose owner gave its account the serial as a name. */
    private Optional<Account> byAlias(String serial) throws Failure {
        return book().named(serial).filter(account -> account.aws() == null && account.otp() instanceof Totp);
    }

    private Optional<Account> byName(String name) {
        return book == null
                ? Optional.empty()
                : book.accounts().stream()
                        .filter(account ->
                                account.aws() != null && account.name().equals(name))
                        .findFirst();
    }

    private Optional<Chosen> ofUser(Identity caller) throws Failure {
        List<Account> able = new ArrayList<>();
        for (Account account : book().accounts()) {
            AwsDevice device = account.aws();
            if (device != null
                    && account.state() == Account.State.ACTIVE
                    && caller.isUser(device.user())
                    && EnrolmentChecks.isOfAccount(device, caller)
                    && !AwsDevices.isStale(book().accounts(), account)) {
                able.add(account);
            }
        }
        if (able.size() > 1) {
            throw Failure.ambiguous(
                    Message.of("aws.several-devices-fit", caller.name()),
                    able.stream().map(Account::name).toList());
        }
        return able.stream().findFirst().map(DeviceOfChain::chosen);
    }

    private static Chosen chosen(Account account) {
        AwsDevice device = DeviceAccount.device(account);
        return new Chosen(device.serial(), Optional.of(account.id()), device.user(), device.accountId());
    }

    /** That nobody has a device, for a session that needs one. */
    Failure none(String profile) {
        return new Failure(
                ExitCode.NOT_FOUND,
                Message.of("aws.no-device-of-user", profile),
                Message.of("aws.totp-enroll-makes-one", profile));
    }

    /** Its codes, for the caller to close. */
    Codes open(Chosen device) throws Failure {
        if (device.account().isEmpty()) {
            return new Codes(new Typed(device.serial()), new Untold());
        }
        UUID id = device.account().get();
        Account account = book().byId(id).orElseThrow(() -> new IllegalStateException("it was in the vault"));
        StepNotes notes = book().notes(id, device.serial());
        notes.rehearse();
        return new Codes(book().codes(account), notes);
    }

    private AccountBook book() throws Failure {
        if (book == null) {
            try {
                book = AccountBook.toRead(session, new VaultAccess(session));
            } catch (Failure e) {
                throw e.code() == ExitCode.CANNOT_ASK ? locked(e) : e;
            }
        }
        return book;
    }

    /** For somebody who called an AWS tool, which shows this and knows nothing of options of ours. */
    private static Failure locked(Failure cause) {
        return new Failure(ExitCode.CANNOT_ASK, Message.of("aws.vault-locked"), Message.of("aws.totp-unlock-or-file"))
                .because(cause);
    }

    @Override
    public void close() {
        if (book != null && book != given) {
            book.close();
        }
    }

    /** What a person reads off another device; of whatever step it shows. */
    private final class Typed implements StepCodes {
        private final String serial;

        Typed(String serial) {
            this.serial = serial;
        }

        @Override
        public String of(long step) throws KeepingException {
            try {
                Terminal terminal = session.terminal(Message.of("aws.code-of-device"), Message.of("aws.terminal"));
                String code = "";
                while (!code.matches("[0-9]{6}")) {
                    code = session.ask(terminal, Message.of("aws.code-of", serial))
                            .strip();
                }
                return code;
            } catch (Failure e) {
                throw new KeepingException(e);
            }
        }

        @Override
        public void close() {
            // It has nothing.
        }
    }

    /** Nobody else here gives codes of a device that is not in the vault. */
    private static final class Untold implements CodeNotes {
        @Override
        public void spend(long firstStep, long lastStep) {
            // Nobody would look.
        }

        @Override
        public long reserve(long from, int count) {
            return from;
        }

        @Override
        public Optional<Instant> verification(Instant now) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> pausedUntil(Instant now) {
            return Optional.empty();
        }
    }
}
