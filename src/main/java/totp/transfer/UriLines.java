package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.KeyUri;
import totp.otp.KeyUriException;

/** Key URIs in lines of text, wherever in a line, with what Ente and andOTP say in them beside the key. */
final class UriLines {
    private static final byte[] SECRET = {'s', 'e', 'c', 'r', 'e', 't', '='};

    static final Message COUNTER_MISSING = Message.of("transfer.hotp-account-without-counter");

    /** What a line may hold whose URI is damaged: somebody would miss the account. */
    private static final List<String> TRACES = List.of("otpauth", "secret=", "://totp", "://hotp", "steam://", "motp:");

    private static final int BARE_SECRET_MIN = 16;

    private UriLines() {}

    /** What a URI says that is no part of the key. */
    private record Extras(List<String> groups, String note, boolean trashed) {}

    /**
     * Reads the URIs of a text. Lines that begin with {@code #} are comments; other lines without a URI are passed over, for
     * passwords and notes stand in them (pass, gopass), and counted. What looks like a key all the same is left out by name.
     */
    static void read(Content list, Harvest harvest) throws TransferException {
        int[] passed = {0};
        list.lines(line -> {
            if (!line.use(UriLines::isComment) && !takeAll(line, "", true, harvest)) {
                passed[0] += line.use(UriLines::isNoise) ? 0 : 1;
            }
            return true;
        });
        if (passed[0] > 0) {
            harvest.warn(
                    passed[0] == 1
                            ? Message.of("transfer.line-without-key-uri")
                            : Message.of("transfer.lines-without-key-uri", passed[0]));
        }
    }

    static Boolean isComment(byte[] line) {
        return line.length > 0 && line[0] == '#';
    }

    /** Brackets, rules and tags that belong to what the URIs stand in. */
    private static Boolean isNoise(byte[] line) {
        for (byte b : line) {
            if (b < 0 || Character.isLetterOrDigit(b)) {
                return line[0] == '<' && line[line.length - 1] == '>';
            }
        }
        return true;
    }

    /**
     * Takes what a text holds.
     *
     * @param name for a URI that has none of its own
     * @param alone whether a secret that stands there alone is one that somebody would miss
     * @return whether there was a key URI, or the traces of one
     */
    static boolean takeAll(Secret text, String name, boolean alone, Harvest harvest) throws TransferException {
        boolean found = text.use(line -> KeyUriFinder.each(line, (uri, called) -> {
            uri(uri, called.isEmpty() ? name : called, harvest);
            return true;
        }));
        boolean damaged =
                !found && (text.use(UriLines::looksDamaged) || (alone && text.use(UriLines::looksLikeSecret)));
        if (damaged) {
            harvest.take(name, () -> {
                throw new TransferException(Message.of("transfer.no-key-uri-2"));
            });
        }
        return damaged || found;
    }

    /** The remains of a URI. */
    private static Boolean looksDamaged(byte[] text) {
        for (String trace : TRACES) {
            for (int i = 0; i + trace.length() <= text.length; i++) {
                int same = 0;
                while (same < trace.length() && lower(text[i + same]) == trace.charAt(same)) {
                    same++;
                }
                if (same == trace.length()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Letters of one case and digits as base32 has them, one of these at least. */
    static Boolean looksLikeSecret(byte[] text) {
        int length = 0;
        boolean digit = false;
        boolean small = false;
        boolean large = false;
        for (byte b : text) {
            digit |= b >= '2' && b <= '7';
            small |= b >= 'a' && b <= 'z';
            large |= b >= 'A' && b <= 'Z';
            if (!(b >= '2' && b <= '7') && !(lower(b) >= 'a' && lower(b) <= 'z') && b != ' ' && b != '-' && b != '=') {
                return false;
            }
            length += b == ' ' || b == '-' || b == '=' ? 0 : 1;
        }
        return digit && small != large && length >= BARE_SECRET_MIN;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /** @param name for a URI that has none of its own */
    private static void uri(Secret uri, String name, Harvest harvest) throws TransferException {
        if (GoogleMigration.looksLike(uri)) {
            migration(uri, harvest);
        } else {
            String label = label(uri);
            harvest.take(label.isEmpty() ? name : label, () -> {
                Entry entry = entry(uri, harvest);
                boolean nameless = entry.issuer().isEmpty() && entry.account().isEmpty();
                return nameless ? entry.named(name, "") : entry;
            });
        }
    }

    /** The accounts of one part of an export of Google Authenticator; a part that is damaged counts as one entry. */
    private static void migration(Secret uri, Harvest harvest) throws TransferException {
        GoogleMigration part;
        try {
            part = GoogleMigration.parse(uri);
        } catch (TransferException e) {
            harvest.take("", () -> {
                throw e;
            });
            return;
        }
        harvest.parts().add(part);
        for (KeyUri account : part.accounts()) {
            harvest.take(account.account(), () -> Entry.of(account));
        }
        for (GoogleMigration.Refused refused : part.refused()) {
            harvest.take(refused.label(), () -> {
                throw new TransferException(refused.reason());
            });
        }
    }

    /** The account of one key URI, or of a string of KeeOtp, which stays the caller's. */
    static Entry entry(Secret text, Harvest harvest) throws TransferException {
        if (!KeyUri.saysParameters(text)) {
            throw new TransferException(Message.of("transfer.no-key-uri-2"));
        }
        Extras extras = KeyUri.looksLike(text) ? extras(text) : new Extras(List.of(), "", false);
        if (extras.trashed) {
            throw new TransferException(Message.of("transfer.trash-ente"));
        }
        try {
            KeyUri key = KeyUri.parse(text);
            if (key.counterMissing()) {
                harvest.warn(COUNTER_MISSING);
            }
            key.warnings().forEach(harvest::warnOfEntry);
            return Entry.of(key).withGroups(extras.groups).withNote(extras.note);
        } catch (KeyUriException e) {
            throw new TransferException(e.message());
        }
    }

    /**
     * What a URI is called, as far as that can be told without reading it; empty where the key might stand in that place:
     * in {@code steam://KEY}, and in what lost its question mark.
     */
    private static String label(Secret uri) {
        return uri.use(bytes -> {
            int question = indexOf(bytes, '?', 0);
            int begin = indexOf(bytes, ':', 0) + 3;
            boolean otpauth = bytes.length > 0 && (bytes[0] | 0x20) == 'o';
            boolean motp = bytes.length > 0 && (bytes[0] | 0x20) == 'm';
            if (question < begin || begin < 3 || bytes[begin - 1] != '/' || !(otpauth || motp)) {
                return "";
            }
            if (otpauth) {
                begin = indexOf(bytes, '/', begin) + 1;
            }
            if (begin <= 0 || begin > question) {
                return "";
            }
            try (Secret label = decoded(bytes, begin, question, false)) {
                return label.use(UriLines::holdsSecret)
                        ? ""
                        : label.use(text -> new String(text, StandardCharsets.UTF_8));
            }
        });
    }

    private static boolean holdsSecret(byte[] text) {
        for (int i = 0; i + SECRET.length <= text.length; i++) {
            int same = 0;
            while (same < SECRET.length && (text[i + same] | 0x20) == (SECRET[same] | 0x20)) {
                same++;
            }
            if (same == SECRET.length) {
                return true;
            }
        }
        return false;
    }

    private static Extras extras(Secret uri) {
        List<String> groups = new ArrayList<>();
        StringBuilder note = new StringBuilder();
        boolean trashed = uri.use(bytes -> {
            boolean inTrash = false;
            int end = indexOf(bytes, '#', Math.max(0, indexOf(bytes, '?', 0)));
            int limit = end < 0 ? bytes.length : end;
            for (int at = indexOf(bytes, '?', 0) + 1; at > 0 && at < limit; ) {
                int next = indexOf(bytes, '&', at);
                int stop = next < 0 || next > limit ? limit : next;
                int equals = indexOf(bytes, '=', at);
                if (equals > 0 && equals < stop) {
                    String name = new String(bytes, at, equals - at, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
                    if (name.equals("tags")) { // of andOTP, once for each
                        groups.add(text(bytes, equals + 1, stop));
                    } else if (name.equals("codedisplay")) {
                        inTrash |= codeDisplay(bytes, equals + 1, stop, groups, note);
                    }
                }
                at = stop + 1;
            }
            return inTrash;
        });
        return new Extras(groups, note.toString(), trashed);
    }

    /**
     * What Ente knows about an account beside its key, as JSON. If that is damaged the key is still good.
     *
     * @return whether the account is in the trash
     */
    private static boolean codeDisplay(byte[] bytes, int from, int to, List<String> groups, StringBuilder note) {
        try (Secret text = decoded(bytes, from, to, true);
                Json display = Json.parse(text)) {
            for (Json tag : display.array("tags")) {
                groups.add(tag.text());
            }
            note.append(display.label("note"));
            return display.flag("trashed");
        } catch (TransferException e) {
            return false;
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        try (Secret decoded = decoded(bytes, from, to, true)) {
            return decoded.use(text -> new String(text, StandardCharsets.UTF_8));
        }
    }

    /** Percent signs that no two hexadecimal digits follow stay as they are: nothing here decides whether a URI is good. */
    private static Secret decoded(byte[] bytes, int from, int to, boolean query) {
        byte[] out = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            int high = bytes[i] == '%' && i + 2 < to ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low >= 0) {
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[length++] = query && bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        Secret decoded = Secret.copyOf(out, 0, length);
        Arrays.fill(out, (byte) 0);
        return decoded;
    }

    /** Offset of the first {@code c} from {@code from} on, or -1. */
    private static int indexOf(byte[] bytes, char c, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
