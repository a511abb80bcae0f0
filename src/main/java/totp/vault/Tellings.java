package totp.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is told on this machine once a day at most: said at each call, nobody would read it any more. */
public final class Tellings {
    private static final Duration BETWEEN = Duration.ofDays(1);

    private final StateFile state;
    private final World world;

    /** For the vault at one path. */
    public Tellings(VaultFile file) throws VaultException {
        this.world = file.world();
        this.state = new StateFile(world.state(), file.realPath(), "told", new FileDisk(), world.pause());
    }

    /**
     * Whether it is time to tell something, which is noted as told then.
     *
     * @param what a word of our own
     * @return false where that cannot be noted: it would be told each time
     */
    @SuppressWarnings("try") // the lock is held, not used
    public boolean isDue(String what) {
        Instant now = world.clock().instant();
        try (VaultLock lock = state.lock()) {
            List<String> lines = new ArrayList<>();
            boolean due = true;
            for (String line : state.read()) {
                String[] words = line.split(" ", -1);
                boolean same = words[0].equals(what);
                if (same && words.length == 2) {
                    // A time that is still to come is one of a clock that was wrong.
                    Instant told = Instant.ofEpochSecond(Long.parseLong(words[1]));
                    due = told.isAfter(now) || !now.isBefore(told.plus(BETWEEN));
                } else if (!same) {
                    lines.add(line);
                }
            }
            if (due) {
                lines.add(what + " " + now.getEpochSecond());
                state.write(lines, false);
            }
            return due;
        } catch (VaultException | NumberFormatException e) {
            return false;
        }
    }
}
