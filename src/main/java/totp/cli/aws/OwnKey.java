package totp.cli.aws;

import java.util.List;
import totp.aws.StepCodes;
import totp.cli.unlock.VaultAccess;
import totp.otp.Account;
import totp.vault.ClosedVault;
import totp.vault.Id;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/** The vault's key in this process, with which the vault is opened for a moment to take out a secret or to save something. */
final class OwnKey implements KeyHolder {
    private final VaultAccess access;
    private ClosedVault vault;
    private List<Account> accounts = List.of();

    /** @param opened taken over and closed */
    OwnKey(VaultAccess access, Vault opened) {
        this.access = access;
        this.vault = closed(opened);
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
    public void rehearse(Change change) throws VaultException {
        try (Vault opened = vault.open()) {
            access.file().rehearse(opened, change);
        }
    }

    @Override
    public void save(Change change) throws VaultException {
        ClosedVault before = vault;
        vault = closed(access.update(before.open(), change));
        before.close();
    }

    @Override
    public void close() {
        vault.close();
    }
}
