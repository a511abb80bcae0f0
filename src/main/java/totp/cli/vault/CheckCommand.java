package totp.cli.vault;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.vault.Backup;
import totp.vault.ConflictCopies;
import totp.vault.KdfCost;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class CheckCommand implements Command {
    boolean strict;
    private int warnings;

    @Override
    public void declare(Syntax syntax) {
        syntax.flag(() -> strict = true, "--strict");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open(VaultAccess.Purpose.CHECK)) {
            warnings += access.warnings();
            for (ConflictCopies.Copy copy : new ConflictCopies(access.file()).of(vault)) {
                warn(session, Message.of("unlock.conflict-copy", copy.file()));
            }
            for (Message place : access.file().unsafePlaces()) {
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
            throw new Failure(ExitCode.DAMAGED, Message.of("vault.warnings"));
        }
    }

    private void checkSlots(Session session, List<Slot> slots) {
        boolean recovery = false;
        for (Slot slot : slots) {
            recovery |= slot.is(SlotType.RECOVERY_KEY);
            if (slot.cost().filter(KdfCost::isWeak).isPresent()) {
                warn(session, Message.of("vault.key-derivation-slot-weaker", slot.id()));
            }
        }
        if (!recovery) {
            warn(session, Message.of("vault.no-recovery-key-totp"));
        }
    }

    private void checkAccounts(Session session, Vault vault) {
        Set<String> names = new HashSet<>();
        for (Account account : vault.accounts()) {
            if (!names.add(account.name())) {
                warn(session, Message.of("vault.several-accounts-named-totp", account.name()));
            }
            AccountName.problemWith(account.name())
                    .ifPresent(problem -> warn(session, Message.of("vault.name", account.name(), problem)));
            if (account.state() == Account.State.PENDING) {
                warn(session, Message.of("vault.pending-registration-not-confirmed", account.name()));
            }
            if (account.lacksPin()) {
                warn(session, Message.of("vault.gives-no-codes-without", account.name()));
            }
        }
    }

    private int checkBackups(Session session, VaultAccess access, Vault vault) throws VaultException {
        int opened = 0;
        for (Backup backup : access.file().backups()) {
            if (backup.vault() != null && !backup.isOf(vault.id())) {
                session.output().detail(Message.of("vault.backup-another-vault", backup.file()));
                continue;
            }
            try (Vault then = access.file().open(backup, vault)) {
                opened += then.sealed().generation() == backup.generation() ? 1 : 0;
            } catch (VaultException e) {
                if (e.reason() == VaultException.Reason.OTHER_KEYS) {
                    session.output().detail(Message.of("vault.backup", backup.generation(), e.message()));
                } else {
                    warn(session, Message.of("vault.backup", backup.file(), e.message()));
                }
            }
        }
        if (opened == 0 && vault.sealed().generation() > 1) {
            warn(session, Message.of("vault.no-backup-opens-present"));
        }
        return opened;
    }

    private void warn(Session session, Message text) {
        warnings++;
        session.output().warning(text);
    }
}
