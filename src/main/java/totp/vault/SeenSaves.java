package totp.vault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * The last save of each vault that this machine saw at a path, so that an older state, or one that went another way, is
 * noticed: a synchronised folder or an old copy brings such a thing. It does not stop somebody who controls the account.
 */
final class SeenSaves {
    private final StateFile file;

    private final List<Message> warnings;

    /** @param warnings where failures go: what this machine remembers is a help against accidents and must lock nobody out */
    SeenSaves(Path folder, Path vaultPath, World.Pause pause, List<Message> warnings) {
        file = new StateFile(folder, vaultPath, "seen", new FileDisk(), pause);
        this.warnings = warnings;
    }

    /**
     * What is remembered of one path.
     *
     * @param saves by vault id; several vaults may have lain here, the one that was seen last comes last
     * @param isDamaged whether something was remembered and cannot be read: nobody knows then what was seen
     */
    record Memory(Map<String, SeenSave> saves, boolean isDamaged) {
        static final Memory NONE = new Memory(Map.of(), false);

        Optional<SeenSave> of(Id vault) {
            return Optional.ofNullable(saves.get(vault.toHex()));
        }

        /** The vault that was seen last, if any was. */
        @Nullable
        String last() {
            String last = null;
            for (String id : saves.keySet()) {
                last = id;
            }
            return last;
        }
    }

    /** What is remembered; a file that cannot be read for want of permission and the like counts as nothing, with a warning. */
    Memory recall() {
        try {
            return new Memory(read(), false);
        } catch (VaultException e) {
            if (e.reason() == Reason.STATE_DAMAGED) {
                return new Memory(Map.of(), true);
            }
            warnings.add(Message.of("vault.cannot-tell-what-machine", e.message()));
            return Memory.NONE;
        }
    }

    private Map<String, SeenSave> read() throws VaultException {
        Map<String, SeenSave> all = new LinkedHashMap<>();
        List<String> lines = file.readIfThere().orElse(null);
        if (lines == null) {
            return all;
        }
        if (lines.isEmpty()) {
            throw file.damaged(); // never written so: at least the save that made it stands in it
        }
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            try {
                Id id = Id.of(HexFormat.of().parseHex(words[2]));
                long keyEpoch = words.length > 3 ? Long.parseLong(words[3]) : 0;
                Id.of(HexFormat.of().parseHex(words[0]));
                all.put(words[0], new SeenSave(Long.parseLong(words[1]), id, keyEpoch));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw file.damaged();
            }
        }
        return all;
    }

    /** Notes a save, unless a later one was seen in the meantime. */
    void raise(Vault vault) {
        note(vault, false);
    }

    /** Notes a save whatever was seen before: its owner decided for it. */
    void set(Vault vault) {
        note(vault, true);
    }

    @SuppressWarnings("try") // the lock is held, not used
    private void note(Vault vault, boolean anew) {
        try (VaultLock lock = file.lock()) {
            Memory memory = recall();
            Optional<SeenSave> seen = memory.of(vault.id());
            if (anew || seen.isEmpty() || seen.get().isBefore(vault)) {
                put(memory, vault);
            }
        } catch (VaultException e) {
            warnings.add(Message.of("vault.machine-cannot-remember-save", e.message()));
        }
    }

    /** Behind all others; of a damaged file nothing is left, so that it does not stay damaged for good. */
    private void put(Memory memory, Vault vault) throws VaultException {
        Map<String, SeenSave> saves = new LinkedHashMap<>(memory.saves());
        saves.remove(vault.id().toHex());
        saves.put(
                vault.id().toHex(),
                new SeenSave(vault.sealed().generation(), vault.sealed().saveId(), vault.payload().keyEpoch));
        List<String> lines = new ArrayList<>();
        saves.forEach((id, seen) -> lines.add(id + " " + seen.generation() + " "
                + seen.id().toHex() + (seen.keyEpoch() == 0 ? "" : " " + seen.keyEpoch())));
        file.write(lines, false);
    }

    /** What is to be said of a vault that is not what was seen. */
    static VaultException mismatch(SeenSave seen, Vault vault) {
        return vault.sealed().generation() < seen.generation()
                ? rolledBack(seen, vault.sealed())
                : new VaultException(Reason.DIVERGED, Message.of("vault.vault-went-another-way", seen.generation()));
    }

    /** What can be said of a file that was not opened: its header tells its save, but not which ones came before. */
    static Optional<VaultException> mismatch(SeenSave seen, SealedVault closed) {
        return closed.generation() < seen.generation() && !closed.saveId().equals(seen.id())
                ? Optional.of(rolledBack(seen, closed))
                : Optional.empty();
    }

    private static VaultException rolledBack(SeenSave seen, SealedVault file) {
        return new VaultException(
                Reason.ROLLED_BACK,
                Message.of("vault.vault-rolled-back-machine", seen.generation(), file.generation()));
    }

    static VaultException forgotten() {
        return new VaultException(Reason.FORGOTTEN, Message.of("vault.what-machine-remembers-vault"));
    }
}
