package totp.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.help.Chapter;
import totp.cli.help.HelpPages;
import totp.cli.session.Argument;
import totp.cli.session.CommonOptions;
import totp.cli.session.ExitCode;
import totp.cli.session.Syntax;

/** Help never needs a vault, a terminal or a passphrase, and is the same in every language. */
class HelpTest {
    /** The pages that are longer than a small terminal; whoever makes another one such has to think about it first. */
    private static final Set<String> LONGER_THAN_A_SCREEN = Set.of(
            "",
            "add",
            "aws",
            "aws audit",
            "aws credentials",
            "aws env",
            "aws exec",
            "aws login",
            "aws require-mfa",
            "aws root-keys",
            "edit",
            "enroll",
            "environment");

    private static final int SCREEN_LINES = 24;
    private static final int LONGEST_LINES = 40;

    static List<Commands> forPeople() {
        return Stream.of(Commands.values()).filter(Commands::isForPeople).toList();
    }

    /** The words behind {@code totp help}, for every page. */
    static List<String> pages() {
        List<String> pages = new ArrayList<>(HelpPages.TOPICS);
        pages.add("");
        for (Commands command : forPeople()) {
            pages.add(command.word());
            command.chapter().sections().forEach(section -> pages.add(command.word() + " " + section));
        }
        return pages;
    }

    private static String help(String page, int width) {
        TestHost host = new TestHost(Path.of("/nonexistent"));
        host.setVariable("COLUMNS", Integer.toString(width));
        List<String> words = new ArrayList<>(List.of("help"));
        words.addAll(TestHost.words(page));
        TestHost.Result help = host.run(words, "", null);
        assertEquals(ExitCode.DONE, help.code(), help.err());
        assertEquals("", help.err());
        return help.out();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPageFitsIntoItsWidth(String page) {
        for (int width : List.of(40, 80, 200)) {
            int most = Math.min(width, 100);
            for (String line : help(page, width).split("\n", -1)) {
                assertTrue(line.length() <= most, page + " at " + width + ": " + line);
                assertEquals(line.stripTrailing(), line);
            }
        }
    }

    @Test
    void onlyThesePagesAreLongerThanAScreen() {
        Map<String, Long> longer = new TreeMap<>();
        for (String page : pages()) {
            long lines = help(page, 80).lines().count();
            if (lines > SCREEN_LINES) {
                longer.put(page, lines);
            }
        }
        assertEquals(new TreeSet<>(LONGER_THAN_A_SCREEN), longer.keySet(), longer.toString());
        assertTrue(longer.values().stream().allMatch(lines -> lines <= LONGEST_LINES), longer.toString());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noWordIsLostWhereALineIsNarrow(String page) {
        assertEquals(words(help(page, 200)), words(help(page, 40)));
    }

    private static String words(String text) {
        return String.join(" ", text.strip().split("\\s+"));
    }

    /** In the C locale as well, where a terminal has nothing else. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyPageIsAscii(String page) {
        String text = help(page, 80);
        assertEquals(text, new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("forPeople")
    void everyCommandAndActionExplainsItself(Commands command) {
        List<String> sections = new ArrayList<>(List.of(""));
        sections.addAll(command.chapter().sections());
        for (String section : sections) {
            TestHost host = new TestHost(Path.of("/nonexistent"));
            String page = command.word() + " " + section;
            TestHost.Result option = host.run(TestHost.words(page + " --help").toArray(new String[0]));
            if (!Set.of("console", "many").contains(section)) { // which are no words of a call
                assertEquals(help(page, 80), option.out());
            }
            String usage = help(page, 80).lines().findFirst().orElseThrow();
            assertTrue(usage.startsWith("Usage: totp " + command.word()), usage);
            assertTrue(words(help(page, 80)).endsWith("totp help options."), page);
            assertTrue(help(page, 80).contains("\nExamples:\n  "), page);
            assertTrue(command.chapter().summary(section).length() <= 50, page);
        }
        assertTrue(help("", 80).contains(" " + command.word() + "  "), command.word());
    }

    @Test
    void whatNoPersonCallsIsNotListed() {
        for (Commands command : Commands.values()) {
            assertTrue(command.isForPeople() || !help("", 80).contains(command.word()), command.word());
        }
    }

    /** What is shown to be typed can be typed. */
    @ParameterizedTest
    @MethodSource("forPeople")
    void everyExampleIsUnderstood(Commands command) {
        List<String> sections = new ArrayList<>(List.of(""));
        sections.addAll(command.chapter().sections());
        for (String section : sections) {
            Matcher example = Pattern.compile("(?m)^  (?:wl-paste \\| |source <\\()?totp (.*?)(?:  .*)?$")
                    .matcher(help(command.word() + " " + section, 100).split("\nOptions:|\nActions", 2)[0]);
            while (example.find()) {
                List<String> words = TestHost.words(example.group(1)
                        .split(" [<|] | \\|\\| ", 2)[0]
                        .replace("'", "\"")
                        .replace(")", ""));
                Commands called = Commands.named(words.get(0)).orElseThrow();
                Syntax syntax = called.syntax(called.make(), new CommonOptions());
                assertDoesNotThrow(() -> syntax.read(words.subList(1, words.size())), example.group(1));
            }
        }
    }

    /** A text whose key was mistyped would be missing without a word. */
    @ParameterizedTest
    @MethodSource("forPeople")
    void everyOptionAndParameterIsExplainedOnAPage(Commands command) {
        Chapter chapter = command.chapter();
        StringBuilder pages = new StringBuilder(help(command.word(), 200)).append(help("options", 200));
        chapter.sections().forEach(section -> pages.append(help(command.word() + " " + section, 200)));
        for (Argument argument :
                command.syntax(command.make(), new CommonOptions()).arguments()) {
            if (argument.isAction()) {
                continue; // each has a line of its own
            }
            String names = argument.isOption() ? String.join(", ", argument.names()) : argument.label();
            assertTrue(pages.toString().contains("  " + names), command.word() + " " + names);
            assertTrue(explanation(chapter, argument), command.word() + " " + argument.key());
        }
        assertFalse(chapter.about("").isEmpty(), command.word());
    }

    private static boolean explanation(Chapter chapter, Argument argument) {
        Stream<String> sections = Stream.concat(Stream.of(""), argument.sections().stream());
        return sections.anyMatch(
                section -> chapter.explanation(section, argument).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"de_DE.UTF-8", "ja_JP.UTF-8", "C"})
    void helpIsEnglishInEveryLanguage(String locale) {
        TestHost host = new TestHost(Path.of("/nonexistent"));
        host.setVariable("LC_ALL", locale);
        assertEquals(help("code", 80), host.run("help", "code").out());
    }

    @Test
    void whereNobodySaysHowWideTheTerminalIsItIsEightyColumns() {
        TestHost host = new TestHost(Path.of("/nonexistent"));
        assertEquals(help("restore", 80), host.run("help", "restore").out());
        host.setVariable("COLUMNS", "wide");
        assertEquals(help("restore", 80), host.run("help", "restore").out());
    }

    /** What the program reads of its own and does not tell of would be known to who reads its sources. */
    @Test
    void everyVariableOfTheProgramIsExplained() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher variable = Pattern.compile(
                                "\"(TOTP_[A-Z_]+|XDG_[A-Z]+_(?:HOME|DIR)|LC_[A-Z]+|NO_COLOR|COLUMNS)\"")
                        .matcher(Files.readString(file));
                while (variable.find()) {
                    read.add(variable.group(1));
                }
            }
        }
        String page = help("environment", 80);
        read.removeIf(page::contains);
        assertEquals(Set.of(), read);
    }

    @Test
    void noExplanationIsLeftOver() throws IOException {
        Set<String> left = keys();
        left.removeIf(key -> key.matches("help\\.(group|overview|options|environment|files|exit-codes|man|more)\\b.*"));
        for (Commands command : Commands.values()) {
            List<String> sections = new ArrayList<>(List.of(""));
            command.chapter().sections().forEach(section -> sections.add("." + section));
            for (String section : sections) {
                String prefix = "help." + command.word() + section + ".";
                left.removeIf(key -> key.startsWith(prefix)
                        && key.substring(prefix.length()).matches("(about|example)(\\.\\d)?|summary|usage"));
                for (Argument argument : arguments(command)) {
                    left.remove(prefix + argument.key());
                }
            }
            arguments(command).forEach(argument -> left.remove("help." + argument.key()));
        }
        assertEquals(Set.of(), left);
    }

    private static Set<String> keys() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("src/main/resources/totp/message/en.properties"))) {
            if (line.startsWith("help.")) {
                keys.add(line.split(" ", 2)[0]);
            }
        }
        return keys;
    }

    private static List<Argument> arguments(Commands command) {
        return command.syntax(command.make(), new CommonOptions()).arguments();
    }

    /** A text for the whole and one for each of its lines: the first would be told twice. */
    @Test
    void aTextIsOneOrANumberedList() throws IOException {
        Set<String> keys = keys();
        for (String key : keys) {
            assertFalse(keys.contains(key + ".0"), key);
        }
        assertTrue(
                Arrays.asList("help.code.about", "help.unlock.about.1").stream().allMatch(keys::contains));
    }
}
