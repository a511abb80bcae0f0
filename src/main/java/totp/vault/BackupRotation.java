package totp.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which backups stay: the last ten saves, one a day for two weeks, one a week for eight. */
final class BackupRotation {
    static final int SAVES = 10;
    static final int DAYS = 14;
    static final int WEEKS = 8;

    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private BackupRotation() {}

    /**
     * The backups that are not needed any more. None that seems to come from the future is among them: the clock is wrong
     * then, and a wrong clock must not delete anything. The last saves are those by time and those by generation: after a
     * restore a dead branch may have the greater generations, and a copied folder may have lost its times.
     */
    static List<Backup> expired(List<Backup> backups, Instant now) {
        List<Backup> newestFirst = sorted(backups, Backup.OLDEST_FIRST.reversed());
        List<Backup> highestFirst = sorted(
                backups,
                Comparator.comparing(Backup::generation)
                        .thenComparing(Backup::kept)
                        .reversed());
        int count = Math.min(SAVES, backups.size());
        Set<Backup> last = new HashSet<>(newestFirst.subList(0, count));
        last.addAll(highestFirst.subList(0, count));
        Set<Long> days = new HashSet<>();
        Set<Long> weeks = new HashSet<>();
        List<Backup> expired = new ArrayList<>();
        for (Backup backup : newestFirst) {
            long age = Duration.between(backup.kept(), now).toSeconds();
            long day = Math.floorDiv(backup.kept().getEpochSecond(), DAY_SECONDS);
            // Both are asked for every backup, since the newest of a day or week stands for it.
            boolean firstOfDay = days.add(day);
            boolean firstOfWeek = weeks.add(Math.floorDiv(day, 7));
            boolean needed = last.contains(backup)
                    || age < 0
                    || (firstOfDay && age < DAYS * DAY_SECONDS)
                    || (firstOfWeek && age < WEEKS * 7 * DAY_SECONDS);
            if (!needed) {
                expired.add(backup);
            }
        }
        return expired;
    }

    private static List<Backup> sorted(List<Backup> backups, Comparator<Backup> order) {
        List<Backup> sorted = new ArrayList<>(backups);
        sorted.sort(order);
        return sorted;
    }
}
