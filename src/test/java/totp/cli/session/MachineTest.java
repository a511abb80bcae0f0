package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static totp.cli.session.TestMachine.given;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.cli.TestHost;

/** What the program asks of the computer below it, and what it does with other programs and its own end. */
class MachineTest {
    private final Machine real = Machine.system();

    @Test
    void aToolGetsItsInputAndItsOutputIsRead() throws Exception {
        try (Tool.Ended ended =
                real.run(Tool.of("tr", "a-z", "A-Z").given(ascii("code")).printing(100))) {
            assertEquals(0, ended.status());
            assertEquals("CODE", text(ended));
        }
    }

    @Test
    void aToolThatDoesNotReadItsInputStillTellsHowItEnded() throws Exception {
        try (Tool.Ended ended = real.run(Tool.of("sh", "-c", "exit 3").given(new byte[1 << 20]))) {
            assertEquals(3, ended.status());
        }
    }

    /** It begins behind a shell, of which it is to notice nothing. */
    @Test
    void aToolThatPrintsASecretIsStartedLikeAnyOther() throws Exception {
        String script = "cat; printf '%s' \"${totp_told-unset} $1\"; exit 7";
        Tool tool = Tool.of("sh", "-c", script, "sh", "it's $1\n").printingSecret(100);
        try (Tool.Ended given = real.run(tool.given(ascii("pin\n")));
                Tool.Ended none = real.run(tool);
                Tool.Ended missing = real.run(Tool.of("no-such-tool").printingSecret(100));
                Tool.Ended folder = real.run(Tool.of("/nowhere/tool").printingSecret(100))) {
            assertEquals("pin\nunset it's $1\n", text(given));
            assertEquals("unset it's $1\n", text(none));
            assertEquals(List.of(7, 7), List.of(given.status(), none.status()));
            assertEquals(Tool.NOT_FOUND, missing.status());
            assertEquals(Tool.NOT_FOUND, folder.status());
        }
    }

    @Test
    void anEndlessToolIsEndedBehindWhatItMayPrint() throws Exception {
        for (int max : new int[] {1, 100, 20_000, 100_000}) {
            try (Tool.Ended ended = real.run(Tool.of("yes").printing(max))) {
                assertTrue(ended.output().length() > max, max + " bytes");
            }
        }
    }

    @Test
    void aToolThatHangsIsEndedWithItsChildren() throws Exception {
        try (Tool.Ended ended = real.run(Tool.of("sh", "-c", "sleep 600 & echo begun; wait")
                .printing(100)
                .within(1))) {
            assertEquals("begun\n", text(ended));
            assertTrue(ended.status() != 0);
        }
    }

    @Test
    void aToolMayPrintMoreThanAPipeTakesBeforeItHasRead() throws Exception {
        byte[] much = new byte[1 << 20];
        try (Tool.Ended ended =
                real.run(Tool.of("cat").given(much).printing(much.length).within(60))) {
            assertEquals(0, ended.status());
            assertEquals(much.length, ended.output().length());
        }
    }

    @Test
    void aToolThatNeitherReadsNorPrintsIsEnded() throws Exception {
        try (Tool.Ended ended =
                real.run(Tool.of("sleep", "600").given(new byte[1 << 20]).within(1))) {
            assertTrue(ended.status() != 0);
        }
    }

    @Test
    void whatAToolLeavesBehindDoesNotHoldItsCallerUp() {
        // It stays for a moment, so that its output is being read when it ends.
        Tool tool = Tool.of("sh", "-c", "sleep 10 & echo begun; sleep 0.5")
                .printing(100)
                .within(1);
        IOException told = assertThrows(IOException.class, () -> real.run(tool).close());
        assertEquals("what it left behind holds its output open", told.getMessage());
    }

    /** The pipe ends when the last of those who hold it does. */
    @Test
    void whoIsInterruptedEndsTheToolWithItsChildren(@TempDir Path folder) throws Exception {
        Path held = folder.resolve("held");
        assertEquals(0, new ProcessBuilder("mkfifo", held.toString()).start().waitFor());
        Tool tool = Tool.of("sh", "-c", "sleep 60 >" + held + " & wait").printing(100);
        FutureTask<String> outcome = new FutureTask<>(() -> {
            try (Tool.Ended ended = real.run(tool)) {
                return text(ended);
            } catch (InterruptedException e) {
                return "interrupted";
            }
        });
        Thread caller = new Thread(outcome);
        caller.start();
        try (InputStream children = Files.newInputStream(held)) { // opens once the child holds the other end
            caller.interrupt();
            assertEquals("interrupted", outcome.get());
            FutureTask<Integer> end = new FutureTask<>(children::read);
            new Thread(end).start();
            assertEquals(-1, end.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aToolThatIsNotThereIsTold() {
        assertThrows(
                IOException.class,
                () -> real.run(Tool.of("totp-no-such-program")).close());
    }

    @Test
    void platformsAreTheirNames() {
        assertEquals(Platform.UNIX, Platform.of("Linux"));
        assertEquals(Platform.UNIX, Platform.of("FreeBSD"));
        assertEquals(Platform.MACOS, Platform.of("Mac OS X"));
        assertEquals(Platform.WINDOWS, Platform.of("Windows 11"));
    }

    @Test
    void whatIsDoneAtExitIsDoneOnce() {
        TestMachine machine = new TestMachine(Platform.UNIX);
        List<String> done = new ArrayList<>();
        AtExit interrupted = new AtExit(machine, () -> done.add("interrupted"));
        machine.end();
        interrupted.run();
        new AtExit(machine, () -> done.add("over")).run();
        AtExit needless = new AtExit(machine, () -> done.add("needless"));
        needless.cancel();
        needless.run();
        machine.end();
        assertEquals(List.of("interrupted", "over"), done);
        assertEquals(0, machine.hooks());
    }

    /** Ends, and meanwhile wants something done at the end. */
    static final class TooLate {
        static final int ENDING = 77;

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Machine.system().atExit(() -> {});
                } catch (Machine.Ending e) {
                    Runtime.getRuntime().halt(ENDING);
                }
            }));
        }
    }

    @Test
    void nothingMoreIsLeftForTheEndOnceItHasCome() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TooLate.class.getName())
                .start();
        assertEquals(TooLate.ENDING, process.waitFor());
    }

    @Test
    void aCommandThatComesUponTheEndOfItsProcessBeginsNothing(@TempDir Path folder) {
        TestHost host = new TestHost(folder);
        host.setMachine(new TestMachine(Platform.UNIX).ending());
        TestHost.Result result = host.run(
                "init",
                "--no-recovery-key",
                "--new-key-file",
                folder.resolve("key").toString());
        assertEquals(ExitCode.INTERRUPTED, result.code());
        assertEquals("", result.err());
        assertFalse(Files.exists(folder.resolve("key")));
    }

    @Test
    void aCodeIsCopiedByTheFirstToolThatIsThereAndClearedLater() throws Exception {
        TestMachine machine = new TestMachine(Platform.UNIX).with("xsel", tool -> "");
        String told = copy(machine, Map.of("WAYLAND_DISPLAY", "wayland-0", "DISPLAY", ":0"));
        assertEquals("copied; it is cleared in 45 s", told);
        assertEquals(
                List.of("wl-copy", "wl-copy", "xclip", "xsel"),
                machine.started().stream().map(tool -> tool.words().get(0)).toList());
        assertEquals("123456", given(machine.started().get(3)));
        Tool clearing = machine.left().get(0);
        assertEquals("123456\n", given(clearing));
        assertFalse(clearing.words().toString().contains("123456"), "arguments can be read by others");
    }

    @Test
    void eachPlatformHasItsOwnTools() throws Exception {
        TestMachine mac = new TestMachine(Platform.MACOS).with("pbcopy", tool -> "");
        assertEquals("copied; it is cleared in 45 s", copy(mac, Map.of()));
        TestMachine windows = new TestMachine(Platform.WINDOWS).with("clip.exe", tool -> "");
        assertEquals("copied; it is cleared in 45 s", copy(windows, Map.of()));
        TestMachine unix =
                new TestMachine(Platform.UNIX).with("pbcopy", tool -> "").with("clip.exe", tool -> "");
        assertEquals(
                ExitCode.IO,
                assertThrows(Failure.class, () -> copy(unix, Map.of())).code());
    }

    @Test
    void aToolThatFailsIsNotTakenForOneThatCopied() throws Exception {
        TestMachine machine =
                new TestMachine(Platform.UNIX).with("xclip", tool -> null).with("xsel", tool -> "");
        assertEquals("copied; it is cleared in 45 s", copy(machine, Map.of("DISPLAY", ":0")));
        assertEquals("xsel", machine.started().get(1).words().get(0));
    }

    private static String copy(Machine machine, Map<String, String> environment) throws Failure {
        Host host = new Host(
                () -> Instant.EPOCH,
                SecureRandom::new,
                Optional::empty,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new ByteArrayOutputStream(),
                () -> false,
                () -> false,
                () -> false,
                () -> false,
                environment,
                millis -> {},
                () -> 0,
                machine);
        return new ClipboardCopy(new Session(host, (words, other, served) -> ExitCode.BUG, Optional.empty()))
                .copy("123456", ClipboardCopy.CLEARED_AFTER_SECONDS)
                .toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Tool.Ended ended) {
        return ended.output().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
