package totp.cli.vault;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.vault.Backup;
import totp.vault.KdfCost;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;

@CommandLine.Command(
        name = "check",
        description = "Reads the vault and its backups to the end and reports what is amiss.")
public final class CheckCommand implements Command {
    @Option(names = "--strict", description = "a warning is exit code 8")
    boolean strict;

    private int warnings;

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open()) {
            warnings += access.warnings();
            for (String place : access.file().unsafePlaces()) {
                warn(session, place);
            }
            checkSlots(session, vault.sealed().slots());
            checkAccounts(session, vault);
            int opened = checkBackups(session, access, vault);
            session.output()
                    .line("vault: save " + vault.sealed().generation() + ", "
                            + vault.accounts().size() + " accounts, "
                            + vault.trash().size() + " in the trash, "
                            + vault.sealed().slots().size() + " slots");
            session.output().line("backups: " + opened + " open with the present keys");
            session.output().line("warnings: " + warnings);
        }
        if (strict && warnings > 0) {
            session.output().flush();
            throw new Failure(ExitCode.DAMAGED, "there were warnings");
        }
    }

    private void checkSlots(Session session, List<Slot> slots) {
        boolean recovery = false;
        for (Slot slot : slots) {
            recovery |= slot.is(SlotType.RECOVERY_KEY);
            if (slot.cost().filter(KdfCost::isWeak).isPresent()) {
                warn(session, "the key derivation of slot " + slot.id() + " is weaker than 64 MiB and 3 passes");
            }
        }
        if (!recovery) {
            warn(session, "there is no recovery key; totp key recovery makes one");
        }
    }

    private void checkAccounts(Session session, Vault vault) {
        Set<String> names = new HashSet<>();
        for (Account account : vault.accounts()) {
            if (!names.add(account.name())) {
                warn(session, "several accounts are named " + account.name() + "; totp rename tells them apart");
            }
            AccountName.problemWith(account.name())
                    .ifPresent(problem -> warn(session, "the name " + account.name() + ": " + problem));
            if (account.state() == Account.State.PENDING) {
                warn(session, account.name() + " is pending: its registration is not confirmed");
            }
            if (account.lacksPin()) {
                warn(session, account.name() + " gives no codes without its PIN; totp edit --pin-file adds it");
            }
        }
    }

    private int checkBackups(Session session, VaultAccess access, Vault vault) throws VaultException {
        int opened = 0;
        for (Backup backup : access.file().backups()) {
            if (backup.vault() != null && !backup.isOf(vault.id())) {
                session.output().detail("backup " + backup.file() + " is of another vault");
                continue;
            }
            try (Vault then = access.file().open(backup, vault)) {
                opened += then.sealed().generation() == backup.generation() ? 1 : 0;
            } catch (VaultException e) {
                if (e.reason() == VaultException.Reason.OTHER_KEYS) {
                    session.output().detail("backup " + backup.generation() + ": " + e.getMessage());
                } else {
                    warn(session, "backup " + backup.file() + ": " + e.getMessage());
                }
            }
        }
        if (opened == 0 && vault.sealed().generation() > 1) {
            warn(session, "no backup opens with the present keys");
        }
        return opened;
    }

    private void warn(Session session, String text) {
        warnings++;
        session.output().warning(text);
    }
}
