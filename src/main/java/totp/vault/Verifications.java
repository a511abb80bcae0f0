package totp.vault;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often AWS was asked from this machine to verify a code of one device. AWS verifies nine in each three minutes of UTC,
 * right, wrong and repeated ones alike, and takes no code of that device afterwards: whoever asks too often locks its owner
 * out. Six are for programs, the rest is the owner's. All processes of this user share one count.
 */
public final class Verifications {
    /** So many requests with a code this machine makes for one device in each window. */
    public static final int WINDOW_MAX = 6;

    private static final long WINDOW_SECONDS = 180;

    private final StateFile file;

    private Verifications(StateFile file) {
        this.file = file;
    }

    /**
     * The count of one device.
     *
     * @param folder the state folder of this user, made when something is noted
     * @param serial the device's ARN; the file's name is a hash of it
     */
    public static Verifications of(Path folder, String serial, World.Pause pause) {
        return new Verifications(new StateFile(folder, serial, "verifications", new FileDisk(), pause));
    }

    /**
     * Notes, durably, that a code is about to be sent.
     *
     * @param now AWS's time
     * @return empty; or, if that would be one too many and nothing was noted, when the next window begins
     */
    @SuppressWarnings("try") // the lock is held, not used
    public Optional<Instant> note(Instant now) throws VaultException {
        try (VaultLock lock = file.lock()) {
            List<Long> present = read(window(now));
            if (present.size() >= WINDOW_MAX) {
                return Optional.of(nextWindow(now));
            }
            present.add(now.getEpochSecond());
            write(present);
            return Optional.empty();
        }
    }

    /** What {@link #note} would answer at this moment. */
    public Optional<Instant> pausedUntil(Instant now) throws VaultException {
        return read(window(now)).size() >= WINDOW_MAX ? Optional.of(nextWindow(now)) : Optional.empty();
    }

    /** Makes sure that {@link #note} can write, and counts nothing. */
    @SuppressWarnings("try") // the lock is held, not used
    public void rehearse() throws VaultException {
        try (VaultLock lock = file.lock()) {
            read(0); // a damaged one is told now
            file.write(file.read(), true);
        }
    }

    /** When AWS begins to count anew. */
    public static Instant nextWindow(Instant now) {
        return Instant.ofEpochSecond((window(now) + 1) * WINDOW_SECONDS);
    }

    private static long window(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), WINDOW_SECONDS);
    }

    /** Those of one window: AWS has forgotten all others, and so do we. */
    private List<Long> read(long window) throws VaultException {
        List<Long> times = new ArrayList<>();
        for (String line : file.read()) {
            try {
                long time = Long.parseLong(line);
                if (Math.floorDiv(time, WINDOW_SECONDS) == window) {
                    times.add(time);
                }
            } catch (NumberFormatException e) {
                throw file.damaged();
            }
        }
        return times;
    }

    private void write(List<Long> times) throws VaultException {
        file.write(times.stream().map(String::valueOf).toList(), true);
    }
}
