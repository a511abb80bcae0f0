package totp.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.KeyRing;
import totp.vault.KeyRing.KeptSlot;
import totp.vault.RecoveryKey;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.NewSlot;

/**
 * Changes the vault key. A slot can stay only if its secret is at hand, since the new key must be wrapped under it; those
 * whose secrets were not given are named and dropped, after a yes.
 */
final class Rekeying {
    private final Session session;
    private final VaultAccess access;
    private final NewRecoveryKey newRecoveryKey;
    private final Unlock unlock;

    Rekeying(Session session, VaultAccess access, NewRecoveryKey newRecoveryKey) {
        this.session = session;
        this.access = access;
        this.newRecoveryKey = newRecoveryKey;
        this.unlock = new Unlock(session);
    }

    void run(KeyCommand.Action action, @Nullable Integer removed, @Nullable Path file, @Nullable Integer descriptor)
            throws Failure, VaultException {
        SealedVault sealed = access.read();
        unlock.checkOptions();
        if (removed != null && sealed.slots().stream().noneMatch(slot -> slot.id() == removed)) {
            throw new Failure(ExitCode.NOT_FOUND, "there is no slot " + removed, "totp key list shows the slots");
        }
        Map<Slot, Credentials> opened = openedSlots(sealed);
        if (opened.isEmpty()) {
            throw new Failure(ExitCode.WRONG_SECRET, "the given secrets open no slot of this vault");
        }
        List<Slot> changed = new ArrayList<>();
        List<NewSlot> added = new ArrayList<>();
        if (action == KeyCommand.Action.passphrase) {
            changePassphrase(opened, changed, added, unlock.newPassphrase(file, descriptor, "--new-passphrase"));
        }
        List<KeptSlot> kept = kept(opened, changed, removed);
        if (kept.isEmpty() && added.isEmpty()) {
            throw Failure.usage("no way into the vault would be left but a recovery key");
        }
        confirmDropped(sealed, kept, changed, removed);
        try (Vault vault = access.open(sealed, opened.values().iterator().next())) {
            save(vault, kept, added);
        }
    }

    /** Every slot whose secret was given, or is typed on the terminal, with that secret. */
    private Map<Slot, Credentials> openedSlots(SealedVault sealed) throws Failure, VaultException {
        List<Credentials> given = unlock.allGiven(sealed);
        Map<Slot, Credentials> opened = new LinkedHashMap<>();
        for (Slot slot : sealed.slots()) {
            for (Credentials credentials : given) {
                if (!opened.containsKey(slot) && sealed.opens(slot, credentials)) {
                    opened.put(slot, credentials);
                }
            }
            boolean other = slot.type().filter(SlotType.PASSPHRASE::equals).isPresent();
            if (other && !opened.containsKey(slot) && session.canAsk() && !session.options().yes) {
                Credentials typed = unlock.passphraseOf(slot);
                if (typed != null && !sealed.opens(slot, typed)) {
                    throw new Failure(ExitCode.WRONG_SECRET, "wrong passphrase for slot " + slot.id());
                }
                if (typed != null) {
                    opened.put(slot, typed);
                }
            }
        }
        return opened;
    }

    /** Each slot that the old passphrase opens gets a successor; where none does, the new passphrase gets a slot. */
    private static void changePassphrase(
            Map<Slot, Credentials> opened, List<Slot> changed, List<NewSlot> added, Secret passphrase) {
        opened.forEach((slot, credentials) -> {
            if (credentials.passphrase() == null) {
                return;
            }
            changed.add(slot);
            Secret keyFile = credentials.keyFile();
            added.add(
                    keyFile == null
                            ? new NewSlot(SlotType.PASSPHRASE, Credentials.ofPassphrase(passphrase))
                            : new NewSlot(
                                    SlotType.PASSPHRASE_AND_KEY_FILE,
                                    Credentials.ofPassphraseAndKeyFile(passphrase, keyFile)));
        });
        if (added.isEmpty()) {
            added.add(new NewSlot(SlotType.PASSPHRASE, Credentials.ofPassphrase(passphrase)));
        }
    }

    private static List<KeptSlot> kept(Map<Slot, Credentials> opened, List<Slot> changed, @Nullable Integer removed) {
        List<KeptSlot> kept = new ArrayList<>();
        opened.forEach((slot, credentials) -> {
            SlotType type = slot.type().orElseThrow();
            boolean stays = type != SlotType.RECOVERY_KEY
                    && !changed.contains(slot)
                    && (removed == null || slot.id() != removed);
            if (stays) {
                Argon2id.Cost cost = slot.cost().map(KdfCost::atLeastDefault).orElse(KdfCost.DEFAULT);
                kept.add(new KeptSlot(slot.id(), type, credentials, cost));
            }
        });
        return kept;
    }

    private void confirmDropped(SealedVault sealed, List<KeptSlot> kept, List<Slot> changed, @Nullable Integer removed)
            throws Failure {
        List<String> dropped = new ArrayList<>();
        for (Slot slot : sealed.slots()) {
            boolean stays = kept.stream().anyMatch(other -> other.id() == slot.id());
            boolean meant = changed.contains(slot)
                    || (removed != null && slot.id() == removed)
                    || slot.type().filter(SlotType.RECOVERY_KEY::equals).isPresent();
            if (!stays && !meant) {
                dropped.add("slot " + slot.id() + " (" + InfoCommand.describe(slot) + ")");
            }
        }
        if (!dropped.isEmpty()) {
            session.confirm("Drop " + String.join(" and ", dropped) + ", for which no secret was given");
        }
    }

    private void save(Vault vault, List<KeptSlot> kept, List<NewSlot> added) throws Failure {
        try (Secret recoveryKey = RecoveryKey.generate(session.host().random().get());
                Unfinished unfinished = new Unfinished()) {
            List<NewSlot> all = new ArrayList<>(added);
            if (!newRecoveryKey.none) {
                newRecoveryKey.handOver(session, recoveryKey, unfinished);
                all.add(new NewSlot(SlotType.RECOVERY_KEY, Credentials.ofRecoveryKey(recoveryKey)));
            }
            KeyRing keys = new KeyRing(access.file());
            try (Vault saved = unfinished.complete(() -> keys.rekey(vault, kept, all, KdfCost.DEFAULT))) {
                session.console()
                        .note("the vault has a new key and "
                                + slots(saved.sealed().slots().size()));
            }
            access.file().warnings().forEach(session.console()::warning);
            session.console()
                    .hint(
                            "backups and copies from before still open with the secrets of their time; delete those you fear for");
        } catch (VaultException e) {
            throw access.failure(e);
        }
    }

    private static String slots(int count) {
        return count == 1 ? "1 slot" : count + " slots";
    }
}
