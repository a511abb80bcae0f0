package totp.cli.account;

import java.time.Instant;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.TextRules;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.Text;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class RenameCommand implements Command {
    String oldName = "";
    String newName = "";

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.ACCOUNT, "OLD", given -> oldName = given);
        syntax.parameter(String.class, "NEW", given -> newName = given);
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        String wanted = Text.normalize(newName);
        TextRules.checkName(wanted);
        VaultAccess access = new VaultAccess(session);
        Vault vault = access.openToChange();
        try (vault) {
            Account account = access.findExact(vault, oldName);
            Instant now = session.host().now();
            access.update(
                            vault,
                            current -> current.change(
                                    current.existing(account.id()).toBuilder()
                                            .name(wanted)
                                            .build(),
                                    now))
                    .close();
            session.output().note(Message.of("account.renamed", account.name(), wanted));
        }
    }
}
