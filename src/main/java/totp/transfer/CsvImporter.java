package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.crypto.Characters;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.KeyUri;
import totp.otp.Scheme;

/**
 * Tables of password managers, by the names in their first row: Bitwarden, 1Password, Apple Passwords, KeePassXC, KeePass 2,
 * LastPass, Dashlane, Proton Pass and whoever else names a column of one-time passwords. No other column of secrets is looked
 * at.
 */
final class CsvImporter implements Importer {
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

    /** What a column may be called, in lower case and without blanks; the first that is there counts. */
    private enum Column {
        URI_OR_SECRET(
                "login_totp",
                "totp",
                "otpauth",
                "otpurl",
                "otpsecret",
                "otp",
                "totpuri",
                "totp_uri",
                "otpauthuri",
                "totpsecret",
                "onetimepassword",
                "one-timepassword",
                "twofactor",
                "timeotp-secret-base32",
                "url_otpauth"),
        HOTP_SECRET("hmacotp-secret-base32"),
        COUNTER("hmacotp-counter", "counter"),
        SECRET("secret", "secretkey", "key"),
        /** Mostly that of the website; that of extract_otp_secrets is a key URI. */
        URL("url"),
        /** That of the website; Proton Pass writes several with commas. */
        ADDRESS("login_uri", "url", "urls", "website", "websites"),
        ISSUER("issuer", "service"),
        TITLE("name", "title", "itemname"),
        LOGIN("login_username", "username", "account", "user", "login", "email"),
        /** Where a row of Proton Pass has no user name. */
        EMAIL("email"),
        NOTE("notes", "note", "extra"),
        GROUP("folder", "group", "grouping", "category", "tags", "vault"),
        TYPE("type"),
        ALGORITHM("algorithm", "timeotp-algorithm"),
        DIGITS("digits", "timeotp-length"),
        PERIOD("period", "timestep", "timeotp-period");

        private final String names;

        Column(String... names) {
            this.names = String.join(" ", names); // an enum's fields are immutable
        }
    }

    @Override
    public String format() {
        return "csv";
    }

    @Override
    public boolean recognises(Content content) {
        return isTable(content);
    }

    /** Whether the first row names the columns of a table that is read here. Key URIs may stand in its cells, line by line. */
    static boolean isTable(Content content) {
        return separator(content) != null;
    }

    /** The separator with which the first row names a column that is read here. */
    private static @Nullable Character separator(Content content) {
        for (char separator : SEPARATORS) {
            try (CsvTable head = CsvTable.head(content.bytes(), separator)) {
                if (!head.rows().isEmpty() && head.rows().get(0).size() > 1) {
                    Map<Column, List<Integer>> columns = columns(head.rows().get(0));
                    if (columns.containsKey(Column.URI_OR_SECRET)
                            || columns.containsKey(Column.HOTP_SECRET)
                            || (columns.containsKey(Column.SECRET)
                                    && (columns.containsKey(Column.ISSUER) || columns.containsKey(Column.TITLE)))) {
                        return separator;
                    }
                }
            } catch (TransferException e) {
                // Not a table by this separator.
            }
        }
        return null;
    }

    /** The places of each column, which a table may have several of: the first that is filled in a row counts. */
    private static Map<Column, List<Integer>> columns(List<Secret> head) {
        Map<String, List<Integer>> names = new HashMap<>();
        for (int i = 0; i < head.size(); i++) {
            String name = text(head.get(i)).toLowerCase(Locale.ROOT).replace(" ", "");
            names.computeIfAbsent(name, n -> new ArrayList<>()).add(i);
        }
        Map<Column, List<Integer>> columns = new HashMap<>();
        for (Column column : Column.values()) {
            for (String name : column.names.split(" ", -1)) {
                List<Integer> places = names.get(name);
                if (places != null) {
                    columns.computeIfAbsent(column, c -> new ArrayList<>()).addAll(places);
                }
            }
        }
        return columns;
    }

    @Override
    public void read(Content content, Passwords passwords, Harvest harvest) throws TransferException {
        Character separator = separator(content);
        if (separator == null) {
            throw new TransferException(Message.of("transfer.first-row-names-no"));
        }
        if (!content.isUtf8()) {
            harvest.warn(Message.of("transfer.text-not-utf-8"));
        }
        try (CsvTable table = CsvTable.parse(content.bytes(), separator)) {
            Map<Column, List<Integer>> columns = columns(table.rows().get(0));
            for (List<Secret> row : table.rows().subList(1, table.rows().size())) {
                Row cells = new Row(columns, row, isOfLastPass(table.rows().get(0)));
                harvest.take(cells.label(), () -> entry(cells, harvest));
            }
        }
    }

    /** Which writes its texts as HTML has them: an ampersand as an entity. */
    private static boolean isOfLastPass(List<Secret> head) {
        List<String> names = head.stream().map(CsvImporter::text).toList();
        return names.containsAll(List.of("extra", "grouping", "fav"));
    }

    private static @Nullable Entry entry(Row row, Harvest harvest) throws TransferException {
        Secret url = row.secret(Column.URL);
        Secret value = row.secret(row.isHotp() ? Column.HOTP_SECRET : Column.URI_OR_SECRET);
        if (value == null) {
            value = url != null && KeyUri.looksLike(url) ? url : row.secret(Column.SECRET);
        }
        if (value == null) {
            return null; // a login without one-time passwords
        }
        try (Secret key = Characters.trimmed(value)) {
            return entry(row, key, harvest);
        }
    }

    private static Entry entry(Row row, Secret value, Harvest harvest) throws TransferException {
        List<Secret> several = row.secrets(Column.URI_OR_SECRET);
        if (several.stream().anyMatch(other -> !other.sameAs(several.get(0)))) {
            harvest.warn(Message.of("transfer.several-one-time-passwords", Harvest.shortened(row.label())));
        }
        // Where a column names the issuer, the title is the login's; else it is the service's.
        boolean namesIssuer = row.columns.containsKey(Column.ISSUER);
        String title = row.text(namesIssuer ? Column.ISSUER : Column.TITLE);
        String login = row.text(row.text(Column.LOGIN).isEmpty() ? Column.EMAIL : Column.LOGIN);
        if (login.isEmpty() && namesIssuer) {
            login = row.text(Column.TITLE);
        }
        String suffix = " (" + login + ")"; // of Apple's titles
        if (title.endsWith(suffix)) {
            title = title.substring(0, title.length() - suffix.length());
        }
        Entry entry;
        if (KeyUri.saysParameters(value)) {
            Entry read = UriLines.entry(value, harvest);
            boolean nameless = read.issuer().isEmpty() && read.account().isEmpty();
            // Apple's label of a key is the site again, as its title is.
            boolean onlyTitle = read.issuer().isEmpty() && read.account().equals(title) && !login.isEmpty();
            boolean steam = value.use(bytes -> bytes[0] == 's' || bytes[0] == 'S');
            entry = read.named(
                    read.issuer().isEmpty() || (steam && !title.isEmpty()) ? title : read.issuer(),
                    nameless || steam || read.account().isEmpty() || onlyTitle ? login : read.account());
        } else {
            Fields fields = row.fields(row.isHotp());
            entry = Entry.of(title, login, fields.otp(), Fields.secret(value, Encoding.BASE32));
            if (fields.type().equals("hotp") && fields.counter() == null) {
                harvest.warn(UriLines.COUNTER_MISSING);
            }
        }
        String group = row.text(Column.GROUP);
        return entry.withNote(row.text(Column.NOTE))
                .withGroups(group.isEmpty() ? entry.groups() : List.of(group))
                .withSites(List.of(row.text(Column.ADDRESS).split(",", -1)));
    }

    private static String text(Secret cell) {
        return cell.use(bytes -> new String(bytes, StandardCharsets.UTF_8)).strip();
    }

    /** The cells of a row by what they are; cells that a short row lacks are empty. */
    private record Row(Map<Column, List<Integer>> columns, List<Secret> cells, boolean entities) {
        String text(Column column) {
            for (int place : columns.getOrDefault(column, List.of())) {
                if (place < cells.size() && !CsvImporter.text(cells.get(place)).isEmpty()) {
                    String text = CsvImporter.text(cells.get(place));
                    return entities ? withoutEntities(text) : text;
                }
            }
            return "";
        }

        /** The five of XML, and the apostrophe by its number; the ampersand at last, or it would make others. */
        private static String withoutEntities(String text) {
            return text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&#39;", "'")
                    .replace("&#039;", "'")
                    .replace("&amp;", "&");
        }

        boolean isHotp() {
            return secret(Column.HOTP_SECRET) != null;
        }

        /** The first cell with something in it, or null. Dashlane writes the word null. */
        @Nullable
        Secret secret(Column column) {
            List<Secret> filled = secrets(column);
            return filled.isEmpty() ? null : filled.get(0);
        }

        List<Secret> secrets(Column column) {
            List<Secret> filled = new ArrayList<>();
            for (int place : columns.getOrDefault(column, List.of())) {
                if (place < cells.size()) {
                    String text = CsvImporter.text(cells.get(place));
                    if (!text.isEmpty() && !text.equals("null")) {
                        filled.add(cells.get(place));
                    }
                }
            }
            return filled;
        }

        String label() {
            List<String> parts = new ArrayList<>();
            for (Column column : new Column[] {Column.ISSUER, Column.TITLE, Column.LOGIN}) {
                if (!text(column).isEmpty()) {
                    parts.add(text(column));
                }
            }
            return String.join(":", parts);
        }

        /** In a password manager's table the type is that of the item. */
        Fields fields(boolean hotp) throws TransferException {
            String type = text(Column.TYPE).toLowerCase(Locale.ROOT);
            boolean known = Scheme.named(type).isPresent();
            return new Fields(
                    hotp ? "hotp" : known ? type : "totp",
                    text(Column.ALGORITHM),
                    number(Column.DIGITS, "digits"),
                    number(Column.PERIOD, "period"),
                    number(Column.COUNTER, "counter"));
        }

        private @Nullable Long number(Column column, String name) throws TransferException {
            String text = text(column);
            if (text.isEmpty()) {
                return null;
            }
            if (!text.matches("[0-9]{1,18}")) {
                throw new TransferException(Message.of("transfer.no-whole-number", name));
            }
            return Long.parseLong(text);
        }
    }
}
