package totp.vault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.vault.VaultException.Reason;

/**
 * The last save of each vault that this machine saw at a path, so that an older state, or one that went another way, is
 * noticed: a synchronised folder or an old copy brings such a thing. It does not stop somebody who controls the account.
 */
final class SeenSaves {
    private final StateFile file;

    private final List<String> warnings;

    /** @param warnings where failures go: what this machine remembers is a help against accidents and must lock nobody out */
    SeenSaves(Path folder, Path vaultPath, Pause pause, List<String> warnings) {
        file = new StateFile(folder, vaultPath, "seen", new FileDisk(), pause);
        this.warnings = warnings;
    }

    /** A save as this machine saw it last. */
    record Seen(long generation, Id id) {
        /** Whether {@code vault} is that save or one that came after it. */
        boolean isBefore(Vault vault) {
            boolean known = isSame(vault) || vault.payload().history.contains(id);
            return known && vault.sealed().generation() >= generation;
        }

        boolean isSame(Vault vault) {
            return vault.sealed().saveId().equals(id);
        }
    }

    /** By vault id; several vaults may have lain at one path. */
    Map<String, Seen> all() {
        try {
            return read();
        } catch (VaultException e) {
            warnings.add("cannot tell what this machine saw of the vault: " + e.getMessage());
            return Map.of();
        }
    }

    private Map<String, Seen> read() throws VaultException {
        Map<String, Seen> all = new LinkedHashMap<>();
        for (String line : file.read()) {
            String[] words = line.split(" ", -1);
            try {
                all.put(
                        words[0],
                        new Seen(Long.parseLong(words[1]), Id.of(HexFormat.of().parseHex(words[2]))));
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
            Seen seen = read().get(vault.id().toHex());
            if (anew || seen == null || seen.isBefore(vault)) {
                put(vault);
            }
        } catch (VaultException e) {
            warnings.add("this machine cannot remember the save it saw: " + e.getMessage());
        }
    }

    private void put(Vault vault) throws VaultException {
        List<String> lines = new ArrayList<>();
        for (String line : file.read()) {
            if (!line.startsWith(vault.id().toHex() + " ")) {
                lines.add(line);
            }
        }
        lines.add(vault.id().toHex() + " " + vault.sealed().generation() + " "
                + vault.sealed().saveId().toHex());
        file.write(lines, false);
    }

    /** What is to be said of a vault that is not what was seen. */
    static VaultException mismatch(Seen seen, Vault vault) {
        return vault.sealed().generation() < seen.generation()
                ? new VaultException(
                        Reason.ROLLED_BACK,
                        "the vault was rolled back: this machine saw save " + seen.generation() + ", the file is save "
                                + vault.sealed().generation())
                : new VaultException(
                        Reason.DIVERGED,
                        "the vault went another way than the save " + seen.generation() + " that this machine saw");
    }
}
