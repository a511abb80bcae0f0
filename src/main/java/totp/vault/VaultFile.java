package totp.vault;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import totp.crypto.AesGcm;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.vault.VaultException.Reason;

/**
 * A vault on the disk: reads it, makes it, and saves changes so that at every moment the file is the whole old vault or
 * the whole new one.
 */
public final class VaultFile {
    /** No vault is larger; the bound is checked before anything is read. */
    static final int FILE_BYTES_MAX = 20 << 20;

    private final Path path;
    private final Disk disk;
    private final Supplier<SecureRandom> random;
    private final Pause pause;
    private final InstantSource clock;
    private final List<String> warnings = new ArrayList<>();

    VaultFile(Path path, Disk disk, Supplier<SecureRandom> random, Pause pause, InstantSource clock) {
        this.path = path.toAbsolutePath();
        this.disk = disk;
        this.random = random;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * The vault at {@code path}, which need not be there yet.
     *
     * @param random asked only when something is written: seeding it costs start-up
     * @param pause used while another process holds the lock
     */
    public static VaultFile at(Path path, Supplier<SecureRandom> random, Pause pause, InstantSource clock) {
        return new VaultFile(path, new FileDisk(), random, pause, clock);
    }

    /** A way into a new vault. */
    public record NewSlot(SlotType type, Credentials credentials) {}

    /** A change to an opened vault; it may be tried on a newer state than the one that was read first. */
    @FunctionalInterface
    public interface Change {
        void apply(Vault vault) throws VaultException;
    }

    public Path path() {
        return path;
    }

    /** What went wrong without harm to the vault, for the user to know. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The earlier states that lie beside the vault, newest first. */
    public List<Backup> backups() throws VaultException {
        try {
            return new Backups(disk, realPath()).list();
        } catch (IOException e) {
            throw IoReason.failure("cannot read the backups", e);
        }
    }

    /**
     * Opens a backup with the keys of the present vault.
     *
     * @throws VaultException if it is damaged, or from before a change of keys ({@code HEADER_DAMAGED} either way)
     */
    public Vault open(Backup backup, Vault present) throws VaultException {
        return SealedVault.decode(readBytes(backup.file())).open(present.key().copy());
    }

    /**
     * Reads the file without a lock; a save replaces it as a whole.
     *
     * @throws VaultException {@code ABSENT} only if the system says so; otherwise {@code IO} or a layer of the format
     */
    public SealedVault read() throws VaultException {
        return SealedVault.decode(readBytes(realPath()));
    }

    /** The path without links, by which a vault is known on this machine. */
    public Path realPath() throws VaultException {
        try {
            return disk.realPath(path);
        } catch (NoSuchFileException e) {
            throw new VaultException(Reason.ABSENT, "there is no vault at " + path, e);
        } catch (IOException e) {
            throw IoReason.failure("cannot find " + path, e);
        }
    }

    private byte[] readBytes(Path real) throws VaultException {
        try {
            return disk.read(real, FILE_BYTES_MAX);
        } catch (NoSuchFileException e) {
            throw new VaultException(Reason.ABSENT, "there is no vault at " + path, e);
        } catch (IOException e) {
            throw IoReason.failure("cannot read the vault " + path, e);
        }
    }

    /**
     * Makes a new vault without accounts.
     *
     * @param slots one to sixteen; each is opened once from the disk before the vault gets its name
     * @throws VaultException {@code EXISTS} if there is anything at the path
     */
    @SuppressWarnings("try") // the lock is held, not used
    public Vault create(List<NewSlot> slots, Argon2id.Cost cost) throws VaultException {
        Path real = newPath();
        try (VaultLock lock = VaultLock.acquire(lockFile(real), disk, pause)) {
            checkFree();
            Payload payload = new Payload();
            payload.nextSlotId = slots.size() + 1;
            payload.keyEpoch = 1;
            try (Secret key = Secret.random(AesGcm.KEY_BYTES, random.get());
                    Secret json = PayloadWriter.write(payload)) {
                byte[] file = SealedVault.seal(firstHeader(slots, cost, key), key, json);
                return publish(file, slots, json, real);
            }
        }
    }

    private Vault publish(byte[] file, List<NewSlot> slots, Secret json, Path real) throws VaultException {
        try (DurableSave save = new DurableSave(disk, real, random.get())) {
            SealedVault written = save.prepare(file);
            Vault last = null;
            for (NewSlot slot : slots) {
                if (last != null) {
                    last.close();
                }
                last = written.open(slot.credentials());
                requireSame(last, json);
            }
            warnings.addAll(save.publishNew());
            return Objects.requireNonNull(last, "a vault has a slot");
        }
    }

    private Header firstHeader(List<NewSlot> slots, Argon2id.Cost cost, Secret key) throws VaultException {
        Id vaultId = Id.random(random.get());
        List<Slot> wrapped = new ArrayList<>();
        for (NewSlot slot : slots) {
            wrapped.add(
                    Slot.wrap(wrapped.size() + 1, slot.type(), cost, slot.credentials(), key, vaultId, random.get()));
        }
        return new Header(vaultId, 1, Id.random(random.get()), List.of(), salt(), 0, wrapped, new TreeMap<>());
    }

    /**
     * Changes the vault under the lock and returns it as it is on the disk then. If the file is not the one that
     * {@code opened} was read from any more, the change is made to the present one.
     *
     * @param opened taken over and closed
     * @throws VaultException the file is as it was before
     */
    public Vault update(Vault opened, Change change) throws VaultException {
        return update(opened, change, false);
    }

    /** Like {@link #update}, for saves that only advance a counter: they share one backup and push no other out. */
    public Vault updateCounter(Vault opened, Change change) throws VaultException {
        return update(opened, change, true);
    }

    @SuppressWarnings("try") // the lock is held, not used
    private Vault update(Vault opened, Change change, boolean counterOnly) throws VaultException {
        Path real = realPath();
        try (opened;
                VaultLock lock = VaultLock.acquire(lockFile(real), disk, pause);
                Vault current = reread(opened, real)) {
            if (!current.payload().critical.isEmpty()) {
                throw new VaultException(Reason.NEWER, "the vault can only be changed by the newer totp that wrote it");
            }
            change.apply(current);
            return save(current, real, counterOnly);
        }
    }

    private Vault reread(Vault opened, Path real) throws VaultException {
        byte[] bytes = readBytes(real);
        SealedVault sealed = SealedVault.decode(bytes);
        if (!sealed.vaultId().equals(opened.id())) {
            throw new VaultException(Reason.BUSY, "another vault was put in the place of this one");
        }
        try {
            return sealed.open(opened.key().copy());
        } catch (VaultException e) {
            if (e.reason() == Reason.HEADER_DAMAGED && !opened.sealed().hasSameBytesAs(bytes)) {
                throw new VaultException(Reason.BUSY, "the keys of the vault were changed in the meantime", e);
            }
            throw e;
        }
    }

    private Vault save(Vault vault, Path real, boolean counterOnly) throws VaultException {
        Header old = vault.sealed().header();
        Payload payload = vault.payload();
        List<Id> history = new ArrayList<>(payload.history);
        history.add(0, old.saveId());
        payload.history = history.subList(0, Math.min(history.size(), Payload.HISTORY_MAX));
        payload.nextSlotId = Math.max(
                payload.nextSlotId, old.slots().get(old.slots().size() - 1).id() + 1);
        if (old.generation() == Long.MAX_VALUE) {
            throw new VaultException(Reason.LIMIT, "the vault was saved as often as its format can count");
        }
        Header header = new Header(
                old.vaultId(),
                old.generation() + 1,
                Id.random(random.get()),
                List.of(old.saveId()),
                salt(),
                0,
                old.slots(),
                old.optional());
        try (Secret json = PayloadWriter.write(payload);
                DurableSave save = new DurableSave(disk, real, random.get())) {
            SealedVault written = save.prepare(SealedVault.seal(header, vault.key(), json));
            Vault readBack = written.open(vault.key().copy());
            try {
                requireSame(readBack, json);
                warnings.addAll(save.replace(vault.sealed(), counterOnly));
                new Backups(disk, real).tidy(clock.instant());
                return readBack;
            } catch (VaultException | RuntimeException e) {
                readBack.close();
                throw e;
            }
        }
    }

    /** What was read back is decoded and written anew, so that neither the disk nor the codec can have lost anything. */
    private static void requireSame(Vault readBack, Secret meant) throws VaultException {
        try (Secret json = PayloadWriter.write(readBack.payload())) {
            if (!json.sameAs(meant)) {
                throw new VaultException(Reason.IO, "what was written could not be read back; nothing was changed");
            }
        }
    }

    /** The place of a vault that is to be made; its folder is made if needed. */
    private Path newPath() throws VaultException {
        @Nullable Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null) {
            throw new VaultException(Reason.IO, path + " cannot be a vault's path");
        }
        try {
            disk.makeFolder(folder);
            return disk.realPath(folder).resolve(name);
        } catch (IOException e) {
            throw IoReason.failure("cannot make the folder " + folder, e);
        }
    }

    /**
     * Makes sure that a vault can be made here.
     *
     * @throws VaultException {@code EXISTS} if there is anything at the path, {@code IO} if that cannot be told
     */
    public void checkFree() throws VaultException {
        try {
            disk.realPath(path);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw IoReason.failure("cannot look for " + path, e);
        }
        throw new VaultException(Reason.EXISTS, "there is already a file at " + path);
    }

    private static Path lockFile(Path real) {
        return real.resolveSibling("." + real.getFileName() + ".lock");
    }

    private byte[] salt() {
        byte[] salt = new byte[Header.SALT_BYTES];
        random.get().nextBytes(salt);
        return salt;
    }
}
