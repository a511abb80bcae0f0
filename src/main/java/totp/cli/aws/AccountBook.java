package totp.cli.aws;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultFailures;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevices;
import totp.vault.ClosedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/**
 * A vault for a command that waits, for AWS or for a person: its accounts without their secrets, and the vault's key, with which
 * it is opened again for a moment to take out one secret or to save something.
 *
 * <p>What the vault refuses is put into words here, by the mapper that the program would ask at its end: an enrolment tells
 * its failure in a document, and of several that go on each tells its own.
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
        return inWords(session, () -> new AccountBook(session, access, access.open()));
    }

    /** Opens the vault, and closes it again; one that may not be changed is told before AWS hears of anything. */
    static AccountBook toChange(Session session, VaultAccess access) throws Failure {
        return inWords(session, () -> new AccountBook(session, access, access.openToChange()));
    }

    /** Something that is done with the vault. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws Failure, VaultException;
    }

    private static <T> T inWords(Session session, Work<T> work) throws Failure {
        try {
            return work.run();
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

    /** The account of the device that has this ARN now. */
    Optional<Account> holder(String serial) {
        return AwsDevices.holder(accounts, serial);
    }

    /** The one account that has this name, whatever the case, or this alias. */
    Account findExact(String name) throws Failure {
        return inWords(session, () -> {
            try (Vault opened = vault.open()) {
                return access.findExact(opened, name);
            }
        });
    }

    /** A copy of the secret of one account, for the caller to close. */
    Secret secret(Account account) throws Failure {
        return inWords(session, () -> {
            try (Vault opened = vault.open()) {
                return opened.existing(account.id()).secret().copy();
            }
        });
    }

    /** This machine's notes about the codes of an account's device. */
    StepNotes notes(UUID account, String serial) throws Failure {
        return inWords(session, () -> new StepNotes(session, access, vault.id(), account, serial));
    }

    /** Notes that the codes of these steps are shown to somebody who gives them to somebody else. */
    void spend(Account account, long firstStep, long lastStep) throws Failure {
        inWords(session, () -> {
            access.usedSteps(vault.id()).spend(account.id(), firstStep, lastStep);
            return account;
        });
    }

    /** Makes sure that a change could be saved, and does not save it. */
    void rehearse(Change change) throws Failure {
        inWords(session, () -> {
            try (Vault opened = vault.open()) {
                access.file().rehearse(opened, change);
                return change;
            }
        });
    }

    /** Changes the vault, durably; one that could not be changed is as it was. */
    void save(Change change) throws Failure {
        ClosedVault before = vault;
        vault = inWords(session, () -> closed(access.update(before.open(), change)));
        before.close();
    }

    /** The time that a change is marked with. */
    Instant now() {
        return session.host().now();
    }

    @Override
    public void close() {
        vault.close();
    }
}
