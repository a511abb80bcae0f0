package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.cli.session.ExitCode;

/** {@code totp} and nothing else leads on: a person to a first code, a script to its mistake. */
class NoCommandTest extends WithHost {
    @Test
    void withoutAVaultThreeLinesLeadToTheFirstCode() {
        host().lookAtOutput();
        TestHost.Result bare = host().run(List.of(), "", List.of());
        assertEquals(ExitCode.DONE, bare.code());
        assertEquals("", bare.out() + bare.tty());
        assertEquals(3, bare.err().lines().count(), bare.err());
        for (String way : List.of("totp init", "totp add NAME", "totp import FILE", "totp code NAME", "totp help")) {
            assertTrue(bare.err().contains(way), bare.err());
        }
    }

    @Test
    void withAVaultTheCommandsAreListedAndNothingIsOpened() throws IOException {
        host().lookAtOutput();
        file("vault.totp", "whatever it is");
        host().setVariable("TOTP_VAULT", path("vault.totp").toString());
        TestHost.Result bare = host().run(List.of(), "", List.of());
        assertEquals(ExitCode.DONE, bare.code());
        assertEquals(host().run("help").out(), bare.out());
        assertEquals("", bare.err() + bare.tty());
        assertEquals(
                ExitCode.DONE,
                host().run(List.of("--vault", path("none").toString()), "", List.of())
                        .code());
    }

    /** Whoever lost a vault is not led to begin anew. */
    @Test
    void whereAVaultWasLostTheWayBackIsTold() throws IOException {
        host().lookAtOutput();
        host().setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        host().setVariable("TOTP_VAULT", path("vault.totp").toString());
        done("init", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1");
        expect(ExitCode.DONE, ONE, List.of("add", "one", "--from", "-"));
        Files.delete(path("vault.totp"));
        TestHost.Result bare = host().run(List.of(), "", List.of());
        assertEquals(ExitCode.NO_VAULT, bare.code());
        assertTrue(bare.err().contains("totp restore"), bare.err());
    }

    @Test
    void aScriptIsToldWhatIsMissing() {
        for (List<String> words : List.of(List.<String>of(), List.of("-q"), List.of("--no-input"))) {
            TestHost.Result piped = host().run(words, "", null);
            assertEquals(ExitCode.USAGE, piped.code());
            assertEquals("", piped.out());
            assertTrue(piped.err().startsWith("totp: error: no command is given\n"), piped.err());
        }
        TestHost.Result lookedAtElsewhere = host().run(List.of(), "", List.of());
        assertEquals(ExitCode.USAGE, lookedAtElsewhere.code());
    }
}
