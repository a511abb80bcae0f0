package totp.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.crypto.Argon2id;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * A vault on the disk: reads it, makes it, and saves changes so that at every moment the file is the whole old vault or
 * the whole new one.
 */
public final class VaultFile {
    private final VaultPath path;
    private final Disk disk;
    private final World surroundings;
    private final List<Message> warnings = new ArrayList<>();
    private final List<Message> details = new ArrayList<>();
    private final RollbackGuard guard;

    VaultFile(Path path, Disk disk, World surroundings) {
        this.path = new VaultPath(path, disk);
        this.disk = disk;
        this.surroundings = surroundings;
        this.guard = new RollbackGuard(surroundings, warnings, details);
    }

    /** The vault at {@code path}, which need not be there yet. */
    public static VaultFile at(Path path, World surroundings) {
        return new VaultFile(path, new FileDisk(), surroundings);
    }

    /** A change to an opened vault; it may be made to a newer state than the one that was read first. */
    @FunctionalInterface
    public interface Change {
        void apply(Vault vault) throws VaultException;
    }

    public Path path() {
        return path.asGiven();
    }

    /** What went wrong without harm to the vault, for the user to know. */
    public List<Message> warnings() {
        return warnings.stream().distinct().toList();
    }

    /** What went wrong for who asks for details alone. */
    public List<Message> details() {
        return List.copyOf(details);
    }

    World world() {
        return surroundings;
    }

    /** The path without links, by which a vault is known on this machine. */
    public Path realPath() throws VaultException {
        return path.real();
    }

    /**
     * Reads the file without a lock; a save replaces it as a whole.
     *
     * @throws VaultException {@code ABSENT} only if the system says so; otherwise {@code IO} or a layer of the format
     */
    public SealedVault read() throws VaultException {
        Path real = realPath();
        guard.recall(real);
        return SealedVault.decode(path.read(real));
    }

    /**
     * Holds a vault that was just opened against what this machine saw of it last, and remembers it.
     *
     * @return what is wrong, {@code ROLLED_BACK}, {@code DIVERGED} or {@code FORGOTTEN}; the vault can be read then but not
     *     changed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public Optional<VaultException> mismatch(Vault opened) throws VaultException {
        Path real = realPath();
        return guard.check(opened, real, () -> {
            try (VaultLock lock = lock(real);
                    Vault present = reread(opened, real)) {
                return guard.checkUnderLock(present, real);
            }
        });
    }

    /** What the header of a file that does not open says against what this machine saw last: an older one has older keys. */
    public Optional<VaultException> mismatch(SealedVault closed) {
        return guard.check(closed);
    }

    /**
     * Makes a new vault without accounts.
     *
     * @param slots one to sixteen; each is opened once from the disk before the vault gets its name
     * @throws VaultException {@code EXISTS} if there is anything at the path
     */
    @SuppressWarnings("try") // the lock is held, not used
    public Vault create(List<NewSlot> slots, Argon2id.Cost cost) throws VaultException {
        Path real = path.forNewVault();
        try (VaultLock lock = lock(real)) {
            path.checkFree();
            NextState next = nextState(real);
            return done(next, next.first(slots, cost), real, false);
        }
    }

    /**
     * Changes the vault under the lock and returns it as it is on the disk then. If the file is not the one that
     * {@code opened} was read from any more, the change is made to the present one.
     *
     * @param opened taken over and closed
     * @throws VaultException the file is as it was before
     */
    public Vault update(Vault opened, Change change) throws VaultException {
        return update(opened, change, false, RollingBackup.none());
    }

    /** Like {@link #update}, for one of many saves in a row. */
    public Vault update(Vault opened, Change change, RollingBackup run) throws VaultException {
        return update(opened, change, false, run);
    }

    /** Like {@link #update}, for saves that only advance a counter: they share one backup and push no other out. */
    public Vault updateCounter(Vault opened, Change change) throws VaultException {
        return update(opened, change, true, RollingBackup.none());
    }

    @SuppressWarnings("try") // the lock is held, not used
    private Vault update(Vault opened, Change change, boolean counterOnly, RollingBackup run) throws VaultException {
        Path real = realPath();
        try (opened;
                VaultLock lock = lock(real);
                Vault current = reread(opened, real)) {
            requireWritable(current, real);
            change.apply(current);
            NextState next = nextState(real);
            Vault following = next.following(current, counterOnly);
            run.kept(new Backups(disk, real), FormerFile.state(real, current.sealed()));
            return done(next, following, real, false);
        }
    }

    /**
     * Makes a change as {@link #update} would, up to the moment in which the file would get its new state, and leaves
     * everything as it is: who is about to depend on a save finds out before whether it can be made.
     *
     * @param opened stays open
     * @throws VaultException what the save would have failed with: rolled back, name taken, limits, disk full, permission
     */
    @SuppressWarnings("try") // the lock is held, not used
    public void rehearse(Vault opened, Change change) throws VaultException {
        Path real = realPath();
        try (VaultLock lock = lock(real);
                Vault current = reread(opened, real)) {
            requireWritable(current, real);
            change.apply(current);
            nextState(real).rehearse(current);
        }
    }

    /**
     * Saves what {@code replacement} makes of the vault as it is under the lock.
     *
     * @param opened taken over and closed
     * @param inSpiteOfSeen whether an older or diverged vault may be replaced as well: its owner decided for this
     */
    @SuppressWarnings("try") // the lock is held, not used
    Vault replace(Vault opened, Replacement replacement, boolean inSpiteOfSeen) throws VaultException {
        Path real = realPath();
        try (opened;
                VaultLock lock = lock(real);
                Vault current = reread(opened, real)) {
            current.requireKnown();
            if (!inSpiteOfSeen) {
                guard.requireWritable(current, real);
            }
            NextState next = nextState(real);
            Vault saved = replacement.save(
                    current, next, guard.last(current.id(), real).orElse(null));
            return done(next, saved, real, inSpiteOfSeen);
        }
    }

    /**
     * Makes the accounts of an earlier state the present ones, in a new save. Vault key and slots come whole from the side
     * with the greater key epoch, from the present vault at a tie: an older file must not bring back a way in that was taken
     * away. Where the present vault does not open they are those of the earlier state.
     *
     * @param earlier an opened backup or copy
     * @param present what lies at the path; both are taken over and closed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public Vault restore(Vault earlier, Present present) throws VaultException {
        path.makeFolder();
        Path real = path.realOrFormer();
        try (earlier;
                present;
                VaultLock lock = lock(real)) {
            byte[] replaced = path.readIfThere(real);
            if (!present.isStill(replaced)) {
                throw new VaultException(Reason.BUSY, Message.of("vault.vault-changed-meantime"));
            }
            Vault keys = present.keysFor(earlier);
            SeenSave seen = guard.last(keys.id(), real).orElse(null);
            NextState next = nextState(real);
            Vault saved = next.restored(earlier, present, seen, present.replaced(real, replaced));
            if (keys == earlier) {
                next.keepCopy(saved);
            }
            return done(next, saved, real, true);
        }
    }

    /** What this machine saw last of a vault at this path. */
    public Optional<SeenSave> lastSeen(Id vault) throws VaultException {
        path.makeFolder();
        return guard.last(vault, path.realOrFormer());
    }

    public boolean isThere() throws VaultException {
        return path.isThere();
    }

    /** Fails with {@code EXISTS}, or with {@code IO} if that cannot be told. */
    public void checkFree() throws VaultException {
        path.checkFree();
    }

    private void requireWritable(Vault current, Path real) throws VaultException {
        current.requireKnown();
        guard.requireWritable(current, real);
    }

    private Vault reread(Vault opened, Path real) throws VaultException {
        byte[] bytes = path.read(real);
        SealedVault sealed = SealedVault.decode(bytes);
        if (!sealed.vaultId().equals(opened.id())) {
            throw new VaultException(Reason.BUSY, Message.of("vault.another-vault-put-place"));
        }
        try {
            return sealed.open(opened.key().copy());
        } catch (VaultException e) {
            if (e.reason() == Reason.HEADER_DAMAGED && !opened.sealed().hasSameBytesAs(bytes)) {
                throw new VaultException(Reason.BUSY, Message.of("vault.keys-vault-changed-meantime"), e);
            }
            throw e;
        }
    }

    /** The earlier states that lie beside the vault, of other vaults that lay here too, newest first. */
    public List<Backup> backups() throws VaultException {
        try {
            return new Backups(disk, path.realOrFormer()).list();
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-read-backups"), e);
        }
    }

    /** What is wrong with the folders of vault and backups: no save would be made there. */
    public List<Message> unsafePlaces() throws VaultException {
        return path.unsafeFolders();
    }

    /**
     * Opens a backup with the keys of the present vault.
     *
     * @throws VaultException {@code OTHER_KEYS} if it is from before or after a change of keys
     */
    public Vault open(Backup backup, Vault present) throws VaultException {
        return read(backup.file()).openLike(present);
    }

    /** Reads a backup or another copy, links followed. */
    public SealedVault read(Path copy) throws VaultException {
        return SealedVault.decode(path.read(new VaultPath(copy, disk).real()));
    }

    /** After the rename: nothing here may fail any more. */
    private Vault done(NextState next, Vault saved, Path real, boolean anew) {
        warnings.addAll(next.warnings());
        new Backups(disk, real).tidy(saved.id(), surroundings.clock().instant());
        guard.saved(saved, real, anew);
        return saved;
    }

    private VaultLock lock(Path real) throws VaultException {
        return VaultLock.acquire(real.resolveSibling("." + real.getFileName() + ".lock"), disk, surroundings.pause());
    }

    private NextState nextState(Path real) {
        return new NextState(disk, real, surroundings.random().get());
    }
}
