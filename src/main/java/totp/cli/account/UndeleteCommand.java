package totp.cli.account;

import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class UndeleteCommand implements Command {
    String name = "";

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.TRASHED, "NAME", given -> name = given);
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        Vault vault = access.openToChange();
        try (vault) {
            Account account = access.findTrashed(vault, name);
            access.update(
                            vault,
                            current -> current.undelete(
                                    account.id(), session.host().now()))
                    .close();
            session.output().note(Message.of("account.took-out-trash", account.name()));
        }
    }
}
