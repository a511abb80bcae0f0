package totp.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import totp.message.Message;
import totp.vault.SeenSaves.Memory;
import totp.vault.VaultException.Reason;

/**
 * Holds a vault against what this machine saw of it last. What it finds keeps the vault from being written over, never from
 * being read; what cannot be remembered, on a read-only system for instance, locks nobody out.
 */
final class RollbackGuard {
    private final World surroundings;
    private final List<Message> warnings;
    private final List<Message> details;
    private Memory before = Memory.NONE;
    private boolean forgotten;

    /**
     * For one command.
     *
     * @param warnings for the user of a save
     * @param details for who asks for details: who only reads must not be bothered by a state folder that cannot be made
     */
    RollbackGuard(World surroundings, List<Message> warnings, List<Message> details) {
        this.surroundings = surroundings;
        this.warnings = warnings;
        this.details = details;
    }

    /** Before the file is read: a save between the two may only make the file newer than what was seen, never older. */
    void recall(Path real) {
        before = saves(real, warnings).recall();
    }

    /** A vault as the lock's holder sees it. */
    @FunctionalInterface
    interface Recheck {
        Optional<VaultException> underLock() throws VaultException;
    }

    /**
     * Checks a vault that was just opened, and remembers it.
     *
     * @param recheck where something is amiss: perhaps somebody saved between the two reads
     */
    Optional<VaultException> check(Vault opened, Path real, Recheck recheck) throws VaultException {
        if (before.isDamaged()) {
            forgotten = true;
            saves(real, warnings).set(opened);
            return Optional.of(SeenSaves.forgotten());
        }
        Optional<SeenSave> seen = before.of(opened.id());
        if (seen.isPresent() && !seen.get().isBefore(opened)) {
            return recheck.underLock();
        }
        String last = before.last();
        boolean isLast = opened.id().toHex().equals(last);
        if (last != null && !isLast) {
            warnings.add(Message.of("vault.another-vault-than-one-machine"));
        }
        if (!isLast || !seen.map(save -> save.isSame(opened)).orElse(false)) {
            saves(real, details).raise(opened);
        }
        return Optional.empty();
    }

    /** What the header of a file that does not open says: an older one has older keys. */
    Optional<VaultException> check(SealedVault closed) {
        String last = before.last();
        if (last != null && !last.equals(closed.vaultId().toHex())) {
            return Optional.of(new VaultException(Reason.WRONG_SECRET, Message.of("vault.another-vault-than-one")));
        }
        return before.of(closed.vaultId()).flatMap(seen -> SeenSaves.mismatch(seen, closed));
    }

    Optional<VaultException> checkUnderLock(Vault present, Path real) {
        SeenSaves saves = saves(real, warnings);
        Memory memory = saves.recall();
        if (memory.isDamaged()) {
            saves.set(present);
            return Optional.of(SeenSaves.forgotten());
        }
        Optional<SeenSave> seen = memory.of(present.id());
        return seen.isEmpty() || seen.get().isBefore(present)
                ? Optional.empty()
                : Optional.of(SeenSaves.mismatch(seen.get(), present));
    }

    /** @throws VaultException {@code ROLLED_BACK}, {@code DIVERGED} or {@code FORGOTTEN} */
    void requireWritable(Vault present, Path real) throws VaultException {
        Optional<VaultException> mismatch = checkUnderLock(present, real);
        if (mismatch.isPresent()) {
            throw mismatch.get();
        }
        if (forgotten) {
            throw SeenSaves.forgotten(); // told when it was opened, but nobody could decide yet
        }
    }

    Optional<SeenSave> last(Id vault, Path real) {
        return saves(real, details).recall().of(vault);
    }

    /** @param anew whatever was seen before: the vault's owner decided for this state */
    void saved(Vault vault, Path real, boolean anew) {
        SeenSaves saves = saves(real, warnings);
        if (anew) {
            saves.set(vault);
        } else {
            saves.raise(vault);
        }
    }

    private SeenSaves saves(Path real, List<Message> failures) {
        return new SeenSaves(surroundings.state(), real, surroundings.pause(), failures);
    }
}
