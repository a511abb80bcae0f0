package totp.cli.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.unlock.PassphraseSource;
import totp.cli.unlock.Unlock;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.vault.ClosedVault;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.KeyRing;
import totp.vault.KeyRing.KeptSlot;
import totp.vault.NewSlot;
import totp.vault.RecoveryKey;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/**
 * Changes the vault key. A slot can stay only if its secret is at hand, since the new key must be wrapped under it; those
 * whose secrets were not given are named and removed, after a yes. A secret counts for what it was given for: the first
 * answer says whose passphrase is to be changed, and what is typed so that somebody else's slot may stay changes nothing.
 */
final class Rekeying {
    private final Session session;
    private final VaultAccess access;
    private final NewRecoveryKey newRecoveryKey;

    /** The key file that was given, whether it opens anything alone or only together with a passphrase. */
    private @Nullable Secret keyFile;

    Rekeying(Session session, VaultAccess access, NewRecoveryKey newRecoveryKey) {
        this.session = session;
        this.access = access;
        this.newRecoveryKey = newRecoveryKey;
    }

    void run(KeyCommand.Action action, @Nullable Integer removed, SecretSource newPassphrase)
            throws Failure, VaultException {
        SealedVault sealed = access.read();
        try (Unlock unlock = new Unlock(session)) {
            unlock.checkOptions();
            if (removed != null && sealed.slots().stream().noneMatch(slot -> slot.id() == removed)) {
                throw new Failure(ExitCode.NOT_FOUND, "there is no slot " + removed, "totp key list shows the slots");
            }
            Map<Slot, Credentials> own = own(sealed, unlock);
            // Opened before anything else is asked: it may be a file that must not be changed.
            try (ClosedVault vault = toBeChanged(sealed, own.values().iterator().next())) {
                Map<Slot, Credentials> kept = new LinkedHashMap<>(own);
                List<Slot> changed = action == KeyCommand.Action.passphrase ? changed(sealed, own) : List.of();
                changed.forEach(kept::remove);
                kept.putAll(others(sealed, own, changed, removed, unlock));
                kept.keySet().removeIf(slot -> isRecoveryKey(slot) || (removed != null && slot.id() == removed));
                if (kept.isEmpty() && action != KeyCommand.Action.passphrase) {
                    throw Failure.usage(
                            "no way into the vault would be left but a recovery key",
                            "totp key add makes another one first; the secrets of all that are to stay must be given");
                }
                confirmRemoved(sealed, kept, own, changed, removed);
                List<NewSlot> added = action == KeyCommand.Action.passphrase
                        ? successors(changed, own, new PassphraseSource(session).fresh(newPassphrase))
                        : List.of();
                try (Vault opened = vault.open()) {
                    save(opened, kept(kept), added, cost(changed));
                }
            }
        }
    }

    private ClosedVault toBeChanged(SealedVault sealed, Credentials opening) throws Failure, VaultException {
        return ClosedVault.of(access.open(sealed, closed -> closed.open(opening), true));
    }

    /** The slots that the first answer opens: options, or what is typed at the first question. */
    private Map<Slot, Credentials> own(SealedVault sealed, Unlock unlock) throws Failure {
        try {
            List<Credentials> given = unlock.allGiven(sealed);
            keyFile = keyFile(given);
            Map<Slot, Credentials> opened = new LinkedHashMap<>();
            for (Slot slot : sealed.slots()) {
                for (Credentials credentials : given) {
                    if (!opened.containsKey(slot) && sealed.opens(slot, credentials)) {
                        opened.put(slot, credentials);
                    }
                }
            }
            if (opened.isEmpty()) {
                throw new VaultException(Reason.WRONG_SECRET, "the given secrets open no slot of this vault");
            }
            return opened;
        } catch (VaultException e) {
            throw access.notOpened(sealed, e);
        }
    }

    /**
     * The slots that the new passphrase takes the place of: those of the old one. Who came with the recovery key alone has
     * none of them at hand, and means the only passphrase that there is.
     */
    private static List<Slot> changed(SealedVault sealed, Map<Slot, Credentials> own) {
        List<Slot> changed = new ArrayList<>();
        own.forEach((slot, credentials) -> {
            if (credentials.passphrase() != null) {
                changed.add(slot);
            }
        });
        if (changed.isEmpty() && own.keySet().stream().allMatch(Rekeying::isRecoveryKey)) {
            List<Slot> forgotten = sealed.slots().stream()
                    .filter(slot -> is(slot, SlotType.PASSPHRASE))
                    .toList();
            return forgotten.size() == 1 ? forgotten : List.of();
        }
        return changed;
    }

    /** Slots of others whose secrets are typed so that they stay. */
    private Map<Slot, Credentials> others(
            SealedVault sealed,
            Map<Slot, Credentials> own,
            List<Slot> changed,
            @Nullable Integer removed,
            Unlock unlock)
            throws Failure, VaultException {
        Map<Slot, Credentials> others = new LinkedHashMap<>();
        if (!session.canAsk() || session.options().yes) {
            return others;
        }
        for (Slot slot : sealed.slots()) {
            boolean settled =
                    own.containsKey(slot) || changed.contains(slot) || (removed != null && slot.id() == removed);
            boolean withKeyFile = is(slot, SlotType.PASSPHRASE_AND_KEY_FILE) && keyFile != null;
            if (!settled && (is(slot, SlotType.PASSPHRASE) || withKeyFile)) {
                Credentials typed = unlock.secretOf(sealed, slot, withKeyFile ? keyFile : null);
                if (typed != null) {
                    others.put(slot, typed);
                }
            }
        }
        return others;
    }

    private static @Nullable Secret keyFile(List<Credentials> given) {
        for (Credentials credentials : given) {
            if (credentials.keyFile() != null) {
                return credentials.keyFile();
            }
        }
        return null;
    }

    private void confirmRemoved(
            SealedVault sealed,
            Map<Slot, Credentials> kept,
            Map<Slot, Credentials> own,
            List<Slot> changed,
            @Nullable Integer removed)
            throws Failure {
        List<String> lost = new ArrayList<>();
        for (Slot slot : sealed.slots()) {
            boolean meant = changed.contains(slot) || isRecoveryKey(slot) || (removed != null && slot.id() == removed);
            if (!kept.containsKey(slot) && !meant) {
                lost.add("slot " + slot.id() + " (" + InfoCommand.describe(slot) + ")");
            }
        }
        boolean forgotten = changed.stream().anyMatch(slot -> !own.containsKey(slot));
        if (lost.isEmpty() && forgotten) {
            session.confirmIntended("The old passphrase will no longer open the vault. Go on");
        } else if (!lost.isEmpty()) {
            String names = String.join(" and ", lost);
            session.confirm((forgotten ? "The old passphrase will no longer open the vault. " : "") + "Remove " + names
                    + ", for which no secret was given");
            if (session.options().yes) {
                session.output().warning("removed " + names + ", for which no secret was given");
            }
        }
    }

    /** What the new passphrase opens: a slot for each that it takes the place of, or else one of its own. */
    private static List<NewSlot> successors(List<Slot> changed, Map<Slot, Credentials> own, Secret passphrase) {
        List<NewSlot> added = new ArrayList<>();
        for (Slot slot : changed) {
            Secret keyFile =
                    Optional.ofNullable(own.get(slot)).map(Credentials::keyFile).orElse(null);
            added.add(new NewSlot(Credentials.ofPassphraseAndKeyFile(passphrase, keyFile)));
        }
        return added.isEmpty() ? List.of(new NewSlot(Credentials.ofPassphrase(passphrase))) : added;
    }

    private static List<KeptSlot> kept(Map<Slot, Credentials> slots) {
        List<KeptSlot> kept = new ArrayList<>();
        slots.forEach((slot, credentials) ->
                kept.add(new KeptSlot(slot.id(), slot.type().orElseThrow(), credentials, costOf(slot))));
        return kept;
    }

    /** At least what the slots cost whose place is taken: a change of keys must not make a way in weaker. */
    private static Argon2id.Cost cost(List<Slot> changed) {
        Argon2id.Cost cost = KdfCost.DEFAULT;
        for (Slot slot : changed) {
            Argon2id.Cost other = costOf(slot);
            boolean greater = (long) other.memoryKib() * other.passes() > (long) cost.memoryKib() * cost.passes();
            cost = greater ? other : cost;
        }
        return cost;
    }

    private static Argon2id.Cost costOf(Slot slot) {
        return slot.cost().map(KdfCost::atLeastDefault).orElse(KdfCost.DEFAULT);
    }

    private static boolean isRecoveryKey(Slot slot) {
        return is(slot, SlotType.RECOVERY_KEY);
    }

    private static boolean is(Slot slot, SlotType type) {
        return slot.type().filter(type::equals).isPresent();
    }

    private void save(Vault vault, List<KeptSlot> kept, List<NewSlot> added, Argon2id.Cost cost)
            throws Failure, VaultException {
        try (Secret recoveryKey = RecoveryKey.generate(session.host().random().get());
                ProvisionalFiles unfinished = new ProvisionalFiles()) {
            List<NewSlot> all = new ArrayList<>(added);
            if (!newRecoveryKey.none) {
                newRecoveryKey.handOver(session, recoveryKey, unfinished);
                all.add(new NewSlot(Credentials.ofRecoveryKey(recoveryKey)));
            }
            KeyRing keys = new KeyRing(access.file());
            try (Vault saved = unfinished.complete(() -> access.save(() -> keys.rekey(vault, kept, all, cost)))) {
                session.output()
                        .note("the vault has a new key and "
                                + slots(saved.sealed().slots().size()));
            }
            session.output()
                    .hint("older backups and copies still open with the old secrets; delete any you do not trust");
        }
    }

    private static String slots(int count) {
        return count == 1 ? "1 slot" : count + " slots";
    }
}
