package totp.cli.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import totp.aws.TemporaryCredentials;
import totp.crypto.Secret;

/**
 * A session as it is kept until it expires, by this machine and for this user alone.
 *
 * @param profile for which it was begun first
 * @param serial the device that began it, or the session behind it; empty without MFA
 * @param roleArn empty for a user's own session
 * @param user the IAM user whose keys are the base; empty where the base is no user's
 * @param issued by AWS's clock
 * @param offset how far AWS's clock is ahead of this machine's
 */
record SessionEntry(
        String profile,
        String serial,
        String roleArn,
        String user,
        String accountId,
        TemporaryCredentials credentials,
        Instant issued,
        Duration offset) {
    static final int BYTES_MAX = 64 << 10;
    private static final String VERSION = "1";
    private static final JsonFactory JSON = new JsonFactory();

    boolean isRole() {
        return !roleArn.isEmpty();
    }

    /** How long AWS takes it from now on. */
    Duration left(Instant now) {
        return Duration.between(now.plus(offset), credentials.expiration());
    }

    Duration lifetime() {
        return Duration.between(issued, credentials.expiration());
    }

    Secret encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("version", VERSION);
            json.writeStringField("profile", profile);
            json.writeStringField("serial", serial);
            json.writeStringField("role_arn", roleArn);
            json.writeStringField("user", user);
            json.writeStringField("account_id", accountId);
            json.writeStringField("access_key_id", credentials.accessKeyId());
            json.writeStringField("secret_access_key", credentials.secretAccessKey());
            json.writeStringField("session_token", credentials.sessionToken());
            json.writeStringField("expires", credentials.expiration().toString());
            json.writeStringField("issued", issued.toString());
            json.writeStringField("offset", offset.toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return Secret.adopt(bytes.toByteArray());
    }

    /** Empty for what no version of this program that can be read wrote: it is made anew. */
    static Optional<SessionEntry> decode(Secret text) {
        Map<String, String> members = text.use(SessionEntry::members);
        try {
            if (!VERSION.equals(members.get("version"))) {
                return Optional.empty();
            }
            TemporaryCredentials credentials = new TemporaryCredentials(
                    required(members, "access_key_id"),
                    required(members, "secret_access_key"),
                    required(members, "session_token"),
                    Instant.parse(required(members, "expires")));
            return Optional.of(new SessionEntry(
                    required(members, "profile"),
                    required(members, "serial"),
                    required(members, "role_arn"),
                    required(members, "user"),
                    required(members, "account_id"),
                    credentials,
                    Instant.parse(required(members, "issued")),
                    Duration.parse(required(members, "offset"))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String required(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }

    static Map<String, String> members(byte[] document) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(document)) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                members.put(name, Optional.ofNullable(json.nextTextValue()).orElse(""));
            }
        } catch (IOException e) {
            return Map.of();
        }
        return members;
    }
}
