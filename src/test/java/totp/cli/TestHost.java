package totp.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.SeededRandom;
import totp.cli.session.ExitCode;
import totp.cli.session.Host;
import totp.cli.session.Machine;
import totp.cli.session.Terminal;

/** A world of the test's own: fixed randomness, a clock that moves only by waiting, streams and a terminal in memory. */
public final class TestHost {
    private final Map<String, String> environment = new HashMap<>();
    private boolean inIsTerminal;
    private boolean outIsTerminal;
    private boolean errIsTerminal;
    private final SeededRandom random = new SeededRandom(1);
    // Servers of tests read it too.
    private volatile Instant now = Instant.parse("2026-11-23T15:00:05Z");

    private Runnable beforeRandom = () -> {};
    private Machine machine = Machine.system();

    public TestHost(Path home) {
        environment.put("HOME", home.toString());
    }

    public void setClock(Instant time) {
        now = time;
    }

    public Instant now() {
        return now;
    }

    /** Standard input is the terminal too, as in a shell: nothing is piped in. */
    public void sitAtTheTerminal() {
        inIsTerminal = true;
    }

    /** Somebody looks at standard output too. */
    public void lookAtOutput() {
        outIsTerminal = true;
    }

    /** Somebody looks at standard error. */
    public void lookAtErrors() {
        errIsTerminal = true;
    }

    /** Has something done whenever randomness is asked for, as it is just before a file is written. */
    public void beforeRandom(Runnable action) {
        beforeRandom = action;
    }

    /** Puts another computer below the program. */
    public void setMachine(Machine other) {
        machine = other;
    }

    public void setVariable(String name, String value) {
        environment.put(name, value);
    }

    /** What one call printed, by stream, and how it ended. */
    public record Result(ExitCode code, String out, String err, String tty) {}

    /**
     * Runs the program.
     *
     * @param typed lines typed at the terminal; null for a process without one
     */
    public Result run(List<String> arguments, String input, @Nullable List<String> typed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayOutputStream tty = new ByteArrayOutputStream();
        Optional<Terminal> terminal = typed == null ? Optional.empty() : Optional.of(terminal(typed, tty));
        Host host = new Host(
                () -> now,
                () -> {
                    beforeRandom.run();
                    return random;
                },
                () -> terminal,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                () -> inIsTerminal,
                () -> outIsTerminal,
                () -> errIsTerminal,
                () -> false,
                Map.copyOf(environment),
                millis -> now = now.plusMillis(millis),
                () -> Math.multiplyExact(now.toEpochMilli(), 1_000_000L),
                machine);
        ExitCode code = Program.run(arguments.toArray(new String[0]), host);
        return new Result(code, text(out), text(err), text(tty));
    }

    public Result run(String... arguments) {
        return run(List.of(arguments), "", null);
    }

    /** Marks where nothing typed was shown, so that a test sees whether a secret would have been. */
    private Terminal terminal(List<String> typed, ByteArrayOutputStream tty) {
        StringBuilder lines = new StringBuilder();
        typed.forEach(line -> lines.append(line).append('\n'));
        return new Terminal(
                new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)),
                tty,
                (mode, shown) -> {
                    tty.writeBytes((mode == Terminal.Mode.HIDDEN ? "[hidden]" : "").getBytes(StandardCharsets.UTF_8));
                    return () -> {};
                },
                machine);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Splits a command line of a test at blanks; double quotes keep them. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean inWord = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                inWord = true;
            } else if (c == ' ' && !quoted) {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
