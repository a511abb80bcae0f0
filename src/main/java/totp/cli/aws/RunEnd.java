package totp.cli.aws;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import totp.cli.session.AtExit;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.message.Message;

/**
 * The end of a long run, by Ctrl-C for instance: the step that is under way is brought to its end, and no further one begins.
 * A step that takes too long is cut off, which the next run mends as it mends a power cut.
 */
final class RunEnd implements AutoCloseable {
    /** A little longer than a call to AWS may take. */
    private static final int SECONDS_MAX = 35;

    private final Host host;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtExit signal;
    private volatile boolean coming;

    /** @param cutOff what is told if the step does not come to its end */
    RunEnd(Host host, Runnable cutOff) {
        this.host = host;
        this.signal = new AtExit(host.machine(), () -> awaitStep(cutOff));
    }

    private void awaitStep(Runnable cutOff) {
        coming = true;
        try {
            if (!over.await(SECONDS_MAX, TimeUnit.SECONDS)) {
                cutOff.run();
            }
        } catch (InterruptedException e) {
            cutOff.run();
        }
    }

    /** Whether no further step is to begin. */
    boolean isComing() {
        return coming;
    }

    /** @throws Failure {@code INTERRUPTED} if no further step is to begin */
    void check() throws Failure {
        if (coming) {
            throw new Failure(ExitCode.INTERRUPTED, Message.of("aws.ended-signal"));
        }
    }

    /** Waits between two calls, where a run may end as well as between two steps. */
    void pause(long millis) throws InterruptedException {
        if (!coming) {
            host.pause().millis(millis);
        }
        if (coming) {
            throw new InterruptedException();
        }
    }

    /** All is told that is to be told. */
    @Override
    public void close() {
        over.countDown();
        signal.cancel();
    }
}
