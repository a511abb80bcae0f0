package totp.vault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.VaultException.Reason;

/**
 * An opened vault in memory. Changes are made through {@link VaultFile#update}, which holds the lock, and are on the disk
 * when that returns; there is no way to save a vault that was not opened.
 */
public final class Vault implements AutoCloseable {
    private final SealedVault sealed;
    private final Secret key;
    private final Payload payload;

    /** Takes over {@code key} and {@code payload}. */
    Vault(SealedVault sealed, Secret key, Payload payload) {
        this.sealed = sealed;
        this.key = key;
        this.payload = payload;
    }

    public Id id() {
        return sealed.vaultId();
    }

    /** Counts the changes of vault key and slots; of two states of a vault the greater one has the keys that are valid. */
    public long keyEpoch() {
        return payload.keyEpoch;
    }

    /** What is known of a slot. */
    public SlotNote note(Slot slot) {
        return payload.slots.getOrDefault(slot.id(), SlotNote.NONE);
    }

    /** Whether this is the state that was saved under this id, or came from it. */
    public boolean follows(Id save) {
        return sealed.saveId().equals(save) || payload.history.contains(save);
    }

    /** The file this vault was read from. */
    public SealedVault sealed() {
        return sealed;
    }

    /** The accounts that are not in the trash, in the order in which they were added. */
    public List<Account> accounts() {
        return select(account -> account.trashed() == null);
    }

    /** The accounts in the trash, in the order in which they were added. */
    public List<Account> trash() {
        return select(account -> account.trashed() != null);
    }

    /** How many entries a later version wrote in a way that this one keeps but cannot use. */
    public int foreignEntries() {
        return payload.foreignEntries.size();
    }

    public Optional<Account> byId(UUID id) {
        for (Payload.Entry entry : payload.entries) {
            if (entry.account().id().equals(id)) {
                return Optional.of(entry.account());
            }
        }
        return Optional.empty();
    }

    /** The account outside the trash that has {@code name} as its name or as an alias, character by character. */
    public Optional<Account> named(String name) {
        for (Account account : accounts()) {
            if (account.name().equals(name) || account.aliases().contains(name)) {
                return Optional.of(account);
            }
        }
        return Optional.empty();
    }

    /**
     * Adds an account, whose secrets the vault takes over.
     *
     * @throws VaultException {@code TAKEN} or {@code LIMIT}; nothing was changed then
     */
    public void add(Account account) throws VaultException {
        if (payload.size() >= Payload.ENTRIES_MAX) {
            throw new VaultException(Reason.LIMIT, Message.of("vault.vault-holds-most-entries", Payload.ENTRIES_MAX));
        }
        if (byId(account.id()).isPresent()) {
            throw new VaultException(Reason.TAKEN, Message.of("vault.already-account-id"));
        }
        checkFree(account);
        payload.entries.add(Payload.Entry.of(account));
    }

    /**
     * Puts {@code changed} in the place of the account with its id and notes the change, if there is one.
     *
     * @throws VaultException {@code TAKEN} or {@code GONE}; nothing was changed then
     */
    public void change(Account changed, Instant now) throws VaultException {
        if (changed.trashed() == null) {
            checkFree(changed);
        }
        for (int i = 0; i < payload.entries.size(); i++) {
            Payload.Entry entry = payload.entries.get(i);
            if (entry.account().id().equals(changed.id())) {
                Account noted = changed.toBuilder()
                        .modified(now)
                        .revision(nextRevision(entry.account()))
                        .build();
                Payload.Entry next = entry.with(noted);
                if (!next.edits().equals(Edits.of(entry.account(), entry.edits()))) {
                    payload.entries.set(i, next);
                }
                return;
            }
        }
        throw new VaultException(Reason.GONE, Message.of("vault.account-removed-meantime"));
    }

    /** To be made was the first revision, also where an entry does not say so: what it is changed to is a later one. */
    private static long nextRevision(Account account) {
        return Math.max(account.revision(), 1) + 1;
    }

    /** Puts an account into the trash; its secret stays until it is purged. */
    public void trash(UUID id, Instant now) throws VaultException {
        change(existing(id).toBuilder().trashed(now).build(), now);
    }

    /**
     * Takes an account out of the trash.
     *
     * @throws VaultException {@code TAKEN} if its name or an alias went to another one meanwhile
     */
    public void undelete(UUID id, Instant now) throws VaultException {
        change(existing(id).toBuilder().trashed(null).build(), now);
    }

    /** Forgets an account that is in the trash; a tombstone keeps a merge from bringing it back. */
    public void purge(UUID id, Instant now) throws VaultException {
        Account account = existing(id);
        if (account.trashed() == null) {
            throw new VaultException(Reason.GONE, Message.of("vault.not-trash-any-more", account.name()));
        }
        payload.entries.removeIf(entry -> entry.account().id().equals(id));
        // Not a revision of its own: who changed the account meanwhile on another machine has a later one, and keeps
        // it.
        payload.tombstones.add(new Payload.Tombstone(id, now, Math.max(account.revision(), 1), null));
        account.close();
    }

    /**
     * The account with this id.
     *
     * @throws VaultException {@code GONE}
     */
    public Account existing(UUID id) throws VaultException {
        return byId(id).orElseThrow(
                        () -> new VaultException(Reason.GONE, Message.of("vault.account-removed-meantime")));
    }

    /**
     * Refuses a vault that only a later version may change.
     *
     * @throws VaultException {@code NEWER}
     */
    void requireKnown() throws VaultException {
        if (!payload.critical.isEmpty()) {
            throw new VaultException(Reason.NEWER, Message.of("vault.vault-can-only-changed"));
        }
    }

    /** Erases the vault key and every secret. */
    @Override
    public void close() {
        key.close();
        payload.close();
    }

    Secret key() {
        return key;
    }

    Payload payload() {
        return payload;
    }

    private void checkFree(Account account) throws VaultException {
        List<String> names = new ArrayList<>(account.aliases());
        names.add(account.name());
        for (String name : names) {
            Optional<Account> holder = named(name);
            if (holder.isPresent() && !Objects.equals(holder.get().id(), account.id())) {
                throw new VaultException(Reason.TAKEN, Message.of("vault.already-account-named", name));
            }
        }
    }

    private List<Account> select(Predicate<Account> condition) {
        List<Account> selected = new ArrayList<>();
        for (Payload.Entry entry : payload.entries) {
            if (condition.test(entry.account())) {
                selected.add(entry.account());
            }
        }
        return selected;
    }
}
