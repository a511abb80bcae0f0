package totp.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import totp.crypto.AesGcm;
import totp.crypto.Encoding;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;

/**
 * Backups of andOTP: plain, encrypted, and encrypted in the way of its first versions. The last look like noise from the
 * first byte on, so that nothing tells them from any other; they are read where somebody names the format.
 */
final class AndOtpImporter implements Importer {
    private static final int SALT_BYTES = 12;

    /** In front of the ciphertext: rounds, salt, nonce. */
    private static final int HEAD_BYTES = Integer.BYTES + SALT_BYTES + AesGcm.NONCE_BYTES;

    /** The app takes 140,000 rounds and more. Lower numbers are how fonts, pictures and films begin. */
    private static final int RECOGNISED_ROUNDS_MIN = 1000;

    private static final int ROUNDS_MAX = 10_000_000;

    private static final byte[] NO_ASSOCIATED_DATA = {};

    @Override
    public String format() {
        return "andotp";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        Json json = content.json();
        if (json != null) {
            return json.elements().stream().anyMatch(AndOtpImporter::isRow);
        }
        int rounds = content.bytes().use(AndOtpImporter::rounds);
        return isBinary(content) && rounds >= RECOGNISED_ROUNDS_MIN && rounds <= ROUNDS_MAX;
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        if (!isBinary(content)) {
            Json json = content.json();
            if (json == null) {
                throw TransferException.damaged();
            }
            rows(json, harvest);
            return;
        }
        byte[] sealed = content.bytes().use(byte[]::clone);
        try (Secret text = passwords.open(Passwords.THE_FILE, password -> open(harvest.kdf(), password, sealed));
                Json decrypted = Json.parse(text)) {
            rows(decrypted, harvest);
        }
    }

    /** The first versions knew no types. */
    private static boolean isRow(Json row) {
        return row.has("secret") && row.has("label") && (row.has("type") || row.has("period"));
    }

    /** Whether there are bytes that stand in no text; first bytes alone would do for neither layout. */
    private static boolean isBinary(Content content) {
        return content.bytes().use(bytes -> {
            for (byte b : bytes) {
                if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                    return true;
                }
            }
            return false;
        });
    }

    private static int rounds(byte[] bytes) {
        return bytes.length < HEAD_BYTES + AesGcm.TAG_BYTES
                ? 0
                : ByteBuffer.wrap(bytes).getInt();
    }

    /** The old layout first: its key costs nothing, and the tag tells. */
    private static Secret open(Kdf kdf, Secret password, byte[] sealed) throws TransferException {
        if (sealed.length < AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES) {
            throw TransferException.damaged();
        }
        try (Secret key = Secret.adopt(password.use(Hash.SHA256::digest))) {
            return open(key, sealed, 0);
        } catch (TagMismatchException e) {
            int rounds = rounds(sealed);
            if (rounds < 1 || rounds > ROUNDS_MAX) {
                throw new WrongPasswordException();
            }
            byte[] salt = Arrays.copyOfRange(sealed, Integer.BYTES, Integer.BYTES + SALT_BYTES);
            try (Secret key = kdf.pbkdf2(Hash.SHA1, password, salt, rounds, AesGcm.KEY_BYTES)) {
                return open(key, sealed, Integer.BYTES + SALT_BYTES);
            } catch (TagMismatchException again) {
                throw new WrongPasswordException();
            }
        }
    }

    private static Secret open(Secret key, byte[] sealed, int begin) throws TagMismatchException {
        byte[] nonce = Arrays.copyOfRange(sealed, begin, begin + AesGcm.NONCE_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(sealed, begin + AesGcm.NONCE_BYTES, sealed.length);
        return AesGcm.open(key, nonce, NO_ASSOCIATED_DATA, ciphertext);
    }

    private static void rows(Json rows, Harvest harvest) throws TransferException {
        if (!rows.isArray()) {
            throw TransferException.damaged();
        }
        for (Json row : rows.elements()) {
            String issuer = row.label("issuer");
            String label = row.label("label");
            harvest.take(issuer.isEmpty() ? label : issuer + ":" + label, () -> entry(row));
        }
    }

    private static Entry entry(Json row) throws TransferException {
        String type = row.text("type").isEmpty() ? "totp" : row.text("type").toLowerCase(Locale.ROOT);
        Fields fields = Fields.of(type, row.text("algorithm"), row);
        String[] names = names(row);
        List<String> tags = new ArrayList<>();
        for (Json tag : row.array("tags")) {
            tags.add(tag.text());
        }
        return Entry.of(names[0], names[1], fields.otp(), secret(type, row.secret("secret")))
                .withGroups(tags);
    }

    /** Its mOTP keys are base32 of hexadecimal digits. */
    private static Secret secret(String type, Secret text) throws TransferException {
        Secret secret = Fields.secret(text, Encoding.BASE32);
        if (!type.equals("motp")) {
            return secret;
        }
        try (secret) {
            return Fields.secret(secret, Encoding.HEX);
        }
    }

    /** Old versions had only a label, {@code issuer - account}, and repeated the issuer in it: {@code issuer:account}. */
    private static String[] names(Json row) throws TransferException {
        String issuer = row.text("issuer");
        String label = row.text("label");
        int dash = row.has("issuer") ? -1 : label.indexOf(" - ");
        if (dash >= 0) {
            issuer = label.substring(0, dash);
            label = label.substring(dash + 3);
        }
        boolean repeats = !issuer.isEmpty() && label.startsWith(issuer + ":");
        return new String[] {issuer, repeats ? label.substring(issuer.length() + 1) : label};
    }
}
