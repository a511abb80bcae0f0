package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.session.ExitCode;

/** Folders and files that are not as the program makes them: the hint says what to do, and that helps. */
class HintsTest {
    private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private static final int VERSION_AT = 9;

    @TempDir
    @Nullable
    Path folder;

    private final List<String> opening = new ArrayList<>();

    @BeforeEach
    void aVault() {
        opening.addAll(List.of("--key-file", home().resolve("key").toString()));
        TestHost.Result made = new TestHost(home())
                .run(
                        "init",
                        "--no-recovery-key",
                        "--new-key-file",
                        home().resolve("key").toString());
        assertEquals(ExitCode.DONE, made.code(), made.err());
        assertEquals(ExitCode.DONE, run("add", "rfc", "--from", "-").code());
        assertEquals(ExitCode.DONE, run("code", "rfc").code());
    }

    @ParameterizedTest
    @ValueSource(strings = {".local/share/totp", ".local/share/totp/backups"})
    void aFolderThatEverybodyMayWriteTo(String name) throws IOException {
        Path open = home().resolve(name);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        TestHost.Result refused = run("edit", "rfc", "--note", "x");
        assertEquals(ExitCode.IO, refused.code());
        assertEquals(
                "totp: error: every user may write to the folder " + open + " and could exchange the vault\n"
                        + "totp: hint: chmod go-w " + open + " takes that from them\n",
                refused.err());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(ExitCode.DONE, run("edit", "rfc", "--note", "x").code());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void somethingElseInPlaceOfTheLock(boolean pipe) throws Exception {
        Path lock = home().resolve(".local/share/totp/.vault.totp.lock");
        Files.delete(lock);
        put(lock, pipe);
        TestHost.Result refused = run("edit", "rfc", "--note", "x");
        assertEquals(ExitCode.IO, refused.code());
        assertEquals(
                "totp: error: cannot lock " + lock + ": not a regular file\n" + "totp: hint: move " + lock
                        + " away; totp makes a new one\n",
                refused.err());
        Files.move(lock, home().resolve("elsewhere"));
        assertEquals(ExitCode.DONE, run("edit", "rfc", "--note", "x").code());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void somethingElseInPlaceOfWhatThisMachineRemembers(boolean pipe) throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.list(home().resolve(".local/state/totp"))) {
            files = all.filter(file -> file.toString().contains(".steps"))
                    .sorted()
                    .toList();
        }
        assertEquals(2, files.size(), files.toString());
        for (Path file : files) {
            Files.delete(file);
            put(file, pipe);
            TestHost.Result refused = run("code", "rfc", "--fresh");
            assertEquals(ExitCode.IO, refused.code());
            assertTrue(
                    refused.err().endsWith("totp: hint: move " + file + " away; totp makes a new one\n"),
                    refused.err());
            Files.delete(file);
            assertEquals(ExitCode.DONE, run("code", "rfc", "--fresh").code());
        }
    }

    /** No vault is made anew by moving one away. */
    @Test
    void aFolderInPlaceOfTheVaultIsNotToBeMovedAway() {
        TestHost.Result refused = run("list", "--vault", home().toString());
        assertEquals(ExitCode.IO, refused.code());
        assertTrue(refused.err().endsWith("not a regular file\n"), refused.err());
    }

    @Test
    void aVaultOfALaterVersion() throws IOException {
        Path vault = home().resolve(".local/share/totp/vault.totp");
        byte[] later = Files.readAllBytes(vault);
        later[VERSION_AT]++;
        Files.write(vault, later);
        TestHost.Result refused = run("list");
        assertEquals(ExitCode.DAMAGED, refused.code());
        assertTrue(refused.err().endsWith("made by a newer totp\ntotp: hint: install a newer totp\n"), refused.err());
    }

    private static void put(Path file, boolean pipe) throws Exception {
        if (pipe) {
            assertEquals(
                    0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        } else {
            Files.createDirectory(file);
        }
    }

    private TestHost.Result run(String... line) {
        List<String> words = new ArrayList<>(opening);
        words.addAll(List.of(line));
        return new TestHost(home()).run(words, SEED, null);
    }

    private Path home() {
        return Objects.requireNonNull(folder);
    }
}
