package totp.vault;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.crypto.ErasableBuffer;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.otp.TimeBased;

/** Writes the payload's JSON: known members in a fixed order, unknown ones behind them as they were read. */
final class PayloadWriter {
    private final ErasableBuffer buffer;
    private final JsonGenerator out;

    private PayloadWriter(ErasableBuffer buffer, JsonGenerator out) {
        this.buffer = buffer;
        this.out = out;
    }

    static Secret write(Payload payload) {
        try (ErasableBuffer buffer = new ErasableBuffer();
                JsonGenerator out = PayloadJson.FACTORY.createGenerator(buffer)) {
            new PayloadWriter(buffer, out).document(payload);
            out.flush();
            return buffer.take();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private void document(Payload payload) throws IOException {
        out.writeStartObject();
        out.writeNumberField("format", 1);
        texts("critical", payload.critical);
        out.writeArrayFieldStart("entries");
        for (Payload.Entry entry : payload.entries) {
            entry(entry);
        }
        for (Payload.Foreign foreign : payload.foreignEntries) {
            out.writeRawValue("");
            raw(foreign.json());
        }
        out.writeEndArray();
        out.writeArrayFieldStart("tombstones");
        for (Payload.Tombstone tombstone : payload.tombstones) {
            out.writeStartObject();
            out.writeStringField("id", tombstone.id().toString());
            time("deleted", tombstone.deleted());
            out.writeNumberField("rev", tombstone.revision());
            unknown(tombstone.unknown());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeFieldName("settings");
        if (payload.settings == null) {
            out.writeStartObject();
            out.writeEndObject();
        } else {
            out.writeRawValue("");
            raw(payload.settings);
        }
        out.writeArrayFieldStart("history");
        for (Id id : payload.history) {
            out.writeString(id.toHex());
        }
        out.writeEndArray();
        if (payload.nextSlotId != 0) {
            out.writeNumberField("next_slot", payload.nextSlotId);
        }
        out.writeNumberField("key_epoch", payload.keyEpoch);
        slots(payload.slots);
        unknown(payload.unknown);
        out.writeEndObject();
    }

    private void slots(Map<Integer, SlotNote> slots) throws IOException {
        if (slots.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("slots");
        for (Map.Entry<Integer, SlotNote> slot : slots.entrySet()) {
            SlotNote note = slot.getValue();
            out.writeStartObject();
            out.writeNumberField("id", slot.getKey());
            out.writeStringField("label", note.label());
            time("created", note.created());
            if (note.isShort()) {
                out.writeBooleanField("short", true);
            }
            unknown(note.unknown());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void entry(Payload.Entry entry) throws IOException {
        Account account = entry.account();
        Otp otp = account.otp();
        out.writeStartObject();
        out.writeStringField("id", account.id().toString());
        out.writeStringField("name", account.name());
        out.writeStringField("type", otp.type());
        out.writeStringField("issuer", account.issuer());
        out.writeStringField("account", account.accountName());
        out.writeFieldName("secret");
        account.secret().lend(bytes -> {
            out.writeBinary(bytes);
        });
        if (!otp.takesPin() || otp.type().equals("yandex")) {
            out.writeStringField("algorithm", otp.algorithm().label());
        }
        out.writeNumberField("digits", otp.digits());
        if (otp instanceof TimeBased timeBased) {
            out.writeNumberField("period", timeBased.periodSeconds());
        } else if (otp instanceof Hotp hotp) {
            out.writeNumberField("counter", hotp.counter());
        }
        if (account.pin() != null) {
            out.writeFieldName("pin");
            secretText(account.pin());
        }
        description(account, entry.awsUnknown());
        edits(entry.edits());
        unknown(entry.unknown());
        out.writeEndObject();
    }

    private void description(Account account, @Nullable Secret awsUnknown) throws IOException {
        texts("aliases", account.aliases());
        texts("tags", account.tags());
        if (!account.sites().isEmpty()) {
            texts("sites", account.sites()); // absent where there are none, as "favorite" is
        }
        out.writeStringField("note", account.note());
        if (account.isFavorite()) {
            out.writeBooleanField("favorite", true); // absent where it is not: entries of before stay as they are
        }
        out.writeStringField("state", account.state() == Account.State.PENDING ? "pending" : "active");
        AwsDevice aws = account.aws();
        if (aws == null) {
            out.writeNullField("aws");
        } else {
            out.writeObjectFieldStart("aws");
            out.writeStringField("serial", aws.serial());
            out.writeStringField("user", aws.user());
            out.writeStringField("account_id", aws.accountId());
            out.writeStringField("partition", aws.partition());
            if (aws.replaces() != null) {
                out.writeStringField("replaces", aws.replaces());
            }
            if (aws.stale() != null) {
                time("stale", aws.stale());
            }
            unknown(awsUnknown);
            out.writeEndObject();
        }
        time("trashed", account.trashed());
        time("created", account.created());
        time("modified", account.modified());
        out.writeNumberField("rev", account.revision());
    }

    private void edits(Edits edits) throws IOException {
        if (edits.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("edits");
        if (!edits.others().equals(Edits.Stamp.NEVER)) {
            stamp(EntryReader.OTHER_PARTS, edits.others());
        }
        for (Map.Entry<String, Edits.Stamp> part : edits.stamps().entrySet()) {
            stamp(part.getKey(), part.getValue());
        }
        out.writeEndObject();
    }

    private void stamp(String part, Edits.Stamp stamp) throws IOException {
        out.writeArrayFieldStart(part);
        out.writeNumber(stamp.revision());
        out.writeString(stamp.time() == null ? null : Rfc3339.precise(stamp.time()));
        out.writeEndArray();
    }

    private void texts(String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    private void time(String name, @Nullable Instant time) throws IOException {
        out.writeStringField(name, time == null ? null : Rfc3339.precise(time));
    }

    private void secretText(Secret text) throws IOException {
        CharBuffer chars = text.use(bytes -> StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)));
        out.writeString(chars.array(), 0, chars.limit());
        Arrays.fill(chars.array(), '\0');
    }

    private void unknown(@Nullable Secret members) throws IOException {
        if (members != null) {
            out.writeRaw(',');
            raw(members);
        }
    }

    private void raw(Secret json) throws IOException {
        out.flush();
        json.lend(bytes -> {
            buffer.write(bytes, 0, bytes.length);
        });
    }
}
