package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import totp.vault.FaultyDisk.Fault;
import totp.vault.FaultyDisk.Killed;
import totp.vault.VaultException.Reason;

/** Going on from a backup where the vault is damaged, gone, behind a link or changed meanwhile. */
class RestoreTest {
    private static final byte[] DAMAGED = TestVaults.ascii("damaged");

    @TempDir
    @Nullable
    Path folder;

    private long seed;

    /** A vault with a backup that holds the account "one". */
    private Path path = Path.of("");

    @BeforeEach
    void makeVault() throws Exception {
        path = newVault("first");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFailingStepLeavesTheDamagedFileOrTheRestoredVault(Fault fault) throws Exception {
        FaultyDisk counting = new FaultyDisk(fault, 0);
        assertTrue(restoreOverDamage(newVault("count"), counting));
        assertTrue(counting.steps() >= 15, "steps: " + counting.steps());
        for (int n = 1; n <= counting.steps(); n++) {
            String where = fault + " at step " + n;
            Path vault = newVault("vault-" + n);
            boolean done = restoreOverDamage(vault, new FaultyDisk(fault, n));
            assertTrue(Files.exists(vault), where + " leaves no vault");
            if (done || !Arrays.equals(DAMAGED, Files.readAllBytes(vault))) {
                assertEquals(List.of("one"), TestVaults.namesOnDisk(vault), where);
            } else {
                assertTrue(restoreOverDamage(vault, new FileDisk()), where);
                assertEquals(List.of("one"), TestVaults.namesOnDisk(vault), where);
            }
            assertEquals(1, copiesOfTheDamage(vault), where);
        }
    }

    @Test
    void aVaultThatIsGoneComesBackFromItsBackups() throws Exception {
        Files.delete(path);
        VaultFile file = TestVaults.file(path);
        Path backup = file.backups().get(0).file();
        restore(file, backup, false).close();
        assertEquals(List.of("one"), TestVaults.namesOnDisk(path));
    }

    /** Else the backups of what comes next would look older than those of the branch that was left. */
    @Test
    void aVaultThatIsGoneWithItsMemoryGoesOnBehindItsNewestBackup() throws Exception {
        for (int i = 0; i < 4; i++) {
            add(path, "later " + i);
        }
        VaultFile file = TestVaults.file(path);
        long newest = file.backups().get(0).generation();
        Path oldest = file.backups().get(file.backups().size() - 1).file();
        Files.write(
                oldest.resolveSibling(path.getFileName() + ".9223372036854775807.0123abcd"),
                Files.readAllBytes(oldest));
        Files.delete(path);
        try (var states = Files.list(TestVaults.state(path))) {
            for (Path state : states.toList()) {
                Files.delete(state);
            }
        }
        try (Vault restored = restore(file, oldest, false)) {
            assertEquals(
                    newest + 1, restored.sealed().generation(), "a name that its file does not bear out counts not");
        }
    }

    @Test
    void aFolderThatIsGoneHasNoBackupsAndIsNotMade() {
        Path gone = Objects.requireNonNull(folder).resolve("gone/vault.totp");
        VaultFile file = TestVaults.file(gone);
        assertEquals(
                Reason.ABSENT, assertThrows(VaultException.class, file::backups).reason());
        assertTrue(Files.notExists(Objects.requireNonNull(gone.getParent())));
    }

    @Test
    void aVaultWhoseFolderIsGoneComesBackFromACopyElsewhere() throws Exception {
        Path copy = Files.copy(path, Objects.requireNonNull(folder).resolve("copy.totp"));
        Path gone = Objects.requireNonNull(folder).resolve("gone/vault.totp");
        restore(TestVaults.file(gone), copy, false).close();
        assertEquals(List.of("one", "two"), TestVaults.namesOnDisk(gone));
    }

    @Test
    void aRestoredVaultIsRememberedAtOnce() throws Exception {
        byte[] before = Files.readAllBytes(path);
        VaultFile file = TestVaults.file(path);
        restore(file, file.backups().get(0).file(), true).close();
        Files.write(path, before);
        try (Credentials recovery = TestVaults.recovery();
                Vault older = file.read().open(recovery)) {
            assertEquals(Reason.ROLLED_BACK, file.mismatch(older).orElseThrow().reason());
        }
    }

    @Test
    void aLinkToTheVaultStaysALink() throws Exception {
        Path link = Objects.requireNonNull(folder).resolve("link.totp");
        Files.createSymbolicLink(link, path);
        VaultFile file = TestVaults.file(link);
        restore(file, file.backups().get(0).file(), true).close();
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("one"), TestVaults.namesOnDisk(path));

        Files.write(path, DAMAGED);
        restore(file, file.backups().get(0).file(), false).close();
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(1, copiesOfTheDamage(path));
    }

    @Test
    void aVaultThatChangedOrWentMeanwhileIsNotReplaced() throws Exception {
        VaultFile file = TestVaults.file(path);
        Path backup = file.backups().get(0).file();
        try (Credentials recovery = TestVaults.recovery()) {
            Vault present = file.read().open(recovery);
            add(path, "three");
            byte[] changed = Files.readAllBytes(path);
            assertEquals(Reason.BUSY, refusal(file, backup, present));
            assertArrayEquals(changed, Files.readAllBytes(path));

            Vault again = file.read().open(recovery);
            Files.delete(path);
            assertEquals(Reason.BUSY, refusal(file, backup, again));
            assertTrue(Files.notExists(path));
        }
    }

    private static Reason refusal(VaultFile file, Path backup, Vault present) throws VaultException {
        try (Credentials recovery = TestVaults.recovery()) {
            Vault earlier = file.read(backup).open(recovery);
            return assertThrows(VaultException.class, () -> file.restore(earlier, Present.opened(present)))
                    .reason();
        }
    }

    private Path newVault(String name) throws Exception {
        Path vault = Files.createDirectory(Objects.requireNonNull(folder).resolve(name))
                .resolve("vault.totp");
        TestVaults.file(vault)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        add(vault, "one");
        add(vault, "two");
        return vault;
    }

    private static void add(Path vault, String name) throws VaultException {
        VaultFile file = TestVaults.file(vault, new FileDisk(), name.hashCode());
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account(name)))
                    .close();
        }
    }

    private static Vault restore(VaultFile file, Path backup, boolean withPresent) throws VaultException {
        try (Credentials recovery = TestVaults.recovery()) {
            return file.restore(
                    file.read(backup).open(recovery),
                    withPresent ? Present.opened(file.read().open(recovery)) : Present.unusable());
        }
    }

    /** Whether it was reported as done. */
    private boolean restoreOverDamage(Path vault, Disk disk) throws Exception {
        Path backup = TestVaults.file(vault).backups().get(0).file();
        Files.write(vault, DAMAGED);
        try (Credentials recovery = TestVaults.recovery()) {
            Vault earlier = TestVaults.file(vault).read(backup).open(recovery);
            TestVaults.file(vault, disk, ++seed)
                    .restore(earlier, Present.unusable())
                    .close();
            return true;
        } catch (VaultException | Killed e) {
            return false;
        }
    }

    private static long copiesOfTheDamage(Path vault) throws Exception {
        long copies = 0;
        try (var files = Files.list(vault.resolveSibling("backups"))) {
            for (Path file :
                    files.filter(name -> name.toString().contains(".damaged.")).toList()) {
                assertArrayEquals(DAMAGED, Files.readAllBytes(file));
                copies++;
            }
        }
        return copies;
    }
}
