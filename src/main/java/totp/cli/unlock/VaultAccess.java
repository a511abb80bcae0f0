package totp.cli.unlock;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.otp.Account;
import totp.vault.Backup;
import totp.vault.Id;
import totp.vault.SealedVault;
import totp.vault.SlotType;
import totp.vault.UsedSteps;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile;
import totp.vault.World;

/** The vault that a command works on: where it is, how it is opened, and which account a name means. */
public final class VaultAccess {
    private static final String RESTORE_HINT =
            "totp backups lists earlier states; totp restore FILE goes on from one, or from the vault's own file as it is";

    private final Session session;
    private final VaultFile file;
    private final Path state;
    private int warnings;
    private int told;

    public VaultAccess(Session session) throws Failure {
        this.session = session;
        Host host = session.host();
        Path vault = VaultPlace.of(session);
        this.state = VaultPlace.state(session, vault);
        this.file = VaultFile.at(vault, new World(host.random(), host.pause(), host.clock(), state));
    }

    public VaultFile file() {
        return file;
    }

    /** In which this machine remembers what concerns vaults and devices. */
    public Path state() {
        return state;
    }

    public SealedVault read() throws Failure {
        try {
            return file.read();
        } catch (VaultException e) {
            throw failure(e);
        }
    }

    /** Reads the file and opens it; whatever is amiss is told before anybody types a passphrase. */
    public Vault open() throws Failure {
        return open(false);
    }

    /**
     * Like {@link #open}, for commands that change the vault: one that may not be changed is told before anybody types a
     * secret for it.
     */
    public Vault openToChange() throws Failure {
        return open(true);
    }

    private Vault open(boolean toChange) throws Failure {
        try (Unlock unlock = new Unlock(session)) {
            unlock.checkOptions();
            SealedVault sealed = read();
            new Input(session).warnIfReadableByOthers(file.path());
            return open(sealed, unlock::open, toChange);
        }
    }

    /** How a file that was read is opened. */
    @FunctionalInterface
    public interface Opening {
        Vault open(SealedVault sealed) throws Failure, VaultException;
    }

    /** Opens a file that was read already, and tells what is to be told of an opened vault, or of one that does not open. */
    public Vault open(SealedVault sealed, Opening opening, boolean toChange) throws Failure {
        Vault vault;
        try {
            vault = opening.open(sealed);
        } catch (VaultException e) {
            throw notOpened(sealed, e);
        }
        try {
            tellOfMismatch(vault, toChange);
        } catch (Failure e) {
            vault.close();
            throw e;
        }
        tellWarnings();
        if (vault.foreignEntries() > 0) {
            warnings++;
            session.output().warning(vault.foreignEntries() + " entries were made by a newer totp and are not shown");
        }
        return vault;
    }

    /** What went wrong with a file that no secret opened: an older file with older keys looks like a wrong secret. */
    public Failure notOpened(SealedVault sealed, VaultException e) {
        if (e.reason() != Reason.WRONG_SECRET && e.reason() != Reason.NO_SUCH_SLOT) {
            return failure(e);
        }
        Optional<VaultException> mismatch = file.mismatch(sealed);
        if (mismatch.isPresent()) {
            return new Failure(
                    ExitCode.of(e.reason()),
                    e.getMessage() + "; " + mismatch.get().getMessage(),
                    "the older file opens with the secrets of its time; totp restore FILE goes on from a newer copy");
        }
        return sealed.hasSlot(SlotType.RECOVERY_KEY) && session.options().recoveryKeyFile == null
                ? Failure.of(
                        e, "forgotten? type the recovery key instead, or: totp key passphrase --recovery-key-file FILE")
                : Failure.of(e);
    }

    /** Tells what went wrong with the file so far without harm, each once. */
    public void tellWarnings() {
        List<String> all = file.warnings();
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
    private void tellOfMismatch(Vault vault, boolean toChange) throws Failure {
        try {
            Optional<VaultException> mismatch = file.mismatch(vault);
            if (mismatch.isPresent() && toChange) {
                throw failure(mismatch.get());
            }
            if (mismatch.isPresent()) {
                warnings++;
                session.output().warning(String.valueOf(mismatch.get().getMessage()));
                if (mismatch.get().reason() != Reason.FORGOTTEN) {
                    session.output().hint(RESTORE_HINT);
                }
            }
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    public Vault update(Vault opened, VaultFile.Change change) throws Failure {
        return told(() -> file.update(opened, change));
    }

    public Vault updateCounter(Vault opened, VaultFile.Change change) throws Failure {
        return told(() -> file.updateCounter(opened, change));
    }

    private Vault told(Save save) throws Failure {
        try {
            Vault saved = save.run();
            tellWarnings();
            return saved;
        } catch (VaultException e) {
            throw failure(e);
        }
    }

    /** What went wrong, with what its owner can do about it. */
    public Failure failure(VaultException e) {
        return switch (e.reason()) {
            case ABSENT -> Failure.of(e, wayBack().orElse("totp init makes one"));
            case ROLLED_BACK, DIVERGED -> Failure.of(e, RESTORE_HINT);
            case FORGOTTEN -> {
                tellWarnings(); // if it cannot be written anew, which file is in the way
                yield Failure.of(e, "nothing was changed; look at the vault, and run the command again");
            }
            case NEWER -> Failure.of(e);
            default ->
                ExitCode.of(e.reason()) == ExitCode.DAMAGED
                        ? Failure.of(
                                e,
                                wayBack()
                                        .orElse("earlier states lie in "
                                                + file.path().resolveSibling("backups")
                                                + "; totp restore FILE goes on from one"))
                        : Failure.of(e);
        };
    }

    /** Asks before a new vault is made where one was lost: its owner may not know that its earlier states are still there. */
    public void confirmNoRestore() throws Failure {
        Optional<String> way = wayBack();
        if (way.isPresent()) {
            session.confirm(
                    "a vault lay here before, and it can come back: " + way.get(), "Make a new vault all the same");
        }
    }

    /** The earlier state to go on from where the vault is gone or damaged, if there is one. */
    private Optional<String> wayBack() {
        try {
            List<Backup> backups = file.backups();
            if (backups.isEmpty()) {
                return Optional.empty();
            }
            Backup newest = backups.get(0);
            boolean onlyOne = backups.stream()
                            .filter(backup -> backup.generation() == newest.generation())
                            .count()
                    == 1;
            return Optional.of("totp backups lists "
                    + (backups.size() == 1 ? "the earlier state" : "the " + backups.size() + " earlier states")
                    + " that lie in " + newest.file().getParent() + "; totp restore "
                    + (onlyOne ? newest.generation() : newest.file())
                    + " goes on from the newest");
        } catch (VaultException e) {
            return Optional.empty();
        }
    }

    /** The steps of this vault's accounts that were handed out on this machine. */
    public UsedSteps usedSteps(Vault vault) throws Failure {
        return usedSteps(vault.id());
    }

    public UsedSteps usedSteps(Id vault) throws Failure {
        try {
            return UsedSteps.of(state, vault, file.realPath(), session.host().pause());
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    /** The one account that {@code name} means, prefixes and parts included; a person may choose among several. */
    public Account find(Vault vault, String name, boolean exact) throws Failure {
        return new AccountLookup(session).find(vault, name, exact);
    }

    /** The one account that has {@code name} as its name, whatever the case, or as an alias; for commands that change it. */
    public Account findExact(Vault vault, String name) throws Failure {
        return find(vault, name, true);
    }

    /** The one account in the trash that has this name or id. */
    public Account findTrashed(Vault vault, String nameOrId) throws Failure {
        return AccountLookup.findTrashed(vault, nameOrId);
    }

    /** A save that may fail. */
    @FunctionalInterface
    private interface Save {
        Vault run() throws VaultException;
    }
}
