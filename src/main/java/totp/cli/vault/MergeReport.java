package totp.cli.vault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Merge;
import totp.vault.MergeChange;

/** What a merge would do to the vault that is merged into, account by account. */
final class MergeReport {
    private MergeReport() {}

    static void print(Output output, Merge merge) {
        List<List<String>> rows = new ArrayList<>();
        for (MergeChange change : merge.changes()) {
            Account account = change.account();
            rows.add(List.of(
                    word(change),
                    account.name(),
                    account.issuer(),
                    account.accountName(),
                    String.join(", ", change.parts())));
        }
        output.table(rows);
        foreign(output, merge);
    }

    private static void foreign(Output output, Merge merge) {
        if (merge.foreignEntries() > 0) {
            output.note(Message.counted("vault.merge-foreign", merge.foreignEntries()));
        }
    }

    /** In a line, where a table has no place. */
    static void tell(Output output, Merge merge) {
        long added = merge.changes().stream()
                .filter(change -> change.kind() == MergeChange.Kind.ADDED)
                .count();
        long others = merge.changes().size() - added;
        output.note(Message.of("vault.merge-told", added, others));
        for (MergeChange change : merge.changes()) {
            if (change.kind() == MergeChange.Kind.CONFLICT) {
                output.warning(
                        Message.of("vault.merge-conflict", change.account().name()));
            }
        }
        foreign(output, merge);
    }

    static void printJson(Output output, Merge merge, Path file, boolean dryRun) {
        JsonWriter.print(output, out -> {
            out.writeStartObject();
            out.writeStringField("file", file.toString());
            out.writeBooleanField("dry_run", dryRun);
            out.writeBooleanField("nothing_to_do", merge.changesNothing());
            out.writeStringField("keys", merge.takesTheirKeys() ? "file" : "vault");
            out.writeArrayFieldStart("changes");
            for (MergeChange change : merge.changes()) {
                out.writeStartObject();
                out.writeStringField("change", word(change));
                out.writeStringField("id", change.account().id().toString());
                out.writeStringField("name", change.account().name());
                out.writeStringField("issuer", change.account().issuer());
                out.writeStringField("account", change.account().accountName());
                out.writeStringField("type", change.account().otp().type());
                out.writeArrayFieldStart("parts");
                for (String part : change.parts()) {
                    out.writeString(part);
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static String word(MergeChange change) {
        return change.kind().name().toLowerCase(Locale.ROOT);
    }
}
