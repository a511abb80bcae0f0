package totp.cli.account;

import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class UriCommand implements Command {
    String name = "";
    boolean exact;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.ACCOUNT, "NAME", given -> name = given);
        syntax.flag(() -> exact = true, "-x", "--exact");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open()) {
            Account account = access.find(vault, name, exact);
            session.confirm(Message.of("account.print-secret", account.name()));
            try (Secret uri = AccountFormat.uri(account)) {
                session.output().line(uri);
            }
        }
    }
}
