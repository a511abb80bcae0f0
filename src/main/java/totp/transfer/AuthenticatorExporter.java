package totp.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.crypto.Encoding;
import totp.crypto.OpenSslAes;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.otp.Steam;
import totp.otp.TimeBased;
import totp.otp.Totp;

/** A backup of the browser extension "Authenticator", as its version 8 writes it. */
final class AuthenticatorExporter implements Exporter {
    private static final int KEY_VERSION = 3;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int HASH_MEMORY_KIB = 19 * 1024;
    private static final int HASH_PASSES = 2;

    @Override
    public String format() {
        return "authenticator";
    }

    @Override
    public boolean encrypts() {
        return true;
    }

    @Override
    public Set<Detail> holds() {
        return Set.of();
    }

    @Override
    public boolean holds(Otp otp) {
        return otp instanceof Totp || otp instanceof Hotp || otp.equals(Steam.DEFAULT);
    }

    @Override
    public List<Secret> write(List<Account> accounts, @Nullable Secret password, SecureRandom random)
            throws TransferException {
        return List.of(password == null ? plain(accounts, random) : encrypted(accounts, password, random));
    }

    private static Secret plain(List<Account> accounts, SecureRandom random) throws TransferException {
        return WrittenJson.of(json -> {
            json.writeStartObject();
            for (int i = 0; i < accounts.size(); i++) {
                String id = AegisExporter.uuid(random);
                json.writeFieldName(id);
                record(json, accounts.get(i), i, id, false);
            }
            json.writeEndObject();
        });
    }

    private static Secret encrypted(List<Account> accounts, Secret password, SecureRandom random)
            throws TransferException {
        String keyId = AegisExporter.uuid(random);
        byte[] salt = HexFormat.of()
                .formatHex(AegisExporter.bytes(SALT_BYTES, random))
                .getBytes(StandardCharsets.US_ASCII);
        try (Secret passphrase = AuthenticatorLocks.passphrase(new Kdf(), salt, password)) {
            String hash = hash(passphrase, random);
            return WrittenJson.of(json -> {
                json.writeStartObject();
                json.writeObjectFieldStart(keyId);
                json.writeStringField("dataType", "Key");
                json.writeStringField("id", keyId);
                json.writeStringField("salt", new String(salt, StandardCharsets.US_ASCII));
                json.writeStringField("hash", hash);
                json.writeNumberField("version", KEY_VERSION);
                json.writeEndObject();
                for (int i = 0; i < accounts.size(); i++) {
                    int index = i;
                    String id = AegisExporter.uuid(random);
                    try (Secret record = WrittenJson.of(inner -> record(inner, accounts.get(index), index, id, true));
                            Secret data = OpenSslAes.encrypt(record, passphrase, random)) {
                        json.writeObjectFieldStart(id);
                        json.writeStringField("dataType", "EncOTPStorage");
                        WrittenJson.secret(json, "data", data);
                        json.writeStringField("keyId", keyId);
                        json.writeNumberField("index", index);
                        json.writeEndObject();
                    }
                }
                json.writeEndObject();
            });
        }
    }

    /** By which the extension tells a wrong password, in the form of the Password Hashing Competition. */
    private static String hash(Secret passphrase, SecureRandom random) throws TransferException {
        byte[] salt = AegisExporter.bytes(SALT_BYTES, random);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        try (Secret hash = new Kdf().argon2id(passphrase, salt, HASH_MEMORY_KIB, HASH_PASSES, 1, HASH_BYTES)) {
            return "$argon2id$v=19$m=" + HASH_MEMORY_KIB + ",t=" + HASH_PASSES + ",p=1$" + base64.encodeToString(salt)
                    + "$" + hash.use(base64::encodeToString);
        }
    }

    /** What has its default is left out, as the extension does. */
    private static void record(JsonGenerator json, Account account, int index, String id, boolean encrypted)
            throws IOException {
        Otp otp = account.otp();
        json.writeStartObject();
        if (!encrypted) {
            json.writeStringField("dataType", "OTPStorage");
        }
        json.writeStringField("type", otp.type());
        try (Secret base32 = Encoding.BASE32.encode(account.secret())) {
            WrittenJson.secret(json, "secret", base32);
        }
        json.writeStringField("issuer", account.issuer());
        json.writeStringField("account", UriListExporter.login(account));
        if (otp instanceof Hotp hotp) {
            json.writeNumberField("counter", hotp.counter());
        }
        if (otp instanceof TimeBased timeBased && timeBased.periodSeconds() != Totp.DEFAULT.periodSeconds()) {
            json.writeNumberField("period", timeBased.periodSeconds());
        }
        if (!(otp instanceof Steam) && otp.digits() != Totp.DEFAULT.digits()) {
            json.writeNumberField("digits", otp.digits());
        }
        Algorithm algorithm = otp.algorithm();
        if (algorithm != Algorithm.SHA1) {
            json.writeStringField("algorithm", algorithm.name());
        }
        json.writeBooleanField("encrypted", encrypted);
        json.writeStringField("hash", id);
        json.writeNumberField("index", index);
        json.writeEndObject();
    }
}
