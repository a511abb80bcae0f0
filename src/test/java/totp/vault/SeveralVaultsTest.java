package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.SeededRandom;

/** Three vaults take turns at one path, as copies over each other and after resets: each keeps its own earlier states. */
class SeveralVaultsTest {
    private static final int VAULTS = 3;
    private static final int SAVES = 200;

    @TempDir
    @Nullable
    Path folder;

    private final Map<Path, Id> owners = new HashMap<>();
    private Path path = Path.of("");
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private int seed;

    @Test
    void noBackupOfOneVaultIsEverRemovedByASaveOfAnother() throws Exception {
        path = Objects.requireNonNull(folder).toRealPath().resolve("vault.totp");
        List<Path> parked = new ArrayList<>();
        for (int i = 0; i < VAULTS; i++) {
            file().create(TestVaults.recoveryOnly(), TestVaults.CHEAP).close();
            Path place = path.resolveSibling("parked-" + i);
            Files.move(path, place);
            parked.add(place);
        }
        Random random = new Random(11);
        int removed = 0;
        for (int save = 0; save < SAVES; save++) {
            int turn = random.nextInt(VAULTS);
            Files.copy(parked.get(turn), path, StandardCopyOption.REPLACE_EXISTING);
            Set<Path> before = backups();
            Id ours = file().read().vaultId();
            save("account " + save, save % 3 == 0);
            removed += checkRemoved(before, ours);
            Files.move(path, parked.get(turn), StandardCopyOption.REPLACE_EXISTING);
            now = now.plus(Duration.ofHours(7));
        }
        assertTrue(removed > SAVES / 2, "the rotation did its work: " + removed);
        for (Path place : parked) {
            Id id = SealedVault.decode(Files.readAllBytes(place)).vaultId();
            long kept = file().backups().stream().filter(b -> b.isOf(id)).count();
            assertTrue(kept >= BackupRotation.SAVES, "kept of one: " + kept);
        }
    }

    /** Nothing but backups of the vault that was saved is gone; returns how many those are. */
    private int checkRemoved(Set<Path> before, Id ours) throws Exception {
        before.removeAll(backups());
        for (Path gone : before) {
            assertEquals(ours, owners.get(gone), gone + " was another's");
        }
        return before.size();
    }

    private Set<Path> backups() throws Exception {
        Set<Path> all = new HashSet<>();
        Path backups = path.resolveSibling("backups");
        if (Files.exists(backups)) {
            try (Stream<Path> files = Files.list(backups)) {
                for (Path file : files.toList()) {
                    all.add(file);
                    owners.put(
                            file, SealedVault.decode(Files.readAllBytes(file)).vaultId());
                }
            }
        }
        return all;
    }

    private VaultFile file() {
        SeededRandom random = new SeededRandom(++seed);
        return new VaultFile(
                path, new FileDisk(), new World(() -> random, TestVaults.NO_PAUSE, () -> now, TestVaults.state(path)));
    }

    private void save(String name, boolean counterOnly) throws VaultException {
        VaultFile file = file();
        try (Credentials recovery = TestVaults.recovery()) {
            Vault opened = file.read().open(recovery);
            VaultFile.Change change = v -> v.add(TestVaults.account(name));
            (counterOnly ? file.updateCounter(opened, change) : file.update(opened, change)).close();
        }
    }
}
