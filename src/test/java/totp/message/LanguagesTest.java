package totp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.session.Columns;

/** Every language of the program is whole, is a translation, and has room where English has. */
class LanguagesTest {
    private static final Path TEXTS = Path.of("src/main/resources/totp/message");
    private static final int COLUMNS = 80;
    private static final String PREFIX = "totp: error: ";

    /** Frames that are filled with texts, and what is no language: names, options, what the program reads as an answer. */
    private static final Set<String> SAME_IN_ALL = Set.of(
            "account.column-id",
            "aws.parts",
            "cli.java",
            "code.copied",
            "intake.pin",
            "message.none",
            "message.of",
            "message.said",
            "session.words-for-yes",
            "session.yes",
            "session.yes-or-no",
            "session.yes-unless-no",
            "unlock.choice",
            "unlock.new-passphrase",
            "vault.backups-in",
            "vault.column-id",
            "watch.copied");

    static List<String> languages() throws IOException {
        try (Stream<Path> files = Files.list(TEXTS)) {
            List<String> languages = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("en.properties"))
                    .sorted()
                    .toList();
            assertTrue(languages.contains("ja.properties"), languages.toString());
            return languages;
        }
    }

    /** Help is English; what is told of one alone is so only in languages that count as English does. */
    @ParameterizedTest
    @MethodSource("languages")
    void everyTextButHelpIsThere(String language) throws IOException {
        Set<String> missing = new TreeSet<>(texts("en.properties").keySet());
        missing.removeIf(key -> key.startsWith("help.") || key.endsWith(Catalogue.ONE));
        Set<String> own = texts(language).keySet();
        missing.removeAll(own);
        assertEquals(Set.of(), missing);
        assertEquals(
                List.of(), own.stream().filter(key -> key.startsWith("help.")).toList());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyTextIsTranslated(String language) throws IOException {
        Map<String, String> english = texts("en.properties");
        Set<String> same = new TreeSet<>();
        texts(language).forEach((key, text) -> {
            if (text.equals(english.get(key))) {
                same.add(key);
            }
        });
        same.removeAll(SAME_IN_ALL);
        assertEquals(Set.of(), same);
    }

    /** A text that is one line of a terminal in English is one as well; of longer ones none is longer than in English. */
    @ParameterizedTest
    @MethodSource("languages")
    void aTextTakesNoMoreRoomThanALineOrItsEnglish(String language) throws IOException {
        Map<String, String> english = texts("en.properties");
        List<String> wide = new ArrayList<>();
        texts(language).forEach((key, text) -> {
            int room = Math.max(COLUMNS, columns(english.getOrDefault(key, "")));
            if (columns(text) > room) {
                wide.add(columns(text) + " of " + room + " columns: " + key + " = " + text);
            }
        });
        assertEquals(List.of(), wide);
    }

    /** What joins two sentences puts a full stop between them and none at the end, as in English the semicolon. */
    @Test
    void noJapaneseDiagnosticEndsInAFullStop() throws IOException {
        Map<String, String> english = texts("en.properties");
        List<String> wrong = new ArrayList<>();
        texts("ja.properties").forEach((key, text) -> {
            if (text.endsWith("\u3002") && !english.getOrDefault(key, "").endsWith(".")) {
                wrong.add(key + " = " + text);
            }
        });
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ja", "ja_JP", "ja_JP.UTF-8", "ja_JP.utf8", "ja_JP.UTF-8@cjknarrow"})
    void aJapaneseLocaleOfUtf8IsToldInJapanese(String locale) {
        assertEquals(
                "\u4f55\u3082\u884c\u3044\u307e\u305b\u3093\u3067\u3057\u305f",
                Message.of("session.nothing-done").in(Catalogue.of(locale), part -> part));
    }

    /** All that is written is UTF-8, of which such a terminal would show nobody's language. */
    @ParameterizedTest
    @ValueSource(strings = {"ja_JP.eucJP", "ja_JP.SJIS", "ja_JP.ISO-2022-JP@x", "ja_JP."})
    void anotherCharsetIsToldInEnglish(String locale) {
        assertSame(Catalogue.ENGLISH, Catalogue.of(locale));
    }

    /** Of its widest line, with short parts. */
    private static int columns(String text) {
        int widest = 0;
        for (String line : text.split("\\\\n", -1)) {
            widest = Math.max(widest, Columns.width(PREFIX + line.replaceAll("\\{\\d}", "x")));
        }
        return widest;
    }

    private static Map<String, String> texts(String language) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (String line : Files.readAllLines(TEXTS.resolve(language))) {
            String[] sides = line.split(" = ", 2);
            texts.put(sides[0], sides[1]);
        }
        return texts;
    }
}
