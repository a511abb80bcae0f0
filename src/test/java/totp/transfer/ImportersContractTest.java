package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import totp.crypto.Bytes;
import totp.crypto.Encoding;
import totp.crypto.Secret;

/** What every importer owes, tried on every file in {@code src/test/imports}. A new format brings files and no tests. */
final class ImportersContractTest {
    private static final int FIXTURES_MIN = 28;
    private static final int CUTS = 40;
    private static final int CHANGES = 200;
    private static final int MANY = 10_000;

    /** A little more than a GiB, which is as much memory as a file may ask for, in whatever unit. */
    private static final String TOO_MUCH = "1073742848";

    /** So much of a secret's text in a message is no accident. */
    private static final int TELLING_LENGTH = 8;

    /** Ten million rounds of PBKDF2 are the most work that a file may ask for. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    /** What an attempt to read came to: a harvest, or a refusal. */
    private record Outcome(
            @Nullable Harvest harvest, @Nullable TransferException refusal) implements AutoCloseable {
        List<String> lines() {
            return harvest == null
                    ? List.of("refused\t" + (refusal == null ? "" : refusal.getMessage()))
                    : Fixture.lines(harvest);
        }

        /** Everything but labels that people may see of what could not be read. */
        List<String> messages() {
            List<String> messages = new ArrayList<>();
            for (Throwable e = refusal; e != null; e = e.getCause()) {
                messages.add(e.toString());
                for (Throwable other : e.getSuppressed()) {
                    messages.add(other.toString());
                }
            }
            if (harvest != null) {
                harvest.warnings().forEach(warning -> messages.add(warning.toString()));
                harvest.skipped()
                        .forEach(skipped -> messages.add(skipped.reason().toString()));
            }
            return messages;
        }

        @Override
        public void close() {
            if (harvest != null) {
                harvest.close();
            }
        }
    }

    /** @param format null to let the content tell */
    private static Outcome read(@Nullable String format, byte[] bytes, Passwords passwords) {
        try (Content content = Content.adopt(bytes.clone())) {
            return new Outcome(
                    format == null
                            ? Importers.read(content, passwords).harvest()
                            : Importers.read(format, content, passwords)
                                    .orElseThrow()
                                    .harvest(),
                    null);
        } catch (TransferException e) {
            return new Outcome(null, e);
        }
    }

    private static List<DynamicTest> each(Predicate<Fixture> chosen, ThrowingTest test) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixture fixture : Fixture.all()) {
            if (chosen.test(fixture)) {
                Executable run = () -> test.run(fixture);
                tests.add(DynamicTest.dynamicTest(fixture.toString(), run));
            }
        }
        assertFalse(tests.isEmpty(), "nothing to test");
        return tests;
    }

    @FunctionalInterface
    private interface ThrowingTest {
        void run(Fixture fixture) throws Exception;
    }

    @Test
    void everyFormatHasFixtures() throws IOException {
        List<Fixture> fixtures = Fixture.all();
        TreeSet<String> folders = new TreeSet<>();
        fixtures.forEach(fixture -> folders.add(fixture.format()));
        assertEquals(new TreeSet<>(Importers.formats()), folders, "formats, and folders that hold files");
        assertEquals(Importers.formats().size(), folders.size(), "a format is twice in the list");
        assertTrue(fixtures.size() >= FIXTURES_MIN, "fixtures: " + fixtures.size());
    }

    @TestFactory
    List<DynamicTest> exactlyOneImporterRecognisesIt() throws IOException {
        return each(fixture -> true, fixture -> {
            try (Content content = Content.adopt(fixture.bytes().clone())) {
                assertEquals(
                        List.of(fixture.format()),
                        Importers.recognising(content).stream()
                                .map(Importer::format)
                                .toList());
            }
        });
    }

    @TestFactory
    List<DynamicTest> givesWhatIsExpected() throws IOException {
        return each(fixture -> true, fixture -> {
            try (Outcome outcome = read(null, fixture.bytes(), Fixture.right())) {
                assertEquals(String.join("\n", fixture.expected()), String.join("\n", outcome.lines()));
            }
        });
    }

    @TestFactory
    List<DynamicTest> anEncryptedOneOpensWithItsPasswordOnly() throws IOException {
        return each(Fixture::isEncrypted, fixture -> {
            for (String wrong : fixture.isCostly() ? List.of("wrong") : List.of("wrong", "")) {
                try (Outcome outcome = read(null, fixture.bytes(), Fixture.password(wrong))) {
                    assertTrue(
                            outcome.refusal instanceof WrongPasswordException,
                            () -> "'" + wrong + "': " + outcome.lines());
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> aPlainOneAsksForNoPassword() throws IOException {
        return each(fixture -> !fixture.isEncrypted(), fixture -> {
            try (Outcome outcome = read(null, fixture.bytes(), Fixture.NONE)) {
                assertEquals(fixture.expected(), outcome.lines());
            }
        });
    }

    @Test
    void anEmptyFileIsOfNoFormat() {
        for (String text : List.of("", "\n", " \t\r\n ")) {
            try (Content content = Content.adopt(Bytes.utf8(text))) {
                assertThrows(TransferException.class, () -> Importers.read(content, Fixture.NONE));
            }
            for (String format : Importers.formats()) {
                try (Outcome outcome = read(format, Bytes.utf8(text), Fixture.right())) {
                    assertEquals(
                            0,
                            outcome.harvest == null
                                    ? 0
                                    : outcome.harvest.entries().size(),
                            format);
                }
            }
        }
    }

    @TestFactory
    List<DynamicTest> asEveryOtherFormatItIsRefusedOrRead() throws IOException {
        return each(fixture -> true, fixture -> {
            List<String> secrets = telling(fixture);
            for (String format : Importers.formats()) {
                try (Outcome outcome = read(format, fixture.bytes(), Fixture.NONE)) {
                    tellsNothing(outcome.messages(), secrets, "as " + format);
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> cutOffItIsRefusedOrRead() throws IOException {
        return each(fixture -> true, fixture -> {
            for (int i = 0; i < CUTS; i++) {
                int length = (int) ((long) fixture.bytes().length * i / CUTS);
                harmless(fixture, Arrays.copyOf(fixture.bytes(), length), "cut to " + length);
            }
        });
    }

    @TestFactory
    List<DynamicTest> changedItIsRefusedOrRead() throws IOException {
        return each(fixture -> true, fixture -> {
            SplittableRandom random = new SplittableRandom(fixture.toString().hashCode());
            for (int i = 0; i < CHANGES; i++) {
                byte[] changed = fixture.bytes().clone();
                int at = random.nextInt(changed.length);
                changed[at] ^= (byte) random.nextInt(1, 256);
                harmless(fixture, changed, "byte " + at + " is " + changed[at]);
            }
        });
    }

    /** Sizes, counts and costs that no file has, in the place of each number there is. */
    @TestFactory
    List<DynamicTest> absurdNumbersAreRefusedAtOnce() throws IOException {
        return each(Fixture::isJson, fixture -> {
            JsonText json = new JsonText(String.valueOf(fixture.text()));
            for (int i = 0; i < json.numbers(); i++) {
                for (String number : List.of(TOO_MUCH, "-1", "1e18", "0", "9223372036854775808", "1e400")) {
                    byte[] changed = json.withNumber(i, number).getBytes(StandardCharsets.UTF_8);
                    harmless(fixture, changed, "number " + i + " is " + number);
                }
            }
        });
    }

    /** Read by its name too where it is refused: it may only have become unrecognisable. */
    private static void harmless(Fixture fixture, byte[] changed, String how) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Passwords passwords = fixture.isCostly() ? Fixture.NONE : Fixture.right();
        List<String> secrets = telling(fixture);
        try (Outcome outcome = read(null, changed, passwords)) {
            tellsNothing(outcome.messages(), secrets, how);
            if (outcome.refusal != null && !(outcome.refusal instanceof WrongPasswordException)) {
                try (Outcome named = read(fixture.format(), changed, passwords)) {
                    tellsNothing(named.messages(), secrets, how);
                }
            }
        } catch (RuntimeException e) {
            fail(how, e);
        }
        Duration took = Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
        assertTrue(took.compareTo(AT_ONCE) < 0, () -> how + ": " + took);
    }

    @TestFactory
    List<DynamicTest> whatPeopleSeeHoldsNoSecret() throws IOException {
        return each(fixture -> true, fixture -> {
            List<String> secrets = telling(fixture);
            Passwords refusing = fixture.isCostly() ? Fixture.NONE : Fixture.password("wrong");
            for (Passwords passwords : List.of(Fixture.right(), refusing)) {
                try (Outcome outcome = read(null, fixture.bytes(), passwords)) {
                    List<String> seen = outcome.messages();
                    if (outcome.harvest != null) {
                        outcome.harvest.skipped().forEach(skipped -> seen.add(skipped.toString()));
                        outcome.harvest.entries().forEach(entry -> seen.add(entry.toString()));
                    }
                    tellsNothing(seen, secrets, "as it is");
                }
            }
        });
    }

    private static void tellsNothing(List<String> messages, List<String> secrets, String how) {
        for (String message : messages) {
            String lower = message.toLowerCase(Locale.ROOT);
            for (String secret : secrets) {
                assertFalse(lower.contains(secret), () -> how + ": tells a secret: " + message);
            }
        }
    }

    /** Every piece of the secrets' spellings that is long enough to be told by, in lower case. */
    private static List<String> telling(Fixture fixture) {
        List<String> pieces = new ArrayList<>();
        for (byte[] bytes : fixture.secrets()) {
            try (Secret secret = Secret.copyOf(bytes)) {
                for (Encoding encoding : Encoding.values()) {
                    try (Secret spelled = encoding.encode(secret)) {
                        String text = Bytes.textOf(spelled).toLowerCase(Locale.ROOT);
                        for (int i = 0; i + TELLING_LENGTH <= text.length(); i++) {
                            pieces.add(text.substring(i, i + TELLING_LENGTH));
                        }
                    }
                }
            }
            pieces.add(new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
            pieces.add(new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
        }
        return pieces;
    }

    /** Thousands of accounts are read like a few, in a time and memory that grow no faster. */
    @TestFactory
    List<DynamicTest> manyAreReadLikeFew() throws IOException {
        return each(fixture -> fixture.text() != null && !fixture.isEncrypted() && !fixture.isRefused(), fixture -> {
            String text = String.valueOf(fixture.text());
            JsonText json = fixture.isJson() ? new JsonText(text) : null;
            long few = fixture.count("entry") + fixture.count("skipped");
            int times = (int) (MANY / Math.max(1, few)) + 1;
            String many = json == null ? repeated(fixture, text, times) : json.repeated(times);
            try (Outcome outcome = read(null, many.getBytes(StandardCharsets.UTF_8), Fixture.NONE)) {
                Harvest harvest = outcome.harvest;
                if (harvest == null) {
                    throw new AssertionError("refused", outcome.refusal);
                }
                assertEquals(times * fixture.count("entry"), harvest.entries().size());
                assertEquals(times * fixture.count("skipped"), harvest.skipped().size());
                assertEquals(fixture.count("warning"), harvest.warnings().size());
            }
        });
    }

    /** The lines again and again; of a table but for its head. */
    private static String repeated(Fixture fixture, String text, int times) {
        String whole = text.endsWith("\n") ? text : text + "\n";
        int body = fixture.format().equals("csv") ? whole.indexOf('\n') + 1 : 0;
        if (whole.startsWith("sep=")) {
            body = whole.indexOf('\n', body) + 1; // the head is the second line
        }
        return whole.substring(0, body) + whole.substring(body).repeat(times);
    }
}
