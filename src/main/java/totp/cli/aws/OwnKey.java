package totp.cli.aws;

import java.util.List;
import java.util.UUID;
import totp.aws.StepCodes;
import totp.cli.session.Failure;
import totp.cli.unlock.VaultAccess;
import totp.otp.Account;
import totp.vault.ClosedVault;
import totp.vault.Id;
import totp.vault.RollingBackup;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/** The vault's key in this process, with which the vault is opened for a moment to take out a secret or to save something. */
final class OwnKey implements KeyHolder {
    private final VaultAccess access;
    private final Saving saving;
    private ClosedVault vault;
    private List<Account> accounts = List.of();

    /** @param opened taken over and closed */
    OwnKey(VaultAccess access, Vault opened) {
        this(access, opened, access::update);
    }

    private OwnKey(VaultAccess access, Vault opened, Saving saving) {
        this.access = access;
        this.saving = saving;
        this.vault = closed(opened);
    }

    /** For a run of many saves, which share their backups. */
    static OwnKey forRun(VaultAccess access, Vault opened) {
        RollingBackup backup = new RollingBackup();
        return new OwnKey(
                access,
                opened,
                (before, change) -> access.save(() -> access.file().update(before, change, backup)));
    }

    /** How the vault is saved; takes over the one that it is given. */
    @FunctionalInterface
    private interface Saving {
        Vault save(Vault opened, Change change) throws VaultException;
    }

    private ClosedVault closed(Vault opened) {
        accounts = opened.accounts();
        return ClosedVault.of(opened);
    }

    @Override
    public Id vault() {
        return vault.id();
    }

    @Override
    public List<Account> accounts() {
        return accounts;
    }

    @Override
    public StepCodes codes(Account account) throws VaultException {
        try (Vault opened = vault.open()) {
            return new SeedCodes(opened.existing(account.id()));
        }
    }

    @Override
    public void lend(UUID account, Borrower taker) throws Failure, VaultException {
        try (Vault opened = vault.open()) {
            taker.take(opened.existing(account));
        }
    }

    @Override
    public void rehearse(Change change) throws VaultException {
        try (Vault opened = vault.open()) {
            access.file().rehearse(opened, change);
        }
    }

    @Override
    public void save(Change change) throws VaultException {
        ClosedVault before = vault;
        vault = closed(saving.save(before.open(), change));
        before.close();
    }

    @Override
    public void close() {
        vault.close();
    }
}
