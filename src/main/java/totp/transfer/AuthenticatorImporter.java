package totp.transfer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Otp;
import totp.otp.TimeBased;

/**
 * Backups of the browser extension "Authenticator", versions 4 to 8, plain and encrypted. What its versions did wrong is
 * repaired where that is sure, and told where it is not.
 */
final class AuthenticatorImporter implements Importer {
    /** Members of the file that are no accounts. */
    private static final Set<String> NO_RECORDS = Set.of("key", "enc", "hash", "UserSettings", "LocalStorage");

    private static final List<String> TYPES = List.of("totp", "hotp", "battle", "steam", "hex", "hhex");
    private static final Pattern BASE32 = Pattern.compile("(?i)[a-z2-7 ]+=*");
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED = "-_.!~*'()";
    private static final int BATTLE_DIGITS = 8;

    @Override
    public String format() {
        return "authenticator";
    }

    @Override
    public boolean recognises(Content content) throws TransferException {
        Json file = content.jsonObject();
        return file != null && file.members().values().stream().anyMatch(AuthenticatorImporter::isRecord);
    }

    private static boolean isRecord(Json member) {
        String dataType = member.label("dataType");
        return dataType.equals("OTPStorage")
                || dataType.equals("EncOTPStorage")
                || (!dataType.equals("Key")
                        && member.has("secret")
                        && (member.has("hash") || member.has("encrypted") || member.has("index")));
    }

    /** Whether somebody would miss it: what is no record as it should be is left out by name, and never without a word. */
    private static boolean mayBeRecord(Json member) {
        String dataType = member.label("dataType");
        return !dataType.equals("Key")
                && (!dataType.isEmpty() || member.has("secret") || member.has("data") || member.has("account"));
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Json file = content.jsonObject();
        if (file == null) {
            throw TransferException.damaged();
        }
        List<Json> records = new ArrayList<>();
        for (Map.Entry<String, Json> member : file.members().entrySet()) {
            boolean record = isRecord(member.getValue());
            if (record || (!NO_RECORDS.contains(member.getKey()) && mayBeRecord(member.getValue()))) {
                records.add(member.getValue());
            }
        }
        records.sort(Comparator.comparingLong(AuthenticatorImporter::index)); // a member's place says nothing
        List<Json> locked =
                records.stream().filter(AuthenticatorLocks::isLocked).toList();
        AuthenticatorFindings findings = new AuthenticatorFindings(locked.size() < records.size() && !locked.isEmpty());
        try (AuthenticatorLocks locks = new AuthenticatorLocks(file, harvest.kdf())) {
            unlock(locked, locks, passwords);
            for (Json record : records) {
                AuthenticatorLocks.Opened opened = locks.opened(record);
                Json known = opened != null && opened.record() != null ? opened.record() : record;
                Secret secret = opened == null ? null : opened.secret();
                boolean closed = AuthenticatorLocks.isLocked(record) && opened == null;
                harvest.take(label(known), () -> {
                    if (closed) {
                        throw new TransferException(Message.of("transfer.another-password-encrypts-damaged"));
                    }
                    return entry(known, secret == null ? known.secret("secret") : secret, findings, opened == null);
                });
            }
        }
        findings.tell(harvest);
    }

    /** Records may have several passwords: of an old fault, and of synchronisation. */
    private static void unlock(List<Json> locked, AuthenticatorLocks locks, Passwords passwords)
            throws TransferException {
        int left = locked.size();
        while (left > 0) {
            int before = left;
            try {
                Message what =
                        left == locked.size() ? Passwords.THE_FILE : Message.counted("transfer.accounts-left", left);
                left = passwords.open(what, password -> {
                    int still = locks.open(locked, password);
                    if (still == before) {
                        throw new WrongPasswordException();
                    }
                    return still;
                });
            } catch (WrongPasswordException e) {
                if (before == locked.size()) {
                    throw e;
                }
                return; // some came; the others are told one by one
            }
        }
    }

    private static long index(Json record) {
        try {
            Long index = record.number("index");
            return index == null ? Long.MAX_VALUE : index;
        } catch (TransferException e) {
            return Long.MAX_VALUE;
        }
    }

    private static String label(Json record) {
        String issuer = issuer(record);
        String account = record.label("account");
        return issuer.isEmpty() ? account : issuer + ":" + account;
    }

    /** The issuer may carry the site's name, for the extension to tell whose page it is on. */
    private static String issuer(Json record) {
        String issuer = record.label("issuer");
        int site = issuer.indexOf("::");
        return site < 0 ? issuer : issuer.substring(0, site);
    }

    private static Entry entry(Json record, Secret text, AuthenticatorFindings findings, boolean clear)
            throws TransferException {
        String dataType = record.label("dataType");
        if (!dataType.isEmpty() && !dataType.equals("OTPStorage")) {
            throw new TransferException(Message.of("transfer.kind-record-not-known"));
        }
        String type = type(record);
        int prefix = text.use(AuthenticatorImporter::prefixLength);
        if (prefix > 0) {
            type = prefix == "stm-".length() && text.use(bytes -> (bytes[0] | 0x20) == 's') ? "steam" : "battle";
        }
        try (Secret bare = text.use(bytes -> Secret.copyOf(bytes, prefix, bytes.length))) {
            boolean hex = type.equals("hex")
                    || type.equals("hhex")
                    || (!type.equals("battle")
                            && !type.equals("steam")
                            && !bare.use(bytes -> BASE32.matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                                    .matches()));
            Secret secret = Fields.secret(bare, hex ? Encoding.HEX : Encoding.BASE32);
            Otp otp = fields(record, type).otp();
            String issuer = decoded(issuer(record));
            String account = decoded(record.label("account"));
            String site = record.label("issuer").replaceFirst("(?s)^.*?(::|$)", "");
            String name = issuer.isEmpty() ? account : account.isEmpty() ? issuer : issuer + ":" + account;
            boolean renamed = !issuer.equals(issuer(record)) || !account.equals(record.label("account"));
            findings.look(name, record, otp, !hex && hasLeftOverBits(bare), renamed, clear);
            Entry entry = Entry.of(issuer, account, otp, secret).withSites(List.of(site));
            // The extension takes any part of a host's name for the whole; what is no host by itself is only told.
            return site.isEmpty() || !entry.sites().isEmpty() ? entry : entry.withNote("site: " + site);
        }
    }

    /** A word; or a number, which version 8 wrote by mistake. */
    private static String type(Json record) throws TransferException {
        Json type = record.get("type");
        if (type == null) {
            return "totp";
        }
        if (!type.isText()) {
            Long number = record.number("type");
            if (number == null || number < 1 || number > TYPES.size()) {
                throw new TransferException(Message.of("transfer.type-not-known"));
            }
            return TYPES.get((int) (number - 1));
        }
        String word = type.text().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(word)) {
            throw new TransferException(Message.of("transfer.type-not-known"));
        }
        return word;
    }

    /** What is out of range counts as absent, as it does in the extension. */
    private static Fields fields(Json record, String type) throws TransferException {
        Long digits = ranged(record, "digits", 1, 10);
        Long period = ranged(record, "period", 1, TimeBased.PERIOD_SECONDS_MAX);
        String algorithm = record.label("algorithm");
        return switch (type) {
            case "battle" -> new Fields("totp", algorithm, (long) BATTLE_DIGITS, null, null);
            case "steam" -> new Fields("steam", null, null, null, null);
            case "hex" -> new Fields("totp", algorithm, digits, null, null); // it runs at 30 s whatever stands there
            case "hotp", "hhex" -> new Fields("hotp", algorithm, digits, null, record.number("counter"));
            default -> new Fields("totp", algorithm, digits, period, null);
        };
    }

    private static @Nullable Long ranged(Json record, String name, long min, long max) {
        try {
            Long number = record.number(name);
            return number == null || number < min || number > max ? null : number;
        } catch (TransferException e) {
            return null;
        }
    }

    /** How many bytes mark an old account as one of Battle.net or Steam. */
    private static Integer prefixLength(byte[] text) {
        String head =
                new String(text, 0, Math.min(text.length, 5), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return head.startsWith("bliz-") ? 5 : head.startsWith("blz-") || head.startsWith("stm-") ? 4 : 0;
    }

    /** Behind the last whole byte a decoder finds nothing; the extension made a byte of it if it was not zero. */
    private static boolean hasLeftOverBits(Secret base32) {
        return base32.use(bytes -> {
            int bits = 0;
            int last = 0;
            for (byte b : bytes) {
                int value = Character.digit(b, 36);
                if (value >= 0) {
                    bits += 5;
                    last = Character.isLetter(b) ? value - 10 : value + 24;
                }
            }
            return (last & ((1 << bits % 8) - 1) & 31) != 0;
        });
    }

    /** Its backup page encodes the names once more each time it is opened. */
    private static String decoded(String text) {
        String name = text;
        for (int i = 0; i < 4 && isEncoded(name); i++) {
            name = URLDecoder.decode(name, StandardCharsets.UTF_8); // holds no plus sign, by the pattern
        }
        return name;
    }

    /** Whether a text is as JavaScript's encodeURIComponent writes it, with something encoded in it. */
    private static boolean isEncoded(String text) {
        boolean encoded = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()
                        || HEX.indexOf(text.charAt(i + 1)) < 0
                        || HEX.indexOf(text.charAt(i + 2)) < 0) {
                    return false;
                }
                i += 2;
                encoded = true;
            } else if (c >= 0x80 || !(Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                return false;
            }
        }
        return encoded;
    }
}
