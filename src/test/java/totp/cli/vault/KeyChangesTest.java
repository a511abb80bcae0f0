package totp.cli.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.WithHost;
import totp.cli.session.ExitCode;

/** Who opens what behind a change of keys, whatever secrets were given for it and however. */
class KeyChangesTest extends WithHost {
    private static final String P1 = "first passphrase of all";
    private static final String P2 = "second passphrase of all";
    private static final String P3 = "third passphrase of all";

    @BeforeEach
    void makeFiles() throws IOException {
        file("p1", P1);
        file("p2", P2);
        file("p3", P3);
    }

    @Test
    void whatIsTypedSoThatSomebodyElsesSlotMayStayChangesNothing() throws IOException {
        initWithTwoPassphrases();
        TestHost.Result result = typed(List.of(P1, P2, P3, P3), "key", "passphrase", "--no-recovery-key");
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertEquals(List.of("p2", "p3"), opening());
        assertEquals(
                List.of(
                        "[hidden]Passphrase: ",
                        "[hidden]Passphrase of slot 2 (leave empty to remove the slot): ",
                        "[hidden]New passphrase: ",
                        "[hidden]Once more: "),
                result.tty().lines().toList());
    }

    @Test
    void theSecondOwnerChangesHisOwnPassphraseAlone() throws IOException {
        initWithTwoPassphrases();
        assertEquals(
                ExitCode.DONE,
                typed(List.of(P2, P1, P3, P3), "key", "passphrase", "--no-recovery-key")
                        .code());
        assertEquals(List.of("p1", "p3"), opening());
    }

    @Test
    void aSlotThatIsLetGoIsNamedAndRemovedAfterAYes() throws IOException {
        initWithTwoPassphrases();
        byte[] before = Files.readAllBytes(vault());
        TestHost.Result no = typed(List.of(P1, "", ""), "key", "passphrase", "--no-recovery-key");
        assertEquals(ExitCode.INTERRUPTED, no.code());
        assertTrue(no.tty().contains("Remove slot 2 (passphrase, Argon2id 64 MiB"), no.tty());
        assertArrayEquals(before, Files.readAllBytes(vault()));
        assertEquals(
                ExitCode.DONE,
                typed(List.of(P1, "", "y", P3, P3), "key", "passphrase", "--no-recovery-key")
                        .code());
        assertEquals(List.of("p3"), opening());
    }

    @Test
    void withoutATerminalNobodyElseIsLockedOutUnasked() throws IOException {
        initWithTwoPassphrases();
        byte[] before = Files.readAllBytes(vault());
        List<String> change = List.of(
                "key", "passphrase", "--no-recovery-key", "--passphrase-file", "p1", "--new-passphrase-file", "p3");
        assertEquals(ExitCode.CANNOT_ASK, run(change).code());
        assertArrayEquals(before, Files.readAllBytes(vault()));
        List<String> sure = new ArrayList<>(change);
        sure.add("--yes");
        TestHost.Result result = run(sure);
        assertEquals(ExitCode.DONE, result.code());
        assertTrue(result.err().contains("totp: warning: removed slot 2 (passphrase,"), result.err());
        assertEquals(List.of("p3"), opening());
    }

    @Test
    void aWrongAnswerForAnotherSlotChangesNothing() throws IOException {
        initWithTwoPassphrases();
        byte[] before = Files.readAllBytes(vault());
        TestHost.Result result = typed(List.of(P1, "mistyped"), "key", "passphrase", "--no-recovery-key");
        assertEquals(ExitCode.WRONG_SECRET, result.code());
        assertArrayEquals(before, Files.readAllBytes(vault()));
        // Where a person sits, he is asked again.
        host().sitAtTheTerminal();
        assertEquals(
                ExitCode.DONE,
                typed(List.of(P1, "mistyped", P2, P3, P3), "key", "passphrase", "--no-recovery-key")
                        .code());
        assertEquals(List.of("p2", "p3"), opening());
    }

    @Test
    void aPassphraseWithItsKeyFileIsChangedTogetherWithTheSameOneAlone() throws IOException {
        succeed("init", "--no-recovery-key", "--passphrase-file", "p1");
        succeed(
                "key",
                "add",
                "--passphrase-file",
                "p1",
                "--new-key-file",
                "kf",
                "--with-passphrase",
                "--new-passphrase-file",
                "p2");
        // p1 alone, then p2 together with the key file, which is somebody else's way in.
        assertEquals(
                ExitCode.DONE,
                typed(
                                List.of(P1, P2, P3, P3),
                                "key",
                                "passphrase",
                                "--no-recovery-key",
                                "--key-file",
                                path("kf").toString())
                        .code());
        assertEquals(List.of("p2+kf", "p3"), opening());
    }

    @Test
    void removingASlotAsksOnlyForTheOthers() throws IOException {
        initWithTwoPassphrases();
        TestHost.Result result = typed(List.of(P1), "key", "remove", "2", "--no-recovery-key");
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertEquals("[hidden]Passphrase: \n", result.tty());
        assertEquals(List.of("p1"), opening());
    }

    @Test
    void aRecoveryKeyTypedAtThePromptOpens() throws IOException {
        initWithRecoveryKey();
        TestHost.Result result = typed(List.of(recoveryKey()), "list");
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertFalse(result.tty().contains("TRK1"));
        // Lower case and blanks as people copy it from paper; and a mistyped one is a wrong passphrase.
        assertEquals(
                ExitCode.DONE,
                typed(List.of(recoveryKey().toLowerCase(java.util.Locale.ROOT).replace('-', ' ')), "list")
                        .code());
        String mistyped = recoveryKey().substring(0, 45) + (recoveryKey().endsWith("0") ? "1" : "0");
        assertEquals(ExitCode.WRONG_SECRET, typed(List.of(mistyped), "list").code());
    }

    @Test
    void aForgottenPassphraseIsReplacedAfterOneClearQuestion() throws IOException {
        initWithRecoveryKey();
        TestHost.Result result = typed(List.of(recoveryKey(), "", P3, P3), "key", "passphrase", "--no-recovery-key");
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertEquals(
                "[hidden]Passphrase: \nThe old passphrase will no longer open the vault. Continue? [Y/n] "
                        + "[hidden]New passphrase: \n[hidden]Once more: \n",
                result.tty());
        assertEquals(List.of("p3"), opening());
    }

    @Test
    void theRecoveryKeyInAFileReplacesTheForgottenPassphraseLikewise() throws IOException {
        initWithRecoveryKey();
        byte[] before = Files.readAllBytes(vault());
        List<String> change = List.of(
                "key", "passphrase", "--recovery-key-file", "rk", "--new-passphrase-file", "p3", "--no-recovery-key");
        assertEquals(ExitCode.CANNOT_ASK, run(change).code());
        assertEquals(
                ExitCode.INTERRUPTED,
                typed(
                                List.of("n"),
                                "key",
                                "passphrase",
                                "--recovery-key-file",
                                path("rk").toString(),
                                "--new-passphrase-file",
                                path("p3").toString(),
                                "--no-recovery-key")
                        .code());
        assertArrayEquals(before, Files.readAllBytes(vault()));
        List<String> sure = new ArrayList<>(change);
        sure.add("--yes");
        assertEquals(ExitCode.DONE, run(sure).code());
        assertEquals(List.of("p3"), opening());
    }

    @Test
    void whoComesWithTheRecoveryKeyMayKeepAnothersPassphrase() throws IOException {
        initWithRecoveryKey();
        succeed("key", "add", "--passphrase-file", "p1", "--new-passphrase-file", "p2");
        TestHost.Result result =
                typed(List.of(recoveryKey(), "", P2, "y", P3, P3), "key", "passphrase", "--no-recovery-key");
        assertEquals(ExitCode.DONE, result.code(), result.err() + result.tty());
        assertEquals(List.of("p2", "p3"), opening());
    }

    @Test
    void aWrongPassphraseNamesTheWayBackIn() throws IOException {
        initWithRecoveryKey();
        TestHost.Result result = run(List.of("list", "--passphrase-file", "p2"));
        assertEquals(ExitCode.WRONG_SECRET, result.code());
        assertEquals(
                List.of(
                        "totp: error: wrong passphrase, or its slot is damaged",
                        "totp: hint: forgotten? type the recovery key instead, or: totp key passphrase --recovery-key-file FILE"),
                result.err().lines().toList());
    }

    @Test
    void aPersonMayMistypeTwiceAndAScriptNever() throws IOException {
        initWithRecoveryKey();
        assertEquals(ExitCode.WRONG_SECRET, typed(List.of(P2, P1), "list").code());
        host().sitAtTheTerminal();
        assertEquals(ExitCode.DONE, typed(List.of(P2, "", P1), "list").code());
        TestHost.Result result = typed(List.of(P2, P3, P2, P1), "list");
        assertEquals(ExitCode.WRONG_SECRET, result.code());
        assertEquals(2, result.tty().split("That opens nothing; try again", -1).length - 1);
    }

    @Test
    void aChangedPassphraseKeepsTheCostOfItsDerivation() throws IOException {
        List<String> init = new ArrayList<>(List.of("init", "--no-recovery-key", "--passphrase-file", "p1"));
        init.addAll(List.of("--kdf-memory", "64", "--kdf-passes", "4", "--kdf-lanes", "1"));
        assertEquals(ExitCode.DONE, run(init).code());
        succeed("key", "passphrase", "--no-recovery-key", "--passphrase-file", "p1", "--new-passphrase-file", "p3");
        assertTrue(run(List.of("key", "list")).out().contains("64 MiB, 4 passes"));
    }

    private void initWithTwoPassphrases() throws IOException {
        succeed("init", "--no-recovery-key", "--passphrase-file", "p1");
        succeed("key", "add", "--passphrase-file", "p1", "--new-passphrase-file", "p2");
    }

    private void initWithRecoveryKey() throws IOException {
        succeed("init", "--write-recovery-key", "rk", "--passphrase-file", "p1");
    }

    private String recoveryKey() throws IOException {
        return Files.readString(path("rk")).strip();
    }

    /** Which of the secrets of this test open the vault now. */
    private List<String> opening() throws IOException {
        List<String> opening = new ArrayList<>();
        for (String secret : List.of("p1", "p2", "p3")) {
            if (run(List.of("list", "--passphrase-file", secret)).code() == ExitCode.DONE) {
                opening.add(secret);
            }
            List<String> both = List.of("list", "--key-file", "kf", "--passphrase-file", secret);
            if (Files.exists(path("kf")) && run(both).code() == ExitCode.DONE) {
                opening.add(secret + "+kf");
            }
        }
        if (Files.exists(path("rk"))
                && run(List.of("list", "--recovery-key-file", "rk")).code() == ExitCode.DONE) {
            opening.add("rk");
        }
        return opening;
    }

    private void succeed(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        if (words[0].equals("init")) {
            all.addAll(CHEAP);
        }
        TestHost.Result result = run(all);
        assertEquals(ExitCode.DONE, result.code(), result.err());
    }

    private TestHost.Result run(List<String> words) throws IOException {
        return host().run(whole(words), "", null);
    }

    private TestHost.Result typed(List<String> answers, String... words) throws IOException {
        return host().run(whole(List.of(words)), "", answers);
    }

    /** Names of this test's files stand for their paths. */
    private List<String> whole(List<String> words) {
        List<String> all = new ArrayList<>(List.of("--vault", vault().toString()));
        for (String word : words) {
            all.add(
                    List.of("p1", "p2", "p3", "kf", "rk").contains(word)
                            ? path(word).toString()
                            : word);
        }
        return all;
    }

    private Path vault() {
        return path("vault.totp");
    }
}
