package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What is recognised and not read, so that people hear what they have and which way leads on. */
final class UnsupportedFormats {
    private static final int HEAD_BYTES = 4096;

    private UnsupportedFormats() {}

    /** Why this content, which no importer takes for its own, cannot be read. */
    static TransferException reason(Content content) throws TransferException {
        if (content.length() == 0) {
            return new TransferException("it is empty");
        }
        Json json = content.json();
        String what = json == null ? ofBytes(content) : ofJson(json);
        return new TransferException(what.isEmpty() ? "its format is not known" : what);
    }

    /** Whether JSON is of a program whose keys stand in it otherwise than as key URIs, so that these are not all of it. */
    static boolean knows(Json json) {
        return json.has("Authenticators")
                || (json.has("tokens") && json.has("tokenOrder"))
                || (json.has("vaults") && json.has("userId"))
                || json.has("exporterRpId")
                || json.has("decrypted_authenticator_tokens");
    }

    private static String ofJson(Json json) {
        if (isEmpty(json)) {
            return "there are no accounts in it, whatever wrote it";
        }
        Json first =
                json.isArray() && !json.elements().isEmpty() ? json.elements().get(0) : json;
        if (json.has("Authenticators")) {
            return notYet("Stratum", "let it export a text file of URIs");
        }
        if (json.has("tokens") && json.has("tokenOrder")) {
            return notYet("FreeOTP+", "let it export key URIs");
        }
        if (json.has("localDeviceId") || (json.has("accounts") && json.has("folders"))) {
            return notYet(
                    "LastPass Authenticator",
                    "show its accounts as QR codes, or use the website's own page to set up anew");
        }
        if (json.has("shared_secret") || (json.has("accounts") && json.members().size() == 1)) {
            return notYet("Steam", "totp add --type steam --encoding base64 takes its shared_secret");
        }
        if (json.has("authenticator_tokens") || json.has("decrypted_authenticator_tokens")) {
            return notYet("Authy", "turn it into key URIs first");
        }
        if (json.has("vaults") && json.has("userId")) {
            return notYet("Proton Pass", "let it export CSV");
        }
        if (json.has("exporterRpId")) {
            return notYet("the Credential Exchange Format", "let the password manager export CSV");
        }
        if (json.has("elements") || (json.has("cipher") && json.has("nonce"))) {
            return notYet("cotp", "let it export otpauth URIs");
        }
        if (first.has("kind") && first.has("timer")) {
            return notYet("Raivo", "turn it into key URIs first");
        }
        if (first.has("url") && first.has("secret")) {
            return notYet("extract_otp_secrets", "its CSV is");
        }
        return first.has("otpGenerator") ? notYet("Duo Mobile", "turn it into key URIs first") : "";
    }

    /** Only brackets, or a name or two with nothing behind them. */
    private static boolean isEmpty(Json json) {
        return json.elements().stream().allMatch(UnsupportedFormats::isEmpty)
                && json.members().values().stream().allMatch(UnsupportedFormats::isEmpty)
                && (json.isArray() || json.isObject());
    }

    private static String ofBytes(Content content) {
        if (content.startsWith(0xAC, 0xED, 0, 5)) {
            return notYet("FreeOTP 2", "show its accounts as QR codes");
        }
        if (content.startsWith(3, 0xD9, 0xA2, 0x9A)) {
            return "it is a KeePass database, which is not read yet; export CSV from KeePassXC";
        }
        if (content.startsWith('P', 'K', 3, 4)) {
            return "it is a ZIP archive; unpack it and import what is in it";
        }
        String head = content.bytes()
                .use(bytes -> new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), StandardCharsets.ISO_8859_1));
        String lower = head.strip().toLowerCase(Locale.ROOT);
        if (head.startsWith("SQLite format 3\0")) {
            return "it is a telephone's database; export from the app instead";
        }
        if (lower.startsWith("authenticatorpro")) {
            return notYet("Stratum", "let it export a text file of URIs");
        }
        if (head.startsWith("-----BEGIN PGP MESSAGE-----")) {
            return "it is encrypted with OpenPGP: gpg --decrypt FILE | totp import -";
        }
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return "it is an HTML page; let the app export JSON or a text file of URIs";
        }
        if (lower.startsWith("<?xml") || lower.startsWith("<map")) {
            return "it is XML, of which none is read yet; let the app export JSON, CSV or a text file of URIs";
        }
        if (head.chars().anyMatch(c -> c == 0 || (c < ' ' && c != '\n' && c != '\r' && c != '\t'))) {
            return "its format is not known; the oldest encrypted backups of andOTP have no mark, and --format andotp reads them";
        }
        boolean table = lower.contains(",") && (lower.contains("password") || lower.contains("username"));
        return table ? "it is a table that names no column of one-time passwords" : "";
    }

    private static String notYet(String app, String wayOut) {
        return "it is an export of " + app + ", which is not read yet; " + wayOut;
    }
}
