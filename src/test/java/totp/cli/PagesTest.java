package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import totp.cli.help.Chapter;
import totp.cli.help.Shell;
import totp.cli.session.Argument;
import totp.cli.session.ExitCode;

/** Manual pages and completion scripts leave out nothing that a command takes. */
class PagesTest {
    private static final Map<String, String> PAGES = Pages.all();

    private static String man(String name) {
        return PAGES.getOrDefault("share/man/man1/" + name + ".1", "");
    }

    /** As mdoc has it: a dash that can be copied, and the first of them comes with the macro. */
    private static String mdoc(String name) {
        return "Fl " + name.substring(1).replace("-", "\\-");
    }

    @ParameterizedTest
    @EnumSource(Commands.class)
    void everyCommandHasAPageWithItsActionsAndOptions(Commands command) {
        String page = man("totp-" + command.word());
        if (!command.isForPeople()) {
            assertEquals("", page);
            return;
        }
        Chapter chapter = command.chapter();
        assertTrue(man("totp").contains(".It Xr totp-" + command.word() + " 1\n"), command.word());
        for (String section : chapter.sections()) {
            // These are no words of a call: their options stand for them.
            Map<String, String> ways = Map.of("console", "\\-\\-console", "many", "\\-\\-users\\-from");
            String title = ways.getOrDefault(section, section.replace("-", "\\-"));
            assertTrue(
                    Pattern.compile("(?m)^\\.Ss .*" + Pattern.quote(title))
                            .matcher(page)
                            .find(),
                    page);
        }
        List<Argument> arguments = new ArrayList<>(chapter.arguments(""));
        chapter.sections().forEach(section -> arguments.addAll(chapter.arguments(section)));
        for (Argument argument : arguments) {
            for (String name : argument.names()) {
                assertTrue(page.contains(mdoc(name)), command.word() + " " + name);
            }
            boolean parameter = argument.isOption() || argument.isAction();
            assertTrue(parameter || page.contains(".It Ar " + argument.label()), argument.label());
        }
    }

    @Test
    void aPageHasOnlyTheOptionsThatItsCommandCanUse() {
        assertTrue(man("totp-code").contains(mdoc("--recovery-key-file")));
        assertTrue(man("totp-init").contains(mdoc("--passphrase-file")));
        assertTrue(!man("totp-init").contains(mdoc("--recovery-key-file")));
        assertTrue(!man("totp-init").contains(mdoc("--no-agent")));
        assertTrue(!man("totp-version").contains(mdoc("--vault")));
        assertTrue(man("totp-info").contains(mdoc("--vault")));
        assertTrue(!man("totp-info").contains(mdoc("--passphrase-file")));
    }

    @Test
    void exitCodesAndVariablesStandInTheMainPage() {
        for (ExitCode code : ExitCode.values()) {
            assertTrue(man("totp").contains(".It No " + code.number() + "\n"), code.name());
        }
        assertTrue(man("totp").contains(".It Ev TOTP_VAULT\n"));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void everyShellCompletesEveryCommandActionAndOption(Shell shell) {
        String script = PAGES.getOrDefault(shell.place(), "");
        for (Commands command : Commands.values()) {
            Chapter chapter = command.chapter();
            if (!command.isForPeople()) {
                for (String form : List.of("'%s')", "-a %s ", ",%s,", "' %s')")) {
                    assertTrue(!script.contains(form.replace("%s", command.word())), command.word());
                }
                continue;
            }
            List<String> words = new ArrayList<>(List.of(command.word()));
            words.addAll(chapter.sections());
            for (String section : chapter.sections()) {
                chapter.arguments(section).forEach(argument -> words.addAll(argument.names()));
            }
            chapter.arguments("").forEach(argument -> words.addAll(argument.names()));
            for (String word : words) {
                String inFish = word.startsWith("--") ? "-l " + word.substring(2) : "-s " + word.replaceFirst("-", "");
                boolean there = Pattern.compile("(?<![\\w-])" + Pattern.quote(word) + "(?![\\w-])")
                        .matcher(script)
                        .find();
                assertTrue(there || script.contains(inFish), shell + ": " + command.word() + " " + word);
            }
        }
    }

    /** The outline says of every field, slot and offset what the format does. */
    @Test
    void theOutlineOfTheFormatIsThatOfTheFormat() throws IOException {
        String outline = PAGES.getOrDefault("share/man/man5/totp-vault.5", "").replace("\\-", "-");
        String format = Files.readString(Path.of("vault/FORMAT.md"));
        int rows = 0;
        rows += rows(format, outline, "(?m)^\\| (0x[0-9A-F]{4}) \\|[^|]*\\| ([^|]+) \\| [^|]* \\|$", 1, 2);
        rows += rows(format, outline, "(?m)^\\| (\\d+) \\| ([^|]+) \\| [01] \\| [^|]* \\|", 1, 2);
        rows += rows(format, outline, "(?m)^\\| (\\d+|\\d+\\+H) \\| (\\d+|H|N) \\| [^|]* \\|$", 1, 2);
        assertEquals(8 + 4 + 7, rows, "rows of the tables");
        for (String constant : List.of("89 54 4F 56 0D 0A 1A 0A", "TRK1-", "totp-keyfile/1", "20 MiB")) {
            assertTrue(format.contains(constant) && outline.contains(constant), constant);
        }
    }

    private static int rows(String format, String outline, String pattern, int first, int second) {
        Matcher row = Pattern.compile(pattern).matcher(format);
        int rows = 0;
        while (row.find()) {
            String wanted =
                    ".It " + row.group(first) + " Ta " + row.group(second).strip();
            assertTrue(outline.contains(wanted), wanted);
            rows++;
        }
        return rows;
    }
}
