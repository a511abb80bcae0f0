package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.SeededRandom;
import totp.vault.VaultException.Reason;

/** Another program's file is replaced whole or not at all, and nobody's change is lost. */
class EditedFileTest {
    private static final byte[] NEW = {'n', 'e', 'w', 0, (byte) 0xff};
    private static final String COPY = ".copy";

    @TempDir
    @Nullable
    Path folder;

    private Path file() {
        return Objects.requireNonNull(folder).resolve("config");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(Objects.requireNonNull(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFormerContentIsKeptBesideTheNewOne() throws IOException, VaultException {
        Files.writeString(file(), "old");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
        Path copy =
                EditedFile.read(file()).replace(NEW, COPY, new SeededRandom(1)).orElseThrow();
        assertArrayEquals(NEW, Files.readAllBytes(file()));
        assertEquals("old", Files.readString(copy));
        assertEquals(List.of("config", "config.copy"), names());
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    }

    @Test
    void whatAnotherProgramWroteMeanwhileStays() throws IOException, VaultException {
        Files.writeString(file(), "old");
        EditedFile read = EditedFile.read(file());
        Files.writeString(file(), "theirs");
        VaultException busy = assertThrows(VaultException.class, () -> read.replace(NEW, COPY, new SeededRandom(1)));
        assertEquals(Reason.BUSY, busy.reason());
        assertEquals("theirs", Files.readString(file()));
        assertEquals(List.of("config"), names());
    }

    @Test
    void whatAppearedMeanwhileStays() throws IOException, VaultException {
        EditedFile absent = EditedFile.read(file());
        assertEquals(0, absent.content().length);
        assertTrue(absent.isUnchanged());
        Files.writeString(file(), "theirs");
        assertFalse(absent.isUnchanged());
        VaultException busy = assertThrows(VaultException.class, () -> absent.replace(NEW, COPY, new SeededRandom(1)));
        assertEquals(Reason.BUSY, busy.reason());
        assertEquals(List.of("config"), names());
    }

    @Test
    void oneThatIsNewIsForItsOwnerAloneAndHasNoCopy() throws IOException, VaultException {
        Path deep = file().resolve("deeper/config");
        assertTrue(EditedFile.read(deep).replace(NEW, COPY, new SeededRandom(1)).isEmpty());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)));
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().resolve("deeper"))));
    }

    @Test
    void aLinkToNothingAndAFolderAreRefused() throws IOException {
        Files.createSymbolicLink(file(), Path.of("nowhere"));
        assertEquals(
                Reason.IO,
                assertThrows(VaultException.class, () -> EditedFile.read(file()))
                        .reason());
        assertEquals(
                Reason.IO,
                assertThrows(VaultException.class, () -> EditedFile.read(Objects.requireNonNull(folder)))
                        .reason());
    }
}
