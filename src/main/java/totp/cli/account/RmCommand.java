package totp.cli.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class RmCommand implements Command {
    List<String> names = new ArrayList<>();
    boolean purge;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameters(Value.ACCOUNT, "NAME", true, given -> names = given);
        syntax.flag(() -> purge = true, "--purge");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        Vault vault = access.openToChange();
        try (vault) {
            // All names are looked up before the first is touched: a mistyped one must not leave half of it done.
            List<Account> accounts = new ArrayList<>();
            for (String name : names) {
                Account account = purge ? toForget(access, vault, name) : access.findExact(vault, name);
                if (!accounts.contains(account)) {
                    accounts.add(account);
                }
            }
            if (purge) {
                session.confirm(Message.of("account.forget-ever-no-command", joined(accounts)));
            }
            Instant now = session.host().now();
            access.update(vault, current -> {
                        for (Account account : accounts) {
                            if (purge) {
                                current.purge(account.id(), now);
                            } else {
                                current.trash(account.id(), now);
                            }
                        }
                    })
                    .close();
            session.output()
                    .note(
                            purge
                                    ? Message.of("account.forgot", joined(accounts))
                                    : Message.of("account.moved-to-trash", joined(accounts)));
            if (purge) {
                session.output().hint(Message.of("account.backups-vault-still-hold"));
            }
        }
    }

    private static Account toForget(VaultAccess access, Vault vault, String name) throws Failure {
        try {
            return access.findTrashed(vault, name);
        } catch (Failure e) {
            boolean outside =
                    vault.accounts().stream().anyMatch(account -> account.name().equals(name));
            throw outside && e.code() == ExitCode.NOT_FOUND
                    ? new Failure(e.code(), e.message(), Message.of("account.totp-rm-moves-there", name))
                    : e;
        }
    }

    private static String joined(List<Account> accounts) {
        List<String> names = new ArrayList<>();
        accounts.forEach(account -> names.add(account.name()));
        return String.join(", ", names);
    }
}
