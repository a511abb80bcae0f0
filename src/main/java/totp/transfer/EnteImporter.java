package totp.transfer;

import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.crypto.SecretStream;
import totp.crypto.TagMismatchException;

/** Encrypted exports of Ente Auth. Its plain ones are lists of key URIs, and so is what is in these. */
final class EnteImporter implements Importer {
    @Override
    public String format() {
        return "ente";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        Json json = content.jsonObject();
        return json != null && json.has("kdfParams") && json.has("encryptedData");
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Json file = content.jsonObject();
        if (file == null) {
            throw TransferException.damaged();
        }
        Long version = file.number("version");
        if (version != null && version != 1) {
            harvest.later("Ente Auth", format());
        }
        Json cost = file.object("kdfParams");
        byte[] sealed = file.bytes("encryptedData", Encoding.BASE64);
        byte[] header = file.bytes("encryptionNonce", Encoding.BASE64);
        if (header.length != SecretStream.HEADER_BYTES) {
            throw TransferException.damaged();
        }
        try (Secret text = passwords.open(
                        Passwords.THE_FILE, password -> open(harvest.kdf(), cost, password, header, sealed));
                Content list = Content.adopt(text.use(byte[]::clone))) {
            UriLines.read(list, harvest);
        }
    }

    private static Secret open(Kdf kdf, Json cost, Secret password, byte[] header, byte[] sealed)
            throws TransferException {
        Long memoryBytes = cost.number("memLimit");
        Long passes = cost.number("opsLimit");
        byte[] salt = cost.bytes("salt", Encoding.BASE64);
        if (memoryBytes == null || passes == null) {
            throw TransferException.damaged();
        }
        try (Secret key = kdf.argon2id(password, salt, memoryBytes / 1024, passes, 1, SecretStream.KEY_BYTES)) {
            return SecretStream.open(key, header, sealed);
        } catch (TagMismatchException e) {
            throw new WrongPasswordException();
        }
    }
}
