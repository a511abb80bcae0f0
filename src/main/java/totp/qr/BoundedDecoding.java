package totp.qr;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;
import totp.message.Message;

/**
 * Decodes on a thread of its own, whose processor time is bounded: {@link PictureWork} knows the ways to keep a decoder busy that
 * are known, and decoders are of others. Processor time is what is counted, so a busy machine changes nothing.
 */
final class BoundedDecoding {
    /** The largest picture that is allowed takes less than four seconds. */
    private static final long NANOS_MAX = 9_000_000_000L;

    /** Until then nobody has to ask; most pictures take a tenth of it. */
    private static final long MILLIS_UNASKED = 2_000;

    private static final long MILLIS_BETWEEN = 200;

    private final ImageReader reader;
    private final Source source;
    private volatile @Nullable BufferedImage image;
    private volatile @Nullable Throwable failure;

    /** Where the picture comes from. */
    @FunctionalInterface
    interface Source {
        BufferedImage decode() throws IOException, PictureException;
    }

    private BoundedDecoding(ImageReader reader, Source source) {
        this.reader = reader;
        this.source = source;
    }

    /** @param reader given up where it takes too long, and done with afterwards in any case */
    static BufferedImage of(ImageReader reader, Source source) throws IOException, PictureException {
        return of(reader, source, NANOS_MAX, MILLIS_UNASKED);
    }

    static BufferedImage of(ImageReader reader, Source source, long nanosMax, long millisUnasked)
            throws IOException, PictureException {
        BoundedDecoding decoding = new BoundedDecoding(reader, source);
        Thread thread = new Thread(decoding::run, "decoding a picture");
        thread.setDaemon(true); // so that nothing waits for what was given up
        thread.start();
        try {
            thread.join(millisUnasked);
            while (thread.isAlive()) {
                if (processorTime(thread) > nanosMax) {
                    decoding.abort();
                    throw new PictureException(Message.of("qr.takes-too-long-decode"));
                }
                thread.join(MILLIS_BETWEEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PictureException(Message.of("qr.interrupted"));
        }
        return decoding.result();
    }

    private static long processorTime(Thread thread) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isThreadCpuTimeSupported() ? threads.getThreadCpuTime(thread.getId()) : 0;
    }

    /** Most readers stop; that of JPEG lets no other thread in, and goes on until the program ends. */
    private void abort() {
        try {
            reader.abort();
        } catch (IllegalStateException e) {
            // It is the thread's own, which nothing waits for.
        }
    }

    private void run() {
        try {
            image = source.decode();
            reader.dispose();
        } catch (IOException | PictureException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private BufferedImage result() throws IOException, PictureException {
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof PictureException refusal) {
            throw refusal;
        }
        if (thrown != null) {
            throw new IOException(thrown);
        }
        BufferedImage decoded = image;
        if (decoded == null) {
            throw new PictureException(Message.of("qr.not-picture-can-read"));
        }
        return decoded;
    }
}
