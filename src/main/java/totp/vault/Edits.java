package totp.vault;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import totp.otp.Account;

/**
 * When each part of an account was last changed, so that a merge of two copies takes the newer name from one and the newer
 * note from the other. The revision is the clock (Lamport, "Time, Clocks, and the Ordering of Events", 1978): it counts the
 * changes of the account, a merge goes on from the greater one, and a wrong date on one machine decides nothing but a tie.
 *
 * @param others of every part that is not among {@code stamps}
 * @param stamps by the part's name, all later than {@code others}
 */
record Edits(Stamp others, SortedMap<String, Stamp> stamps) {
    /** Of an account that is as it was made. */
    static final Edits NONE = new Edits(Stamp.NEVER, Collections.emptySortedMap());

    /** The greatest number that is kept for one account; beyond it all parts count as changed with the latest. */
    static final int STAMPS_MAX = 1024;

    /**
     * A change: the account's revision that it made, and the date, which decides between two copies that counted alike.
     *
     * @param revision 0 for a part that is as it was made
     */
    record Stamp(long revision, @Nullable Instant time) implements Comparable<Stamp> {
        static final Stamp NEVER = new Stamp(0, null);

        /** The stamp of an account's own revision; the first one is its making. */
        static Stamp of(Account account) {
            return account.revision() <= 1 ? NEVER : new Stamp(account.revision(), account.modified());
        }

        /** In so many words, for these are read on the way of a code, and each comparator of the runtime is a class to be made. */
        @Override
        public int compareTo(Stamp other) {
            if (revision != other.revision) {
                return Long.compare(revision, other.revision);
            }
            if (time == null || other.time == null) {
                return Boolean.compare(time != null, other.time != null);
            }
            return time.compareTo(other.time);
        }

        Stamp orLater(Stamp other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    /**
     * What an entry says of itself. Where its revision is later than all of its stamps, a program that writes none has
     * changed it: nobody knows which part, so that each counts as changed then.
     */
    static Edits of(Account account, Edits written) {
        Stamp own = Stamp.of(account);
        return own.revision() > written.latest().revision() ? new Edits(own, Collections.emptySortedMap()) : written;
    }

    /** What these become by a change of the account, which has its new revision and date already. */
    Edits with(Account before, Account after) {
        Stamp now = Stamp.of(after);
        SortedMap<String, Stamp> next = new TreeMap<>(stamps);
        for (Part part : Part.values()) {
            if (!part.of(before).equals(part.of(after))) {
                next.put(part.key(), now);
            }
        }
        for (Part.Items items : Part.Items.values()) {
            for (String item : items.differences(before, after)) {
                next.put(items.key(item), now);
            }
        }
        return new Edits(others, next).bounded();
    }

    Stamp stamp(String part) {
        return stamps.getOrDefault(part, others);
    }

    /** The later stamp of each part. */
    Edits merged(Edits other) {
        Stamp rest = others.orLater(other.others);
        SortedSet<String> parts = new TreeSet<>(stamps.keySet());
        parts.addAll(other.stamps.keySet());
        SortedMap<String, Stamp> later = new TreeMap<>();
        for (String part : parts) {
            Stamp stamp = stamp(part).orLater(other.stamp(part));
            if (stamp.compareTo(rest) > 0) {
                later.put(part, stamp);
            }
        }
        return new Edits(rest, later).bounded();
    }

    private Edits bounded() {
        return stamps.size() <= STAMPS_MAX ? this : new Edits(latest(), Collections.emptySortedMap());
    }

    boolean isEmpty() {
        return stamps.isEmpty() && others.equals(Stamp.NEVER);
    }

    private Stamp latest() {
        Stamp latest = others;
        for (Map.Entry<String, Stamp> stamp : stamps.entrySet()) {
            latest = latest.orLater(stamp.getValue());
        }
        return latest;
    }
}
