package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import totp.crypto.Bytes;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Hotp;
import totp.otp.Motp;
import totp.otp.TimeBased;

/**
 * A file of another authenticator in {@code src/test/imports/FORMAT}, and what must come of it, in a {@code .expected} of the same
 * name whose lines {@code src/test/imports/make.py} explains.
 */
final class Fixture {
    static final Path FOLDER = Path.of("src/test/imports");

    private static final String EXPECTED = ".expected";

    /** Opens every file that is encrypted; {@code src/test/imports/make.py} says the same. */
    private static final String PASSWORD =
            "Prüfung der Einfuhr: 鍵 🔑, long enough to fill more than one block of HMAC-SHA-256";

    private final String format;
    private final Path path;
    private final byte[] bytes;
    private final List<String> expected;

    private Fixture(String format, Path path, byte[] bytes, List<String> expected) {
        this.format = format;
        this.path = path;
        this.bytes = bytes;
        this.expected = expected;
    }

    /** What importers ask for; it never runs an attempt. */
    static final Passwords NONE = new Passwords() {
        @Override
        public <T> T open(Message what, Attempt<T> attempt) throws TransferException {
            throw new WrongPasswordException();
        }
    };

    static Passwords password(String password) {
        return new Passwords() {
            @Override
            public <T> T open(Message what, Attempt<T> attempt) throws TransferException {
                try (Secret secret = Bytes.secret(password)) {
                    return attempt.with(secret);
                }
            }
        };
    }

    static Passwords right() {
        return password(PASSWORD);
    }

    /** All of them; fails where a file says nothing about what must come of it, or a saying has no file. */
    static List<Fixture> all() throws IOException {
        List<Fixture> fixtures = new ArrayList<>();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Fixture::isOfFormat).sorted().toList()) {
                String format = FOLDER.relativize(file).getName(0).toString();
                if (!file.toString().endsWith(EXPECTED)) {
                    fixtures.add(new Fixture(format, file, Files.readAllBytes(file), lines(file)));
                }
            }
            try (Stream<Path> again = Files.walk(FOLDER)) {
                long expectations =
                        again.filter(file -> file.toString().endsWith(EXPECTED)).count();
                assertEquals(fixtures.size(), expectations, "files, and what must come of them");
            }
        }
        return fixtures;
    }

    /** Beside the folders of the formats lies what writes their files. */
    private static boolean isOfFormat(Path file) {
        return Files.isRegularFile(file) && !FOLDER.equals(file.getParent());
    }

    private static List<String> lines(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        Path expected = file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + EXPECTED);
        assertTrue(Files.exists(expected), () -> "no " + expected);
        List<String> lines = Files.readAllLines(expected);
        assertFalse(lines.isEmpty(), () -> expected + " is empty");
        return lines;
    }

    @Override
    public String toString() {
        return FOLDER.relativize(path).toString();
    }

    String format() {
        return format;
    }

    byte[] bytes() {
        return bytes;
    }

    List<String> expected() {
        return expected;
    }

    boolean isEncrypted() {
        return String.valueOf(path.getFileName()).contains("encrypted");
    }

    /** Whether opening it is too much work to be done hundreds of times. */
    boolean isCostly() {
        return String.valueOf(path.getFileName()).contains("costly");
    }

    /** Whether nothing of it can be read. */
    boolean isRefused() {
        return expected.get(0).startsWith("refused\t");
    }

    /** The content as text without a byte order mark, or null if it is none. */
    @Nullable
    String text() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
                return null;
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    boolean isJson() {
        String text = text();
        return text != null && (text.strip().startsWith("{") || text.strip().startsWith("["));
    }

    long count(String kind) {
        return expected.stream().filter(line -> line.startsWith(kind + "\t")).count();
    }

    /** The shared secrets that must come of it. */
    List<byte[]> secrets() {
        return expected.stream()
                .filter(line -> line.startsWith("entry\t"))
                .map(line -> Bytes.hex(line.split("\t", -1)[4]))
                .toList();
    }

    /** What came of a file, as lines like those that are expected. */
    static List<String> lines(Harvest harvest) {
        List<String> lines = new ArrayList<>();
        for (Entry entry : harvest.entries()) {
            long moving = entry.otp() instanceof Hotp hotp ? hotp.counter() : ((TimeBased) entry.otp()).periodSeconds();
            Secret pin = entry.pin();
            String sites = entry.sites().isEmpty() ? "" : line("", String.join("|", entry.sites()));
            lines.add(line(
                            "entry",
                            entry.otp().type(),
                            entry.issuer(),
                            entry.account(),
                            Bytes.hexOf(entry.secret()),
                            entry.otp() instanceof Motp
                                    ? "MD5"
                                    : entry.otp().algorithm().label(),
                            Integer.toString(entry.otp().digits()),
                            Long.toString(moving),
                            pin == null ? "" : Bytes.textOf(pin),
                            String.join("|", entry.groups()),
                            entry.note())
                    + sites);
        }
        for (Harvest.Skipped skipped : harvest.skipped()) {
            lines.add(line(
                    "skipped",
                    Integer.toString(skipped.position()),
                    skipped.label(),
                    skipped.reason().toString()));
        }
        harvest.warnings().forEach(warning -> lines.add(line("warning", warning.toString())));
        return lines;
    }

    private static String line(String... fields) {
        List<String> escaped = new ArrayList<>();
        for (String field : fields) {
            escaped.add(field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
        }
        return String.join("\t", escaped);
    }
}
