package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.session.ExitCode;

/** People are told in the language of their locale; programs read the same in every language. */
class LanguageTest extends WithVault {
    private static final String JAPANESE = "ja_JP.UTF-8";
    private static final String NO_ACCOUNT = "totp: error: there is no account bob\n";
    private static final String NO_ACCOUNT_IN_JAPANESE =
            "totp: error: \u30a2\u30ab\u30a6\u30f3\u30c8 bob \u306f\u3042\u308a\u307e\u305b\u3093\n";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,     -,      -,      false",
                "ja_JP.UTF-8, C, C,     true",
                "'',    ja_JP.UTF-8, C, true",
                "'',    '',     ja_JP.UTF-8, true",
                "-,     -,      ja_JP,  true",
                "C,     ja_JP.UTF-8, ja_JP.UTF-8, false",
                "-,     en_GB.UTF-8, ja_JP.UTF-8, false",
                "-,     -,      ja_JP.eucJP, false"
            })
    void theFirstVariableThatIsSetDecides(String all, String messages, String lang, boolean japanese) {
        set("LC_ALL", all);
        set("LC_MESSAGES", messages);
        set("LANG", lang);
        host().setVariable("LANGUAGE", japanese ? "en" : "ja");
        String told = expect(ExitCode.NOT_FOUND, "code", "bob").err();
        assertEquals(
                japanese ? NO_ACCOUNT_IN_JAPANESE : NO_ACCOUNT,
                told.lines().findFirst().orElseThrow() + "\n");
    }

    private void set(String name, String value) {
        if (value != null) {
            host().setVariable(name, value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --json",
                "info --json",
                "info",
                "backups --json",
                "backups",
                "key list --json",
                "key list",
                "list --json --codes",
                "list --format csv --codes",
                "list --long",
                "show alice --json",
                "code alice --json",
                "import broken.txt --dry-run --json",
                "enroll alice --json",
                "enroll --console --json",
                "status --json",
                "help code"
            })
    void whatProgramsReadIsTheSame(String line) throws Exception {
        add(ONE, "alice", "--issuer", "Example");
        add(TWO, "pending", "--type", "steam");
        expect(ExitCode.DONE, "rename", "pending", "other");
        file("broken.txt", "otpauth://totp/a?secret=" + TWO + "&algorithm=SHA1\notpauth://totp/b?secret=1\n");
        List<String> words = List.of(
                line.replace("broken.txt", path("broken.txt").toString()).split(" "));
        TestHost.Result english = host().run(words, "", null);
        host().setVariable("LANG", JAPANESE);
        TestHost.Result japanese = host().run(words, "", null);
        assertEquals(english.code(), japanese.code());
        assertEquals(english.out(), japanese.out());
        if (!english.err().isEmpty()) {
            assertNotEquals(english.err(), japanese.err());
        }
    }

    /** Questions and what is answered to them. */
    @Test
    void aQuestionIsAskedInJapaneseAndAnsweredWithY() {
        add(ONE, "alice");
        host().setVariable("LANG", JAPANESE);
        TestHost.Result no = host().run(List.of("uri", "alice"), "", List.of("n"));
        assertEquals(ExitCode.INTERRUPTED, no.code());
        assertEquals(
                "alice \u306e\u30b7\u30fc\u30af\u30ec\u30c3\u30c8\u3092\u51fa\u529b\u3057\u307e\u3059\u304b? [y/N] ",
                no.tty());
        assertEquals("totp: error: \u4f55\u3082\u884c\u3044\u307e\u305b\u3093\u3067\u3057\u305f\n", no.err());
        TestHost.Result yes = host().run(List.of("uri", "alice"), "", List.of("y"));
        assertEquals(ExitCode.DONE, yes.code());
        assertTrue(yes.out().startsWith("otpauth://totp/"), yes.out());
    }

    @Test
    void aTableHasAJapaneseHeaderWherePeopleLook() {
        add(ONE, "alice", "--issuer", "Example");
        host().setVariable("LANG", JAPANESE);
        host().lookAtOutput();
        List<String> lines = done("list", "--long").out().lines().toList();
        assertTrue(lines.get(0).startsWith("\u540d\u524d   \u767a\u884c\u8005"), lines.get(0));
        assertEquals(lines.get(1).indexOf("Example"), "NAME   ".length(), lines.get(1));
    }

    @Test
    void theCellsOfATableAreInJapaneseToo() {
        host().setVariable("LANG", JAPANESE);
        String forPrograms = done("key", "list").out();
        assertEquals("1  passphrase, Argon2id 8 MiB, 1 passes, 1 lanes\n", forPrograms);
        host().lookAtOutput();
        String forPeople = done("key", "list").out();
        assertTrue(
                forPeople.contains("1   \u30d1\u30b9\u30d5\u30ec\u30fc\u30ba, Argon2id 8 MiB, 1 \u30d1\u30b9"),
                forPeople);
    }
}
