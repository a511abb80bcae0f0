package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.crypto.Secret;

/**
 * What is waited for and when: after a power cut only that is there which was forced to the disk. faults.py looks at the
 * system calls; this is the same at the seam, in every build.
 */
class SaveOrderTest {
    private static final List<String> NEW_FILE = List.of("create .vault.totp.*.tmp", "write .vault.totp.*.tmp");

    @TempDir
    @Nullable
    Path folder;

    private Path home = Path.of("");

    @BeforeEach
    void makeHome() throws Exception {
        home = Files.createDirectory(Objects.requireNonNull(folder).resolve("v"));
    }

    @Test
    void aNewVaultIsOnTheDiskBeforeItHasItsName() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        TestVaults.file(home.resolve("vault.totp"), disk, 1)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        assertEquals(
                List.of(NEW_FILE.get(0), NEW_FILE.get(1), "force .vault.totp.*.tmp", "link vault.totp", "force v"),
                disk.steps());
    }

    @Test
    void newFileAndBackupAreOnTheDiskBeforeTheOldVaultIsReplaced() throws Exception {
        Path path = home.resolve("vault.totp");
        TestVaults.file(path)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        RecordingDisk disk = new RecordingDisk();
        VaultFile file = TestVaults.file(path, disk, 2);
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account("a")))
                    .close();
        }
        assertEquals(
                List.of(
                        NEW_FILE.get(0),
                        NEW_FILE.get(1),
                        "force .vault.totp.*.tmp",
                        NEW_FILE.get(0),
                        NEW_FILE.get(1),
                        "force .vault.totp.*.tmp",
                        "rename vault.totp.1*",
                        "force backups",
                        "rename vault.totp",
                        "force v"),
                disk.steps());
    }

    @Test
    void aStateFileIsForcedAndItsNameOnlyWhereItMustLast() throws Exception {
        List<String> written =
                List.of("create .*.steps.tmp", "write .*.steps.tmp", "force .*.steps.tmp", "rename *.steps");
        for (boolean durably : new boolean[] {false, true}) {
            RecordingDisk disk = new RecordingDisk();
            new StateFile(home, home.resolve("vault.totp"), "steps", disk, TestVaults.NO_PAUSE)
                    .write(List.of("a line"), durably);
            List<String> steps = disk.steps();
            assertEquals(written, steps.subList(0, 4));
            assertEquals(durably ? List.of("force v") : List.of(), steps.subList(4, steps.size()));
        }
    }

    @Test
    void aKeyInAFileIsOnTheDiskWhenItIsHandedOver() throws Exception {
        RecordingDisk disk = new RecordingDisk();
        try (Secret key = Secret.adopt(TestVaults.ascii("key"))) {
            PrivateFile.create(home.resolve("key"), key, disk);
        }
        assertEquals(List.of("create key", "write key", "force key", "force v"), disk.steps());
    }
}
