package totp.vault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    /** Entries of a type that a later version brought in, each the JSON of the whole entry. */
    final List<Secret> foreignEntries = new ArrayList<>();

    final List<Tombstone> tombstones = new ArrayList<>();

    /** The save ids before the present one, newest first. */
    List<Id> history = List.of();

    /** The smallest slot id that was never used; 0 in vaults that do not say. */
    int nextSlotId;

    /** Counts the changes of vault key and slots. */
    long keyEpoch;

    /** The JSON of {@code settings}. */
    @Nullable
    Secret settings;

    /** The members at the top level that this version does not know. */
    @Nullable
    Secret unknown;

    /**
     * An account with the members of its JSON that this version does not know.
     *
     * @param unknown {@code "name":value} pairs, separated by commas
     * @param awsUnknown the same of the {@code aws} member
     */
    record Entry(
            Account account,
            @Nullable Secret unknown,
            @Nullable Secret awsUnknown) {
        /** The same entry after a change; what is unknown of an AWS device goes when the device does. */
        Entry with(Account changed) {
            return new Entry(changed, unknown, changed.aws() == null ? null : awsUnknown);
        }
    }

    /** What remains of an account that was purged, so that a merge does not bring it back. */
    record Tombstone(
            UUID id,
            @Nullable Instant deleted,
            long revision,
            @Nullable Secret unknown) {}

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
        foreignEntries.forEach(Secret::close);
        tombstones.forEach(tombstone -> close(tombstone.unknown()));
        close(settings);
        close(unknown);
    }

    private static void close(@Nullable Secret secret) {
        if (secret != null) {
            secret.close();
        }
    }
}
