package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.cli.TestHost;
import totp.standin.LocalIam;

/** The loops of {@code docs/headless.md} run as they stand there, with the program in processes of its own. */
class HeadlessPageTest {
    @TempDir
    @Nullable
    Path folder;

    @Test
    void thePageHasItsLoop() throws IOException {
        List<String> blocks = blocks();
        assertEquals(1, blocks.size(), "blocks of the page that loop over users");
        assertTrue(blocks.get(0).contains("users.txt"), blocks.get(0));
    }

    /** As editors of Windows write it, without an end of the last line, with an empty line; the second run goes on. */
    @ParameterizedTest
    @CsvSource({"bash, 'alice\r\n\r\nbob'", "sh, 'alice\nbob\n'"})
    void theLoopRunAgainEndsWithZeroAndLeavesNobodyOut(String shell, String users) throws Exception {
        Path home = Objects.requireNonNull(folder);
        try (LocalIam iam = LocalIam.builder().start()) {
            iam.account().addUser("alice");
            iam.account().addUser("bob");
            iam.faults().add("EnableMFADevice:1-4:error=InvalidAuthenticationCode,403");
            Files.writeString(home.resolve("users.txt"), users);
            prepare(home);
            assertEquals(1, run(home, shell, iam), "both are begun, and then finished");
            int runs = 1;
            while (run(home, shell, iam) != 0) {
                assertTrue(++runs < 4, Files.readString(home.resolve("log")));
            }
            assertEquals(0, run(home, shell, iam), "and it stays so");
            assertEquals(
                    List.of("alice", "bob"),
                    iam.devices().all().stream()
                            .map(device -> device.owner().name())
                            .toList());
            List<String> documents = Files.readAllLines(home.resolve("enrolments.jsonl"));
            assertEquals(2 * (runs + 2), documents.size());
            for (String document : documents.subList(documents.size() - 2, documents.size())) {
                assertEquals("active", AwsWorld.json(document).get("state"));
                assertTrue(AwsWorld.json(document).get("serial").startsWith("arn:aws:iam::"), document);
            }
        }
    }

    private static List<String> blocks() throws IOException {
        Matcher block = Pattern.compile("(?s)```sh\n(.*?)```").matcher(Files.readString(Path.of("docs/headless.md")));
        return block.results()
                .map(found -> found.group(1))
                .filter(text -> text.contains("while "))
                .toList();
    }

    /** A vault, and the program as {@code totp} on the path. */
    private static void prepare(Path home) throws IOException {
        TestHost host = new TestHost(home);
        host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        host.run("init", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1");
        Path program = home.resolve("bin/totp");
        Files.createDirectory(home.resolve("bin"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(
                program,
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path")
                        + "' totp.Main \"$@\"\n");
        assertTrue(program.toFile().setExecutable(true));
    }

    private static int run(Path home, String shell, LocalIam iam) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", blocks().get(0))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
        builder.environment().keySet().removeIf(name -> name.matches("(TOTP|XDG|AWS|LC)_.*|LANG"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        String admin = "admin" + iam.log().all().size();
        builder.environment()
                .putAll(iam.environment(iam.account().addKey(iam.account().addUser(admin))));
        return builder.start().waitFor();
    }
}
