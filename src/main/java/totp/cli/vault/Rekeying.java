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
import totp.cli.unlock.Passphrase;
import totp.cli.unlock.PassphraseSource;
import totp.cli.unlock.Unlock;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Purpose;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Text;
import totp.vault.ClosedVault;
import totp.vault.Credentials;
import totp.vault.KeyRing;
import totp.vault.NewSlot;
import totp.vault.RecoveryKey;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.SlotNote;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/**
 * Changes the vault key: gathers the secrets of the slots, works out what becomes of each ({@link KeyChange}), shows what would
 * be lost and saves after a yes. A secret counts for what it was given for: the first answer says whose passphrase is to be
 * changed, and what is typed so that somebody else's slot may stay changes nothing.
 */
final class Rekeying {
    private final Session session;
    private final VaultAccess access;
    private final NewRecoveryKey newRecoveryKey;

    Rekeying(Session session, VaultAccess access, NewRecoveryKey newRecoveryKey) {
        this.session = session;
        this.access = access;
        this.newRecoveryKey = newRecoveryKey;
    }

    /**
     * Gives the vault a new passphrase in place of the one that opens it.
     *
     * @param label of its slot; null: the one that it had
     */
    void changePassphrase(SecretSource newPassphrase, @Nullable String label) throws Failure, VaultException {
        newRecoveryKey.check(session);
        SealedVault sealed = access.read();
        try (Unlock unlock = new Unlock(session)) {
            Map<Slot, Credentials> own = own(sealed, unlock);
            try (ClosedVault vault = toBeChanged(sealed, own)) {
                List<Slot> replaced = KeyChange.replacedByPassphrase(sealed, own);
                KeyChange change = change(sealed, unlock, own, replaced, Optional.empty());
                confirm(change);
                Secret passphrase =
                        new PassphraseSource(session).fresh(newPassphrase, Message.of("unlock.passphrase-of-vault"));
                boolean isShort = Passphrase.isShort(passphrase);
                save(vault, change, change.opened(passphrase, former -> note(vault, former, label, isShort)));
            }
        }
    }

    private SlotNote note(ClosedVault closed, Optional<Slot> former, @Nullable String label, boolean isShort)
            throws VaultException {
        String words = label == null ? "" : Text.normalize(label);
        if (label == null && former.isPresent()) {
            try (Vault vault = closed.open()) {
                words = vault.note(former.get()).label();
            }
        }
        return new SlotNote(words, session.host().now(), isShort);
    }

    /** Gives the vault a new key and, unless it is to have none, a new recovery key. */
    void changeKey() throws Failure, VaultException {
        withoutSlot(access.read(), Optional.empty());
    }

    /** The same, and one slot is gone. */
    void removeSlot(int id) throws Failure, VaultException {
        SealedVault sealed = access.read();
        if (sealed.slots().stream().noneMatch(slot -> slot.id() == id)) {
            throw new Failure(
                    ExitCode.NOT_FOUND, Message.of("vault.no-slot", id), Message.of("vault.totp-key-list-shows"));
        }
        withoutSlot(sealed, Optional.of(id));
    }

    private void withoutSlot(SealedVault sealed, Optional<Integer> removed) throws Failure, VaultException {
        newRecoveryKey.check(session);
        try (Unlock unlock = new Unlock(session)) {
            Map<Slot, Credentials> own = own(sealed, unlock);
            try (ClosedVault vault = toBeChanged(sealed, own)) {
                KeyChange change = change(sealed, unlock, own, List.of(), removed);
                if (change.kept().isEmpty()) {
                    throw Failure.usage(Message.of("vault.no-way-into-vault"), Message.of("vault.totp-key-add-makes"));
                }
                confirm(change);
                save(vault, change, List.of());
            }
        }
    }

    /** The slots that the first answer opens: options, or what is typed at the first question. */
    private Map<Slot, Credentials> own(SealedVault sealed, Unlock unlock) throws Failure {
        try {
            unlock.checkOptions();
            List<Credentials> given = unlock.allGiven(sealed);
            Map<Slot, Credentials> opened = new LinkedHashMap<>();
            for (Slot slot : sealed.slots()) {
                for (Credentials credentials : given) {
                    if (!opened.containsKey(slot) && sealed.opens(slot, credentials)) {
                        opened.put(slot, credentials);
                    }
                }
            }
            if (opened.isEmpty()) {
                throw new VaultException(Reason.WRONG_SECRET, Message.of("vault.given-secrets-open-no"));
            }
            return opened;
        } catch (VaultException e) {
            throw access.notOpened(sealed, e);
        }
    }

    /** Opened before anything else is asked: it may be a file that must not be changed. */
    private ClosedVault toBeChanged(SealedVault sealed, Map<Slot, Credentials> own) throws Failure, VaultException {
        Credentials opening = own.values().iterator().next();
        return ClosedVault.of(access.open(sealed, closed -> closed.open(opening), Purpose.CHANGE));
    }

    private KeyChange change(
            SealedVault sealed,
            Unlock unlock,
            Map<Slot, Credentials> own,
            List<Slot> replaced,
            Optional<Integer> removed)
            throws Failure, VaultException {
        Map<Slot, Credentials> secrets = new LinkedHashMap<>(own);
        KeyChange known = KeyChange.of(sealed, own, replaced, removed);
        if (session.canAsk() && !session.options().yes) {
            for (Slot slot : known.dropped()) { // somebody else's, typed so that it stays
                unlock.secretOf(sealed, slot).ifPresent(typed -> secrets.put(slot, typed));
            }
        }
        return KeyChange.of(sealed, secrets, replaced, removed);
    }

    private void confirm(KeyChange change) throws Failure {
        boolean forgotten = change.isForPassphraseForgotten();
        if (change.dropped().isEmpty()) {
            if (forgotten) {
                session.confirmIntended(Message.of("vault.old-passphrase-ends"));
            }
            return;
        }
        Message slots = InfoCommand.named(change.dropped());
        session.confirm(
                forgotten
                        ? Message.of("vault.old-passphrase-ends-and-remove", slots)
                        : Message.of("vault.remove-no-secret-given", slots));
        if (session.options().yes) {
            session.output().warning(Message.of("vault.removed-no-secret-given", slots));
        }
    }

    private void save(ClosedVault closed, KeyChange change, List<NewSlot> opened) throws Failure, VaultException {
        try (Secret recoveryKey = RecoveryKey.generate(session.host().random().get());
                ProvisionalFiles unfinished =
                        new ProvisionalFiles(session.host().machine());
                Vault vault = closed.open()) {
            List<NewSlot> added = new ArrayList<>(opened);
            if (!newRecoveryKey.none) {
                newRecoveryKey.handOver(session, recoveryKey, unfinished);
                SlotNote note = new SlotNote("", session.host().now(), false);
                added.add(new NewSlot(Credentials.ofRecoveryKey(recoveryKey), note));
            }
            KeyRing keys = new KeyRing(access.file());
            try (Vault saved = unfinished.complete(
                    () -> access.save(() -> keys.rekey(vault, change.keptSlots(), added, change.cost())))) {
                int slots = saved.sealed().slots().size();
                session.output().note(Message.counted("vault.new-key", slots));
            }
            session.output().hint(Message.of("vault.older-backups-copies-still"));
        }
    }
}
