package totp.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Payload.Entry;
import totp.vault.Payload.Foreign;
import totp.vault.Payload.Tombstone;
import totp.vault.VaultException.Reason;

/** The contents of two states of a vault made one, entry by entry. Their secrets are shared, and stay the two's to close. */
final class PayloadMerge {
    private final Payload one;
    private final Payload other;
    private final Kinship kinship;
    private final Payload merged = new Payload();
    private final Map<UUID, Entry> entries = new LinkedHashMap<>();
    private final Map<UUID, Foreign> foreign = new LinkedHashMap<>();
    private final Map<UUID, Tombstone> tombstones = new LinkedHashMap<>();
    private final Set<UUID> kept = new HashSet<>();

    private PayloadMerge(Payload one, Payload other, Kinship kinship) {
        this.one = one;
        this.other = other;
        this.kinship = kinship;
    }

    /** Whether one of the two states came from the other, as far as their histories tell. */
    enum Kinship {
        ONE_CAME_FROM_OTHER,
        OTHER_CAME_FROM_ONE,
        BRANCHES
    }

    /**
     * Merges.
     *
     * @throws VaultException {@code LIMIT}
     */
    static PayloadMerge of(Payload one, Payload other, Kinship kinship) throws VaultException {
        PayloadMerge merge = new PayloadMerge(one, other, kinship);
        merge.run();
        return merge;
    }

    Payload merged() {
        return merged;
    }

    /** The ids of the accounts that are kept beside others that had theirs. */
    Set<UUID> kept() {
        return kept;
    }

    private void run() throws VaultException {
        one.tombstones.forEach(this::take);
        other.tombstones.forEach(this::take);
        one.entries.forEach(this::take);
        other.entries.forEach(this::take);
        one.foreignEntries.forEach(this::take);
        other.foreignEntries.forEach(this::take);
        settleTombstones();
        settleNames();
        merged.entries.addAll(entries.values());
        merged.foreignEntries.addAll(foreign.values());
        merged.tombstones.addAll(tombstones.values());
        describe();
        if (merged.size() > Payload.ENTRIES_MAX) {
            throw new VaultException(Reason.LIMIT, Message.of("vault.vault-holds-most-entries", Payload.ENTRIES_MAX));
        }
    }

    private void describe() {
        merged.keyEpoch = Math.max(one.keyEpoch, other.keyEpoch);
        merged.nextSlotId = Math.max(one.nextSlotId, other.nextSlotId);
        merged.slots = other.keyEpoch > one.keyEpoch ? other.slots : one.slots; // as the slots themselves
        merged.settings = settings();
        merged.unknown = UnknownMembers.merged(
                one.unknown,
                other.unknown,
                name -> kinship == Kinship.BRANCHES ? 0 : kinship == Kinship.ONE_CAME_FROM_OTHER ? 1 : -1);
        List<Id> history = new ArrayList<>();
        for (int i = 0; i < Math.max(one.history.size(), other.history.size()); i++) {
            for (Payload side : List.of(one, other)) {
                if (i < side.history.size()) {
                    history.add(side.history.get(i));
                }
            }
        }
        merged.history = history.stream().distinct().toList();
    }

    /** The later ones; of two branches those of the greater bytes, which are the same on every machine. */
    private @Nullable Secret settings() {
        if (one.settings == null || other.settings == null) {
            return one.settings == null ? other.settings : one.settings;
        }
        return switch (kinship) {
            case ONE_CAME_FROM_OTHER -> one.settings;
            case OTHER_CAME_FROM_ONE -> other.settings;
            case BRANCHES -> EntryMerge.greater(one.settings, other.settings);
        };
    }

    private void take(Tombstone tombstone) {
        tombstones.merge(tombstone.id(), tombstone, (one, other) -> {
            Comparator<Tombstone> latest = Comparator.comparingLong(Tombstone::revision)
                    .thenComparing(Tombstone::deleted, Comparator.nullsFirst(Comparator.naturalOrder()));
            Tombstone last = latest.compare(one, other) < 0 ? other : one;
            return new Tombstone(
                    last.id(),
                    last.deleted(),
                    last.revision(),
                    UnknownMembers.merged(one.unknown(), other.unknown(), name -> latest.compare(one, other)));
        });
    }

    private void take(Entry entry) {
        UUID id = entry.account().id();
        Entry present = entries.get(id);
        if (present == null) {
            entries.put(id, entry);
            return;
        }
        EntryMerge merge = new EntryMerge(present, entry);
        entries.put(id, merge.merged());
        merge.lost(kinship != Kinship.BRANCHES).ifPresent(lost -> {
            kept.add(lost.account().id());
            take(lost);
        });
    }

    /** One that differs gets an id of its own: what it holds only a later version can tell. */
    private void take(Foreign entry) {
        Foreign present = foreign.get(entry.id());
        boolean clashes = present != null && !present.json().sameAs(entry.json());
        if (!clashes && !entries.containsKey(entry.id())) {
            foreign.put(entry.id(), entry);
            return;
        }
        boolean isNewer = present != null
                && (entry.revision() > present.revision()
                        || (entry.revision() == present.revision()
                                && EntryMerge.greater(entry.json(), present.json()) == entry.json()));
        Foreign moved = ForeignId.moved(isNewer ? Objects.requireNonNull(present, "it is older") : entry);
        if (isNewer && !entries.containsKey(entry.id())) {
            foreign.put(entry.id(), entry);
        }
        foreign.put(moved.id(), moved);
    }

    private void settleTombstones() {
        for (Tombstone tombstone : List.copyOf(tombstones.values())) {
            UUID id = tombstone.id();
            Entry entry = entries.get(id);
            Foreign other = foreign.get(id);
            if (entry == null && other == null) {
                continue;
            }
            long revision = entry != null
                    ? entry.account().revision()
                    : Objects.requireNonNull(other, "one of both is there").revision();
            if (tombstone.revision() >= revision) {
                entries.remove(id);
                foreign.remove(id);
            } else {
                tombstones.remove(id);
            }
        }
    }

    /** A name that two accounts have stays with the smaller id. */
    private void settleNames() {
        Map<String, UUID> taken = new HashMap<>();
        Map<String, Entry> byId = new TreeMap<>(); // their texts in order: UUID compares as if the halves were signed
        for (Entry entry : entries.values()) {
            if (entry.account().trashed() == null) {
                byId.put(entry.account().id().toString(), entry);
            }
        }
        byId.values().forEach(entry -> claim(entry.account(), taken));
        for (Entry entry : byId.values()) {
            Account account = entry.account();
            List<String> aliases = account.aliases().stream()
                    .map(alias -> free(alias, account.id(), taken))
                    .distinct()
                    .toList();
            if (!aliases.equals(account.aliases())) {
                aliases = aliases.stream().sorted().toList(); // as the next merge would have them
            }
            Account settled = account.toBuilder()
                    .name(free(account.name(), account.id(), taken))
                    .aliases(aliases)
                    .build();
            entries.put(account.id(), new Entry(settled, entry.edits(), entry.unknown(), entry.awsUnknown()));
        }
    }

    private static void claim(Account account, Map<String, UUID> taken) {
        taken.putIfAbsent(account.name(), account.id());
        account.aliases().forEach(alias -> taken.putIfAbsent(alias, account.id()));
    }

    private static String free(String name, UUID id, Map<String, UUID> taken) {
        String free = name;
        for (int attempt = 0; !taken.computeIfAbsent(free, unused -> id).equals(id); attempt++) {
            free = EntryMerge.renamed(name, id, attempt);
        }
        return free;
    }
}
