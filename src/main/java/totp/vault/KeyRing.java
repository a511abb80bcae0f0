package totp.vault;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** Changes the ways into a vault. Each change is one save, and the vault opens with each of its new ways before it counts. */
public final class KeyRing {
    private final VaultFile file;

    public KeyRing(VaultFile file) {
        this.file = file;
    }

    /**
     * A slot of a vault that is to be wrapped anew.
     *
     * @param cost at least what it was: a change of keys must not make a slot weaker
     */
    public record KeptSlot(int id, SlotType type, Credentials credentials, Argon2id.Cost cost) {
        Slot wrap(Secret key, Id vaultId, SecureRandom random) throws VaultException {
            return Slot.wrap(id, type, cost, credentials, key, vaultId, random);
        }
    }

    /**
     * Adds a slot under the present vault key.
     *
     * @param opened taken over and closed
     * @throws VaultException {@code LIMIT} if there is no room for it
     */
    public Vault addSlot(Vault opened, NewSlot slot, Argon2id.Cost cost) throws VaultException {
        return change(opened, (current, next, random) -> {
            List<Slot> slots = new ArrayList<>(current.sealed().slots());
            checkRoom(slots, slot.type());
            int id = freeSlotId(current);
            slot.note().ifPresent(note -> current.payload().slots.put(id, note));
            slots.add(slot.wrap(id, cost, current.key(), current.id(), random));
            return next.withSlots(current, current.key(), slots, List.of(slot.credentials()));
        });
    }

    /**
     * Makes a new vault key and wraps it for these slots alone; each is opened once from the disk before the vault is
     * replaced. Whoever has a former secret and a former file opens that file with it, and no later one.
     *
     * @param opened taken over and closed
     * @param kept slots of the vault whose secrets are at hand; they keep their ids
     * @param added slots that are new
     */
    public Vault rekey(Vault opened, List<KeptSlot> kept, List<NewSlot> added, Argon2id.Cost cost)
            throws VaultException {
        return change(opened, (current, next, random) -> {
            List<Slot> slots = new ArrayList<>();
            List<Credentials> proofs = new ArrayList<>();
            try (Secret key = next.newKey()) {
                for (KeptSlot slot : kept) {
                    slots.add(slot.wrap(key, current.id(), random));
                    proofs.add(slot.credentials());
                }
                int free = freeSlotId(current);
                for (NewSlot slot : added) {
                    int id = free++;
                    slot.note().ifPresent(note -> current.payload().slots.put(id, note));
                    slots.add(slot.wrap(id, cost, key, current.id(), random));
                    proofs.add(slot.credentials());
                }
                return next.withSlots(current, key, slots, proofs);
            }
        });
    }

    private Vault change(Vault opened, Change change) throws VaultException {
        long epoch = opened.keyEpoch();
        return file.replace(
                opened,
                (current, next, seen) -> {
                    if (current.keyEpoch() != epoch) {
                        throw new VaultException(Reason.BUSY, Message.of("vault.keys-vault-changed-meantime"));
                    }
                    Vault saved = change.save(current, next, next.random());
                    next.keepCopy(saved);
                    return saved;
                },
                false);
    }

    private static int freeSlotId(Vault vault) {
        List<Slot> slots = vault.sealed().slots();
        return Math.max(vault.payload().nextSlotId, slots.get(slots.size() - 1).id() + 1);
    }

    private static void checkRoom(List<Slot> slots, SlotType added) throws VaultException {
        long derived = slots.stream().filter(Slot::hasKdf).count();
        if (slots.size() >= Header.SLOTS_MAX || (added.kdf != 0 && derived >= Header.KDF_SLOTS_MAX)) {
            throw new VaultException(
                    Reason.LIMIT,
                    Message.of("vault.vault-most-slots-passphrase", Header.SLOTS_MAX, Header.KDF_SLOTS_MAX));
        }
    }

    /** A change of slots or of the vault key, made under the lock. */
    @FunctionalInterface
    private interface Change {
        Vault save(Vault current, NextState next, SecureRandom random) throws VaultException;
    }
}
