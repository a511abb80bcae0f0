package totp.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.session.ExitCode;

/**
 * Runs the transcripts in {@code src/test/cli}, one behaviour a file, through the whole program in memory.
 *
 * <pre>
 * # comment
 * clock TIME            sets the clock; it moves only when the program waits
 * env NAME=VALUE        sets a variable for the calls below
 * file NAME TEXT        writes a private file without a line end ("\n" stands for one)
 * vault                 makes a vault with a cheap key derivation, whose passphrase is in the file pw
 * twin NAME             writes what the vault is now to a file of that name, as a program that copies folders does
 * copy FIXTURE [NAME]   takes a file of src/test/imports into the test's folder
 * picture NAME [TEXT]   draws a QR code of the text into a PNG file; without a text, a picture that has none
 * aws USER              starts a local IAM and STS with the user, whose keys the AWS config files have
 * fault [SPEC]          what goes wrong there from now on, and nothing else (totp.standin.Faults); without SPEC nothing
 * $$ totp ARGUMENTS     sets up: must end with 0
 * $ totp ARGUMENTS      must do exactly what the lines below it say
 * in&lt; TEXT              a line of standard input; tty&lt; one that is typed at the terminal
 * out&gt; TEXT             a line of standard output; err&gt; and tty&gt; likewise
 * exit CODE             how it ends, if not with 0
 * </pre>
 *
 * {@code $DIR} is the test's folder, which is also the home; {@code …} in an expected line stands for any text. A process
 * without {@code tty} lines has no terminal.
 */
class TranscriptTest {
    private static final Path FOLDER = Path.of("src/test/cli");
    private static final int TRANSCRIPTS_MIN = 76;

    @TempDir
    @Nullable
    Path folder;

    private Path folder() {
        return Objects.requireNonNull(folder);
    }

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void allTranscriptsAreThere() throws IOException {
        assertTrue(
                transcripts().size() >= TRANSCRIPTS_MIN,
                "transcripts found: " + transcripts().size());
    }

    @Test
    void everyCommandHasATranscript() throws IOException {
        Set<String> shown = new HashSet<>();
        for (Path transcript : transcripts()) {
            for (String line : Files.readAllLines(transcript)) {
                if (line.startsWith("$ totp ")) {
                    shown.add(TestHost.words(line.substring(7)).get(0));
                }
            }
        }
        for (Commands command : Commands.values()) {
            assertEquals(
                    command.isForPeople(), shown.contains(command.word()), "transcripts of totp " + command.word());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy aegis/none.json",
                "copy ../cli/edit.txt",
                "copy /etc/passwd",
                "copy aegis",
                "file ../outside text",
                "picture /tmp/outside text",
                "fault CreateVirtualMFADevice:*:throttle",
                "vauld",
            })
    void whatIsNotUnderstoodOrReachesOutsideFails(String line) throws IOException {
        Path dir = folder().toRealPath();
        try (TranscriptWorld world = new TranscriptWorld(dir)) {
            assertThrows(
                    AssertionError.class, () -> play(world, dir, List.of(line, "$ totp version", "out> totp 0.1.0")));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transcripts")
    void saysWhatTheTranscriptSays(Path transcript) throws IOException {
        Path dir = folder().toRealPath();
        try (TranscriptWorld world = new TranscriptWorld(dir)) {
            play(world, dir, Files.readAllLines(transcript));
        }
    }

    private static void play(TranscriptWorld world, Path dir, List<String> lines) throws IOException {
        TestHost host = world.host();
        int commands = 0;
        for (int i = 0; i < lines.size(); ) {
            String line = lines.get(i).replace("$DIR", dir.toString());
            int number = ++i;
            if (line.startsWith("$$ totp ")) {
                List<String> input = new ArrayList<>();
                while (i < lines.size() && lines.get(i).startsWith("in< ")) {
                    input.add(lines.get(i++).substring(4));
                }
                TestHost.Result result = host.run(TestHost.words(line.substring(8)), joined(input), null);
                assertEquals(ExitCode.DONE, result.code(), number + ": " + result.err());
            } else if (line.startsWith("$ totp")) {
                Expectation expectation = new Expectation();
                while (i < lines.size() && expectation.take(lines.get(i).replace("$DIR", dir.toString()))) {
                    i++;
                }
                expectation.check(number + ": " + line, host, TestHost.words(line.substring(6)));
                commands++;
            } else {
                try {
                    world.direct(line);
                } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError("line " + number + ": " + e.getMessage(), e);
                }
            }
        }
        assertTrue(commands > 0, "no command is checked");
    }

    private static String joined(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** What stands below a command. */
    private static final class Expectation {
        private final List<String> input = new ArrayList<>();
        private final List<String> out = new ArrayList<>();
        private final List<String> err = new ArrayList<>();
        private final List<String> tty = new ArrayList<>();
        private @Nullable List<String> typed;
        private int exit;

        boolean take(String line) {
            int blank = line.indexOf(' ');
            String kind = blank < 0 ? line : line.substring(0, blank);
            String text = blank < 0 ? "" : line.substring(blank + 1);
            if (kind.startsWith("tty") && typed == null) {
                typed = new ArrayList<>();
            }
            switch (kind) {
                case "tty" -> {} // a terminal at which nothing happens
                case "in<" -> input.add(text);
                case "tty<" -> Objects.requireNonNull(typed).add(text);
                case "out>" -> out.add(text);
                case "err>" -> err.add(text);
                case "tty>" -> tty.add(text);
                case "exit" -> exit = Integer.parseInt(text);
                default -> {
                    return false;
                }
            }
            return true;
        }

        void check(String where, TestHost host, List<String> arguments) {
            TestHost.Result result = host.run(arguments, joined(input), typed);
            assertAll(
                    where,
                    () -> same("err", err, result.err()),
                    () -> same("out", out, result.out()),
                    () -> same("tty", tty, result.tty()),
                    () -> assertEquals(exit, result.code().number(), "exit code"));
        }

        /** Line for line; standard output must end its last line. */
        private static void same(String stream, List<String> expected, String printed) {
            List<String> lines = new ArrayList<>(List.of(printed.split("\n", -1)));
            String last = lines.remove(lines.size() - 1);
            if (!last.isEmpty()) {
                assertEquals("tty", stream, "the last line has no end: " + last);
                lines.add(last);
            }
            lines.replaceAll(String::stripTrailing);
            boolean fits = lines.size() == expected.size();
            for (int i = 0; fits && i < lines.size(); i++) {
                fits = pattern(expected.get(i)).matcher(lines.get(i)).matches();
            }
            if (!fits) {
                assertEquals(String.join("\n", expected), String.join("\n", lines), stream);
            }
        }

        private static Pattern pattern(String line) {
            StringBuilder pattern = new StringBuilder();
            for (String part : line.stripTrailing().split("…", -1)) {
                pattern.append(pattern.length() == 0 ? "" : ".*").append(Pattern.quote(part));
            }
            return Pattern.compile(pattern.toString(), Pattern.DOTALL);
        }
    }
}
