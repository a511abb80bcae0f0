package totp.cli.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import totp.cli.session.Columns;
import totp.cli.session.Escaper;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.transfer.ImportPlan.OfFile;
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
            output.warning(file.name() + ": skipped entry " + skipped.position()
                    + (skipped.label().isEmpty() ? "" : " (" + skipped.label() + ")") + ": " + skipped.reason());
        }
        rest(file, file.skipped().size(), "entries are skipped");
        List<String> warnings = decided.warnings();
        first(warnings).forEach(warning -> output.warning(file.name() + ": " + warning));
        rest(file, warnings.size(), "warnings");
        if (file.isEmpty()) {
            output.warning(file.name() + ": there are no accounts in it");
        }
        List<String> lacking = imported(decided).stream()
                .filter(Account::lacksPin)
                .map(Account::name)
                .toList();
        named(lacking, "these need a PIN before they make codes, by totp edit --pin-file");
        named(decided.doubles(), "in the files more than once, and taken once");
        named(decided.ahead(), "the file's counter is further than the vault's; --on-duplicate replace takes it");
        output.note(summary(decided));
        boolean left = outcome != Outcome.PLANNED && !file.isPiped() && !file.encrypted();
        if (left && !imported(decided).isEmpty()) {
            output.hint(file.name() + " holds the secrets in the clear: delete it once the codes are right");
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
    private void rest(ImportedFile file, int all, String what) {
        if (all > NAMED_MAX) {
            session.output()
                    .warning(file.name() + ": " + (all - NAMED_MAX) + " more " + what + "; --json has them all");
        }
    }

    private void named(List<String> names, String sentence) {
        if (!names.isEmpty()) {
            String more = names.size() > NAMED_MAX ? " and " + (names.size() - NAMED_MAX) + " more" : "";
            String some = String.join(", ", names.subList(0, Math.min(NAMED_MAX, names.size())));
            session.output().warning(sentence + ": " + some + more);
        }
    }

    private String summary(OfFile decided) {
        ImportedFile file = decided.file();
        StringBuilder text = new StringBuilder(file.name())
                .append(" (")
                .append(file.format())
                .append("): ")
                .append(outcome == Outcome.PLANNED ? "would import " : "imported ")
                .append(counted(imported(decided).size()));
        if (!decided.duplicates().isEmpty()) {
            text.append(", ").append(decided.duplicates().size()).append(" there already");
        }
        if (!file.skipped().isEmpty()) {
            text.append(", ").append(file.skipped().size()).append(" left out");
        }
        return text.toString();
    }

    private static String counted(int accounts) {
        return accounts == 1 ? "1 account" : accounts + " accounts";
    }

    /** What would come, before it comes. */
    private void table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "ISSUER", "ACCOUNT", "TYPE", "TAGS", ""));
        for (OfFile file : plan.files()) {
            file.imported().forEach(account -> rows.add(row(account, "")));
            file.duplicates().forEach(account -> rows.add(row(account, "there already")));
        }
        if (rows.size() > 1) {
            Columns.align(rows).forEach(session.output()::line);
        }
    }

    private static List<String> row(Account account, String remark) {
        return List.of(
                Escaper.escape(account.name()),
                Escaper.escape(account.issuer()),
                Escaper.escape(account.accountName()),
                account.otp().type(),
                Escaper.escape(String.join(",", account.tags())),
                remark);
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
                json.writeStringField("reason", skipped.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("warnings");
            for (String warning : decided.warnings()) {
                json.writeString(warning);
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
        String what = skipped == 0
                ? "parts of an export are missing"
                : (skipped == 1 ? "1 entry was" : skipped + " entries were") + " left out";
        throw new Failure(ExitCode.BAD_INPUT, what + (outcome == Outcome.STOPPED ? ", so nothing was imported" : ""));
    }
}
