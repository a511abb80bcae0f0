package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.cli.session.ExitCode;

/** What the README names is there. All its commands are run by {@code documents.py}, the one for programs here as well, to the letter. */
class ReadmeTest {
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @TempDir
    @Nullable
    Path folder;

    @Test
    void theDocumentForProgramsIsAsPrinted() throws IOException {
        TestHost host = new TestHost(Objects.requireNonNull(folder));
        host.setClock(Instant.parse("2026-11-23T15:00:13Z"));
        host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        succeed(host, "", "init", "--no-recovery-key", "--kdf-memory", "8");
        succeed(host, SECRET, "add", "github", "--from", "-");
        Matcher example = Pattern.compile("\\$ totp (code .*--json)\n(.*\n)").matcher(readme());
        assertTrue(example.find());
        TestHost.Result result = host.run(TestHost.words(example.group(1)), "", null);
        assertEquals(example.group(2), result.out());
        assertEquals("", result.err());
    }

    @Test
    void everyScriptItNamesIsThere() throws IOException {
        for (String script : new String[] {"demo", "totp", "install"}) {
            assertTrue(readme().contains("scripts/" + script), script);
            assertTrue(Files.isExecutable(Path.of("scripts", script)), script);
        }
        assertTrue(readme().contains("```sh\nmvn -B verify\n```"), "how the tests are run");
    }

    private static void succeed(TestHost host, String input, String... arguments) {
        TestHost.Result result = host.run(List.of(arguments), input, null);
        assertEquals(ExitCode.DONE, result.code(), result.err());
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
