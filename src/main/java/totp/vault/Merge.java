package totp.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Payload.Entry;
import totp.vault.PayloadMerge.Kinship;
import totp.vault.VaultException.Reason;

/**
 * What two states of a vault become together. Every secret of either side is there afterwards but for those that were purged
 * as they were or later; it does not matter which comes first, but for names that clash, the order of the accounts and keys
 * of the same epoch; and what was merged once changes nothing the next time.
 */
public final class Merge {
    private final Vault ours;
    private final Vault theirs;
    private final PayloadMerge content;
    private final List<MergeChange> changes;
    private final boolean changesNothing;

    private Merge(Vault ours, Vault theirs) throws VaultException {
        this.ours = ours;
        this.theirs = theirs;
        this.content = PayloadMerge.of(ours.payload(), theirs.payload(), kinship(ours, theirs));
        this.changes = List.copyOf(findChanges());
        this.changesNothing = changes.isEmpty() && hasSameContent();
    }

    private static Kinship kinship(Vault ours, Vault theirs) {
        if (ours.follows(theirs.sealed().saveId())) {
            return Kinship.ONE_CAME_FROM_OTHER;
        }
        return theirs.follows(ours.sealed().saveId()) ? Kinship.OTHER_CAME_FROM_ONE : Kinship.BRANCHES;
    }

    /**
     * Merges in memory. Both vaults stay open for as long as the result is used.
     *
     * @param ours the vault that the other one is merged into
     * @param theirs of the same vault
     * @throws VaultException {@code NEWER} or {@code LIMIT}
     */
    public static Merge of(Vault ours, Vault theirs) throws VaultException {
        if (!ours.id().equals(theirs.id())) {
            throw new IllegalArgumentException("two vaults");
        }
        if (!ours.payload().critical.isEmpty()) {
            throw new VaultException(Reason.NEWER, Message.of("vault.vault-can-only-changed"));
        }
        if (!theirs.payload().critical.isEmpty()) {
            throw new VaultException(Reason.NEWER, Message.of("vault.merge-copy-newer"));
        }
        return new Merge(ours, theirs);
    }

    /**
     * Merges on the disk, as one save that follows both, also where this machine saw another state last: to merge is how
     * that is mended. The merged file becomes a backup.
     *
     * @param opened the vault at the path, taken over and closed
     * @param theirs stays open
     * @param withTheirKeys whether the vault may take its keys from the other side
     * @throws VaultException {@code BUSY} if they would change hands and may not; nothing was changed whatever it is
     */
    public static Vault save(VaultFile file, Vault opened, Vault theirs, boolean withTheirKeys) throws VaultException {
        return file.replace(
                opened,
                (current, next, seen) -> {
                    Merge merge = of(current, theirs);
                    if (merge.takesTheirKeys() && !withTheirKeys) {
                        throw new VaultException(Reason.BUSY, Message.of("vault.keys-vault-changed-meantime"));
                    }
                    Vault saved = next.merged(merge, seen);
                    if (merge.takesTheirKeys()) {
                        next.keepCopy(saved);
                    }
                    return saved;
                },
                true);
    }

    /**
     * Puts the result in the place of {@code file}, which is no vault of this machine: there is no lock, and no backup or
     * anything else is left beside it.
     *
     * @return warnings
     */
    public List<Message> writeTo(Path file, SecureRandom random) throws VaultException {
        FileDisk disk = new FileDisk();
        NextState next = new NextState(disk, new VaultPath(file, disk).real(), random);
        next.mergedAlone(this).close();
        return next.warnings();
    }

    /** Whether vault key and slots come from the other side, which has the later change of keys. */
    public boolean takesTheirKeys() {
        return theirs.keyEpoch() > ours.keyEpoch();
    }

    /** Whether both sides changed their keys, as far as anybody can tell: the other side's ways in end then. */
    public boolean keysDiverged() {
        return theirs.keyEpoch() == ours.keyEpoch() && !theirs.sealed().hasSameSlotsAs(ours.sealed());
    }

    /** Whether a save would make no difference: all that the other side holds, its save among the earlier ones, is there. */
    public boolean changesNothing() {
        return changesNothing;
    }

    private boolean hasSameContent() {
        if (takesTheirKeys() || !ours.follows(theirs.sealed().saveId())) {
            return false;
        }
        Payload merged = payload();
        Payload same = new Payload();
        same.entries.addAll(merged.entries);
        same.foreignEntries.addAll(merged.foreignEntries);
        same.tombstones.addAll(merged.tombstones);
        same.slots = merged.slots;
        same.settings = merged.settings;
        same.unknown = merged.unknown;
        same.history = ours.payload().history;
        same.nextSlotId = ours.payload().nextSlotId;
        same.keyEpoch = ours.payload().keyEpoch;
        try (Secret before = PayloadWriter.write(ours.payload());
                Secret after = PayloadWriter.write(same)) {
            return before.sameAs(after);
        }
    }

    /** What becomes of the accounts of the vault that is merged into, in the order of the accounts. */
    public List<MergeChange> changes() {
        return changes;
    }

    private List<MergeChange> findChanges() {
        List<MergeChange> found = new ArrayList<>();
        Map<UUID, Entry> before = new LinkedHashMap<>();
        ours.payload().entries.forEach(entry -> before.put(entry.account().id(), entry));
        for (Entry entry : payload().entries) {
            Account account = entry.account();
            Entry was = before.remove(account.id());
            MergeChange.of(Optional.ofNullable(was).map(Entry::account).orElse(null), account, content.kept())
                    .ifPresent(found::add);
        }
        before.values().forEach(entry -> found.add(MergeChange.purged(entry.account())));
        return found;
    }

    /** How many entries that only a later version can use come from the other side. */
    public int foreignEntries() {
        Set<UUID> known = new HashSet<>();
        ours.payload().foreignEntries.forEach(entry -> known.add(entry.id()));
        return (int) payload().foreignEntries.stream()
                .filter(entry -> !known.contains(entry.id()))
                .count();
    }

    /** The names of accounts of the other side that were purged on this one, and stay so. */
    public List<String> stayPurged() {
        Set<UUID> there = new HashSet<>();
        payload().entries.forEach(entry -> there.add(entry.account().id()));
        ours.payload().entries.forEach(entry -> there.add(entry.account().id()));
        return theirs.payload().entries.stream()
                .map(Entry::account)
                .filter(account -> !there.contains(account.id()))
                .map(Account::name)
                .toList();
    }

    Vault ours() {
        return ours;
    }

    Vault theirs() {
        return theirs;
    }

    Payload payload() {
        return content.merged();
    }

    Vault keys() {
        return takesTheirKeys() ? theirs : ours;
    }
}
