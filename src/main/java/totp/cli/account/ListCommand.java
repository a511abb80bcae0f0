package totp.cli.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.Code;
import totp.otp.Text;
import totp.otp.TimeBased;
import totp.vault.AccountSearch;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class ListCommand implements Command {
    @Nullable
    String query;

    @Nullable
    Format format;

    boolean json;
    boolean table;
    List<String> tags = new ArrayList<>();
    boolean codes;
    boolean trash;

    /** Lower case, since it is spelled so on the command line. */
    enum Format {
        plain,
        json,
        csv,
        tsv
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalParameter(Value.ACCOUNT, "QUERY", given -> query = given);
        syntax.option(Format.class, "FORMAT", given -> format = given, "--format");
        syntax.flag(() -> json = true, "--json");
        syntax.flag(() -> table = true, "-l", "--long");
        syntax.repeated(Value.TAG, "TAG", given -> tags = given, "--tag");
        syntax.flag(() -> codes = true, "--codes");
        syntax.flag(() -> trash = true, "--trash");
    }

    @Override
    public boolean isServed() {
        return true;
    }

    /** A table is laid out where its reader is; the agent says what stands in it. */
    @Override
    public boolean isForwarded() {
        return !isForPeople();
    }

    private boolean isForPeople() {
        return !json && (format == null || format == Format.plain) && (table || codes);
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        if (json && format != null && format != Format.json) {
            throw Failure.usage(Message.of("account.json-does-not-go"));
        }
        Format chosen = json ? Format.json : format == null ? Format.plain : format;
        if (table && chosen != Format.plain) {
            throw Failure.usage(Message.of("account.long-goes-plain-format"));
        }
        if (trash && codes) {
            throw Failure.usage(Message.of("account.what-trash-no-codes"));
        }
        if (isForPeople()) {
            printForPeople(session);
            return;
        }
        try (Vault vault = new VaultAccess(session).open()) {
            List<Account> accounts = select(trash ? vault.trash() : vault.accounts());
            Instant now = session.host().now();
            switch (chosen) {
                case json -> printJson(session, accounts, now);
                case csv, tsv -> printSeparated(session, chosen, accounts, now);
                case plain -> printPlain(session, accounts);
            }
        }
    }

    private List<Account> select(List<Account> accounts) {
        List<Account> selected = new ArrayList<>();
        tags.replaceAll(Text::normalize);
        for (Account account : accounts) {
            boolean mentioned = query == null || AccountSearch.mentions(account, query);
            if (mentioned && account.tags().containsAll(tags)) {
                selected.add(account);
            }
        }
        selected.sort((a, b) -> {
            int order = String.CASE_INSENSITIVE_ORDER.compare(a.name(), b.name());
            return order != 0 ? order : a.name().compareTo(b.name());
        });
        return selected;
    }

    private void printForPeople(Session session) throws Failure, VaultException {
        List<Listed> accounts = listed(session);
        Output output = session.output();
        tellIfNone(session, accounts.isEmpty());
        if (!table && !output.isWatched()) {
            for (Listed account : accounts) {
                output.drawn(AccountFormat.tsv(List.of(account.name(), account.code(), account.remaining())));
            }
            return;
        }
        boolean removals = trash && output.isWatched();
        List<Message> header = new ArrayList<>(List.of(Message.of("account.column-name")));
        if (table) {
            header.add(Message.of("account.column-issuer"));
            header.add(Message.of("account.column-account"));
            header.add(Message.of("account.column-type"));
        }
        if (codes) {
            header.add(Message.of("account.column-code"));
            header.add(Message.of("account.column-remaining"));
        }
        if (table) {
            header.add(Message.of("account.column-state"));
            header.add(Message.of("account.column-tags"));
        }
        if (removals) {
            header.add(Message.of("account.column-removed"));
            header.add(Message.of("account.column-id"));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Listed account : accounts) {
            List<String> row = row(account);
            if (removals) {
                row.add(account.modified().map(output::time).orElse(""));
                row.add(account.id());
            }
            rows.add(row);
        }
        output.table(header, rows);
    }

    private List<String> row(Listed account) {
        List<String> row = new ArrayList<>(List.of(account.name()));
        if (table) {
            row.addAll(List.of(account.issuer(), account.account(), account.type()));
        }
        if (codes) {
            row.addAll(List.of(account.code(), account.remaining()));
        }
        if (table) {
            row.add(account.state().equals("pending") ? "pending" : "");
            row.add(String.join(",", account.tags()));
        }
        return row;
    }

    /** What the agent lists, or else the vault. */
    private List<Listed> listed(Session session) throws Failure, VaultException {
        Optional<UnlockedAgent> agent = UnlockedAgent.toAsk(session);
        Optional<String> document =
                agent.isEmpty() ? Optional.empty() : agent.get().printed(words(session));
        if (document.isPresent()) {
            return Listed.read(document.get());
        }
        try (Vault vault = new VaultAccess(session).open()) {
            Instant now = session.host().now();
            return select(trash ? vault.trash() : vault.accounts()).stream()
                    .map(account -> Listed.of(account, codes ? code(account, now) : Optional.empty(), now))
                    .toList();
        }
    }

    private List<String> words(Session session) {
        List<String> words = new ArrayList<>(List.of("list", "--json"));
        if (codes) {
            words.add("--codes");
        }
        if (trash) {
            words.add("--trash");
        }
        if (session.options().quiet) {
            words.add("--quiet");
        }
        tags.forEach(tag -> words.add("--tag=" + tag));
        if (query != null) {
            words.add("--");
            words.add(query);
        }
        return words;
    }

    /** Who sits there and sees nothing would wonder; a script sees that there is nothing. */
    private void tellIfNone(Session session, boolean none) {
        if (!none || session.host().terminal().get().isEmpty()) {
            return;
        }
        if (query != null || !tags.isEmpty()) {
            session.output().note(Message.of("account.none-fits"));
        } else if (!trash) {
            session.output().note(Message.of("account.none-yet"));
            session.output().hint(Message.of("account.totp-add-adds"));
        }
    }

    private void printPlain(Session session, List<Account> accounts) {
        tellIfNone(session, accounts.isEmpty());
        for (Account account : accounts) {
            List<String> fields = new ArrayList<>(List.of(account.name()));
            if (trash) {
                fields.add(account.id().toString());
            }
            session.output().drawn(AccountFormat.tsv(fields));
        }
    }

    private void printSeparated(Session session, Format chosen, List<Account> accounts, Instant now) {
        List<String> header = new ArrayList<>(List.of("name", "issuer", "account", "type"));
        if (codes) {
            header.addAll(List.of("code", "remaining"));
        }
        List<List<String>> rows = new ArrayList<>(List.of(header));
        accounts.forEach(account -> rows.add(fields(account, now)));
        for (List<String> row : rows) {
            session.output().drawn(chosen == Format.csv ? AccountFormat.csv(row) : AccountFormat.tsv(row));
        }
    }

    private void printJson(Session session, List<Account> accounts, Instant now) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartArray();
            for (Account account : accounts) {
                out.writeStartObject();
                AccountFormat.members(out, account);
                if (codes) {
                    Optional<Code> code = code(account, now);
                    out.writeStringField("code", code.map(Code::value).orElse(null));
                    if (code.isPresent()) {
                        out.writeNumberField(
                                "remaining", AccountFormat.remaining(code.get().validUntil(), now));
                    } else {
                        out.writeNullField("remaining");
                    }
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    private List<String> fields(Account account, Instant now) {
        List<String> fields = new ArrayList<>(List.of(
                account.name(),
                account.issuer(),
                account.accountName(),
                account.otp().type()));
        if (codes) {
            fields.addAll(codeAndRemaining(account, now));
        }
        return fields;
    }

    private static List<String> codeAndRemaining(Account account, Instant now) {
        Optional<Code> code = code(account, now);
        return code.isEmpty()
                ? List.of("", "")
                : List.of(
                        code.get().value(),
                        Long.toString(AccountFormat.remaining(code.get().validUntil(), now)));
    }

    /** Nothing for counters, which a list must not advance, and for accounts whose PIN is not there. */
    private static Optional<Code> code(Account account, Instant now) {
        return account.otp() instanceof TimeBased scheme && !account.lacksPin()
                ? Optional.of(scheme.codeAt(now, account.secret(), account.pin()))
                : Optional.empty();
    }
}
