package totp.cli.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.WithHost;
import totp.cli.session.ExitCode;
import totp.cli.session.Platform;
import totp.cli.session.TestMachine;

/** What somebody meets who makes a vault, and looks at it for the first time. */
class FirstDayTest extends WithHost {
    private static final String LONG = "correct horse battery staple";
    private static final String SHORT = "horse";

    private TestHost.Result init(List<String> typed) {
        List<String> words = new ArrayList<>(List.of("init", "--no-recovery-key"));
        words.addAll(CHEAP);
        host().sitAtTheTerminal();
        return host().run(words, "", typed);
    }

    private TestHost.Result typed(List<String> answers, String... words) {
        return host().run(List.of(words), "", answers);
    }

    @Test
    void passphrasesThatDifferAreAskedForOnceMore() {
        TestHost.Result result = init(List.of(LONG, LONG + "r", LONG, "", LONG, LONG));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertTrue(result.tty().contains("The two differ. Once more from the beginning:"), result.tty());
        assertEquals(ExitCode.DONE, typed(List.of(LONG), "list").code());
    }

    @Test
    void afterThreeTimesNothingIsMade() {
        TestHost.Result result = init(List.of(LONG, "a", LONG, "b", LONG, "c"));
        assertEquals(ExitCode.BAD_INPUT, result.code());
        assertEquals(ExitCode.NO_VAULT, host().run("info").code());
    }

    @Test
    void thatAPassphraseIsShortIsToldWhileItCanStillBeAnotherOne() {
        TestHost.Result result = init(List.of(SHORT, "n", LONG, LONG));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertTrue(result.tty().contains("Take it all the same? [y/N]"), result.tty());
        assertEquals(ExitCode.DONE, typed(List.of(LONG), "list").code());
        assertFalse(typed(List.of(LONG), "check").err().contains("is short"));
    }

    @Test
    void whoTakesAShortOneIsAdvisedByCheckFromThenOn() {
        TestHost.Result result = init(List.of(SHORT, "y", SHORT));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        TestHost.Result check = typed(List.of(SHORT), "check", "--strict");
        assertEquals(ExitCode.DONE, check.code());
        assertTrue(check.err().contains("totp: hint: the passphrase of slot 1 is short"), check.err());
    }

    /** The words are random by the test's own seed, so that they can be typed before they are shown. */
    @Test
    void enterAloneMakesAPassphraseThatIsTypedOnce() {
        TestHost.Result refused = init(List.of("", "no", "no", "no"));
        assertEquals(ExitCode.INTERRUPTED, refused.code());
        Matcher shown = Pattern.compile("    ([a-z]+(?:-[a-z]+){6})\n").matcher(refused.tty());
        assertTrue(shown.find(), refused.tty());
        assertFalse(refused.err().contains(shown.group(1)), refused.err());
        String second = secondPassphrase();
        TestHost.Result result = init(List.of("", second));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertEquals(ExitCode.DONE, typed(List.of(second), "list").code());
    }

    /** What the next call will make: a twin of this world makes it first. */
    private String secondPassphrase() {
        TestHost twin = new TestHost(path("twin"));
        twin.sitAtTheTerminal();
        List<String> words = new ArrayList<>(List.of("init", "--no-recovery-key"));
        words.addAll(CHEAP);
        twin.run(words, "", List.of("", "no", "no", "no"));
        String tty = twin.run(words, "", List.of("", "no", "no", "no")).tty();
        Matcher shown = Pattern.compile("    ([a-z]+(?:-[a-z]+){6})\n").matcher(tty);
        assertTrue(shown.find(), tty);
        return shown.group(1);
    }

    @Test
    void initEndsByNamingTheNextSteps() {
        assertTrue(init(List.of(LONG, LONG)).err().endsWith("""
                totp: hint: totp add NAME adds an account, totp import FILE brings those of another app
                totp: hint: keep a copy of the vault elsewhere: its backups lie beside it
                """));
    }

    @Test
    void slotsHaveLabelsAndDatesWhileTheVaultIsOpen() throws Exception {
        String first = file("first", LONG);
        String second = file("second", LONG + " 2");
        String third = file("third", LONG + " 3");
        List<String> words = new ArrayList<>(List.of("init", "--no-recovery-key", "--passphrase-file", first));
        words.addAll(CHEAP);
        expect(ExitCode.DONE, "", words);
        done("key", "add", "--label", "the safe", "--passphrase-file", first, "--new-passphrase-file", second);
        assertEquals(
                "[{\"id\":1,\"type\":\"passphrase\",\"kdf\":{\"memory_mib\":8,\"passes\":1,\"lanes\":1},\"label\":\"\",\"created\":\"2026-11-23T15:00:05Z\"},"
                        + "{\"id\":2,\"type\":\"passphrase\",\"kdf\":{\"memory_mib\":64,\"passes\":3,\"lanes\":4},\"label\":\"the safe\",\"created\":\"2026-11-23T15:00:05Z\"}]\n",
                done("key", "list", "--json", "--passphrase-file", second).out());
        assertEquals(2, done("key", "list", "--json").out().split("\"label\":null", -1).length - 1);
        // A new passphrase takes over the label of the one whose place it takes.
        host().setClock(host().now().plusSeconds(86_400));
        done(
                "key",
                "passphrase",
                "--yes",
                "--no-recovery-key",
                "--passphrase-file",
                second,
                "--new-passphrase-file",
                third);
        String after = done("key", "list", "--json", "--passphrase-file", third).out();
        assertTrue(after.contains("\"label\":\"the safe\",\"created\":\"2026-11-24T15:00:05Z\""), after);
        // Labels go with the slots where an earlier state is brought back.
        expect(ExitCode.DONE, ONE, List.of("add", "one", "--from", "-", "--passphrase-file", third));
        done("restore", "3", "--yes", "--passphrase-file", third);
        assertEquals("", done("list", "--passphrase-file", third).out());
        assertTrue(
                done("key", "list", "--json", "--passphrase-file", third).out().contains("the safe"));
    }

    @Test
    void whoLooksGetsATableWithAHeaderCutToTheWidthAndWithoutPaths() throws Exception {
        host().setMachine(new TestMachine(Platform.UNIX));
        init(List.of(LONG, LONG));
        String name = "n".repeat(100);
        host().run(List.of("add", name, "--from", "-"), ONE, List.of(LONG));
        String piped = typed(List.of(LONG), "list", "-l").out();
        assertTrue(piped.matches("n{100} +totp\n"), piped);
        host().lookAtOutput();
        host().setVariable("NO_COLOR", "1");
        List<String> list = typed(List.of(LONG), "list", "-l").out().lines().toList();
        assertTrue(list.get(0).matches("NAME +ISSUER +ACCOUNT +TYPE +STATE +TAGS"), list.get(0));
        assertTrue(list.get(1).matches("n{40,}\u2026 +totp"), list.get(1));
        assertTrue(list.stream().allMatch(line -> line.length() <= 80), list.toString());
        List<String> codes =
                typed(List.of(LONG), "list", "--codes").out().lines().toList();
        assertTrue(codes.get(0).matches("NAME +CODE +SECONDS"), codes.get(0));
        assertTrue(codes.get(1).matches("n+\u2026 +[0-9]{6} +[0-9]+"), codes.get(1));
        List<String> backups = typed(List.of(LONG), "backups").out().lines().toList();
        assertEquals("in " + path(".local/share/totp/backups") + ":", backups.get(0));
        assertTrue(backups.get(1).matches("SAVE +KEPT +ACCOUNTS +SINCE THEN +FILE"), backups.get(1));
        assertFalse(backups.get(2).contains("/"), backups.get(2));
        assertEquals(
                List.of("ID  KIND", "1   passphrase"),
                typed(List.of(), "key", "list")
                        .out()
                        .lines()
                        .map(line -> line.replaceAll("(KIND|passphrase).*", "$1"))
                        .toList());
    }

    @Test
    void errorsAreRedWhereSomebodySeesColours() {
        host().lookAtErrors();
        host().setVariable("TERM", "xterm");
        assertEquals(
                "totp: \u001b[31merror:\u001b[0m ", host().run("info").err().substring(0, 22));
        host().setVariable("NO_COLOR", "1");
        assertTrue(host().run("info").err().startsWith("totp: error: "));
        assertTrue(host().run("info", "--color", "always").err().startsWith("totp: \u001b[31merror:"));
    }
}
