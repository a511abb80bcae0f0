package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import totp.vault.FaultyDisk.Fault;
import totp.vault.FaultyDisk.Killed;

/** Step n of a save fails, for every n: the file is the old vault or the new one, and the next save works. */
class SaveFaultTest {
    private static final List<String> OLD = List.of("old");
    private static final List<String> NEW = List.of("old", "new");

    private long seed;

    @TempDir
    @Nullable
    Path folder;

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFailingStepOfASaveLeavesTheOldOrTheNewVault(Fault fault) throws Exception {
        int steps = stepsOfASave();
        assertTrue(steps >= 15, "steps of a save: " + steps);
        int acknowledged = 0;
        for (int n = 1; n <= steps; n++) {
            Path path = newVault("save-" + fault + n);
            boolean done = save(path, new FaultyDisk(fault, n));
            List<String> found = TestVaults.namesOnDisk(path);
            assertTrue(found.equals(OLD) || found.equals(NEW), fault + " at step " + n + ": " + found);
            if (done) {
                acknowledged++;
                assertEquals(NEW, found, fault + " at step " + n + " was acknowledged");
            } else if (fault == Fault.LOST || fault == Fault.ERROR) {
                assertEquals(OLD, found, fault + " at step " + n + " was called a failure");
            }
            assertEveryBackupIsWhole(path, fault + " at step " + n);
            assertNextSaveWorks(path, found);
        }
        // Only what comes behind the rename may fail without failing the save, and only with an error.
        boolean goesOn = fault == Fault.ERROR || fault == Fault.LOST;
        assertEquals(goesOn, acknowledged > 0, "saves that succeeded in spite of a fault");
        assertTrue(acknowledged < steps / 2, "saves that succeeded in spite of a fault: " + acknowledged);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFailingStepOfInitLeavesNoVaultOrAWholeOne(Fault fault) throws Exception {
        FaultyDisk counting = new FaultyDisk(fault, 0);
        create(home("count-" + fault), counting);
        int steps = counting.steps();
        assertTrue(steps >= 10, "steps of init: " + steps);
        for (int n = 1; n <= steps; n++) {
            Path path = home("init-" + fault + n);
            boolean done = create(path, new FaultyDisk(fault, n));
            if (Files.isRegularFile(path)) {
                assertEquals(List.of(), TestVaults.namesOnDisk(path), fault + " at step " + n);
                assertTrue(done || fault == Fault.KILLED || fault == Fault.TORN, fault + " at step " + n);
            } else {
                assertTrue(create(path, new FaultyDisk(fault, 0)), fault + " at step " + n + " blocks the next init");
            }
        }
    }

    @Test
    void aFailedSaveLeavesNoTemporaryFile() throws Exception {
        int steps = stepsOfASave();
        for (int n = 1; n <= steps; n++) {
            Path path = newVault("temp-" + n);
            save(path, new FaultyDisk(Fault.ERROR, n));
            try (Stream<Path> files = Files.walk(Objects.requireNonNull(path.getParent()))) {
                List<Path> left =
                        files.filter(file -> file.toString().endsWith(".tmp")).toList();
                assertEquals(List.of(), left, "error at step " + n);
            }
        }
    }

    /** Who registers a secret elsewhere has to know before that a save will work: whatever stops one is met here. */
    @Test
    void aRehearsalMeetsWhatWouldStopASaveAndChangesNothing() throws Exception {
        Path whole = newVault("rehearsal");
        byte[] before = Files.readAllBytes(whole);
        FaultyDisk counting = new FaultyDisk(Fault.ERROR, 0);
        rehearse(whole, counting);
        assertArrayEquals(before, Files.readAllBytes(whole));
        int refused = 0;
        for (int n = 1; n <= counting.steps(); n++) {
            Path path = newVault("rehearsal-" + n);
            FaultyDisk disk = new FaultyDisk(Fault.ERROR, n);
            int thrown = refusals(path, disk);
            refused += thrown;
            assertEquals(OLD, TestVaults.namesOnDisk(path), "error at step " + n);
            try (Stream<Path> files = Files.walk(Objects.requireNonNull(path.getParent()))) {
                long left = files.filter(f -> f.toString().endsWith(".tmp")).count();
                assertTrue(left == 0 || (thrown == 0 && left == 1), "left after an error at step " + n + ": " + left);
            }
        }
        // Only the removal of what was written for it may fail unnoticed.
        assertTrue(counting.steps() >= 12, "steps of a rehearsal: " + counting.steps());
        assertTrue(refused >= counting.steps() - 5, "refused " + refused + " of " + counting.steps());
    }

    private static int refusals(Path path, Disk disk) throws VaultException {
        try {
            rehearse(path, disk);
            return 0;
        } catch (VaultException e) {
            assertEquals(VaultException.Reason.IO, e.reason());
            return 1;
        }
    }

    private static void rehearse(Path path, Disk disk) throws VaultException {
        try (Credentials recovery = TestVaults.recovery();
                Vault opened = TestVaults.file(path).read().open(recovery)) {
            TestVaults.file(path, disk, 2).rehearse(opened, v -> v.add(TestVaults.account("new")));
        }
    }

    private int stepsOfASave() throws Exception {
        FaultyDisk counting = new FaultyDisk(Fault.ERROR, 0);
        assertTrue(save(newVault("count-steps"), counting));
        return counting.steps();
    }

    private Path home(String name) throws IOException {
        return Files.createDirectory(Objects.requireNonNull(folder).resolve(name))
                .resolve("vault.totp");
    }

    private Path newVault(String name) throws Exception {
        Path path = home(name);
        assertTrue(create(path, new FaultyDisk(Fault.ERROR, 0)));
        VaultFile file = TestVaults.file(path);
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account("old")))
                    .close();
        }
        return path;
    }

    /** Whether the vault was reported as made. */
    private boolean create(Path path, Disk disk) {
        try (Vault vault = TestVaults.file(path, disk, ++seed).create(TestVaults.recoveryOnly(), TestVaults.CHEAP)) {
            assertEquals(List.of(), vault.accounts());
            return true;
        } catch (VaultException | Killed e) {
            return false;
        }
    }

    /** Whether the save was reported as done. */
    private static boolean save(Path path, Disk disk) throws VaultException {
        VaultFile file = TestVaults.file(path, disk, 2);
        try (Credentials recovery = TestVaults.recovery()) {
            Vault opened = TestVaults.file(path).read().open(recovery);
            file.update(opened, v -> v.add(TestVaults.account("new"))).close();
            return true;
        } catch (VaultException | Killed e) {
            return false;
        }
    }

    private static void assertEveryBackupIsWhole(Path path, String where) throws Exception {
        try (Stream<Path> files = Files.list(path.resolveSibling("backups"));
                Credentials recovery = TestVaults.recovery()) {
            for (Path backup :
                    files.filter(file -> !file.toString().endsWith(".tmp")).toList()) {
                SealedVault.decode(Files.readAllBytes(backup)).open(recovery).close();
                assertFalse(Files.isSymbolicLink(backup), where);
            }
        }
    }

    private static void assertNextSaveWorks(Path path, List<String> before) throws VaultException {
        VaultFile file = TestVaults.file(path, new FileDisk(), 3);
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account("next")))
                    .close();
        }
        List<String> expected =
                Stream.concat(before.stream(), Stream.of("next")).toList();
        assertEquals(expected, TestVaults.namesOnDisk(path));
    }
}
