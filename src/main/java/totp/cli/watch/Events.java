package totp.cli.watch;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Key;
import totp.cli.session.KeyDecoder;
import totp.cli.session.Terminal;

/** Everything that happens, keys among it, in the order in which it came, for the one thread that acts on it. */
final class Events {
    /** The bytes of an escape sequence come closer together; the key Escape is one alone. */
    private static final long ESCAPE_MILLIS = 50;

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final KeyDecoder decoder = new KeyDecoder();
    private final Consumer<Key> pressed;

    /** @param pressed gets each key, on the thread that acts */
    Events(Consumer<Key> pressed) {
        this.pressed = pressed;
    }

    /** From any thread. */
    void add(Runnable event) {
        queue.add(event);
    }

    /** Lets keys come in; {@code gone} happens when the terminal has none any more. */
    void readKeys(Terminal terminal, Runnable gone) {
        Thread reader = new Thread(
                () -> {
                    Optional<Integer> key = terminal.key();
                    while (key.isPresent()) {
                        int b = key.get();
                        queue.add(() -> decoder.take(b).ifPresent(pressed));
                        key = terminal.key();
                    }
                    queue.add(gone);
                },
                "watch keys");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits for something to happen, at most so long, and acts on all that has come. */
    void handle(long millis) throws InterruptedException {
        boolean waiting = decoder.isWaiting();
        @Nullable
        Runnable first = queue.poll(waiting ? Math.min(millis, ESCAPE_MILLIS) : millis, TimeUnit.MILLISECONDS);
        if (first == null && waiting) {
            pressed.accept(decoder.timeOut());
        }
        for (Runnable event = first; event != null; event = queue.poll()) {
            event.run();
        }
    }
}
