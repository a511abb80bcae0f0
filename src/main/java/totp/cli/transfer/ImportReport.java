package totp.cli.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.transfer.ImportPlan.OfFile;
import totp.message.Message;
import totp.otp.Account;
import totp.transfer.Harvest.Skipped;

/** Tells what came of an import: a document for scripts, or lines for people. */
final class ImportReport {
    /** So many names are read; the rest are counted. */
    private static final int NAMED_MAX = 20;

    private final Session session;
    private final ImportPlan plan;
    private final Outcome outcome;

    /** What became of a plan. */
    enum Outcome {
        /** It was carried out. */
        IMPORTED,
        /** Nothing was written, since only the plan was asked for. */
        PLANNED,
        /** Nothing was written, since something cannot be taken. */
        STOPPED
    }

    ImportReport(Session session, ImportPlan plan, Outcome outcome) {
        this.session = session;
        this.plan = plan;
        this.outcome = outcome;
    }

    void print(boolean json) {
        if (json) {
            JsonWriter.print(session.output(), this::write);
        } else if (outcome == Outcome.PLANNED) {
            table();
        }
        plan.files().forEach(this::tell);
    }

    private void tell(OfFile decided) {
        Output output = session.output();
        ImportedFile file = decided.file();
        for (Skipped skipped : first(file.skipped())) {
            output.warning(
                    skipped.label().isEmpty()
                            ? Message.of("transfer.skipped-entry", file.name(), skipped.position(), skipped.reason())
                            : Message.of(
                                    "transfer.skipped-named-entry",
                                    file.name(),
                                    skipped.position(),
                                    skipped.label(),
                                    skipped.reason()));
        }
        rest(file, file.skipped().size(), Message.of("transfer.entries-skipped"));
        List<Message> warnings = decided.warnings();
        first(warnings).forEach(warning -> output.warning(Message.of("message.of", file.name(), warning)));
        rest(file, warnings.size(), Message.of("transfer.warnings"));
        if (file.isEmpty()) {
            output.warning(Message.of("transfer.no-accounts", file.name()));
        }
        List<String> lacking = imported(decided).stream()
                .filter(Account::lacksPin)
                .map(Account::name)
                .toList();
        named(lacking, Message.of("transfer.need-pin"));
        named(decided.doubles(), Message.of("transfer.more-than-once"));
        named(decided.ahead(), Message.of("transfer.counter-ahead"));
        output.note(summary(decided));
        boolean left = outcome != Outcome.PLANNED && !file.isPiped() && !file.encrypted();
        if (left && !imported(decided).isEmpty()) {
            output.hint(Message.of("transfer.holds-secrets-clear-delete", file.name()));
        }
    }

    /** What came in, or would. */
    private List<Account> imported(OfFile file) {
        return outcome == Outcome.STOPPED ? List.of() : file.imported();
    }

    private static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(NAMED_MAX, all.size()));
    }

    /** So many lines that nobody reads them would hide those above. */
    private void rest(ImportedFile file, int all, Message what) {
        if (all > NAMED_MAX) {
            session.output().warning(Message.of("transfer.more-json-all", file.name(), all - NAMED_MAX, what));
        }
    }

    private void named(List<String> names, Message sentence) {
        if (!names.isEmpty()) {
            session.output().warning(Message.of("message.of", sentence, Message.names(names)));
        }
    }

    private Message summary(OfFile decided) {
        ImportedFile file = decided.file();
        int accounts = imported(decided).size();
        Message summary = outcome == Outcome.PLANNED
                ? Message.counted("transfer.would-import", accounts, file.name(), file.format())
                : Message.counted("transfer.imported", accounts, file.name(), file.format());
        if (!decided.duplicates().isEmpty()) {
            summary = Message.of(
                    "transfer.there-already", summary, decided.duplicates().size());
        }
        return file.skipped().isEmpty()
                ? summary
                : Message.of("transfer.left-out", summary, file.skipped().size());
    }

    /** What would come, before it comes. */
    private void table() {
        boolean sites = plan.files().stream()
                .flatMap(file -> Stream.concat(file.imported().stream(), file.duplicates().stream()))
                .anyMatch(account -> !account.sites().isEmpty());
        List<Message> header = new ArrayList<>(List.of(
                Message.of("transfer.column-name"),
                Message.of("transfer.column-issuer"),
                Message.of("transfer.column-account"),
                Message.of("transfer.column-type"),
                Message.of("transfer.column-tags")));
        if (sites) {
            header.add(Message.of("transfer.column-sites"));
        }
        header.add(Message.NONE);
        List<List<String>> rows = new ArrayList<>();
        String already = session.cell(Message.of("transfer.already"));
        for (OfFile file : plan.files()) {
            file.imported().forEach(account -> rows.add(row(account, sites, "")));
            file.duplicates().forEach(account -> rows.add(row(account, sites, already)));
        }
        if (!rows.isEmpty() && !session.output().isWatched()) {
            rows.add(0, header.stream().map(Message::toString).toList());
        }
        session.output().table(header, rows);
    }

    /** @param sites whether any of the accounts has one */
    private static List<String> row(Account account, boolean sites, String remark) {
        List<String> row = new ArrayList<>(List.of(
                account.name(),
                account.issuer(),
                account.accountName(),
                account.otp().type(),
                String.join(",", account.tags())));
        if (sites) {
            row.add(String.join(",", account.sites()));
        }
        row.add(remark);
        return row;
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("files");
        for (OfFile decided : plan.files()) {
            ImportedFile file = decided.file();
            json.writeStartObject();
            json.writeStringField("file", file.file());
            json.writeStringField("format", file.format());
            accounts(json, "imported", imported(decided));
            accounts(json, "duplicates", decided.duplicates());
            json.writeArrayFieldStart("skipped");
            for (Skipped skipped : file.skipped()) {
                json.writeStartObject();
                json.writeNumberField("position", skipped.position());
                json.writeStringField("label", skipped.label());
                json.writeStringField("reason", skipped.reason().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("warnings");
            for (Message warning : decided.warnings()) {
                json.writeString(warning.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void accounts(JsonGenerator json, String name, List<Account> accounts) throws IOException {
        json.writeArrayFieldStart(name);
        for (Account account : accounts) {
            json.writeStartObject();
            json.writeStringField("name", account.name());
            json.writeStringField("issuer", account.issuer());
            json.writeStringField("account", account.accountName());
            json.writeStringField("type", account.otp().type());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * The data is printed all the same: scripts see both.
     *
     * @throws Failure {@code BAD_INPUT} if something that was there, or should have been, did not come
     */
    void failIfIncomplete() throws Failure {
        if (!plan.isIncomplete()) {
            return;
        }
        session.output().flush();
        int skipped = plan.skipped();
        Message what = skipped == 0
                ? Message.of("transfer.parts-are-missing")
                : Message.counted("transfer.entries-left-out", skipped);
        throw new Failure(
                ExitCode.BAD_INPUT,
                outcome == Outcome.STOPPED ? Message.of("transfer.so-nothing-imported", what) : what);
    }
}
