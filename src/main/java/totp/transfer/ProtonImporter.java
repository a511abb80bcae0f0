package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import totp.crypto.AesGcm;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;

/** Exports of Proton Authenticator, plain and encrypted. */
final class ProtonImporter implements Importer {
    private static final byte[] ASSOCIATED_DATA = "proton.authenticator.export.v1".getBytes(StandardCharsets.US_ASCII);

    private static final int SALT_BYTES = 16;

    /** Argon2id as the app calls it; the file does not say. */
    private static final int MEMORY_KIB = 19_456;

    private static final int PASSES = 2;

    @Override
    public String format() {
        return "proton";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        Json json = content.jsonObject();
        if (json == null || !json.has("version")) {
            return false;
        }
        if (json.has("salt") && json.has("content")) {
            return true;
        }
        Json entries = json.get("entries");
        return entries != null && entries.elements().stream().anyMatch(entry -> entry.has("content"));
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Json file = content.jsonObject();
        if (file == null) {
            throw TransferException.damaged();
        }
        if (!file.has("content")) {
            entries(file, harvest);
            return;
        }
        check(file, harvest);
        byte[] salt = file.bytes("salt", Encoding.BASE64);
        byte[] sealed = file.bytes("content", Encoding.BASE64);
        if (salt.length != SALT_BYTES || sealed.length < AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES) {
            throw TransferException.damaged();
        }
        try (Secret text = passwords.open(Passwords.THE_FILE, password -> open(harvest.kdf(), password, salt, sealed));
                Json decrypted = Json.parse(text)) {
            entries(decrypted, harvest);
        }
    }

    private static Secret open(Kdf kdf, Secret password, byte[] salt, byte[] sealed) throws TransferException {
        byte[] nonce = Arrays.copyOf(sealed, AesGcm.NONCE_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(sealed, AesGcm.NONCE_BYTES, sealed.length);
        try (Secret key = kdf.argon2id(password, salt, MEMORY_KIB, PASSES, 1, AesGcm.KEY_BYTES)) {
            return AesGcm.open(key, nonce, ASSOCIATED_DATA, ciphertext);
        } catch (TagMismatchException e) {
            throw new WrongPasswordException();
        }
    }

    private void check(Json file, Harvest harvest) throws TransferException {
        Long version = file.number("version");
        if (version == null || version < 1) {
            throw TransferException.damaged();
        }
        if (version > 1) {
            harvest.later("Proton Authenticator", format());
        }
    }

    private void entries(Json file, Harvest harvest) throws TransferException {
        check(file, harvest);
        if (!file.has("entries")) {
            throw TransferException.damaged();
        }
        for (Json entry : file.array("entries")) {
            Json content = entry.get("content");
            harvest.take(content == null ? "" : content.label("name"), () -> entry(entry, harvest));
        }
    }

    /** The name is the account, the issuer stands in the URI alone, and {@code steam://KEY} has neither. */
    private static Entry entry(Json entry, Harvest harvest) throws TransferException {
        Json content = entry.object("content");
        String name = content.text("name");
        String note = entry.text("note");
        Entry read = UriLines.entry(content.secret("uri"), harvest);
        return read.named(read.issuer(), name.isEmpty() ? read.account() : name).withNote(note);
    }
}
