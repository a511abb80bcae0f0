package totp.cli.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Key;
import totp.cli.session.Machine;
import totp.cli.session.Terminal;

/**
 * A terminal within the screen, on which what every command asks is asked: questions come from the thread that works, keys from
 * the one that reads them. What is typed unseen is in no text, and is written over.
 */
final class Dialogue {
    private static final int LINE_BYTES_MAX = 4096;
    private static final byte[] END = new byte[0];

    private final Runnable changed;
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final byte[] typed = new byte[LINE_BYTES_MAX];
    private int length;
    private boolean hidden;
    private boolean asking;
    private volatile boolean over;

    /** @param changed is run where what is shown has changed, on any thread */
    Dialogue(Runnable changed) {
        this.changed = changed;
    }

    Terminal terminal(Machine machine) {
        return new Terminal(new Typed(), new Printed(), (mode, shown) -> mode(mode), machine);
    }

    private synchronized Runnable mode(Terminal.Mode mode) {
        boolean before = hidden;
        hidden = mode == Terminal.Mode.HIDDEN;
        return () -> {
            synchronized (this) {
                hidden = before;
            }
        };
    }

    /** What was said and asked, and of the answer what may be seen; empty if nothing was yet. */
    synchronized Optional<String> shown() {
        String text = printed.toString(StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(hidden ? text : text + new String(typed, 0, length, StandardCharsets.UTF_8));
    }

    /** Takes a key; Escape gives the whole thing up. */
    void take(Key key) {
        switch (key.kind()) {
            case ENTER -> enter();
            case ESCAPE -> giveUp();
            case ERASE -> erase();
            case TEXT -> type(key.text().getBytes(StandardCharsets.UTF_8));
            default -> {
                if (key.isControl('u')) {
                    forget();
                }
            }
        }
    }

    private synchronized void enter() {
        if (!asking) {
            return; // typed ahead of no question
        }
        asking = false;
        byte[] line = Arrays.copyOf(typed, length + 1);
        line[length] = '\n';
        if (!hidden) {
            printed.write(line, 0, length + 1);
        }
        forget();
        lines.add(line);
    }

    private synchronized void type(byte[] bytes) {
        if (asking && length + bytes.length <= LINE_BYTES_MAX) {
            System.arraycopy(bytes, 0, typed, length, bytes.length);
            length += bytes.length;
        }
    }

    private synchronized void erase() {
        while (length > 0 && (typed[length - 1] & 0xc0) == 0x80) {
            typed[--length] = 0;
        }
        if (length > 0) {
            typed[--length] = 0;
        }
    }

    private synchronized void forget() {
        Arrays.fill(typed, (byte) 0);
        length = 0;
    }

    /** Whoever asks is told that nobody answers any more. */
    void giveUp() {
        over = true;
        forget();
        lines.add(END);
    }

    boolean isGivenUp() {
        return over;
    }

    private final class Typed extends InputStream {
        private byte @Nullable [] line;
        private int at;

        @Override
        public int read() throws IOException {
            byte[] present = line;
            if (present == null) {
                present = next();
                line = present;
                at = 0;
            }
            if (present.length == 0) {
                return -1;
            }
            int b = present[at] & 0xff;
            present[at++] = 0;
            if (at == present.length) {
                line = null;
            }
            return b;
        }

        /** One by one: nobody knows whether more will come. */
        @Override
        public int read(byte[] buffer, int from, int count) throws IOException {
            int b = count == 0 ? -1 : read();
            if (b < 0) {
                return count == 0 ? 0 : -1;
            }
            buffer[from] = (byte) b;
            return 1;
        }

        private byte[] next() throws IOException {
            if (over) {
                return END;
            }
            synchronized (Dialogue.this) {
                asking = true;
            }
            changed.run();
            try {
                return lines.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private final class Printed extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            synchronized (Dialogue.this) {
                printed.write(bytes, from, count);
            }
            changed.run();
        }
    }
}
