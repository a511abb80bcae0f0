package totp.cli.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import totp.otp.Account;
import totp.otp.TimeBased;

/**
 * What whoever has the vault open tells of it, in a document of its own that both sides of this class know, and nobody else: the
 * accounts, in the order of the list, and codes of those that are on the screen.
 *
 * @param rows empty if they were not asked for
 */
record Listing(Optional<List<Row>> rows, Map<UUID, CodePair> codes) {
    static void writeAccount(JsonGenerator out, Account account) throws IOException {
        out.writeStartArray();
        out.writeString(account.id().toString());
        out.writeString(account.name());
        out.writeString(account.issuer());
        out.writeString(account.accountName());
        out.writeNumber(account.otp() instanceof TimeBased timed ? timed.periodSeconds() : 0);
        out.writeNumber(account.otp().digits());
        out.writeBoolean(account.isFavorite());
        out.writeBoolean(account.state() == Account.State.PENDING);
        out.writeBoolean(!account.lacksPin());
        for (String tag : account.tags()) {
            out.writeString(tag);
        }
        out.writeEndArray();
    }

    static void writeCodes(JsonGenerator out, Account account, TimeBased scheme, Instant now, Set<Long> spent)
            throws IOException {
        long step = scheme.stepAt(now);
        out.writeStartArray();
        out.writeString(account.id().toString());
        out.writeNumber(scheme.beginOfStep(step).getEpochSecond());
        out.writeNumber(scheme.periodSeconds());
        for (long shown = step; shown < step + 2; shown++) {
            out.writeString(scheme.codeOfStep(shown, account.secret(), account.pin()));
            out.writeBoolean(spent.contains(shown));
        }
        out.writeEndArray();
    }

    /** Reads an object of {@code accounts} and {@code codes}, as the watched command prints it. */
    static Listing read(String document) {
        try (JsonParser json = new JsonFactory().createParser(document)) {
            json.nextToken();
            Optional<List<Row>> rows = Optional.empty();
            Map<UUID, CodePair> codes = new HashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean accounts = json.currentName().equals("accounts");
                json.nextToken();
                if (accounts) {
                    List<Row> all = new ArrayList<>();
                    while (json.nextToken() == JsonToken.START_ARRAY) {
                        all.add(row(json));
                    }
                    all.sort(Row.ORDER);
                    rows = Optional.of(all);
                } else {
                    while (json.nextToken() == JsonToken.START_ARRAY) {
                        codes.put(UUID.fromString(json.nextTextValue()), pair(json));
                    }
                }
            }
            return new Listing(rows, codes);
        } catch (IOException e) {
            throw new IllegalStateException("our own document", e);
        }
    }

    private static Row row(JsonParser json) throws IOException {
        UUID id = UUID.fromString(json.nextTextValue());
        String name = json.nextTextValue();
        String issuer = json.nextTextValue();
        String login = json.nextTextValue();
        int period = json.nextIntValue(0);
        int digits = json.nextIntValue(0);
        boolean favorite = json.nextToken() == JsonToken.VALUE_TRUE;
        boolean pending = json.nextToken() == JsonToken.VALUE_TRUE;
        boolean hasCodes = json.nextToken() == JsonToken.VALUE_TRUE;
        List<String> tags = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            tags.add(json.getText());
        }
        return Row.of(id, name, issuer, login, period, digits, tags, favorite, pending, hasCodes);
    }

    private static CodePair pair(JsonParser json) throws IOException {
        long begin = json.nextLongValue(0);
        int period = json.nextIntValue(0);
        List<String> codes = new ArrayList<>();
        List<Boolean> spent = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            codes.add(json.getText());
            spent.add(json.nextToken() == JsonToken.VALUE_TRUE);
        }
        return new CodePair(begin, period, codes, spent);
    }
}
