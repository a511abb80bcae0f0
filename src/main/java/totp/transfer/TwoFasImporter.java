package totp.transfer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import totp.crypto.AesGcm;
import totp.crypto.Encoding;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;

/** Backups of 2FAS ({@code .2fas}), of its Android and its iOS app, plain and encrypted. */
final class TwoFasImporter implements Importer {
    private static final long SCHEMA_MAX = 4;

    /** Fixed by the format, whatever a file would like. */
    private static final int ROUNDS = 10_000;

    private static final byte[] NO_ASSOCIATED_DATA = {};

    @Override
    public String format() {
        return "2fas";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        Json json = content.jsonObject();
        return json != null && json.has("schemaVersion") && (json.has("services") || json.has("servicesEncrypted"));
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Json file = content.jsonObject();
        Long schema = file == null ? null : file.number("schemaVersion");
        if (file == null || schema == null || schema < 1) {
            throw TransferException.damaged();
        }
        if (schema > SCHEMA_MAX) {
            harvest.later("2FAS", format());
        }
        Map<String, String> groups = new HashMap<>();
        for (Json group : file.array("groups")) {
            groups.put(group.label("id"), group.label("name")); // in clear even where the services are encrypted
        }
        String sealed = file.text("servicesEncrypted");
        if (sealed.isBlank()) {
            services(file, groups, harvest);
            return;
        }
        List<byte[]> parts = Base64Parts.of(sealed.strip(), ":", 3);
        if (parts.get(2).length != AesGcm.NONCE_BYTES) {
            throw TransferException.damaged();
        }
        try (Secret text = passwords.open(Passwords.THE_FILE, password -> open(harvest.kdf(), password, parts));
                Json decrypted = Json.parse(text)) {
            if (!decrypted.isArray()) {
                throw TransferException.damaged();
            }
            services(decrypted.elements(), groups, harvest);
        }
    }

    private static Secret open(Kdf kdf, Secret password, List<byte[]> parts) throws TransferException {
        try (Secret key = kdf.pbkdf2(Hash.SHA256, password, parts.get(1), ROUNDS, AesGcm.KEY_BYTES)) {
            return AesGcm.open(key, parts.get(2), NO_ASSOCIATED_DATA, parts.get(0));
        } catch (TagMismatchException e) {
            throw new WrongPasswordException();
        }
    }

    private static void services(Json file, Map<String, String> groups, Harvest harvest) throws TransferException {
        if (!file.has("services")) {
            throw TransferException.damaged();
        }
        services(file.array("services"), groups, harvest);
    }

    private static void services(List<Json> services, Map<String, String> groups, Harvest harvest)
            throws TransferException {
        for (Json service : services) {
            harvest.take(service.label("name"), () -> entry(service, groups));
        }
    }

    /** Schema 1 knows neither type nor algorithm, digits and period, schema 2 no type: they were lost in the app already. */
    private static Entry entry(Json service, Map<String, String> groups) throws TransferException {
        Json otp = service.objectOrEmpty("otp");
        String type = otp.text("tokenType");
        Fields fields = Fields.of(type.isEmpty() ? "totp" : type, otp.text("algorithm"), otp);
        String name = service.text("name");
        String issuer = otp.text("issuer").isBlank() ? name : otp.text("issuer");
        String group = groups.get(service.text("groupId"));
        return Entry.of(
                        issuer,
                        account(otp, issuer),
                        fields.otp(),
                        Fields.secret(service.secret("secret"), Encoding.BASE32))
                .withGroups(group == null ? List.of() : List.of(group));
    }

    /** Where no account stands, the label of the URI has it, in older files behind the issuer. */
    private static String account(Json otp, String issuer) throws TransferException {
        String account = otp.text("account");
        if (!account.isBlank()) {
            return account;
        }
        String label = otp.text("label");
        return label.startsWith(issuer + ":") ? label.substring(issuer.length() + 1) : label;
    }
}
