package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.OpenSslAes;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;
import totp.message.Message;

/**
 * The three ways in which the Authenticator extension encrypted, which one file may hold side by side: until 5.x each secret
 * under the password; from 6.0 to 7.0 each secret under a random text that the password opens; from 8.0 whole records under
 * Argon2id of the password. All end in crypto-js's AES, which has no MAC: that a password is right shows in what comes out.
 */
final class AuthenticatorLocks implements AutoCloseable {
    /** Each costs a derivation of its own; a file has one, or a few after conflicts of its synchronisation. */
    private static final int KEYS_MAX = 16;

    private static final int KEY_MEMORY_KIB = 19 * 1024;
    private static final int KEY_PASSES = 2;
    private static final int KEY_BYTES = 32;

    /** Random bytes of version 2, and the letters of its passphrase. */
    private static final int MASTER_BYTES = 120;

    private static final Pattern SECRET_TEXT = Pattern.compile("(?i)(blz-|bliz-|stm-)?([a-z2-7 ]{8,}=*|[0-9a-f ]{8,})");

    /** What {@link #open} found in a record: the text of its secret, or all of it. */
    record Opened(@Nullable Secret secret, @Nullable Json record) implements AutoCloseable {
        @Override
        public void close() {
            if (secret != null) {
                secret.close();
            }
            if (record != null) {
                record.close();
            }
        }
    }

    private final Kdf kdf;
    private final @Nullable Secret sealedMaster;
    private final Map<String, Json> keys = new HashMap<>();
    private final Map<Json, Opened> opened = new LinkedHashMap<>();

    AuthenticatorLocks(Json file, Kdf kdf) throws TransferException {
        this.kdf = kdf;
        Json holder = file.get("key");
        Json enc = holder != null && holder.isObject() ? holder.get("enc") : file.get("enc");
        sealedMaster = enc != null && enc.isText() ? enc.secret() : null;
        for (Map.Entry<String, Json> member : file.members().entrySet()) {
            if (member.getValue().label("dataType").equals("Key")) {
                keys.put(member.getKey(), member.getValue());
            }
        }
        if (keys.size() > KEYS_MAX) {
            throw new TransferException(Message.of("transfer.more-than-keys", KEYS_MAX));
        }
        kdf.plan(keys.size() * Kdf.argon2idCost(KEY_MEMORY_KIB, KEY_PASSES, 1));
    }

    /** Whether a record cannot be read as it stands. */
    static boolean isLocked(Json record) {
        return record.label("dataType").equals("EncOTPStorage")
                || (record.flag("encrypted") && !record.label("dataType").equals("OTPStorage"));
    }

    /** What a password opened of this record, if one did. */
    @Nullable
    Opened opened(Json record) {
        return opened.get(record);
    }

    /** Opens those of the records that this password opens; says how many are still locked. */
    int open(List<Json> records, Secret password) throws TransferException {
        Map<String, Secret> passphrases = new HashMap<>();
        Secret master = master(password);
        int locked = 0;
        try {
            for (Json record : records) {
                if (opened.containsKey(record)) {
                    continue;
                }
                Opened found = record.label("dataType").equals("EncOTPStorage")
                        ? wholeRecord(record, password, passphrases)
                        : secretOf(record, master, password);
                if (found == null) {
                    locked++;
                } else {
                    opened.put(record, found);
                }
            }
        } finally {
            passphrases.values().forEach(Secret::close);
            if (master != null) {
                master.close();
            }
        }
        return locked;
    }

    /** Version 2's passphrase: hexadecimal text of random bytes, which the password opens; null if it does not. */
    private @Nullable Secret master(Secret password) {
        if (sealedMaster == null) {
            return null;
        }
        try (Secret bytes = OpenSslAes.decrypt(sealedMaster, password)) {
            return bytes.length() == MASTER_BYTES ? Encoding.HEX.encode(bytes) : null;
        } catch (BadEncodingException | TagMismatchException e) {
            return null;
        }
    }

    /** Versions 1 and 2. */
    private @Nullable Opened secretOf(Json record, @Nullable Secret master, Secret password) throws TransferException {
        Json sealed = record.get("secret");
        if (sealed == null || !sealed.isText()) {
            return null;
        }
        Secret secret = master == null ? null : text(sealed.secret(), master);
        if (secret == null) {
            secret = text(sealed.secret(), password);
        }
        return secret == null ? null : new Opened(secret, null);
    }

    /** A secret as people write it; a wrong password's padding is right once in 256 times, and its text is none. */
    private static @Nullable Secret text(Secret sealed, Secret passphrase) {
        try {
            Secret text = OpenSslAes.decrypt(sealed, passphrase);
            boolean plausible = text.use(bytes -> SECRET_TEXT
                    .matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                    .matches());
            if (plausible) {
                return text;
            }
            text.close();
            return null;
        } catch (BadEncodingException | TagMismatchException e) {
            return null;
        }
    }

    /** Version 3. */
    private @Nullable Opened wholeRecord(Json record, Secret password, Map<String, Secret> passphrases)
            throws TransferException {
        String id = record.label("keyId");
        Json key = keys.get(id);
        Json data = record.get("data");
        if (key == null || data == null || !data.isText()) {
            return null;
        }
        Secret passphrase = passphrases.get(id);
        if (passphrase == null) {
            passphrase = passphrase(kdf, key.secret("salt").use(byte[]::clone), password);
            passphrases.put(id, passphrase);
        }
        try (Secret text = OpenSslAes.decrypt(data.secret(), passphrase)) {
            Json inner = Json.parse(text);
            return new Opened(null, inner);
        } catch (BadEncodingException | TagMismatchException | TransferException e) {
            return null;
        }
    }

    /** The salt is used as the text it is, and the key as the text of its base64 without padding. */
    static Secret passphrase(Kdf kdf, byte[] salt, Secret password) throws TransferException {
        try (Secret raw = kdf.argon2id(password, salt, KEY_MEMORY_KIB, KEY_PASSES, 1, KEY_BYTES);
                Secret base64 = Encoding.BASE64.encode(raw)) {
            return base64.use(text -> Secret.copyOf(text, 0, text.length - 1)); // one "=" behind 32 bytes
        }
    }

    @Override
    public void close() {
        opened.values().forEach(Opened::close);
    }
}
