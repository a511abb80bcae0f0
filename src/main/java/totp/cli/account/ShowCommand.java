package totp.cli.account;

import java.util.ArrayList;
import java.util.List;
import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.Hotp;
import totp.otp.TimeBased;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class ShowCommand implements Command {
    String name = "";
    boolean json;
    boolean reveal;
    boolean exact;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.ACCOUNT, "NAME", given -> name = given);
        syntax.flag(() -> json = true, "--json");
        syntax.flag(() -> reveal = true, "--reveal");
        syntax.flag(() -> exact = true, "-x", "--exact");
    }

    @Override
    public boolean isServed() {
        return !reveal;
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open()) {
            Account account = access.find(vault, name, exact);
            if (reveal) {
                session.confirm(Message.of("account.show-secret", account.name()));
            }
            if (json) {
                printJson(session, account);
            } else {
                printPlain(session, account);
            }
        }
    }

    private void printPlain(Session session, Account account) {
        List<List<String>> rows = new ArrayList<>();
        row(rows, "name", account.name());
        row(rows, "issuer", account.issuer());
        row(rows, "account", account.accountName());
        row(rows, "type", account.otp().type());
        row(rows, "algorithm", AccountFormat.algorithm(account.otp()));
        row(rows, "digits", Integer.toString(account.otp().digits()));
        if (account.otp() instanceof Hotp hotp) {
            row(rows, "counter", Long.toString(hotp.counter()));
        } else if (account.otp() instanceof TimeBased timeBased) {
            row(rows, "period", timeBased.periodSeconds() + " s");
        }
        account.aliases().forEach(alias -> row(rows, "alias", alias));
        row(rows, "tags", String.join(", ", account.tags()));
        account.sites().forEach(site -> row(rows, "site", SiteOptions.shown(site)));
        row(rows, "note", account.note());
        row(rows, "state", AccountFormat.state(account));
        if (account.aws() != null) {
            row(rows, "aws serial", account.aws().serial());
            row(rows, "aws user", account.aws().user());
        }
        if (account.created() != null) {
            row(rows, "created", session.output().time(account.created()));
        }
        if (account.modified() != null) {
            row(rows, "modified", session.output().time(account.modified()));
        }
        row(rows, "id", account.id().toString());
        session.output().table(rows);
        if (reveal) {
            int width = session.output().isWatched() ? widest(rows) : 0;
            revealed(session, width, "secret", AccountFormat.base32(account));
            revealed(session, width, "uri", AccountFormat.uri(account));
            if (account.pin() != null) {
                revealed(session, width, "pin", account.pin().copy());
            }
        }
    }

    private static int widest(List<List<String>> rows) {
        return rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0);
    }

    private static void row(List<List<String>> rows, String label, String value) {
        if (!value.isEmpty()) {
            rows.add(List.of(label, value));
        }
    }

    private static void revealed(Session session, int width, String label, Secret text) {
        String column = label + " ".repeat(Math.max(0, width - label.length()) + 2);
        try (text;
                Secret head = Secret.adopt(column.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                Secret line = head.followedBy(text)) {
            session.output().line(line);
        }
    }

    private void printJson(Session session, Account account) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartObject();
            AccountFormat.members(out, account);
            if (reveal) {
                try (Secret secret = AccountFormat.base32(account);
                        Secret uri = AccountFormat.uri(account)) {
                    AccountFormat.secret(out, "secret", secret);
                    AccountFormat.secret(out, "uri", uri);
                }
                if (account.pin() != null) {
                    AccountFormat.secret(out, "pin", account.pin());
                }
            }
            out.writeEndObject();
        });
    }
}
