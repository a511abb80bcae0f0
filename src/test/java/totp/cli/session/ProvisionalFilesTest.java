package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.PrivateFile;
import totp.vault.VaultException;

/** A new recovery key's file goes when the vault that takes it surely did not come about, and only then. */
class ProvisionalFilesTest {
    @TempDir
    @Nullable
    Path folder;

    @Test
    void theFileStaysWhenTheWorkIsDone() throws Exception {
        Path file = file();
        try (ProvisionalFiles unfinished = with(file)) {
            assertEquals("done", unfinished.complete(() -> "done"));
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void theFileGoesWhenNothingWasChanged() throws Exception {
        Path file = file();
        try (ProvisionalFiles unfinished = with(file)) {
            // Making a file that is there is the nearest refusal that leaves everything as it was.
            Path taken = Files.createFile(file.resolveSibling("taken"));
            assertThrows(
                    VaultException.class,
                    () -> unfinished.complete(() -> {
                        create(taken);
                        return "not reached";
                    }));
        }
        assertTrue(Files.notExists(file));
    }

    @Test
    void theFileStaysWhenTheSystemDoesNotTellWhetherTheVaultIsInPlace() throws Exception {
        Path file = file();
        try (ProvisionalFiles unfinished = with(file)) {
            assertThrows(
                    VaultException.class,
                    () -> unfinished.complete(() -> {
                        throw new VaultException(VaultException.Reason.UNKNOWN, Message.said("no answer"));
                    }));
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void theFileStaysWhenNobodyKnowsWhatBecameOfTheVault() throws Exception {
        Path file = file();
        try (ProvisionalFiles unfinished = with(file)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> unfinished.complete(() -> {
                        throw new IllegalStateException("behind the rename");
                    }));
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void theFileGoesWhenTheWorkWasNeverBegun() throws Exception {
        Path file = file();
        with(file).close();
        assertTrue(Files.notExists(file));
    }

    private Path file() {
        return Objects.requireNonNull(folder).resolve("recovery");
    }

    private static ProvisionalFiles with(Path file) throws VaultException {
        ProvisionalFiles unfinished = new ProvisionalFiles(Machine.system());
        try (Secret content = Secret.adopt(new byte[] {'k'})) {
            unfinished.create(file, content);
        }
        return unfinished;
    }

    private static void create(Path file) throws VaultException {
        try (Secret content = Secret.adopt(new byte[] {'k'})) {
            PrivateFile.create(file, content);
        }
    }
}
