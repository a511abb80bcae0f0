package totp.cli.session;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import totp.crypto.Leftovers;
import totp.vault.World;

/**
 * Everything a command can learn from or do to the world outside: clock, randomness, terminal, streams, environment, machine.
 * Tests hand in their own.
 *
 * @param random made at first use: seeding it costs start-up, and printing a code needs none
 * @param terminal opened at first use; empty if there is none
 * @param inIsTerminal whether somebody sits at {@code in}, and nothing is piped into it
 * @param outIsTerminal whether somebody looks at {@code out}
 * @param errIsTerminal whether somebody looks at {@code err}
 * @param outIsPipe whether a write error on {@code out} means that its reader left
 * @param pause waits; used for locks and for time steps
 * @param nanoTime a clock that nobody sets, for spans
 * @param machine its kind, other programs, the end of this one
 */
public record Host(
        InstantSource clock,
        Supplier<SecureRandom> random,
        Supplier<Optional<Terminal>> terminal,
        InputStream in,
        OutputStream out,
        OutputStream err,
        Supplier<Boolean> inIsTerminal,
        Supplier<Boolean> outIsTerminal,
        Supplier<Boolean> errIsTerminal,
        Supplier<Boolean> outIsPipe,
        Map<String, String> environment,
        World.Pause pause,
        LongSupplier nanoTime,
        Machine machine) {
    private static final Path IN = Path.of("/dev/fd/0");
    private static final Path OUT = Path.of("/dev/fd/1");
    private static final Path ERR = Path.of("/dev/fd/2");
    private static final int LONG_MILLIS = 200;
    private static final int TYPE_MASK = 0170000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;

    public static Host system() {
        return system(System.getenv());
    }

    /** The real world. Standard output is raw, because {@code System.out} swallows write errors. */
    public static Host system(Map<String, String> environment) {
        return new Host(
                InstantSource.system(),
                SecureRandom::new,
                new Once<>(() -> Terminal.open(Machine.system()))::get,
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                () -> isTerminal(IN),
                () -> isTerminal(OUT),
                () -> isTerminal(ERR),
                Host::standardOutputIsPipe,
                environment,
                Host::sleep,
                System::nanoTime,
                Machine.system());
    }

    /** A terminal has one mode and one dialogue: two openings of it would each bring back what the other one set. */
    private static final class Once<T> {
        private final Supplier<T> first;
        private @Nullable T value;

        Once(Supplier<T> first) {
            this.first = first;
        }

        synchronized T get() {
            T known = value;
            if (known == null) {
                known = first.get();
                value = known;
            }
            return known;
        }
    }

    public Instant now() {
        return clock.instant();
    }

    /** Waits until the clock shows {@code time}; in slices, since the clock may be set and the machine may sleep. */
    public void sleepUntil(Instant time) throws InterruptedException {
        for (long millis = millisUntil(time); millis > 0; millis = millisUntil(time)) {
            pause.millis(Math.min(millis, 1000));
        }
    }

    /**
     * The same for a call that nobody sits before, whatever terminal the process that began it came from.
     *
     * @param input what it reads from standard input
     * @param output where it writes what it prints
     * @param errors where it tells
     * @param variables its environment
     */
    public Host unattended(InputStream input, OutputStream output, OutputStream errors, Map<String, String> variables) {
        return new Host(
                clock,
                random,
                Optional::empty,
                input,
                output,
                errors,
                () -> false,
                () -> false,
                () -> false,
                () -> false,
                variables,
                pause,
                nanoTime,
                machine);
    }

    /** A variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private long millisUntil(Instant time) {
        Duration rest = Duration.between(now(), time);
        return rest.isNegative() || rest.isZero() ? 0 : Math.max(1, rest.toMillis());
    }

    /** Who waits for longer than for a lock has used its secrets, and what is left of them goes first. */
    private static void sleep(long millis) throws InterruptedException {
        if (millis >= LONG_MILLIS) {
            Leftovers.overwrite();
        }
        Thread.sleep(millis);
    }

    private static boolean standardOutputIsPipe() {
        int type = typeOf(OUT);
        return type == FIFO || type == SOCKET;
    }

    /** A character device other than the one that swallows everything is a terminal. */
    private static boolean isTerminal(Path descriptor) {
        if (typeOf(descriptor) != CHARACTER_DEVICE) {
            return false;
        }
        try {
            return !Files.isSameFile(descriptor, Path.of("/dev/null"));
        } catch (IOException e) {
            return true;
        }
    }

    private static int typeOf(Path descriptor) {
        try {
            return (Integer) Files.getAttribute(descriptor, "unix:mode") & TYPE_MASK;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return 0;
        }
    }
}
