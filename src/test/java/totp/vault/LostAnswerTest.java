package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.vault.VaultException.Reason;

/** A rename or link whose answer is an error is a failure only if it did not happen. */
class LostAnswerTest {
    private static final byte[] NEW = TestVaults.ascii("new");

    @TempDir
    @Nullable
    Path folder;

    private Path file = Path.of("");
    private Path name = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        file = Objects.requireNonNull(folder).resolve("temp");
        name = Objects.requireNonNull(folder).resolve("name");
        Files.write(file, NEW);
    }

    @Test
    void aRenameThatWasDoneIsAWarning() throws Exception {
        Files.write(name, TestVaults.ascii("old"));
        assertEquals(
                "the system reported an error for " + name + ", and yet the file is in place: injected",
                new Naming(losing()).rename(file, name, NEW).orElseThrow().toString());
        assertArrayEquals(NEW, Files.readAllBytes(name));
    }

    @Test
    void aLinkThatWasDoneIsAWarningWhateverTheErrorIs() throws Exception {
        Disk disk = new DelegatingDisk() {
            @Override
            public void link(Path from, Path to) throws IOException {
                super.link(from, to);
                throw new FileAlreadyExistsException(to.toString());
            }
        };
        assertTrue(new Naming(disk).link(file, name, NEW).isPresent());
        assertArrayEquals(NEW, Files.readAllBytes(name));
    }

    @Test
    void whatWasNotDoneIsAFailure() throws Exception {
        Disk refusing = new DelegatingDisk() {
            @Override
            public void rename(Path from, Path to) throws IOException {
                throw new IOException("injected");
            }
        };
        // Nothing there, something else there, something of the same length there, something larger there.
        for (String old : new String[] {"", "old", "NEW", "longer than the new one"}) {
            if (!old.isEmpty()) {
                Files.write(name, TestVaults.ascii(old));
            }
            assertThrows(IOException.class, () -> new Naming(refusing).rename(file, name, NEW), old);
            assertArrayEquals(NEW, Files.readAllBytes(file));
        }
        assertThrows(FileAlreadyExistsException.class, () -> new Naming(new FileDisk()).link(file, name, NEW));
    }

    @Test
    void whereNothingTellsTheOutcomeIsUnknown() {
        Disk disk = new DelegatingDisk() {
            private boolean renamed;

            @Override
            public void rename(Path from, Path to) throws IOException {
                super.rename(from, to);
                renamed = true;
                throw new IOException("injected");
            }

            @Override
            public byte[] read(Path which, int bytesMax) throws IOException {
                if (renamed) {
                    throw new IOException("unreachable");
                }
                return super.read(which, bytesMax);
            }
        };
        VaultException unknown = assertThrows(VaultException.class, () -> new Naming(disk).rename(file, name, NEW));
        assertEquals(Reason.UNKNOWN, unknown.reason());
        assertTrue(Files.exists(name));
    }

    @Test
    void aVaultWhoseSaveHasAnUnknownOutcomeKeepsEveryFile() throws Exception {
        Path vault = Objects.requireNonNull(folder).toRealPath().resolve("vault.totp");
        TestVaults.file(vault)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        Disk disk = new DelegatingDisk() {
            private boolean gone;

            @Override
            public void rename(Path from, Path to) throws IOException {
                if (to.equals(vault)) {
                    gone = true;
                    throw new IOException("stale");
                }
                super.rename(from, to);
            }

            @Override
            public byte[] read(Path which, int bytesMax) throws IOException {
                if (gone) {
                    throw new IOException("stale");
                }
                return super.read(which, bytesMax);
            }

            @Override
            public Facts facts(Path which) throws IOException {
                if (gone) {
                    throw new IOException("stale");
                }
                return super.facts(which);
            }
        };
        VaultFile saving = TestVaults.file(vault, disk, 5);
        try (Credentials recovery = TestVaults.recovery()) {
            Vault opened = saving.read().open(recovery);
            VaultException unknown = assertThrows(
                    VaultException.class, () -> saving.update(opened, v -> v.add(TestVaults.account("a"))));
            assertEquals(Reason.UNKNOWN, unknown.reason());
        }
        try (var files = Files.list(Objects.requireNonNull(vault.getParent()))) {
            List<String> left = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".tmp"))
                    .toList();
            assertEquals(1, left.size(), "the new state stays: " + left);
        }
    }

    @Test
    void aFileThatIsGoneUnderBothNamesIsUnknown() {
        Disk disk = new DelegatingDisk() {
            @Override
            public void rename(Path from, Path to) throws IOException {
                delete(from);
                throw new NoSuchFileException(from.toString());
            }
        };
        assertEquals(
                Reason.UNKNOWN,
                assertThrows(VaultException.class, () -> new Naming(disk).rename(file, name, NEW))
                        .reason());
    }

    private static Disk losing() {
        return new DelegatingDisk() {
            @Override
            public void rename(Path from, Path to) throws IOException {
                super.rename(from, to);
                throw new IOException("injected");
            }
        };
    }
}
