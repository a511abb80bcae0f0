package totp.transfer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.crypto.AesGcm;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;
import totp.message.Message;
import totp.otp.Otp;

/** Backups and exports of Aegis, plain and encrypted (its docs/vault.md). */
final class AegisImporter implements Importer {
    private static final int PASSWORD_SLOT = 1;

    /** Each costs a derivation of its own for a password that is wrong. */
    private static final int SLOTS_MAX = 16;

    private static final byte[] NO_ASSOCIATED_DATA = {};

    /** HMAC pads a shorter key with zero bytes itself, so for those the fault below made no difference. */
    private static final int HMAC_BLOCK_BYTES = 64;

    @Override
    public String format() {
        return "aegis";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        Json json = content.jsonObject();
        return json != null && json.has("db") && json.has("header");
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Json file = content.jsonObject();
        if (file == null) {
            throw TransferException.damaged();
        }
        Json db = file.get("db");
        if (db != null && db.isObject()) {
            entries(db, harvest);
            return;
        }
        Json header = file.object("header");
        byte[] sealed = file.bytes("db", Encoding.BASE64);
        List<Json> slots = passwordSlots(header);
        if (slots.isEmpty()) {
            throw new TransferException(Message.of("transfer.only-phone-wrote-can"));
        }
        Json parameters = header.object("params");
        Kdf kdf = harvest.kdf();
        long planned = 0;
        for (Json slot : slots) {
            long cost = Kdf.scryptCost(cost(slot, "n"), cost(slot, "r"), cost(slot, "p"));
            planned += slot.flag("repaired") ? cost : 2 * cost; // such a slot is tried in two ways
        }
        kdf.plan(planned);
        try (Secret text = passwords.open(
                        Passwords.THE_FILE, password -> decrypt(kdf, slots, parameters, sealed, password));
                Json decrypted = Json.parse(text)) {
            entries(decrypted, harvest);
        }
    }

    private static List<Json> passwordSlots(Json header) throws TransferException {
        List<Json> slots = new ArrayList<>();
        for (Json slot : header.array("slots")) {
            Long type = slot.number("type");
            if (type != null && type == PASSWORD_SLOT) {
                slots.add(slot);
            }
        }
        if (slots.size() > SLOTS_MAX) {
            throw TransferException.damaged();
        }
        return slots;
    }

    private static Secret decrypt(Kdf kdf, List<Json> slots, Json parameters, byte[] sealed, Secret password)
            throws TransferException {
        for (Json slot : slots) {
            try (Secret key = masterKey(kdf, slot, password)) {
                if (key != null) {
                    return contentOf(key, parameters, sealed);
                }
            }
        }
        throw new WrongPasswordException();
    }

    /** The key that a slot holds, or null if this is not its password. */
    private static @Nullable Secret masterKey(Kdf kdf, Json slot, Secret password) throws TransferException {
        Secret key = unwrapped(kdf, slot, password);
        if (key != null || slot.flag("repaired")) {
            return key;
        }
        try (Secret padded = withEncodersBuffer(password)) {
            return padded.length() > HMAC_BLOCK_BYTES ? unwrapped(kdf, slot, padded) : null;
        }
    }

    private static @Nullable Secret unwrapped(Kdf kdf, Json slot, Secret password) throws TransferException {
        byte[] salt = slot.bytes("salt", Encoding.HEX);
        try (Secret wrapping =
                kdf.scrypt(password, salt, cost(slot, "n"), cost(slot, "r"), cost(slot, "p"), AesGcm.KEY_BYTES)) {
            return open(wrapping, slot.object("key_params"), slot.bytes("key", Encoding.HEX));
        } catch (TagMismatchException e) {
            return null;
        }
    }

    /**
     * The password as early versions of the app hashed it: with the zero bytes behind it in the buffer of Java's encoder,
     * whose length the encoder chooses.
     */
    private static Secret withEncodersBuffer(Secret password) {
        return password.use(bytes -> {
            CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            return Secret.adopt(StandardCharsets.UTF_8.encode(chars).array());
        });
    }

    /** Once the key is known to be right, whatever does not open is damaged. */
    private static Secret contentOf(Secret key, Json parameters, byte[] sealed) throws TransferException {
        try {
            return open(key, parameters, sealed);
        } catch (TagMismatchException e) {
            throw TransferException.damaged();
        }
    }

    private static Secret open(Secret key, Json parameters, byte[] ciphertext)
            throws TransferException, TagMismatchException {
        byte[] nonce = parameters.bytes("nonce", Encoding.HEX);
        byte[] tag = parameters.bytes("tag", Encoding.HEX);
        if (nonce.length != AesGcm.NONCE_BYTES || tag.length != AesGcm.TAG_BYTES || key.length() != AesGcm.KEY_BYTES) {
            throw TransferException.damaged();
        }
        byte[] sealed = new byte[ciphertext.length + tag.length];
        System.arraycopy(ciphertext, 0, sealed, 0, ciphertext.length);
        System.arraycopy(tag, 0, sealed, ciphertext.length, tag.length);
        return AesGcm.open(key, nonce, NO_ASSOCIATED_DATA, sealed);
    }

    private static long cost(Json slot, String name) throws TransferException {
        Long cost = slot.number(name);
        return cost == null ? 0 : cost;
    }

    private static void entries(Json db, Harvest harvest) throws TransferException {
        Map<String, String> groups = new HashMap<>();
        for (Json group : db.array("groups")) {
            groups.put(group.label("uuid"), group.label("name"));
        }
        if (!db.has("entries")) {
            throw TransferException.damaged();
        }
        for (Json entry : db.array("entries")) {
            harvest.take(label(entry), () -> entry(entry, groups));
        }
    }

    private static String label(Json entry) {
        String issuer = entry.label("issuer");
        String name = entry.label("name");
        return issuer.isEmpty() ? name : issuer + ":" + name;
    }

    private static Entry entry(Json entry, Map<String, String> groups) throws TransferException {
        Json info = entry.object("info");
        String type = entry.text("type").toLowerCase(Locale.ROOT);
        String algorithm = info.text("algo");
        // An old fault of the app: MD5 belongs to mOTP alone, and the others worked with SHA1.
        boolean mistaken = !type.equals("motp") && algorithm.equalsIgnoreCase("MD5");
        Otp otp = Fields.of(type, mistaken ? null : algorithm, info).otp();
        String issuer = entry.text("issuer");
        String name = entry.text("name");
        String note = entry.text("note");
        List<String> names = groupsOf(entry, groups);
        boolean hasPin = !info.text("pin").isEmpty();
        // The secrets at last, so that nothing else can fail and leave them lying about.
        Secret secret = Fields.secret(info.secret("secret"), Encoding.BASE32);
        return new Entry(issuer, name, otp, secret, hasPin ? info.secret("pin").copy() : null, note, names, List.of());
    }

    /** Names, until version 2 one for each entry; since then ids, of which those that lead nowhere are dropped. */
    private static List<String> groupsOf(Json entry, Map<String, String> groups) throws TransferException {
        String single = entry.text("group");
        if (!single.isEmpty()) {
            return List.of(single);
        }
        List<String> names = new ArrayList<>();
        for (Json id : entry.array("groups")) {
            String name = id.isText() ? groups.get(id.text()) : null;
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }
}
