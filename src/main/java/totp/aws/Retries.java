package totp.aws;

import java.time.Duration;
import totp.message.Message;

/** Bounded waiting between attempts: pauses that grow from 0.3 s to 3 s, until a time is over. */
final class Retries {
    private static final long PAUSE_MILLIS_MIN = 300;
    private static final long PAUSE_MILLIS_MAX = 3000;

    private final World world;
    private final long endNanos;
    private long pauseMillis = PAUSE_MILLIS_MIN;
    private boolean told;

    Retries(World world, Duration limit) {
        this.world = world;
        this.endNanos = world.nanoTime().getAsLong() + limit.toNanos();
    }

    /**
     * Waits a little, unless the time is over.
     *
     * @param why for a person, told once
     * @return whether another attempt is due
     */
    boolean lasts(Message why) throws AwsException {
        long leftMillis = (endNanos - world.nanoTime().getAsLong()) / 1_000_000;
        if (leftMillis <= 0) {
            return false;
        }
        if (!told) {
            told = true;
            world.progress().accept(Message.of("aws.trying-again", why));
        }
        world.pause(Math.min(pauseMillis, leftMillis));
        pauseMillis = Math.min(pauseMillis * 3 / 2, PAUSE_MILLIS_MAX);
        return true;
    }
}
