package totp.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.AesGcm;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.otp.Motp;
import totp.otp.Otp;
import totp.otp.TimeBased;

/** Aegis's own export (its docs/vault.md), which the app reads by "Import from file". */
final class AegisExporter implements Exporter {
    private static final int FILE_VERSION = 1;
    private static final int CONTENT_VERSION = 3;
    private static final int PASSWORD_SLOT = 1;

    // What the app itself chooses for a password.
    private static final int SCRYPT_N = 1 << 15;
    private static final int SCRYPT_R = 8;
    private static final int SCRYPT_P = 1;
    private static final int SALT_BYTES = 32;

    @Override
    public String format() {
        return "aegis";
    }

    @Override
    public boolean encrypts() {
        return true;
    }

    @Override
    public Set<Detail> holds() {
        return Set.of(Detail.NOTES, Detail.TAGS, Detail.PINS, Detail.FAVORITES);
    }

    @Override
    public boolean holds(Otp otp) {
        return switch (otp.scheme()) {
            case TOTP, HOTP, STEAM, MOTP, YANDEX ->
                otp.algorithm() != Algorithm.GOST3411_2012_256 && otp.algorithm() != Algorithm.GOST3411_2012_512;
        };
    }

    @Override
    public List<Secret> write(List<Account> accounts, @Nullable Secret password, SecureRandom random)
            throws TransferException {
        Secret file;
        if (password == null) {
            file = WrittenJson.of(json -> {
                json.writeStartObject();
                json.writeNumberField("version", FILE_VERSION);
                json.writeObjectFieldStart("header");
                json.writeNullField("slots");
                json.writeNullField("params");
                json.writeEndObject();
                json.writeFieldName("db");
                content(json, accounts, random);
                json.writeEndObject();
            });
        } else {
            try (Secret content = WrittenJson.of(json -> content(json, accounts, random));
                    Secret key = Secret.random(AesGcm.KEY_BYTES, random)) {
                file = sealed(content, key, password, random);
            }
        }
        return List.of(file);
    }

    private static Secret sealed(Secret content, Secret key, Secret password, SecureRandom random)
            throws TransferException {
        byte[] salt = bytes(SALT_BYTES, random);
        Sealed slot;
        try (Secret wrapping = new Kdf().scrypt(password, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P, AesGcm.KEY_BYTES)) {
            slot = Sealed.of(wrapping, key, random);
        }
        Sealed db = Sealed.of(key, content, random);
        return WrittenJson.of(json -> {
            json.writeStartObject();
            json.writeNumberField("version", FILE_VERSION);
            json.writeObjectFieldStart("header");
            json.writeArrayFieldStart("slots");
            json.writeStartObject();
            json.writeNumberField("type", PASSWORD_SLOT);
            json.writeStringField("uuid", uuid(random));
            json.writeStringField("key", hex(slot.ciphertext));
            slot.parameters(json, "key_params");
            json.writeNumberField("n", SCRYPT_N);
            json.writeNumberField("r", SCRYPT_R);
            json.writeNumberField("p", SCRYPT_P);
            json.writeStringField("salt", hex(salt));
            json.writeBooleanField("repaired", true);
            json.writeBooleanField("is_backup", false);
            json.writeEndObject();
            json.writeEndArray();
            db.parameters(json, "params");
            json.writeEndObject();
            json.writeBinaryField("db", db.ciphertext);
            json.writeEndObject();
        });
    }

    /** A ciphertext with its nonce and tag, which this format keeps apart. */
    private static final class Sealed {
        private final byte[] nonce;
        private final byte[] ciphertext;
        private final byte[] tag;

        private Sealed(byte[] nonce, byte[] ciphertext, byte[] tag) {
            this.nonce = nonce;
            this.ciphertext = ciphertext;
            this.tag = tag;
        }

        static Sealed of(Secret key, Secret plaintext, SecureRandom random) {
            byte[] nonce = bytes(AesGcm.NONCE_BYTES, random);
            byte[] sealed = AesGcm.seal(key, nonce, new byte[0], plaintext);
            int end = sealed.length - AesGcm.TAG_BYTES;
            return new Sealed(nonce, Arrays.copyOf(sealed, end), Arrays.copyOfRange(sealed, end, sealed.length));
        }

        void parameters(JsonGenerator json, String name) throws IOException {
            json.writeObjectFieldStart(name);
            json.writeStringField("nonce", hex(nonce));
            json.writeStringField("tag", hex(tag));
            json.writeEndObject();
        }
    }

    private static void content(JsonGenerator json, List<Account> accounts, SecureRandom random) throws IOException {
        Map<String, String> groups = new LinkedHashMap<>();
        accounts.forEach(account -> account.tags().forEach(tag -> groups.computeIfAbsent(tag, t -> uuid(random))));
        json.writeStartObject();
        json.writeNumberField("version", CONTENT_VERSION);
        json.writeArrayFieldStart("entries");
        for (Account account : accounts) {
            entry(json, account, groups, random);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("groups");
        for (Map.Entry<String, String> group : groups.entrySet()) {
            json.writeStartObject();
            json.writeStringField("uuid", group.getValue());
            json.writeStringField("name", group.getKey());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("icons_optimized", true);
        json.writeEndObject();
    }

    private static void entry(JsonGenerator json, Account account, Map<String, String> groups, SecureRandom random)
            throws IOException {
        Otp otp = account.otp();
        json.writeStartObject();
        json.writeStringField("type", otp.type());
        json.writeStringField("uuid", uuid(random));
        json.writeStringField("name", UriListExporter.login(account));
        json.writeStringField("issuer", account.issuer());
        json.writeStringField("note", account.note());
        json.writeBooleanField("favorite", account.isFavorite());
        json.writeNullField("icon");
        json.writeObjectFieldStart("info");
        try (Secret base32 = Encoding.BASE32.encode(account.secret())) {
            WrittenJson.secret(json, "secret", base32);
        }
        json.writeStringField(
                "algo", otp instanceof Motp ? "MD5" : otp.algorithm().label());
        json.writeNumberField("digits", otp.digits());
        if (otp instanceof TimeBased timeBased) {
            json.writeNumberField("period", timeBased.periodSeconds());
        } else if (otp instanceof Hotp hotp) {
            json.writeNumberField("counter", hotp.counter());
        }
        Secret pin = account.pin();
        if (pin != null) {
            WrittenJson.secret(json, "pin", pin);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("groups");
        for (String tag : account.tags()) {
            json.writeString(groups.get(tag));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Version 4 (RFC 9562 section 5.4). */
    static String uuid(SecureRandom random) {
        ByteBuffer bits = ByteBuffer.wrap(bytes(16, random));
        long high = (bits.getLong() & ~0xf000L) | 0x4000L;
        long low = (bits.getLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(high, low).toString();
    }

    static byte[] bytes(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
