package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultFailures;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.vault.ClosedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/**
 * A vault for a command that waits, for AWS or for a person: its accounts without their secrets, and the vault's key, with which
 * it is opened again for a moment to take out one secret or to save something.
 */
final class AccountBook implements AutoCloseable {
    private final Session session;
    private final VaultAccess access;
    private ClosedVault vault;
    private List<Account> accounts = List.of();

    private AccountBook(Session session, VaultAccess access, Vault opened) {
        this.session = session;
        this.access = access;
        this.vault = closed(opened);
    }

    /** Opens the vault, and closes it again. */
    static AccountBook toRead(Session session, VaultAccess access) throws Failure {
        try {
            return new AccountBook(session, access, access.open());
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    /** Opens the vault, and closes it again; one that may not be changed is told before AWS hears of anything. */
    static AccountBook toChange(Session session, VaultAccess access) throws Failure {
        try {
            return new AccountBook(session, access, access.openToChange());
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    private ClosedVault closed(Vault opened) {
        accounts = opened.accounts();
        return ClosedVault.of(opened);
    }

    /** The accounts outside the trash as they were saved last; their secrets are erased. */
    List<Account> accounts() {
        return accounts;
    }

    Optional<Account> byId(UUID id) {
        return accounts.stream().filter(account -> account.id().equals(id)).findFirst();
    }

    /** The account that has this as its name or as an alias, character by character. */
    Optional<Account> named(String name) {
        return accounts.stream()
                .filter(account ->
                        account.name().equals(name) || account.aliases().contains(name))
                .findFirst();
    }

    /** The one account that has this name, whatever the case, or this alias. */
    Account findExact(String name) throws Failure {
        try (Vault opened = vault.open()) {
            return access.findExact(opened, name);
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    /** A copy of the secret of one account, for the caller to close. */
    Secret secret(Account account) throws Failure {
        try (Vault opened = vault.open()) {
            return opened.existing(account.id()).secret().copy();
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    /** This machine's notes about the codes of an account's device. */
    StepNotes notes(UUID account, String serial) throws Failure {
        try {
            return new StepNotes(session, access, vault.id(), account, serial);
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    /** Notes that the codes of these steps are shown to somebody who gives them to somebody else. */
    void spend(Account account, long firstStep, long lastStep) throws Failure {
        try {
            access.usedSteps(vault.id()).spend(account.id(), firstStep, lastStep);
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    /** Makes sure that a change could be saved, and does not save it. */
    void rehearse(Change change) throws Failure {
        try (Vault opened = vault.open()) {
            access.file().rehearse(opened, change);
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    /** Changes the vault, durably. */
    void save(Change change) throws Failure {
        try {
            ClosedVault before = vault;
            vault = closed(access.update(before.open(), change));
            before.close();
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    @Override
    public void close() {
        vault.close();
    }
}
