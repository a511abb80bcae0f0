package totp.cli.session;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.Hotp;
import totp.otp.KeyUri;
import totp.otp.Otp;
import totp.otp.TimeBased;
import totp.vault.Rfc3339;

/** The shapes in which accounts are printed: members of JSON, rows of a table, lines of CSV. */
public final class AccountFormat {
    private AccountFormat() {}

    /** {@code issuer:account}, or the one that is there. */
    public static String login(Account account) {
        if (account.issuer().isEmpty() || account.accountName().isEmpty()) {
            return account.issuer() + account.accountName();
        }
        return account.issuer() + ":" + account.accountName();
    }

    public static String state(Account account) {
        return account.state() == Account.State.PENDING ? "pending" : "active";
    }

    /** The members that {@code list} and {@code show} share, without the braces around them. */
    public static void members(JsonGenerator json, Account account) throws IOException {
        Otp otp = account.otp();
        json.writeStringField("id", account.id().toString());
        json.writeStringField("name", account.name());
        json.writeStringField("issuer", account.issuer());
        json.writeStringField("account", account.accountName());
        parameters(json, otp);
        if (otp instanceof Hotp hotp) {
            json.writeNumberField("counter", hotp.counter());
        } else if (otp instanceof TimeBased timeBased) {
            json.writeNumberField("period", timeBased.periodSeconds());
        }
        texts(json, "tags", account.tags());
        texts(json, "aliases", account.aliases());
        texts(json, "sites", account.sites());
        json.writeStringField("note", account.note());
        json.writeBooleanField("favorite", account.isFavorite());
        json.writeStringField("state", state(account));
        time(json, "created", account.created());
        time(json, "modified", account.modified());
        aws(json, account.aws());
    }

    /** {@code type}, {@code algorithm} and {@code digits}. */
    public static void parameters(JsonGenerator json, Otp otp) throws IOException {
        json.writeStringField("type", otp.type());
        json.writeStringField("algorithm", algorithm(otp));
        json.writeNumberField("digits", otp.digits());
    }

    public static String algorithm(Otp otp) {
        return otp.type().equals("motp") ? "MD5" : otp.algorithm().label();
    }

    public static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : Rfc3339.seconds(time));
    }

    private static void aws(JsonGenerator json, @Nullable AwsDevice aws) throws IOException {
        if (aws == null) {
            json.writeNullField("aws");
            return;
        }
        json.writeObjectFieldStart("aws");
        json.writeStringField("serial", aws.serial());
        json.writeStringField("user", aws.user());
        json.writeStringField("account_id", aws.accountId());
        json.writeStringField("partition", aws.partition());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /** A secret's text as a JSON string, without a {@code String} of it. */
    public static void secret(JsonGenerator json, String name, Secret text) throws IOException {
        json.writeFieldName(name);
        text.lend(bytes -> {
            json.writeUTF8String(bytes, 0, bytes.length);
        });
    }

    public static Secret base32(Account account) {
        return Encoding.BASE32.encode(account.secret());
    }

    /** For a phone or another program, which would show an entry without a name where the label says no account. */
    public static Secret uri(Account account) {
        String login = account.accountName().isEmpty() ? account.name() : account.accountName();
        return KeyUri.print(account.issuer(), login, account.otp(), account.secret(), account.pin());
    }

    /** Whole seconds until a code ends, counting the present one: 30 down to 1. */
    public static long remaining(Instant validUntil, Instant now) {
        return validUntil.getEpochSecond() - now.getEpochSecond();
    }

    /** RFC 4180, with LF line ends as everywhere here. */
    public static String csv(List<String> fields) {
        List<String> quoted = new ArrayList<>();
        for (String field : fields) {
            String safe = Escaper.escape(field);
            boolean needsQuotes = safe.contains(",") || safe.contains("\"");
            quoted.add(needsQuotes ? '"' + safe.replace("\"", "\"\"") + '"' : safe);
        }
        return String.join(",", quoted);
    }

    /** No field holds a TAB or a line end, since the escaper took them. */
    public static String tsv(List<String> fields) {
        List<String> safe = new ArrayList<>();
        fields.forEach(field -> safe.add(Escaper.escape(field)));
        return String.join("\t", safe);
    }
}
