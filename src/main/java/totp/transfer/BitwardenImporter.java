package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.crypto.AesCbc;
import totp.crypto.Characters;
import totp.crypto.Hash;
import totp.crypto.Hkdf;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;
import totp.message.Message;
import totp.otp.KeyUri;
import totp.otp.KeyUriException;
import totp.otp.Totp;

/** Exports of Bitwarden's vault (JSON, plain or protected by a password) and of Bitwarden Authenticator. */
final class BitwardenImporter implements Importer {
    private static final int KEY_BYTES = 32;
    private static final long MIB_MAX = 1024;

    /** AES-256-CBC with HMAC-SHA-256, the one kind of encryption that exports use. */
    /** Of Bitwarden's ways to compare addresses: a regular expression, and behind it "never". */
    private static final int MATCH_BY_PATTERN = 4;

    private static final String SEALED_PREFIX = "2.";

    @Override
    public String format() {
        return "bitwarden";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        Json json = content.jsonObject();
        if (json == null) {
            return false;
        }
        // Older exports, and programs that write its form, say nothing about encryption.
        return json.has("encrypted") ? json.has("items") || json.has("data") : hasLogins(json);
    }

    private static boolean hasLogins(Json json) {
        Json items = json.get("items");
        return items != null
                && items.elements().stream()
                        .anyMatch(item -> item.has("login") || (item.has("type") && item.has("name")));
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Json file = content.jsonObject();
        if (file == null) {
            throw TransferException.damaged();
        }
        if (!file.flag("encrypted")) {
            items(file, harvest);
            return;
        }
        if (!file.flag("passwordProtected")) {
            throw new TransferException(Message.of("transfer.only-bitwarden-account-wrote"));
        }
        String data = file.text("data");
        if (!data.startsWith(SEALED_PREFIX)) {
            throw TransferException.damaged();
        }
        List<byte[]> parts = Base64Parts.of(data.substring(SEALED_PREFIX.length()), "|", 3);
        if (parts.get(0).length != AesCbc.BLOCK_BYTES) {
            throw TransferException.damaged();
        }
        try (Secret text = passwords.open(Passwords.THE_FILE, password -> open(harvest.kdf(), file, password, parts));
                Json decrypted = Json.parse(text)) {
            items(decrypted, harvest);
        }
    }

    private static Secret open(Kdf kdf, Json file, Secret password, List<byte[]> parts) throws TransferException {
        byte[] iv = parts.get(0);
        byte[] ciphertext = parts.get(1);
        try (Secret key = key(kdf, file, password);
                Secret encryption = Hkdf.expand(key, ascii("enc"), KEY_BYTES);
                Secret authentication = Hkdf.expand(key, ascii("mac"), KEY_BYTES)) {
            byte[] authenticated = new byte[iv.length + ciphertext.length];
            System.arraycopy(iv, 0, authenticated, 0, iv.length);
            System.arraycopy(ciphertext, 0, authenticated, iv.length, ciphertext.length);
            // Before anything is decrypted: what the padding of CBC gives away is of use to whoever changed the file.
            if (!MessageDigest.isEqual(Hash.SHA256.hmac(authentication, authenticated), parts.get(2))) {
                throw new WrongPasswordException();
            }
            return AesCbc.decrypt(encryption, iv, ciphertext);
        } catch (TagMismatchException e) {
            throw TransferException.damaged();
        }
    }

    /** The salt is the text as it stands in the file, though it is base64. */
    private static Secret key(Kdf kdf, Json file, Secret password) throws TransferException {
        byte[] salt = file.secret("salt").use(byte[]::clone);
        Long kind = file.number("kdfType");
        Long passes = file.number("kdfIterations");
        if (kind == null || passes == null) {
            throw TransferException.damaged();
        }
        if (kind == 0) {
            return kdf.pbkdf2(Hash.SHA256, password, salt, passes, KEY_BYTES);
        }
        Long mib = file.number("kdfMemory");
        Long lanes = file.number("kdfParallelism");
        if (kind != 1 || mib == null || lanes == null) {
            throw TransferException.damaged();
        }
        long kib = Math.min(mib, MIB_MAX + 1) * 1024; // of what is more than is allowed, nothing must overflow
        return kdf.argon2id(password, Hash.SHA256.digest(salt), kib, passes, lanes, KEY_BYTES);
    }

    private static void items(Json vault, Harvest harvest) throws TransferException {
        if (!vault.has("items")) {
            throw TransferException.damaged();
        }
        Map<String, String> folders = new HashMap<>();
        for (String kind : List.of("folders", "collections")) { // collections are what organisations have
            for (Json folder : vault.array(kind)) {
                folders.put(folder.label("id"), folder.label("name"));
            }
        }
        for (Json item : vault.array("items")) {
            harvest.take(item.label("name"), () -> entry(item, folders, harvest));
        }
    }

    /** Most of a vault are logins without a key, notes and cards; nobody misses those here. */
    private static @Nullable Entry entry(Json item, Map<String, String> folders, Harvest harvest)
            throws TransferException {
        Json login = item.objectOrEmpty("login");
        if (login.text("totp").isBlank()) {
            return null;
        }
        if (item.has("deletedDate")) {
            throw new TransferException(Message.of("transfer.trash-bitwarden"));
        }
        String name = item.text("name");
        String user = login.text("username");
        String note = item.text("notes");
        List<String> groups = groups(item, folders);
        try (Secret key = Characters.trimmed(login.secret("totp"))) {
            return keyOf(key, name, user, harvest)
                    .withNote(note)
                    .withGroups(groups)
                    .withSites(addresses(login));
        }
    }

    /** Of patterns, and of what is never to be filled in, no host can be told. */
    private static List<String> addresses(Json login) throws TransferException {
        List<String> addresses = new ArrayList<>();
        for (Json uri : login.array("uris")) {
            Long match = uri.number("match");
            if (match == null || match < MATCH_BY_PATTERN) {
                addresses.add(uri.text("uri"));
            }
        }
        return addresses;
    }

    /** A key URI, {@code steam://KEY} or the key alone; the latter two are called what the item is called. */
    private static Entry keyOf(Secret text, String name, String user, Harvest harvest) throws TransferException {
        if (!KeyUri.saysParameters(text)) {
            try {
                return Entry.of(name, user, Totp.DEFAULT, KeyUri.bareSecret(text));
            } catch (KeyUriException e) {
                throw new TransferException(e.message());
            }
        }
        Entry entry = UriLines.entry(text, harvest);
        if (text.use(bytes -> bytes[0] == 's' || bytes[0] == 'S')) {
            return entry.named(name.isEmpty() ? entry.issuer() : name, user);
        }
        return entry.named(
                entry.issuer().isEmpty() ? name : entry.issuer(),
                entry.account().isEmpty() ? user : entry.account());
    }

    private static List<String> groups(Json item, Map<String, String> folders) throws TransferException {
        List<String> groups = new ArrayList<>();
        String folder = folders.get(item.text("folderId"));
        if (folder != null) {
            groups.add(folder);
        }
        for (Json id : item.array("collectionIds")) {
            String collection = id.isText() ? folders.get(id.text()) : null;
            if (collection != null) {
                groups.add(collection);
            }
        }
        return groups;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
