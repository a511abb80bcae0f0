package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.cli.aws.AwsWorld;
import totp.standin.Fault;
import totp.standin.LocalIam;

/** Ended by a signal in the midst of its work, the program says what became of it. A process of its own for each. */
class SignalTest {
    @TempDir
    @Nullable
    Path folder;

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129", "INT, 130"})
    void anEnrolmentThatIsEndedBySignalStillPrintsItsDocument(String signal, int code) throws Exception {
        try (LocalIam iam = LocalIam.builder().start()) {
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            iam.faults().add("EnableMFADevice", 1, Fault.before(() -> {
                reached.countDown();
                await(over);
            }));
            Process process = start(iam, "enroll", "aws", "--json");
            assertTrue(reached.await(60, TimeUnit.SECONDS), "EnableMFADevice was not called");
            kill(signal, process);
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            over.countDown();
            assertEquals(code, process.waitFor(), err);
            Map<String, String> report = AwsWorld.json(out);
            assertEquals(1, out.lines().count(), out);
            assertEquals("pending", report.get("state"));
            assertEquals("interrupted", report.get("error.code"));
            assertEquals("true", report.get("error.retryable"));
            assertTrue(report.get("serial").endsWith(":mfa/alice"), out);
            assertTrue(err.contains("totp enroll --resume aws continues"), err);
        }
    }

    @Test
    void beforeAnythingIsKnownTheDocumentSaysNone() throws Exception {
        try (LocalIam iam = LocalIam.builder().start()) {
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            iam.faults().add("GetCallerIdentity", 1, Fault.before(() -> {
                reached.countDown();
                await(over);
            }));
            Process process = start(iam, "enroll", "--resume", "--json", "-q");
            // Nothing is pending, so nobody is asked, and the document is there without a signal.
            assertEquals(0, process.waitFor());
            assertEquals("[]\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            process = start(iam, "enroll", "aws", "--json", "-q");
            assertTrue(reached.await(60, TimeUnit.SECONDS), "GetCallerIdentity was not called");
            kill("TERM", process);
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            over.countDown();
            assertEquals(143, process.waitFor());
            assertEquals("none", AwsWorld.json(out).get("state"));
            assertEquals("aws", AwsWorld.json(out).get("name"));
        }
    }

    private Process start(LocalIam iam, String... words) throws IOException {
        Path home = Objects.requireNonNull(folder);
        TestHost host = new TestHost(home);
        host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        host.run("init", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1");
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").startsWith("Linux")) {
            // A build in the background hands down that it ignores some of them.
            command.addAll(List.of("env", "--default-signal=HUP,INT,TERM"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "totp.Main"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("(TOTP|XDG|AWS|LC)_.*|LANG"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        builder.environment()
                .putAll(iam.environment(iam.account()
                        .addKey(iam.account()
                                .user("alice")
                                .orElseGet(() -> iam.account().addUser("alice")))));
        return builder.start();
    }

    private static void kill(String signal, Process process) throws Exception {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertEquals(0, code);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
