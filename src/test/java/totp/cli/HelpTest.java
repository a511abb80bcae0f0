package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import totp.cli.session.CommonOptions;
import totp.cli.session.ExitCode;
import totp.message.Catalogue;

/** Help never needs a vault, a terminal or a passphrase. */
class HelpTest {
    @ParameterizedTest
    @EnumSource(Commands.class)
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
        assertTrue(overview.out().contains("\n  " + command.word() + " "), overview.out());
    }

    /** A text that picocli looks up by a name of its own making would be missing without a word. */
    @ParameterizedTest
    @EnumSource(Commands.class)
    void everyOptionAndParameterIsExplained(Commands command) {
        CommandSpec spec = Usage.parser(command.word(), command.make(), new CommonOptions())
                .getCommandSpec();
        for (ArgSpec argument : spec.args()) {
            String name = argument instanceof OptionSpec option
                    ? option.longestName().replaceFirst("^-+", "")
                    : argument.descriptionKey();
            assertTrue(isExplained(command, name), command.word() + " " + name);
        }
        assertTrue(isExplained(command, "about") || isExplained(command, "about.0"), command.word());
    }

    private static boolean isExplained(Commands command, String name) {
        return Catalogue.ENGLISH.find("help." + command.word() + "." + name).isPresent()
                || Catalogue.ENGLISH.find("help." + name).isPresent();
    }

    @Test
    void noExplanationIsLeftOver() {
        Set<String> left = new TreeSet<>(Catalogue.ENGLISH.keys("help."));
        for (Commands command : Commands.values()) {
            left.removeIf(key -> key.matches("help\\." + command.word() + "\\.about(\\.\\d)?"));
            for (ArgSpec argument : Usage.parser(command.word(), command.make(), new CommonOptions())
                    .getCommandSpec()
                    .args()) {
                String name = argument instanceof OptionSpec option
                        ? option.longestName().replaceFirst("^-+", "")
                        : argument.descriptionKey();
                left.remove("help." + command.word() + "." + name);
                left.remove("help." + name);
            }
        }
        assertEquals(Set.of(), left);
    }
}
