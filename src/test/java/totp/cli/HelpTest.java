package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import totp.cli.session.ExitCode;

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
}
