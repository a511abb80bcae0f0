package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AccessKey;
import totp.cli.session.AccountFormat;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.message.Message;
import totp.vault.Rfc3339;

/** Root's keys of one account or several, and what became of each. */
final class RootKeysReport {
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Failure failure;

    /** How an account's root keys were reached, as the document spells it. */
    enum Way {
        OWN("own"),
        ASSUME_ROOT("assume-root"),
        SUMMARY("summary");

        private final String word;

        Way(String word) {
            this.word = word;
        }
    }

    /** What was done with a key; spelled so in the document. */
    enum Done {
        none,
        deactivated,
        deleted,
        refused
    }

    /** One account. */
    static final class Entry {
        private final String account;
        private final Way way;
        private final Map<AccessKey, Done> keys = new LinkedHashMap<>();
        private String caller = "";
        private @Nullable Boolean present;
        private @Nullable Message error;

        private Entry(String account, Way way) {
            this.account = account;
            this.way = way;
        }

        /** @param callersKey the id of the key that signs the calls */
        void found(List<AccessKey> found, String callersKey) {
            found.forEach(key -> keys.put(key, Done.none));
            caller = callersKey;
        }

        void done(AccessKey key, Done done) {
            keys.put(key, done);
        }

        /** Whether the account's summary still counts a key of root's. */
        void present(boolean counted) {
            present = counted;
        }

        Way way() {
            return way;
        }

        /** What the account's summary says, in words. */
        private Optional<Message> summary() {
            if (present == null) {
                return Optional.empty();
            }
            if (present) {
                return Optional.of(Message.of("aws.root-key-counted", account));
            }
            return Optional.of(
                    keys.containsValue(Done.deleted)
                            ? Message.of("aws.root-key-warning-gone", account)
                            : Message.of("aws.root-key-none", account));
        }

        void failed(Failure failure) {
            error = failure.message();
        }
    }

    /** Why the command came to its end before any account was looked at. */
    void stopped(Failure why) {
        failure = why;
    }

    Entry begin(String account, Way way) {
        Entry entry = new Entry(account, way);
        entries.add(entry);
        return entry;
    }

    void print(Session session, boolean json) throws Failure {
        if (json) {
            JsonWriter.print(session.output(), this::write);
            session.output().flush();
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Entry entry : entries) {
            entry.keys.forEach((key, done) -> rows.add(List.of(
                    entry.account,
                    key.id().isEmpty() ? "-" : key.id(),
                    status(key),
                    Rfc3339.seconds(key.created()),
                    key.lastUse().map(use -> Rfc3339.seconds(use.when())).orElse("never"),
                    done == Done.none ? "" : done.name())));
        }
        session.output()
                .table(
                        List.of(
                                Message.of("aws.column-account"),
                                Message.of("aws.column-key"),
                                Message.of("aws.column-status"),
                                Message.of("aws.column-created"),
                                Message.of("aws.column-last-used"),
                                Message.of("aws.column-action")),
                        rows);
        for (Entry entry : entries) {
            entry.summary().ifPresent(session.output()::note);
        }
    }

    private static String status(AccessKey key) {
        return key.active() ? "Active" : "Inactive";
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("accounts");
        for (Entry entry : entries) {
            json.writeStartObject();
            json.writeStringField("account_id", entry.account);
            json.writeStringField("via", entry.way.word);
            json.writeArrayFieldStart("keys");
            for (Map.Entry<AccessKey, Done> key : entry.keys.entrySet()) {
                write(json, key.getKey(), key.getKey().id().equals(entry.caller), key.getValue());
            }
            json.writeEndArray();
            if (entry.present == null) {
                json.writeNullField("keys_present");
            } else {
                json.writeBooleanField("keys_present", entry.present);
            }
            json.writeStringField(
                    "error",
                    Optional.ofNullable(entry.error).map(Message::toString).orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
        EnrolmentReport.error(json, failure);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, AccessKey key, boolean isCaller, Done done) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", key.id().isEmpty() ? null : key.id());
        json.writeStringField("status", status(key));
        AccountFormat.time(json, "created", key.created());
        AccountFormat.time(
                json, "last_used", key.lastUse().map(AccessKey.Use::when).orElse(null));
        json.writeStringField(
                "last_used_service", key.lastUse().map(AccessKey.Use::service).orElse(null));
        json.writeStringField(
                "last_used_region", key.lastUse().map(AccessKey.Use::region).orElse(null));
        json.writeBooleanField("is_caller", isCaller && !key.id().isEmpty());
        json.writeStringField("action", done.name());
        json.writeEndObject();
    }
}
