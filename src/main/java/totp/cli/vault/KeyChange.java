package totp.cli.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.KeyRing.KeptSlot;
import totp.vault.NewSlot;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.SlotNote;
import totp.vault.SlotType;
import totp.vault.VaultException;

/**
 * What becomes of each slot when the vault gets a new key. A slot can stay only if its secret is at hand, since the new key
 * must be wrapped under it. Recovery keys never stay: each change of keys makes a new one.
 *
 * @param kept slots that stay, and what opens them
 * @param replaced slots whose place the new passphrase takes, and what opened them; empty where that was forgotten
 * @param dropped slots that go since nobody gave their secrets
 */
record KeyChange(Map<Slot, Credentials> kept, Map<Slot, Optional<Credentials>> replaced, List<Slot> dropped) {
    /**
     * Works it out.
     *
     * @param secrets of all slots that may stay or whose passphrase changes, as far as they were given
     * @param replaced the slots that the new passphrase takes the place of
     * @param removed the slot that is to go, if any
     */
    static KeyChange of(
            SealedVault sealed, Map<Slot, Credentials> secrets, List<Slot> replaced, Optional<Integer> removed) {
        Map<Slot, Credentials> kept = new LinkedHashMap<>();
        Map<Slot, Optional<Credentials>> former = new LinkedHashMap<>();
        List<Slot> dropped = new ArrayList<>();
        for (Slot slot : sealed.slots()) {
            Optional<Credentials> secret = Optional.ofNullable(secrets.get(slot));
            if (replaced.contains(slot)) {
                former.put(slot, secret);
            } else if (!isRecoveryKey(slot) && !removed.equals(Optional.of(slot.id()))) {
                secret.ifPresentOrElse(opening -> kept.put(slot, opening), () -> dropped.add(slot));
            }
        }
        return new KeyChange(kept, former, List.copyOf(dropped));
    }

    /**
     * The slots that a new passphrase takes the place of: those of the old one. Who came with the recovery key alone has
     * none of them at hand, and means the only passphrase that there is.
     *
     * @param own the slots that the first answer opens
     */
    static List<Slot> replacedByPassphrase(SealedVault sealed, Map<Slot, Credentials> own) {
        List<Slot> replaced = own.entrySet().stream()
                .filter(entry -> entry.getValue().passphrase() != null)
                .map(Map.Entry::getKey)
                .toList();
        if (!replaced.isEmpty() || !own.keySet().stream().allMatch(KeyChange::isRecoveryKey)) {
            return replaced;
        }
        List<Slot> forgotten = sealed.slots().stream()
                .filter(slot -> slot.is(SlotType.PASSPHRASE))
                .toList();
        return forgotten.size() == 1 ? forgotten : List.of();
    }

    /** Whether somebody gets a new passphrase without having told the old one. */
    boolean isForPassphraseForgotten() {
        return replaced.containsValue(Optional.<Credentials>empty());
    }

    List<KeptSlot> keptSlots() {
        List<KeptSlot> slots = new ArrayList<>();
        kept.forEach(
                (slot, opening) -> slots.add(new KeptSlot(slot.id(), slot.type().orElseThrow(), opening, cost(slot))));
        return slots;
    }

    /** What the new passphrase opens: a slot for each that it takes the place of, or else one of its own. */
    List<NewSlot> opened(Secret passphrase, Noting noting) throws VaultException {
        List<NewSlot> opened = new ArrayList<>();
        for (Map.Entry<Slot, Optional<Credentials>> former : replaced.entrySet()) {
            Secret keyFile = former.getValue().map(Credentials::keyFile).orElse(null);
            opened.add(new NewSlot(
                    Credentials.ofPassphraseAndKeyFile(passphrase, keyFile), noting.of(Optional.of(former.getKey()))));
        }
        if (replaced.isEmpty()) {
            opened.add(new NewSlot(Credentials.ofPassphrase(passphrase), noting.of(Optional.empty())));
        }
        return opened;
    }

    /** What is to be known of a slot that takes the place of another one, if it does. */
    @FunctionalInterface
    interface Noting {
        SlotNote of(Optional<Slot> former) throws VaultException;
    }

    /** At least what the slots cost whose place is taken: a change of keys must not make a way in weaker. */
    Argon2id.Cost cost() {
        Argon2id.Cost cost = KdfCost.DEFAULT;
        for (Slot slot : replaced.keySet()) {
            Argon2id.Cost other = cost(slot);
            boolean greater = (long) other.memoryKib() * other.passes() > (long) cost.memoryKib() * cost.passes();
            cost = greater ? other : cost;
        }
        return cost;
    }

    private static Argon2id.Cost cost(Slot slot) {
        return slot.cost().map(KdfCost::atLeastDefault).orElse(KdfCost.DEFAULT);
    }

    private static boolean isRecoveryKey(Slot slot) {
        return slot.is(SlotType.RECOVERY_KEY);
    }
}
