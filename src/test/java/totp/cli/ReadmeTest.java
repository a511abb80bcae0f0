package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.cli.session.ExitCode;

/** The examples in the README are what the program prints. */
class ReadmeTest {
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @TempDir
    @Nullable
    Path folder;

    @Test
    void theExamplesAreTrue() throws IOException {
        TestHost host = hostWithAccounts();
        Matcher block = Pattern.compile("(?s)```console\n(.*?)```").matcher(readme());
        int commands = 0;
        while (block.find()) {
            List<String> expected = new ArrayList<>();
            String command = null;
            for (String line : (block.group(1) + "$ ").split("\n", -1)) {
                if (!line.startsWith("$ ")) {
                    expected.add(line);
                    continue;
                }
                if (command != null) {
                    TestHost.Result result = host.run(TestHost.words(command), "", null);
                    assertEquals(String.join("\n", expected) + "\n", result.out(), command);
                    assertEquals("", result.err(), command);
                    commands++;
                }
                expected.clear();
                command = line.substring(2).replaceFirst("^totp ", "");
            }
        }
        assertEquals(4, commands, "commands in the README's examples");
    }

    @Test
    void everyPageAndScriptItNamesIsThere() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^):]+)\\)").matcher(readme());
        int links = 0;
        while (link.find()) {
            assertTrue(Files.isReadable(Path.of(link.group(1))), link.group(1));
            links++;
        }
        assertTrue(links >= 7, "links: " + links);
        for (String script : new String[] {"demo", "totp", "install", "check", "bench"}) {
            assertTrue(readme().contains("scripts/" + script), script);
            assertTrue(Files.isExecutable(Path.of("scripts", script)), script);
        }
    }

    private TestHost hostWithAccounts() {
        TestHost host = new TestHost(Objects.requireNonNull(folder));
        host.setClock(Instant.parse("2026-11-23T15:00:13Z"));
        String passphrase = "correct horse battery staple";
        succeed(host, passphrase, "init", "--no-recovery-key", "--kdf-memory", "8", "--passphrase-stdin");
        for (String name : new String[] {"github", "mail"}) {
            host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf '" + passphrase + "'");
            succeed(host, SECRET, "add", name, "--from", "-");
        }
        return host;
    }

    private static void succeed(TestHost host, String input, String... arguments) {
        TestHost.Result result = host.run(List.of(arguments), input, null);
        assertEquals(ExitCode.DONE, result.code(), result.err());
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
