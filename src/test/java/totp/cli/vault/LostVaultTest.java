package totp.cli.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.WithHost;
import totp.cli.session.ExitCode;

/** A vault that is gone, was exchanged, or came back as it was before its keys were changed. */
class LostVaultTest extends WithHost {
    @BeforeEach
    void makeVault() throws IOException {
        file("p1", "first passphrase of all");
        file("p2", "second passphrase of all");
        host().setVariable("TOTP_PASSPHRASE_FILE", path("p1").toString());
        host().setVariable("TOTP_VAULT", vault().toString());
        init("--no-recovery-key");
        add("one");
        add("two");
    }

    @Test
    void aVaultThatIsGoneIsToldWithItsBackupsAndComesBack() throws IOException {
        Files.delete(vault());
        TestHost.Result list = host().run("list");
        assertEquals(ExitCode.NO_VAULT, list.code());
        assertTrue(list.err().contains("totp restore 2 continues from the newest"), list.err());
        TestHost.Result backups = host().run("backups");
        assertEquals(ExitCode.DONE, backups.code());
        assertEquals(2, backups.out().lines().count());
        assertTrue(backups.err().contains("; the backups cannot be opened without it"), backups.err());
        assertTrue(host().run("backups", "--json").out().contains("\"state\":\"unknown\""));
        TestHost.Result restored = host().run("restore", "2");
        assertEquals(ExitCode.DONE, restored.code(), restored.err());
        assertEquals(List.of("one"), names());
    }

    @Test
    void initAsksWhereAVaultWasLost() throws IOException {
        Files.delete(vault());
        TestHost.Result alone = host().run("init", "--no-recovery-key", "-q");
        assertEquals(ExitCode.CANNOT_ASK, alone.code());
        assertTrue(alone.err().contains("totp restore 2"), alone.err());
        assertFalse(Files.exists(vault()));
        TestHost.Result no = host().run(List.of("init", "--no-recovery-key"), "", List.of(""));
        assertEquals(ExitCode.INTERRUPTED, no.code());
        assertTrue(no.tty().contains("Make a new vault all the same? [y/N]"), no.tty());
        init("--no-recovery-key", "--yes");
        assertEquals(List.of(), names());
    }

    @Test
    void savesOfAnotherVaultInItsPlaceRemoveNoBackup() throws IOException {
        Files.delete(vault());
        init("--no-recovery-key", "--yes");
        for (int i = 0; i < 14; i++) {
            add("new" + i);
        }
        TestHost.Result all = host().run("backups");
        assertEquals(
                2,
                all.out()
                        .lines()
                        .filter(line -> line.contains("of another vault that lay here"))
                        .count(),
                all.out());
        Files.move(vault(), path("elsewhere.totp"));
        List<Path> of2 = new ArrayList<>();
        try (Stream<Path> files = Files.list(path("backups"))) {
            files.filter(file -> file.getFileName().toString().startsWith("vault.totp.2."))
                    .forEach(of2::add);
        }
        assertEquals(2, of2.size());
        TestHost.Result several = host().run("restore", "2");
        assertEquals(ExitCode.AMBIGUOUS, several.code());
        int found = 0;
        for (Path file : of2) {
            found += host().run("--vault", file.toString(), "list").out().equals("one\n") ? 1 : 0;
        }
        assertEquals(1, found, "the lost vault's state");
    }

    @Test
    void anotherVaultInItsPlaceIsToldOnce() throws IOException {
        Path other = path("other/vault.totp");
        Files.createDirectory(path("other"));
        TestHost.Result made = host().run(
                        "--vault",
                        other.toString(),
                        "init",
                        "--no-recovery-key",
                        "--kdf-memory",
                        "8",
                        "--kdf-passes",
                        "1",
                        "--kdf-lanes",
                        "1");
        assertEquals(ExitCode.DONE, made.code(), made.err());
        Path kept = Files.copy(vault(), path("kept.totp"));
        Files.copy(other, vault(), StandardCopyOption.REPLACE_EXISTING);
        String told = "totp: warning: this is another vault than the one that this machine saw here last";
        assertTrue(host().run("list").err().startsWith(told));
        assertEquals("", host().run("list").err());
        Files.copy(kept, vault(), StandardCopyOption.REPLACE_EXISTING);
        assertTrue(host().run("list").err().startsWith(told), "told again when it comes back");
        assertEquals(List.of("one", "two"), names());
    }

    @Test
    void aWrongSecretForAnOlderFileIsToldAsARollBackAndMendedWithoutAQuestion() throws IOException {
        byte[] older = Files.readAllBytes(vault());
        done(
                "key",
                "passphrase",
                "--no-recovery-key",
                "--new-passphrase-file",
                path("p2").toString());
        host().setVariable("TOTP_PASSPHRASE_FILE", path("p2").toString());
        Path newer = Files.copy(vault(), path("newer.totp"));
        put(older);
        for (String command : List.of("list", "check", "backups")) {
            TestHost.Result result = host().run(command);
            assertEquals(ExitCode.WRONG_SECRET, result.code());
            assertTrue(
                    result.err()
                            .contains(
                                    "the vault was rolled back: this machine saw save 4, the file is the older save 3"),
                    result.err());
        }
        assertTrue(host().run("backups").out().startsWith("4  "), "and yet the earlier states are listed");
        TestHost.Result restored = host().run("--no-input", "restore", newer.toString());
        assertEquals(ExitCode.DONE, restored.code(), restored.err());
        assertEquals(List.of("one", "two"), names());
        add("three");
    }

    @Test
    void aFileThatMayHoldKeysThatWereTakenAwayAsksFirst() throws IOException {
        Path before = Files.copy(vault(), path("before.totp"));
        done(
                "key",
                "passphrase",
                "--no-recovery-key",
                "--new-passphrase-file",
                path("p2").toString());
        byte[] present = Files.readAllBytes(vault());
        // The present vault does not open with the given passphrase, the former copy does.
        TestHost.Result result = host().run("restore", before.toString());
        assertEquals(ExitCode.CANNOT_ASK, result.code());
        assertTrue(result.err().contains("slot 1 (passphrase, Argon2id 8 MiB"), result.err());
        assertArrayEquals(present, Files.readAllBytes(vault()));
        TestHost.Result sure = host().run("restore", before.toString(), "--yes");
        assertEquals(ExitCode.DONE, sure.code(), sure.err());
        assertTrue(sure.err().contains("even if that was taken away since"), sure.err());
        assertEquals(List.of("one", "two"), names());
    }

    @Test
    void theKeysOfTheLaterChangeStayWhicheverFileIsTheVault() throws IOException {
        done("key", "recovery", "--write-recovery-key", path("rk1").toString());
        byte[] older = Files.readAllBytes(vault());
        done("key", "recovery", "--write-recovery-key", path("rk2").toString());
        Path newer = Files.copy(vault(), path("newer.totp"));
        put(older);
        TestHost.Result restored = host().run("restore", newer.toString());
        assertEquals(ExitCode.DONE, restored.code(), restored.err());
        assertTrue(restored.err().contains("from after a change of keys"), restored.err());
        add("later");
        assertEquals(ExitCode.WRONG_SECRET, openedBy("rk1"));
        assertEquals(ExitCode.DONE, openedBy("rk2"));
        // And the other way round: an older file brings its accounts and none of its keys.
        Path olderFile = path("older.totp");
        Files.write(olderFile, older);
        TestHost.Result back = host().run("restore", olderFile.toString());
        assertEquals(ExitCode.DONE, back.code(), back.err());
        assertTrue(back.err().contains("the present keys stay"), back.err());
        assertEquals(List.of("one", "two"), names());
        assertEquals(ExitCode.WRONG_SECRET, openedBy("rk1"));
        assertEquals(ExitCode.DONE, openedBy("rk2"));
    }

    @Test
    void acceptingARolledBackFileAsItIsAsksForItsOlderKeys() throws IOException {
        done("key", "recovery", "--write-recovery-key", path("rk1").toString());
        byte[] older = Files.readAllBytes(vault());
        done("key", "recovery", "--write-recovery-key", path("rk2").toString());
        put(older);
        TestHost.Result asked = host().run("restore", vault().toString());
        assertEquals(ExitCode.CANNOT_ASK, asked.code());
        assertTrue(asked.err().contains("this machine saw later keys"), asked.err());
        assertTrue(asked.err().contains("(recovery key)"), asked.err());
        done("restore", vault().toString(), "--yes");
        add("later");
        assertEquals(ExitCode.DONE, openedBy("rk1"));
    }

    @Test
    void theEchoIsOffBeforeAnythingIsLookedAt() throws IOException {
        TestHost fresh = new TestHost(path(""));
        fresh.setVariable("TOTP_VAULT", path("none.totp").toString());
        for (String command : List.of("list", "code x", "check", "key passphrase", "export --to uri -o -")) {
            assertEquals(
                    "[hidden]",
                    fresh.run(List.of(command.split(" ")), "", List.of()).tty(),
                    command);
        }
        // Nothing will be asked there.
        for (String command :
                List.of("list --no-input", "list --passphrase-file p1", "code -", "info", "--help list")) {
            assertEquals(
                    "", fresh.run(List.of(command.split(" ")), "", List.of()).tty(), command);
        }
    }

    @Test
    void aLinkToNowhereIsNoMissingVault() throws IOException {
        Path link = path("link.totp");
        Files.createSymbolicLink(link, Path.of("not-mounted/v.totp"));
        host().setVariable("TOTP_VAULT", link.toString());
        TestHost.Result list = host().run("list");
        assertEquals(ExitCode.IO, list.code());
        TestHost.Result init = host().run("init", "--no-recovery-key");
        assertEquals(ExitCode.EXISTS, init.code());
        for (TestHost.Result result : List.of(list, init)) {
            assertTrue(
                    result.err().contains(link + " is a link to not-mounted/v.totp, and there is nothing there"),
                    result.err());
        }
    }

    @Test
    void aFolderOfBackupsThatEverybodyMayWriteToIsRefused() throws IOException {
        Files.setPosixFilePermissions(path("backups"), PosixFilePermissions.fromString("rwxrwxrwx"));
        byte[] before = Files.readAllBytes(vault());
        TestHost.Result refused = host().run(List.of("add", "three", "--from", "-"), ONE, null);
        assertEquals(ExitCode.IO, refused.code());
        assertTrue(refused.err().contains("every user may write to the folder"), refused.err());
        assertArrayEquals(before, Files.readAllBytes(vault()));
        // A link to such a folder is no better; one to a private folder is fine.
        Path open = path("open");
        Files.move(path("backups"), open);
        Files.createSymbolicLink(path("backups"), open);
        assertEquals(
                ExitCode.IO,
                host().run(List.of("add", "three", "--from", "-"), ONE, null).code());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
        add("three");
        assertEquals(List.of("one", "three", "two"), names());
    }

    @Test
    void aDamagedMemoryIsAWarningToReadersAndRefusesOneWrite() throws IOException {
        damageMemory();
        TestHost.Result read = host().run("list");
        assertEquals(ExitCode.DONE, read.code());
        assertTrue(
                read.err().startsWith("totp: warning: what this machine remembers of the vault is damaged"),
                read.err());
        assertEquals("", host().run("list").err());
        damageMemory();
        TestHost.Result write = host().run(List.of("add", "three", "--from", "-"), ONE, null);
        assertEquals(ExitCode.ROLLED_BACK, write.code());
        assertEquals(List.of("one", "two"), names());
        add("three");
    }

    /** What is in the place of the file, and is not a file that this program wrote. */
    @Test
    void whateverStandsInPlaceOfTheMemoryIsToldAndReplaced() throws Exception {
        List<InPlace> all = List.of(
                file -> Files.createSymbolicLink(file, Path.of("nowhere")),
                Files::createDirectory,
                file -> assertEquals(
                        0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor()),
                file -> Files.writeString(file, "totp-seen 1\n"),
                file -> Files.writeString(file, ""));
        for (InPlace inPlace : all) {
            Path memory = memory();
            byte[] before = Files.readAllBytes(memory);
            Files.delete(memory);
            inPlace.put(memory);
            TestHost.Result read = host().run("list");
            assertEquals(ExitCode.DONE, read.code());
            assertTrue(
                    read.err().startsWith("totp: warning: what this machine remembers of the vault is damaged"),
                    read.err());
            assertArrayEquals(before, Files.readAllBytes(memory), "and so it is remembered again");
            assertEquals("", host().run("list").err());
        }
        assertEquals(5, all.size());
    }

    @Test
    void aFolderWithSomethingInItInPlaceOfTheMemoryIsMovedAside() throws IOException {
        Path memory = memory();
        Files.delete(memory);
        Files.createDirectory(memory);
        Files.createFile(memory.resolve("precious"));
        TestHost.Result refused = host().run(List.of("add", "three", "--from", "-"), ONE, null);
        assertEquals(ExitCode.ROLLED_BACK, refused.code());
        assertTrue(Files.exists(path(".local/state/totp").resolve(memory.getFileName() + ".away/precious")));
        add("three");
    }

    @Test
    void backupsThatCannotBeLookedAtAreNoneThatAreNotThere() throws IOException {
        Files.move(path("backups"), path("drive"));
        Files.createSymbolicLink(path("backups"), Path.of("not-mounted"));
        assertEquals(ExitCode.IO, host().run("backups").code());
        Files.delete(vault());
        for (boolean link : new boolean[] {true, false}) {
            if (!link) {
                Files.delete(path("backups"));
                Files.createFile(path("backups"));
            }
            TestHost.Result list = host().run("list");
            assertEquals(ExitCode.NO_VAULT, list.code());
            assertTrue(list.err().contains("whether earlier states lie beside it cannot be told"), list.err());
            TestHost.Result init = host().run("init", "--no-recovery-key", "--no-input");
            assertEquals(ExitCode.CANNOT_ASK, init.code(), init.err());
            assertFalse(Files.exists(vault()));
        }
    }

    @Test
    void aRevokedPassphraseStaysOutWhereLaterBackupsHaveOtherKeys() throws IOException {
        done(
                "key",
                "passphrase",
                "--no-recovery-key",
                "--new-passphrase-file",
                path("p2").toString());
        host().setVariable("TOTP_PASSPHRASE_FILE", path("p2").toString());
        add("three");
        Files.delete(vault());
        Files.delete(memory());
        host().setVariable("TOTP_PASSPHRASE_FILE", path("p1").toString());
        TestHost.Result asked = host().run("restore", "2");
        assertEquals(ExitCode.CANNOT_ASK, asked.code(), asked.err());
        assertTrue(asked.err().contains("later backups have other keys than the file"), asked.err());
        assertFalse(Files.exists(vault()));
        TestHost.Result sure = host().run("restore", "2", "--yes");
        assertEquals(ExitCode.DONE, sure.code(), sure.err());
        assertTrue(sure.err().contains("restored the accounts of save 2 as save 5"), sure.err());
    }

    @Test
    void theNewestIsNamedOnlyWhereTimeAndNumberAgreeAndTheFileIsWhole() throws IOException {
        add("three");
        Files.delete(vault());
        Path newest = backup(3);
        byte[] whole = Files.readAllBytes(newest);
        Files.write(newest, Arrays.copyOf(whole, whole.length - 1));
        TestHost.Result damaged = host().run("list");
        assertTrue(damaged.err().contains("totp restore 2 continues from the newest"), damaged.err());
        TestHost.Result rows = host().run("backups");
        assertTrue(rows.out().lines().findFirst().orElse("").contains("damaged"), rows.out());
        Files.write(newest, whole);
        Files.setLastModifiedTime(newest, FileTime.fromMillis(0));
        TestHost.Result doubtful = host().run("list");
        assertTrue(doubtful.err().contains("totp restore GENERATION continues from one"), doubtful.err());
    }

    @Test
    void aBackupWhosePassphraseIsWrongIsNotCalledARollBack() throws IOException {
        done(
                "key",
                "passphrase",
                "--no-recovery-key",
                "--new-passphrase-file",
                path("p2").toString());
        host().setVariable("TOTP_PASSPHRASE_FILE", path("p2").toString());
        TestHost.Result refused = host().run("restore", "2");
        assertEquals(ExitCode.WRONG_SECRET, refused.code());
        assertFalse(refused.err().contains("rolled back"), refused.err());
        assertTrue(
                refused.err().contains("save 2 opens with the passphrase or recovery key of its time"), refused.err());
    }

    @Test
    void anotherVaultThatDoesNotOpenIsToldAsOne() throws IOException {
        byte[] first = Files.readAllBytes(vault());
        Files.delete(vault());
        host().setVariable("TOTP_PASSPHRASE_FILE", path("p2").toString());
        init("--no-recovery-key", "--yes");
        put(first);
        TestHost.Result list = host().run("list");
        assertEquals(ExitCode.WRONG_SECRET, list.code());
        assertTrue(
                list.err().contains("this is another vault than the one that this machine saw here last"), list.err());
    }

    @Test
    void aDamagedContentUnderTheSameKeysIsRestoredWithoutAQuestion() throws IOException {
        byte[] damaged = Files.readAllBytes(vault());
        damaged[damaged.length - 1] ^= 1;
        put(damaged);
        TestHost.Result restored = host().run("restore", "2", "--no-input");
        assertEquals(ExitCode.DONE, restored.code(), restored.err());
        assertTrue(restored.err().contains("warning: the present file: vault damaged"), restored.err());
        assertEquals(List.of("one"), names());
    }

    @Test
    void aRestoreOverARolledBackFileTellsOfTheSaveThatIsLost() throws IOException {
        byte[] older = Files.readAllBytes(vault());
        add("three");
        put(older);
        TestHost.Result restored = host().run("restore", "2");
        assertEquals(ExitCode.DONE, restored.code(), restored.err());
        assertTrue(restored.err().contains("this machine saw save 4; what was changed after save 2"), restored.err());
    }

    private Path backup(int generation) throws IOException {
        try (Stream<Path> files = Files.list(path("backups"))) {
            return files.filter(file -> file.toString().contains(".totp." + generation + "."))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Something that takes the place of a file. */
    @FunctionalInterface
    private interface InPlace {
        void put(Path file) throws Exception;
    }

    private void damageMemory() throws IOException {
        Files.writeString(memory(), "garbage");
    }

    private Path memory() throws IOException {
        List<Path> memories = new ArrayList<>();
        try (Stream<Path> files = Files.list(path(".local/state/totp"))) {
            files.filter(file -> file.toString().endsWith(".seen")).forEach(memories::add);
        }
        assertEquals(1, memories.size());
        return memories.get(0);
    }

    @Test
    void everyCommandThatChangesARolledBackVaultRefusesBeforeItAsksForAnything() throws IOException {
        byte[] older = Files.readAllBytes(vault());
        add("three");
        put(older);
        for (String command : List.of(
                "add four",
                "edit one --note n",
                "rename one uno",
                "rm one",
                "undelete one",
                "import none.csv",
                "key add",
                "key passphrase --no-recovery-key",
                "enroll four --console")) {
            TestHost.Result refused = host().run(List.of(command.split(" ")), "", List.of("never asked"));
            assertEquals(ExitCode.ROLLED_BACK, refused.code(), command + refused.err());
            assertEquals(
                    "totp: error: the vault was rolled back: this machine saw save 4, the file is the older save 3",
                    refused.err().lines().findFirst().orElse(""),
                    command);
            assertEquals(2, refused.err().lines().count(), command + refused.err());
            assertFalse(refused.tty().contains(":"), command + refused.tty());
        }
        assertArrayEquals(older, Files.readAllBytes(vault()));
    }

    @Test
    void aRestoredVaultTellsWhatNoBackupHolds() throws IOException {
        Files.delete(vault());
        TestHost.Result restored = host().run("restore", "2");
        assertEquals(ExitCode.DONE, restored.code(), restored.err());
        assertTrue(
                restored.err()
                        .contains("this machine saw save 3; what was changed after save 2 is not in the restored"),
                restored.err());
    }

    @Test
    void waysThatEndWithAChangeOfKeysAreNamed() throws IOException {
        done("key", "recovery", "--write-recovery-key", path("rk1").toString());
        byte[] older = Files.readAllBytes(vault());
        done("key", "recovery", "--write-recovery-key", path("rk2").toString());
        Path newer = Files.copy(vault(), path("newer.totp"));
        put(older);
        TestHost.Result restored = host().run("restore", newer.toString());
        assertEquals(ExitCode.DONE, restored.code(), restored.err());
        assertTrue(
                restored.err().contains("(recovery key) of the present vault will not open it any more"),
                restored.err());
        assertEquals(ExitCode.WRONG_SECRET, openedBy("rk1"));
    }

    @Test
    void theQuestionSaysWhosePassphraseItWants() throws IOException {
        done(
                "key",
                "passphrase",
                "--no-recovery-key",
                "--new-passphrase-file",
                path("p2").toString());
        TestHost person = new TestHost(path(""));
        person.setVariable("TOTP_VAULT", vault().toString());
        person.sitAtTheTerminal();
        TestHost.Result restored = person.run(
                List.of("restore", "3"),
                "",
                List.of("wrong", "second passphrase of all", "wrong", "first passphrase of all"));
        assertEquals(ExitCode.DONE, restored.code(), restored.err() + restored.tty());
        for (String question : List.of(
                "Passphrase of the present vault: ",
                "That does not open the present vault; try again.",
                "Passphrase of save 3: ",
                "That does not open save 3; try again.")) {
            assertTrue(restored.tty().contains(question), restored.tty());
        }
    }

    @Test
    void checkTellsOfFoldersThatOthersMayWriteTo() throws IOException {
        Files.setPosixFilePermissions(path("backups"), PosixFilePermissions.fromString("rwxrwxrwx"));
        TestHost.Result check = host().run("check", "--strict");
        assertEquals(ExitCode.DAMAGED, check.code());
        assertTrue(check.err().contains("warning: every user may write to the folder " + path("backups")), check.err());
    }

    @Test
    void theDamagedVaultItselfAsWhatIsRestoredNamesTheWay() throws IOException {
        byte[] damaged = Files.readAllBytes(vault());
        damaged[damaged.length - 1] ^= 1;
        put(damaged);
        TestHost.Result refused = host().run("restore", vault().toString());
        assertEquals(ExitCode.DAMAGED, refused.code(), refused.err());
        assertTrue(refused.err().contains("totp: hint: totp backups lists the 2 earlier states"), refused.err());
        assertArrayEquals(damaged, Files.readAllBytes(vault()));
    }

    @Test
    void theStatesOfAnotherVaultAreNoWayOnFromADamagedOne() throws IOException {
        Files.delete(vault());
        init("--no-recovery-key", "--yes");
        byte[] damaged = Files.readAllBytes(vault());
        damaged[damaged.length - 1] ^= 1;
        put(damaged);
        TestHost.Result refused = host().run("list");
        assertEquals(ExitCode.DAMAGED, refused.code(), refused.err());
        assertTrue(refused.err().contains("totp: hint: no earlier state of it lies here"), refused.err());
    }

    private ExitCode openedBy(String recoveryKey) throws IOException {
        return host().run("list", "--recovery-key-file", path(recoveryKey).toString())
                .code();
    }

    private void init(String... options) {
        List<String> words = new ArrayList<>(List.of("init"));
        words.addAll(CHEAP);
        words.addAll(List.of(options));
        expect(ExitCode.DONE, "", words);
    }

    private void add(String name) {
        expect(ExitCode.DONE, ONE, List.of("add", name, "--from", "-"));
    }

    private List<String> names() {
        return host().run("list").out().lines().toList();
    }

    private void put(byte[] file) throws IOException {
        Files.write(vault(), file);
    }

    private Path vault() {
        return path("vault.totp");
    }
}
