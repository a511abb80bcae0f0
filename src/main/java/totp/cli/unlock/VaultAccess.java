package totp.cli.unlock;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.Served;
import totp.cli.session.Session;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.Hotp;
import totp.vault.Backup;
import totp.vault.ConflictCopies;
import totp.vault.Id;
import totp.vault.SealedVault;
import totp.vault.SlotType;
import totp.vault.Tellings;
import totp.vault.UsedSteps;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile;

/** The vault that a command works on: where it is, how it is opened, and which account a name means. */
public final class VaultAccess {
    private final Session session;
    private final VaultFile file;
    private final Path state;
    private int warnings;
    private int told;

    public VaultAccess(Session session) throws Failure {
        this.session = session;
        this.file = VaultPlace.file(session);
        this.state = VaultPlace.state(session, file.path());
    }

    public VaultFile file() {
        return file;
    }

    /** In which this machine remembers what concerns vaults and devices. */
    public Path state() {
        return state;
    }

    public SealedVault read() throws VaultException {
        return file.read();
    }

    /** Reads the file and opens it; whatever is amiss is told before anybody types a passphrase. */
    public Vault open() throws Failure, VaultException {
        return open(Purpose.READ);
    }

    /**
     * Like {@link #open}, for commands that change the vault: one that may not be changed is told before anybody types a
     * secret for it.
     */
    public Vault openToChange() throws Failure, VaultException {
        return open(Purpose.CHANGE);
    }

    /** What a vault is opened for: this decides what is told of a file that is not as this machine saw it last. */
    public enum Purpose {
        READ,
        /** An older or diverged file is refused before anybody types a secret for it. */
        CHANGE,
        /** Looks at everything itself and tells it each time. */
        CHECK,
        /** Mends what would be told. */
        MERGE,
        /** Keeps it open for others. */
        AGENT
    }

    public Vault open(Purpose purpose) throws Failure, VaultException {
        try (Unlock unlock = new Unlock(session)) {
            unlock.checkOptions();
            SealedVault sealed = read();
            new Input(session).warnIfReadableByOthers(file.path());
            Vault vault = open(sealed, unlock::open, purpose);
            if (unlock.wasTyped() && purpose != Purpose.AGENT) {
                tellOfAgent();
            }
            return vault;
        }
    }

    /** Who has typed a passphrase may want not to, but not to be told so each time. */
    private void tellOfAgent() {
        if (!session.options().quiet && Tellings.isDue(file, "agent")) {
            session.output().hint(Message.of("unlock.totp-unlock-keeps-it"));
        }
    }

    /** How a file that was read is opened. */
    @FunctionalInterface
    public interface Opening {
        Vault open(SealedVault sealed) throws Failure, VaultException;
    }

    /** Opens a file that was read already, and tells what is to be told of an opened vault, or of one that does not open. */
    public Vault open(SealedVault sealed, Opening opening, Purpose purpose) throws Failure, VaultException {
        Vault vault;
        try {
            vault = opening.open(sealed);
        } catch (VaultException e) {
            throw notOpened(sealed, e);
        }
        try {
            tellOfMismatch(vault, purpose);
        } catch (VaultException e) {
            vault.close();
            throw e;
        }
        tellWarnings();
        if (purpose == Purpose.READ || purpose == Purpose.CHANGE) {
            tellOfCopies(vault);
        }
        if (vault.foreignEntries() > 0) {
            warnings++;
            session.output().warning(Message.of("unlock.entries-made-newer-totp", vault.foreignEntries()));
        }
        return vault;
    }

    /** What went wrong with a file that no secret opened: an older file with older keys looks like a wrong secret. */
    public Failure notOpened(SealedVault sealed, VaultException e) {
        if (e.reason() != Reason.WRONG_SECRET && e.reason() != Reason.NO_SUCH_SLOT) {
            return VaultFailures.of(session, e);
        }
        Optional<VaultException> mismatch = file.mismatch(sealed);
        if (mismatch.isPresent()) {
            return new Failure(
                    ExitCode.of(e.reason()),
                    Message.of("unlock.way-back", e.message(), mismatch.get().message()),
                    mismatch.get().reason() == Reason.WRONG_SECRET
                            ? Message.of("unlock.opens-own-secrets-totp")
                            : Message.of("unlock.older-file-opens-secrets"));
        }
        return sealed.hasSlot(SlotType.RECOVERY_KEY) && session.options().recoveryKeyFile == null
                ? Failure.of(e, Message.of("unlock.forgotten-type-recovery-key"))
                : Failure.of(e);
    }

    /** Two machines changed the vault at once, and a program that synchronises folders kept both: each is told once a day. */
    private void tellOfCopies(Vault vault) throws VaultException {
        if (session.options().quiet) {
            return; // what nobody sees does not count as told
        }
        ConflictCopies copies = new ConflictCopies(file);
        for (ConflictCopies.Copy copy : copies.untold(vault)) {
            session.output().warning(Message.of("unlock.conflict-copy", copy.file()));
        }
    }

    /** Tells what went wrong with the file so far without harm, each once. */
    private void tellWarnings() {
        List<Message> all = file.warnings();
        all.subList(told, all.size()).forEach(session.output()::warning);
        warnings += all.size() - told;
        told = all.size();
        file.details().forEach(session.output()::detail);
    }

    /** How many warnings opening the vault has given so far. */
    public int warnings() {
        return warnings;
    }

    /** An older or diverged file can be read, but somebody has to decide before it is changed. */
    private void tellOfMismatch(Vault vault, Purpose purpose) throws VaultException {
        Optional<VaultException> mismatch = file.mismatch(vault);
        if (mismatch.isPresent() && purpose == Purpose.CHANGE) {
            tellWarnings(); // if what is remembered cannot be written anew, which file is in the way
            throw mismatch.get();
        }
        if (mismatch.isPresent() && purpose != Purpose.MERGE) {
            warnings++;
            session.output().warning(mismatch.get().message());
            if (mismatch.get().reason() != Reason.FORGOTTEN) {
                session.output().hint(VaultFailures.mergeHint(file, vault.id()));
            }
        }
    }

    public Vault update(Vault opened, VaultFile.Change change) throws VaultException {
        return save(() -> file.update(opened, change));
    }

    /** A change that decides something on the vault as it is under the lock. */
    @FunctionalInterface
    public interface Decision<T> {
        T on(Vault vault) throws VaultException;
    }

    /** A vault as it was saved, and what was decided on the way. */
    public record Saved<T>(Vault vault, T result) implements AutoCloseable {
        @Override
        public void close() {
            vault.close();
        }
    }

    /** Like {@link #update}, and tells what the change decided. */
    public <T> Saved<T> decide(Vault opened, Decision<T> change) throws VaultException {
        AtomicReference<T> decided = new AtomicReference<>();
        Vault saved = update(opened, current -> decided.set(change.on(current)));
        return new Saved<>(saved, Objects.requireNonNull(decided.get(), "the change was made"));
    }

    /**
     * Stores the next counter of an account durably, before anybody sees the code of the present one: a code that was shown
     * twice is refused by the service the second time.
     *
     * @param opened taken over and closed
     * @return the vault as it was saved; the code to show is that of {@link Hotp#previous}
     */
    public Vault advanceCounter(Vault opened, UUID id) throws VaultException {
        return save(() -> file.updateCounter(opened, current -> {
            Account account = current.existing(id);
            if (!(account.otp() instanceof Hotp hotp)) {
                throw new VaultException(Reason.BUSY, Message.of("unlock.changed-meantime", account.name()));
            }
            if (hotp.counter() == Hotp.COUNTER_MAX) {
                throw new VaultException(Reason.LIMIT, Message.of("unlock.counter-end", account.name()));
            }
            current.change(
                    account.toBuilder().otp(hotp.next()).build(), session.host().now());
        }));
    }

    /** What changes the file in any other way; every save goes through here, so that none forgets what is to be told of it. */
    public Vault save(ProvisionalFiles.Work<Vault> work) throws VaultException {
        session.served().ifPresent(Served::saving);
        try {
            return work.run();
        } finally {
            tellWarnings();
        }
    }

    /** Whether a backup is a vault from beginning to end, and the state that its name says, as far as that shows without a secret. */
    public static boolean isWhole(VaultFile file, Backup backup) {
        try {
            return file.read(backup.file()).generation() == backup.generation();
        } catch (VaultException e) {
            return false;
        }
    }

    /** Asks before a new vault is made where one was lost: its owner may not know that its earlier states are still there. */
    public void confirmNoRestore() throws Failure {
        Optional<Message> way = VaultFailures.wayBack(file);
        if (way.isPresent()) {
            session.confirm(
                    Message.of("unlock.vault-may-lain-here", way.get()), Message.of("unlock.make-new-vault-all"));
        }
    }

    /** The steps of this vault's accounts that were handed out on this machine. */
    public UsedSteps usedSteps(Vault vault) throws VaultException {
        return usedSteps(vault.id());
    }

    public UsedSteps usedSteps(Id vault) throws VaultException {
        return UsedSteps.of(state, vault, file.realPath(), session.host().pause());
    }

    /** The one account that {@code name} means, prefixes and parts included; a person may choose among several. */
    public Account find(Vault vault, String name, boolean exact) throws Failure {
        return find(vault.accounts(), name, exact);
    }

    /** The same among accounts of which only this is known. */
    public Account find(List<Account> known, String name, boolean exact) throws Failure {
        return new AccountLookup(session).find(known, name, exact);
    }

    /** The one account that has {@code name} as its name, whatever the case, or as an alias; for commands that change it. */
    public Account findExact(Vault vault, String name) throws Failure {
        return find(vault, name, true);
    }

    /** The one account in the trash that has this name or id. */
    public Account findTrashed(Vault vault, String nameOrId) throws Failure {
        return AccountLookup.findTrashed(vault, nameOrId);
    }
}
