package totp.aws;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import totp.message.Message;

/**
 * What this package needs of the world, handed in so that tests own it.
 *
 * @param clock this machine's, right or wrong
 * @param nanoTime a clock that nobody sets, for spans
 * @param pause waits
 * @param progress takes a line for a person about a step or a wait
 * @param warning takes a line for a person about something amiss that did not stop the work
 */
public record World(
        InstantSource clock,
        LongSupplier nanoTime,
        Pause pause,
        Consumer<Message> progress,
        Consumer<Message> warning) {
    /** Waiting, which may be interrupted. */
    @FunctionalInterface
    public interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    /**
     * Waits.
     *
     * @throws AwsException {@code INTERRUPTED}
     */
    void pause(long millis) throws AwsException {
        try {
            pause.millis(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AwsException(AwsException.Reason.INTERRUPTED, "Interrupted", Message.of("aws.interrupted"));
        }
    }
}
