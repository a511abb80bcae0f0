package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import totp.crypto.Secret;
import totp.otp.KeyUri;
import totp.otp.KeyUriException;

/**
 * Key URIs, one a line, or several with commas between them as Ente writes them (a comma of their own is {@code %2C}), with
 * what Ente and andOTP say in them beside the key.
 */
final class UriLines {
    private static final byte[] SECRET = {'s', 'e', 'c', 'r', 'e', 't', '='};

    static final String COUNTER_MISSING = "an HOTP account without a counter was taken to begin at 0";

    private UriLines() {}

    /** What a URI says that is no part of the key. */
    private record Extras(List<String> groups, String note, boolean trashed) {}

    /** Reads the URIs of a list; lines that begin with {@code #} are comments. */
    static void read(Content list, Harvest harvest) throws TransferException {
        list.lines(line -> {
            if (line.use(bytes -> bytes[0] != '#')) {
                uris(line, harvest);
            }
            return true;
        });
    }

    private static void uri(Secret uri, Harvest harvest) throws TransferException {
        if (GoogleMigration.looksLike(uri)) {
            migration(uri, harvest);
        } else {
            harvest.take(label(uri), () -> entry(uri, harvest));
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

    /** The account of one URI, which stays the caller's. */
    static Entry entry(Secret uri, Harvest harvest) throws TransferException {
        if (!KeyUri.looksLike(uri)) {
            throw new TransferException("it is no key URI");
        }
        Extras extras = extras(uri);
        if (extras.trashed) {
            throw new TransferException("it is in the trash of Ente");
        }
        try {
            KeyUri key = KeyUri.parse(uri);
            if (key.counterMissing()) {
                harvest.warn(COUNTER_MISSING);
            }
            return Entry.of(key).withGroups(extras.groups).withNote(extras.note);
        } catch (KeyUriException e) {
            throw new TransferException(String.valueOf(e.getMessage()));
        }
    }

    /** A comma separates only where another URI follows: labels that others write hold commas too. */
    private static void uris(Secret line, Harvest harvest) throws TransferException {
        line.lend(bytes -> {
            int begin = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == ',' && beginsAt(bytes, skipBlanks(bytes, i + 1))) {
                    try (Secret uri = Secret.copyOf(bytes, begin, i)) {
                        uri(uri, harvest);
                    }
                    begin = skipBlanks(bytes, i + 1);
                }
            }
            int end = bytes.length;
            while (end > begin && bytes[end - 1] == ',') {
                end--;
            }
            try (Secret uri = Secret.copyOf(bytes, begin, end)) {
                uri(uri, harvest);
            }
        });
    }

    private static int skipBlanks(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] == ' ') {
            at++;
        }
        return at;
    }

    private static boolean beginsAt(byte[] bytes, int at) {
        try (Secret head = Secret.copyOf(bytes, at, Math.min(bytes.length, at + 24))) {
            return KeyUri.looksLike(head);
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
