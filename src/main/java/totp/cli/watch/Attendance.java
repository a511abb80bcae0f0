package totp.cli.watch;

import java.time.Duration;
import java.time.Instant;
import totp.cli.session.Host;
import totp.message.Message;

/**
 * Whether anybody sits there. By two clocks, for each has a way of standing still: the one that nobody sets stops while the
 * machine sleeps, and the other can be set back.
 */
final class Attendance {
    /** Of the idle time: who has the vault open is told so often that somebody is there, where nothing else is asked of it. */
    private static final int TOLD_EACH = 4;

    private static final Duration ABOUT = Duration.ofSeconds(3);

    private final Host host;
    private Duration limit = Keeper.USUAL_IDLE;
    private Instant lastKey;
    private long lastKeyNanos;
    private Instant lastTold;
    private boolean pressed;
    private boolean waitsForAgent;

    Attendance(Host host) {
        this.host = host;
        this.lastKey = host.now();
        this.lastKeyNanos = host.nanoTime().getAsLong();
        this.lastTold = lastKey;
    }

    void limit(Duration idle) {
        limit = idle;
    }

    /** That nobody has been there for so long. */
    Message idle() {
        Message length = limit.toMinutes() > 0
                ? Message.of("watch.minutes", limit.toMinutes())
                : Message.of("watch.seconds", limit.plusMillis(999).toSeconds());
        return Message.of("watch.idle", length);
    }

    void pressed() {
        lastKey = host.now();
        lastKeyNanos = host.nanoTime().getAsLong();
        pressed = true;
    }

    boolean isIdle() {
        return left().isNegative() || left().isZero();
    }

    /** An agent that waits for the same comes to its end some seconds sooner or later. */
    boolean isAboutIdle() {
        return left().compareTo(ABOUT) <= 0;
    }

    private Duration left() {
        Duration byClock = Duration.between(lastKey, host.now());
        Duration awake = Duration.ofNanos(host.nanoTime().getAsLong() - lastKeyNanos);
        return limit.minus(byClock.compareTo(awake) > 0 ? byClock : awake);
    }

    long millisLeft() {
        return Math.max(1, left().toMillis() + 1);
    }

    /** Whether somebody has pressed a key of which an agent with an idle time does not know yet, and is to. */
    boolean isToBeTold() {
        return pressed && Duration.between(lastTold, host.now()).compareTo(limit.dividedBy(TOLD_EACH)) > 0;
    }

    /** Who has the vault open is asked for something: gives whether it is to be told that somebody is there. */
    boolean tell() {
        boolean attended = pressed;
        if (attended) {
            lastTold = host.now();
        }
        pressed = false;
        return attended;
    }

    /** Whether an agent still has the vault open while the list is locked: when it ends, somebody is asked. */
    void waitForAgent(boolean waits) {
        waitsForAgent = waits;
    }

    boolean isWaitingForAgent() {
        return waitsForAgent;
    }
}
