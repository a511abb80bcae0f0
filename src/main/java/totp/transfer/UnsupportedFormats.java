package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import totp.message.Message;

/** What is recognised and not read, so that people hear what they have and which way leads on. */
final class UnsupportedFormats {
    private static final int HEAD_BYTES = 4096;

    private UnsupportedFormats() {}

    /** Why this content, which no importer takes for its own, cannot be read. */
    static TransferException reason(Content content) throws TransferException {
        if (content.length() == 0) {
            return new TransferException(Message.of("transfer.empty"));
        }
        Json json = content.json();
        Message what = json == null ? ofBytes(content) : ofJson(json);
        return what.equals(Message.NONE)
                ? new UnknownFormatException(isNoise(head(content)))
                : new TransferException(what);
    }

    /** Whether JSON is of a program whose keys stand in it otherwise than as key URIs, so that these are not all of it. */
    static boolean knows(Json json) {
        return json.has("Authenticators")
                || (json.has("tokens") && json.has("tokenOrder"))
                || (json.has("vaults") && json.has("userId"))
                || json.has("exporterRpId")
                || json.has("decrypted_authenticator_tokens");
    }

    private static Message ofJson(Json json) {
        if (isEmpty(json)) {
            return Message.of("transfer.no-accounts-whatever-wrote");
        }
        Json first =
                json.isArray() && !json.elements().isEmpty() ? json.elements().get(0) : json;
        if (json.has("Authenticators")) {
            return notYet("Stratum", Message.of("transfer.way-out-text-file-of-uris"));
        }
        if (json.has("tokens") && json.has("tokenOrder")) {
            return notYet("FreeOTP+", Message.of("transfer.way-out-key-uris"));
        }
        if (json.has("localDeviceId") || (json.has("accounts") && json.has("folders"))) {
            return notYet("LastPass Authenticator", Message.of("transfer.way-out-qr-codes-or-anew"));
        }
        if (json.has("shared_secret") || (json.has("accounts") && json.members().size() == 1)) {
            return notYet("Steam", Message.of("transfer.way-out-steam-add"));
        }
        if (json.has("authenticator_tokens") || json.has("decrypted_authenticator_tokens")) {
            return notYet("Authy", Message.of("transfer.way-out-turn-into-uris"));
        }
        if (json.has("vaults") && json.has("userId")) {
            return notYet("Proton Pass", Message.of("transfer.way-out-csv"));
        }
        if (json.has("exporterRpId")) {
            return notYet("the Credential Exchange Format", Message.of("transfer.way-out-manager-csv"));
        }
        if (json.has("elements") || (json.has("cipher") && json.has("nonce"))) {
            return notYet("cotp", Message.of("transfer.way-out-otpauth-uris"));
        }
        if (first.has("kind") && first.has("timer")) {
            return notYet("Raivo", Message.of("transfer.way-out-turn-into-uris"));
        }
        if (first.has("url") && first.has("secret")) {
            return notYet("extract_otp_secrets", Message.of("transfer.way-out-csv-is"));
        }
        return first.has("otpGenerator")
                ? notYet("Duo Mobile", Message.of("transfer.way-out-turn-into-uris"))
                : Message.NONE;
    }

    /** Only brackets, or a name or two with nothing behind them. */
    private static boolean isEmpty(Json json) {
        return json.elements().stream().allMatch(UnsupportedFormats::isEmpty)
                && json.members().values().stream().allMatch(UnsupportedFormats::isEmpty)
                && (json.isArray() || json.isObject());
    }

    private static Message ofBytes(Content content) {
        if (content.startsWith(0xAC, 0xED, 0, 5)) {
            return notYet("FreeOTP 2", Message.of("transfer.way-out-qr-codes"));
        }
        if (content.startsWith(3, 0xD9, 0xA2, 0x9A)) {
            return Message.of("transfer.keepass-database-not-read");
        }
        if (content.startsWith('P', 'K', 3, 4)) {
            return Message.of("transfer.zip-archive-unpack-import");
        }
        String head = head(content);
        String lower = head.strip().toLowerCase(Locale.ROOT);
        if (head.startsWith("SQLite format 3\0")) {
            return Message.of("transfer.telephone-database-export-app");
        }
        if (lower.startsWith("authenticatorpro")) {
            return notYet("Stratum", Message.of("transfer.way-out-text-file-of-uris"));
        }
        if (head.startsWith("-----BEGIN PGP MESSAGE-----")) {
            return Message.of("transfer.encrypted-openpgp-gpg-decrypt");
        }
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return Message.of("transfer.html-page-let-app");
        }
        if (lower.startsWith("<?xml") || lower.startsWith("<map")) {
            return Message.of("transfer.xml-none-read-yet");
        }
        boolean table =
                !isNoise(head) && lower.contains(",") && (lower.contains("password") || lower.contains("username"));
        return table ? Message.of("transfer.table-names-no-column") : Message.NONE;
    }

    private static String head(Content content) {
        return content.bytes()
                .use(bytes -> new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), StandardCharsets.ISO_8859_1));
    }

    private static boolean isNoise(String head) {
        return head.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
    }

    private static Message notYet(String app, Message wayOut) {
        return Message.of("transfer.export-not-read-yet", app, wayOut);
    }
}
