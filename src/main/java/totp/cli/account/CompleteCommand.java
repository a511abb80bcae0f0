package totp.cli.account;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.CommonOptions;
import totp.cli.session.Escaper;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.VaultAccess;
import totp.otp.Account;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * Tells a shell what it may complete, one a line, while the vault is unlocked; otherwise nothing. It opens no vault, asks for
 * nothing and complains of nothing, for nobody who presses TAB has called a command.
 */
public final class CompleteCommand implements Command {
    @Nullable
    What what;

    /** Lower case, since it is spelled so on the command line. */
    enum What {
        names,
        tags,
        trash
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(What.class, "WHAT", given -> what = given);
    }

    @Override
    public boolean isServed() {
        return true;
    }

    @Override
    public void run(Session session) {
        if (session.served().isEmpty()) {
            return;
        }
        CommonOptions silent = session.options();
        silent.quiet = true;
        session.configure(silent);
        try (Vault vault = new VaultAccess(session).open()) {
            TreeSet<String> found = new TreeSet<>();
            List<Account> accounts = what == What.trash ? vault.trash() : vault.accounts();
            for (Account account : accounts) {
                if (what == What.tags) {
                    found.addAll(account.tags());
                } else {
                    found.add(account.name());
                }
            }
            // What would have to be escaped is not what the account is called, and a line is one name.
            found.removeIf(name -> !Escaper.escape(name).equals(name));
            found.forEach(session.output()::drawn);
        } catch (Failure | VaultException e) {
            session.output().discard();
        }
    }
}
