package totp.cli.vault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.vault.Backup;
import totp.vault.ConflictCopies;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class CheckCommand implements Command {
    boolean strict;
    boolean json;
    private final List<String> told = new ArrayList<>();
    private int warnings;

    @Override
    public void declare(Syntax syntax) {
        syntax.flag(() -> strict = true, "--strict");
        syntax.flag(() -> json = true, "--json");
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
            checkAccounts(session, vault);
            int opened = checkBackups(session, access, vault);
            List<Message> advice = Advice.of(session, access, vault);
            if (json) {
                printJson(session, access, vault, opened, advice);
            } else {
                print(session, vault, opened);
                advice.forEach(session.output()::hint);
            }
        }
        if (strict && warnings > 0) {
            session.output().flush();
            throw new Failure(ExitCode.DAMAGED, Message.of("vault.warnings"));
        }
    }

    private void print(Session session, Vault vault, int backups) {
        Output output = session.output();
        output.line("vault: save " + vault.sealed().generation() + ", "
                + vault.accounts().size() + " accounts, " + vault.trash().size() + " in the trash, "
                + vault.sealed().slots().size() + " slots");
        output.line("backups: " + backups + " open with the present keys");
        output.line("warnings: " + warnings);
    }

    private void printJson(Session session, VaultAccess access, Vault vault, int backups, List<Message> advice) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartObject();
            out.writeStringField("vault", access.file().path().toString());
            out.writeNumberField("generation", vault.sealed().generation());
            out.writeNumberField("accounts", vault.accounts().size());
            out.writeNumberField("trash", vault.trash().size());
            out.writeNumberField("slots", vault.sealed().slots().size());
            out.writeNumberField("backups", backups);
            out.writeNumberField("warnings", warnings);
            out.writeArrayFieldStart("findings");
            for (String finding : told) {
                out.writeString(finding);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("advice");
            for (Message point : advice) {
                out.writeString(point.toString());
            }
            out.writeEndArray();
            out.writeEndObject();
        });
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
        told.add(text.toString());
        session.output().warning(text);
    }
}
