package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.ArgSpec;
import totp.cli.session.CommonOptions;
import totp.cli.session.ExitCode;
import totp.message.Catalogue;

/** Help never needs a vault, a terminal or a passphrase. */
class HelpTest {
    @ParameterizedTest
    @EnumSource(value = Commands.class, names = "AWS_BOOK", mode = EnumSource.Mode.EXCLUDE)
    void everyCommandExplainsItself(Commands command) {
        TestHost host = new TestHost(Path.of("/nonexistent"));
        TestHost.Result help = host.run("help", command.word());
        TestHost.Result option = host.run(command.word(), "--help");
        TestHost.Result overview = host.run("help");
        assertEquals(ExitCode.DONE, help.code(), help.err());
        assertEquals(ExitCode.DONE, option.code(), option.err());
        assertEquals(help.out(), option.out());
        assertEquals("", help.err() + option.err());
        assertTrue(help.out().startsWith("Usage: totp " + command.word()), help.out());
        assertTrue(help.out().contains("--vault=FILE"), help.out());
        assertEquals(command.isForPeople(), overview.out().contains("\n  " + command.word() + " "), overview.out());
    }

    /** A text whose key was mistyped would be missing without a word. */
    @ParameterizedTest
    @EnumSource(value = Commands.class, names = "AWS_BOOK", mode = EnumSource.Mode.EXCLUDE)
    void everyOptionAndParameterIsExplained(Commands command) {
        for (ArgSpec argument : arguments(command)) {
            String key = Usage.key(argument);
            assertTrue(Usage.explanation(Catalogue.ENGLISH, command, key).isPresent(), command.word() + " " + key);
        }
        assertFalse(Usage.about(Catalogue.ENGLISH, command).isEmpty(), command.word());
    }

    private static List<ArgSpec> arguments(Commands command) {
        return command.syntax(command.make(), new CommonOptions()).spec().args();
    }

    @ParameterizedTest
    @EnumSource(value = Commands.class, names = "AWS_BOOK", mode = EnumSource.Mode.EXCLUDE)
    void noLineIsCutOrLosesAWord(Commands command) {
        String help = new TestHost(Path.of("/nonexistent"))
                .run("help", command.word())
                .out();
        for (String line : help.split("\n", -1)) {
            assertTrue(line.length() <= 100, line);
        }
        String words = help.replaceAll("\\s+", " ");
        for (ArgSpec argument : arguments(command)) {
            String text = Usage.explanation(Catalogue.ENGLISH, command, Usage.key(argument))
                    .orElseThrow();
            assertTrue(words.contains(text), text);
        }
    }

    @Test
    void noExplanationIsLeftOver() {
        Set<String> left = new TreeSet<>(Catalogue.ENGLISH.keys("help."));
        for (Commands command : Commands.values()) {
            left.removeIf(key -> key.matches("help\\." + command.word() + "\\.about(\\.\\d)?"));
            for (ArgSpec argument : arguments(command)) {
                left.remove("help." + command.word() + "." + Usage.key(argument));
                left.remove("help." + Usage.key(argument));
            }
        }
        assertEquals(Set.of(), left);
    }
}
