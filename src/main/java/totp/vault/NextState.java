package totp.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import totp.crypto.AesGcm;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * Builds the state of a vault that follows others and puts it in its place. What is meant is compared with what the disk
 * gives back before anything gets the vault's name; new keys are tried on it as well.
 */
final class NextState {
    private final Disk disk;
    private final Path real;
    private final SecureRandom random;
    private final List<Message> warnings = new ArrayList<>();

    /** @param real the vault's path without links, or the one that it will have */
    NextState(Disk disk, Path real, SecureRandom random) {
        this.disk = disk;
        this.real = real;
        this.random = random;
    }

    /** What went wrong without harm. */
    List<Message> warnings() {
        return warnings;
    }

    /** No earlier backup opens with new keys, so the state that has them is kept as well; behind the rename nothing may fail. */
    void keepCopy(Vault saved) {
        try (DurableSave save = new DurableSave(disk, real, random)) {
            save.backUp(FormerFile.state(real, saved.sealed()));
        } catch (IOException e) {
            warnings.add(Message.of("vault.saved-but-no-backup", IoReason.words(e)));
        } catch (VaultException e) {
            warnings.add(Message.of("vault.saved-but-no-backup", e.message()));
        }
    }

    /** Makes the first state of a new vault. */
    Vault first(List<NewSlot> slots, Argon2id.Cost cost) throws VaultException {
        Payload payload = new Payload();
        try (Secret key = newKey()) {
            Header header = firstHeader(payload, key, slots, cost, random);
            return store(header, key, payload, proofs(slots), DurableSave::publishNew);
        }
    }

    /** The header of a vault that nobody has saved before; its payload is told of the slots. */
    static Header firstHeader(Payload payload, Secret key, List<NewSlot> slots, Argon2id.Cost cost, SecureRandom random)
            throws VaultException {
        Id vaultId = Id.random(random);
        payload.keyEpoch = 1;
        payload.nextSlotId = 1;
        List<Slot> wrapped = new ArrayList<>();
        for (NewSlot slot : slots) {
            slot.note().ifPresent(note -> payload.slots.put(payload.nextSlotId, note));
            wrapped.add(slot.wrap(payload.nextSlotId++, cost, key, vaultId, random));
        }
        return new Header(
                vaultId, 1, Id.random(random), List.of(), salt(random), 0, List.copyOf(wrapped), new TreeMap<>());
    }

    /** Saves a changed payload under the same keys; the slots are copied byte for byte. */
    Vault following(Vault changed, boolean counterOnly) throws VaultException {
        Header old = changed.sealed().header();
        FormerFile replaced =
                counterOnly ? FormerFile.counter(real, changed.sealed()) : FormerFile.state(real, changed.sealed());
        return store(
                header(old, old.generation(), List.of(old.saveId()), old.slots()),
                changed.key(),
                continued(changed.payload(), List.of(old.saveId()), old.slots()),
                List.of(),
                save -> save.replace(replaced));
    }

    /** Writes what {@link #following} would, backup included, and takes it away again. */
    void rehearse(Vault changed) throws VaultException {
        Header old = changed.sealed().header();
        Header header = header(old, old.generation(), List.of(old.saveId()), old.slots());
        Payload payload = continued(changed.payload(), List.of(old.saveId()), old.slots());
        try (Secret json = PayloadWriter.write(payload);
                DurableSave save = new DurableSave(disk, real, random);
                Vault readBack = save.prepare(SealedVault.seal(header, changed.key(), json))
                        .open(changed.key().copy())) {
            requireSame(readBack, json);
            save.rehearseReplacing(FormerFile.state(real, changed.sealed()));
        }
    }

    /** Saves under {@code key} with other slots. */
    Vault withSlots(Vault changed, Secret key, List<Slot> slots, List<Credentials> proofs) throws VaultException {
        Header old = changed.sealed().header();
        Payload payload = continued(changed.payload(), List.of(old.saveId()), slots);
        payload.keyEpoch++;
        FormerFile replaced = FormerFile.state(real, changed.sealed());
        return store(
                header(old, old.generation(), List.of(old.saveId()), slots),
                key,
                payload,
                proofs,
                save -> save.replace(replaced));
    }

    /**
     * Saves the accounts of an earlier state as the newest one, later than everything that was seen anywhere.
     *
     * @param present decides about vault key and slots
     * @param seen what this machine saw last, which counts as an ancestor from now on
     * @param replaced what lies at the path, if anything does
     */
    Vault restored(Vault earlier, Present present, @Nullable SeenSave seen, @Nullable FormerFile replaced)
            throws VaultException {
        Vault keys = present.keysFor(earlier);
        Header old = keys.sealed().header();
        List<Id> before = new ArrayList<>(present.saveIds());
        long generation = Math.max(
                new Backups(disk, real).lastOf(keys),
                Math.max(old.generation(), earlier.sealed().generation()));
        if (present.sealed().isPresent()) {
            generation = Math.max(generation, present.sealed().get().generation());
        }
        if (seen != null) {
            generation = Math.max(generation, seen.generation());
            before.add(seen.id());
        }
        before.add(earlier.sealed().saveId());
        present.vault().ifPresent(vault -> before.addAll(vault.payload().history));
        Payload payload = earlier.payload();
        present.vault().ifPresent(vault -> payload.supersede(vault.payload()));
        payload.keyEpoch = keys.payload().keyEpoch;
        payload.slots = keys.payload().slots;
        int nextSlotId =
                present.vault().map(vault -> vault.payload().nextSlotId).orElse(0);
        payload.nextSlotId = Math.max(payload.nextSlotId, nextSlotId);
        Payload next = continued(payload, before.stream().distinct().toList(), old.slots());
        List<Id> parents = before.subList(0, 1);
        return store(
                header(old, generation, parents, old.slots()),
                keys.key(),
                next,
                List.of(),
                replaced == null ? DurableSave::publishNew : save -> save.replace(replaced));
    }

    /**
     * Saves what two states became together, and keeps the other one among the backups.
     *
     * @param seen what this machine saw last
     */
    Vault merged(Merge merge, @Nullable SeenSave seen) throws VaultException {
        // Before the save: it may be a file that its program is going to delete.
        try (DurableSave save = new DurableSave(disk, real, random)) {
            save.backUp(FormerFile.state(real, merge.theirs().sealed()));
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-keep-backup-nothing"), e);
        }
        FormerFile replaced = FormerFile.state(real, merge.ours().sealed());
        return joined(merge, seen == null ? 0 : seen.generation(), save -> save.replace(replaced));
    }

    /** Puts what two states became together in the place of a file that is no vault's own, and leaves nothing beside it. */
    Vault mergedAlone(Merge merge) throws VaultException {
        return joined(merge, 0, DurableSave::overwrite);
    }

    private Vault joined(Merge merge, long seenGeneration, Publication publication) throws VaultException {
        Header one = merge.ours().sealed().header();
        Header other = merge.theirs().sealed().header();
        List<Slot> slots = merge.keys().sealed().slots();
        List<Id> parents = List.of(one.saveId(), other.saveId());
        long generation = Math.max(seenGeneration, Math.max(one.generation(), other.generation()));
        Header next = header(one.withOptional(other.optional()), generation, parents, slots);
        return store(next, merge.keys().key(), continued(merge.payload(), parents, slots), List.of(), publication);
    }

    SecureRandom random() {
        return random;
    }

    Secret newKey() {
        return Secret.random(AesGcm.KEY_BYTES, random);
    }

    private static Payload continued(Payload payload, List<Id> before, List<Slot> slots) {
        List<Id> history = new ArrayList<>(before);
        for (Id id : payload.history) {
            if (!history.contains(id)) {
                history.add(id);
            }
        }
        payload.history = List.copyOf(history.subList(0, Math.min(history.size(), Payload.HISTORY_MAX)));
        int last = slots.get(slots.size() - 1).id();
        payload.nextSlotId = Math.max(payload.nextSlotId, last + 1);
        Set<Integer> present = slots.stream().map(Slot::id).collect(Collectors.toSet());
        payload.slots.keySet().retainAll(present);
        return payload;
    }

    private Header header(Header old, long generation, List<Id> parents, List<Slot> slots) throws VaultException {
        if (generation == Long.MAX_VALUE) {
            throw new VaultException(Reason.LIMIT, Message.of("vault.vault-saved-often-format"));
        }
        return new Header(
                old.vaultId(),
                generation + 1,
                Id.random(random),
                parents,
                salt(random),
                0,
                List.copyOf(slots),
                old.optional());
    }

    /** How a prepared file gets its name. */
    @FunctionalInterface
    private interface Publication {
        List<Message> of(DurableSave save) throws VaultException;
    }

    private Vault store(Header header, Secret key, Payload payload, List<Credentials> proofs, Publication publication)
            throws VaultException {
        try (Secret json = PayloadWriter.write(payload);
                DurableSave save = new DurableSave(disk, real, random)) {
            SealedVault written = save.prepare(SealedVault.seal(header, key, json));
            for (Credentials proof : proofs) {
                try (Vault opened = written.open(proof)) {
                    requireSame(opened, json);
                }
            }
            Vault readBack = written.open(key.copy());
            try {
                requireSame(readBack, json);
                warnings.addAll(publication.of(save));
                return readBack;
            } catch (VaultException | RuntimeException e) {
                readBack.close();
                throw e;
            }
        }
    }

    /** What was read back is decoded and written anew, so that neither the disk nor the codec can have lost anything. */
    private static void requireSame(Vault readBack, Secret meant) throws VaultException {
        try (Secret json = PayloadWriter.write(readBack.payload())) {
            if (!json.sameAs(meant)) {
                throw new VaultException(Reason.IO, Message.of("vault.what-written-could-not"));
            }
        }
    }

    private static List<Credentials> proofs(List<NewSlot> slots) {
        List<Credentials> proofs = new ArrayList<>();
        slots.forEach(slot -> proofs.add(slot.credentials()));
        return proofs;
    }

    private static byte[] salt(SecureRandom random) {
        byte[] salt = new byte[Header.SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }
}
