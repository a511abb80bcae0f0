package totp.cli.aws;

import java.util.List;
import java.util.UUID;
import totp.aws.StepCodes;
import totp.cli.session.Failure;
import totp.otp.Account;
import totp.vault.Id;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/** Who has the vault's key while a command waits, for AWS or for a person: this process, or the unlocked agent. */
interface KeyHolder extends AutoCloseable {
    /** By which the state of this machine knows the vault. */
    Id vault();

    /** The accounts outside the trash as they were saved last; their secrets are erased, or were never there. */
    List<Account> accounts();

    /** The codes of an account's secret, for the caller to close. */
    StepCodes codes(Account account) throws Failure, VaultException;

    /** Shows an account with its secret, which is erased afterwards. */
    void lend(UUID account, Borrower taker) throws Failure, VaultException;

    /** Who may see a secret for a moment. */
    @FunctionalInterface
    interface Borrower {
        void take(Account account) throws Failure, VaultException;
    }

    /** Makes sure that a change could be saved, and does not save it. */
    void rehearse(Change change) throws Failure, VaultException;

    /** Changes the vault, durably; one that could not be changed is as it was. */
    void save(Change change) throws Failure, VaultException;

    @Override
    void close();
}
