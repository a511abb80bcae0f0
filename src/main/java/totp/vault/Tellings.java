package totp.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.vault.VaultException.Reason;

/** What is told of a vault on this machine once a day at most: said at each call, nobody would read it any more. */
public final class Tellings {
    private static final Duration BETWEEN = Duration.ofDays(1);

    private final StateFile state;
    private final World world;

    /** @param kind the ending of the file in which it is noted */
    Tellings(VaultFile file, String kind) throws VaultException {
        this.world = file.world();
        this.state = new StateFile(world.state(), file.realPath(), kind, new FileDisk(), world.pause());
    }

    /**
     * Whether it is time for a hint, which is noted as given then.
     *
     * @param what a word of our own
     * @return false where that cannot be noted: it would be given each time
     */
    public static boolean isDue(VaultFile file, String what) {
        try {
            return !new Tellings(file, "told").due(List.of(what)).isEmpty();
        } catch (VaultException e) {
            return false;
        }
    }

    /**
     * Those that were not told within a day, which are noted as told now.
     *
     * @throws VaultException if that cannot be noted
     */
    @SuppressWarnings("try") // the lock is held, not used
    List<String> due(List<String> keys) throws VaultException {
        Instant now = world.clock().instant();
        try (VaultLock lock = state.lock()) {
            Map<String, Instant> told = told(now);
            List<String> due =
                    keys.stream().filter(key -> !told.containsKey(key)).toList();
            if (!due.isEmpty()) {
                due.forEach(key -> told.put(key, now));
                List<String> lines = new ArrayList<>();
                told.forEach((key, time) -> lines.add(key + " " + time.getEpochSecond()));
                state.write(lines, false);
            }
            return due;
        }
    }

    /** What was told within the last day, by the clock as it is now; of a damaged file nothing. */
    private Map<String, Instant> told(Instant now) throws VaultException {
        Map<String, Instant> told = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = state.read();
        } catch (VaultException e) {
            if (e.reason() != Reason.STATE_DAMAGED) {
                throw e;
            }
            return told;
        }
        for (String line : lines) {
            int blank = line.lastIndexOf(' ');
            try {
                Instant time = Instant.ofEpochSecond(Long.parseLong(line.substring(blank + 1)));
                Duration age = Duration.between(time, now);
                if (blank > 0 && !age.isNegative() && age.compareTo(BETWEEN) < 0) {
                    told.put(line.substring(0, blank), time);
                }
            } catch (RuntimeException e) {
                // Not a line of ours: it is forgotten with the next writing.
            }
        }
        return told;
    }
}
