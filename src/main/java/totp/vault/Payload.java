package totp.vault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.otp.Account;

/** The decrypted content of a vault as {@code vault/FORMAT.md} describes its JSON, with all that this version ignores. */
final class Payload implements AutoCloseable {
    /** Accounts, trash and tombstones together. */
    static final int ENTRIES_MAX = 10_000;

    static final int HISTORY_MAX = 256;

    /** Names of features that a writer must understand; none are known yet. */
    List<String> critical = List.of();

    final List<Entry> entries = new ArrayList<>();

    /** Entries of a type that a later version brought in. */
    final List<Foreign> foreignEntries = new ArrayList<>();

    final List<Tombstone> tombstones = new ArrayList<>();

    /** The save ids before the present one, newest first. */
    List<Id> history = List.of();

    /** The smallest slot id that was never used; 0 in vaults that do not say. */
    int nextSlotId;

    /** Counts the changes of vault key and slots. */
    long keyEpoch;

    /** What is known of slots, by their ids. */
    SortedMap<Integer, SlotNote> slots = new TreeMap<>();

    /** The JSON of {@code settings}. */
    @Nullable
    Secret settings;

    /** The members at the top level that this version does not know. */
    @Nullable
    Secret unknown;

    /**
     * An account with the members of its JSON that this version does not know.
     *
     * @param edits as they were written; {@link Edits#of} says what they are worth
     * @param unknown {@code "name":value} pairs, separated by commas
     * @param awsUnknown the same of the {@code aws} member
     */
    record Entry(
            Account account,
            Edits edits,
            @Nullable Secret unknown,
            @Nullable Secret awsUnknown) {
        /** An account that was just made. */
        static Entry of(Account account) {
            return new Entry(account, Edits.NONE, null, null);
        }

        /** The same entry after a change; what is unknown of an AWS device goes when the device does. */
        Entry with(Account changed) {
            return new Entry(
                    changed,
                    Edits.of(account, edits).with(account, changed),
                    unknown,
                    changed.aws() == null ? null : awsUnknown);
        }

        /** The same entry as a change of {@code former}; itself where nothing differs. */
        Entry after(Entry former) {
            Account before = former.account();
            Account later = counted(Math.max(before.revision(), 1) + 1);
            Edits next = Edits.of(before, former.edits()).with(before, later);
            return next.equals(Edits.of(before, former.edits())) ? this : new Entry(later, next, unknown, awsUnknown);
        }

        /** The same entry with all of its parts changed at a revision. */
        Entry counting(long revision) {
            return new Entry(counted(revision), Edits.NONE, unknown, awsUnknown);
        }

        private Account counted(long revision) {
            return account.toBuilder().revision(revision).build();
        }
    }

    /**
     * An entry that this version keeps and cannot use.
     *
     * @param json of the whole entry
     */
    record Foreign(UUID id, long revision, Secret json) {}

    /** What remains of an account that was purged, so that a merge does not bring it back. */
    record Tombstone(
            UUID id,
            @Nullable Instant deleted,
            long revision,
            @Nullable Secret unknown) {}

    /**
     * Counts what differs from {@code present} as changed after it: an earlier state that somebody brought back must not be
     * undone by the next merge with a copy of the state that it replaced.
     */
    void supersede(Payload present) {
        Map<UUID, Entry> replaced = new HashMap<>();
        present.entries.forEach(entry -> replaced.put(entry.account().id(), entry));
        Map<UUID, Long> purged = new HashMap<>();
        present.tombstones.forEach(tombstone -> purged.put(tombstone.id(), tombstone.revision()));
        entries.replaceAll(entry -> {
            UUID id = entry.account().id();
            Entry former = replaced.get(id);
            long purgedAt = purged.getOrDefault(id, -1L);
            if (former != null && former.account().revision() >= entry.account().revision()) {
                return entry.after(former);
            }
            return purgedAt < entry.account().revision() ? entry : entry.counting(Math.max(purgedAt, 1) + 1);
        });
    }

    int size() {
        return entries.size() + foreignEntries.size() + tombstones.size();
    }

    @Override
    public void close() {
        for (Entry entry : entries) {
            entry.account().close();
            close(entry.unknown());
            close(entry.awsUnknown());
        }
        foreignEntries.forEach(foreign -> foreign.json().close());
        tombstones.forEach(tombstone -> close(tombstone.unknown()));
        slots.values().forEach(note -> close(note.unknown()));
        close(settings);
        close(unknown);
    }

    private static void close(@Nullable Secret secret) {
        if (secret != null) {
            secret.close();
        }
    }
}
