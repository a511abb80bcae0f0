package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;
import totp.crypto.Secret;

/** What holds for every account and for every text; a failure prints the seed and the round. */
final class KeyUriPropertyTest {
    private static final int ROUNDS = 50_000;

    private static final List<Algorithm> ALGORITHMS = List.of(Algorithm.values());

    private static final String[] TEXT_PARTS = {
        "a",
        "Z",
        "0",
        "-",
        ".",
        "_",
        "~",
        ":",
        "::",
        " ",
        "#",
        "%",
        "%41",
        "%3A",
        "+",
        "&",
        "=",
        "?",
        "/",
        "//",
        "@",
        "|",
        "\"",
        "'",
        "\\",
        "<",
        ">",
        "Steam",
        "secret=",
        "&issuer=",
        "\u00e9",
        "e\u0301",
        "\u00df",
        "\u0130",
        "\u65e5\u672c",
        "\ud83d\ude00",
        "\ud83d\udc69\u200d\ud83d\udcbb",
        "\u202e",
        "\ufeff",
        "\uffff"
    };

    private static final String[] MUTATIONS = {
        "%",
        "%0",
        "%00",
        "%zz",
        "%FF",
        "%3A",
        "+",
        "&",
        "&&",
        "=",
        "?",
        "#",
        "/",
        ":",
        "\0",
        "\n",
        "\u0080",
        "-1",
        "0",
        "99",
        "secret=",
        "&secret=MARKER",
        "&pin=",
        "&pin=MARKER",
        "&digits=",
        "&period=",
        "&counter=",
        "&algorithm=",
        "&issuer=",
        "&steam",
        "&encoder=steam",
        "steam",
        "motp",
        "yaotp",
        "hotp",
        "totp",
        "otpauth://",
        "9".repeat(40),
        "A".repeat(2000)
    };

    private static final List<String> URIS = List.of(
            "otpauth://totp/LABELMARK:alice?secret=MARKER&issuer=LABELMARK&algorithm=SHA1&digits=6&period=30",
            "otpauth://totp/LABELMARK%3A%20alice?issuer=Air+Canada&secret=MARKER",
            "otpauth://hotp/LABELMARK?secret=MARKER&counter=42&algorithm=SHA512&digits=8",
            "otpauth://steam/Steam:LABELMARK?secret=MARKER",
            "otpauth://totp/LABELMARK?secret=MARKER&encoder=steam",
            "otpauth://yaotp/LABELMARK?secret=LA2V6KMCGYMWWVEW64RNP3JA3I&pin=MARKER",
            "otpauth://yaotp/LABELMARK?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI",
            "otpauth://motp/LABELMARK?secret=MUZTCNJSMFTGKZJWGI2TSOLDHA&pin=MARKER",
            "motp://LABELMARK:alice?secret=e3152afee62599c8",
            "steam://MARKER",
            "otpauth://totp/%E6%97%A5%E6%9C%AC #1:LABELMARK?secret=MARKER&image=http%3A%2F%2Fexample.com#x");

    @Test
    void whatIsPrintedIsParsedToTheSame() throws KeyUriException {
        long seed = 3986L;
        RandomGenerator random = new SplittableRandom(seed);
        Map<String, Integer> rounds = new HashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            Otp otp = otp(random);
            String issuer = text(random);
            String account = text(random);
            Secret secret = secret(random, otp);
            Secret pin = otp instanceof Yandex && random.nextBoolean() ? bytes(random, 1 + random.nextInt(16)) : null;
            Secret text = KeyUri.print(issuer, account, otp, secret, pin);
            String message = "round " + i + ", seed " + seed + ": " + Bytes.textOf(text);
            KeyUri read = KeyUri.parse(text);
            assertEquals(issuer, read.issuer(), message);
            assertEquals(account, read.account(), message);
            assertEquals(otp, read.otp(), message);
            assertTrue(secret.sameAs(read.secret()), message);
            assertEquals(pin == null, read.pin() == null, message);
            assertTrue(pin == null || pin.sameAs(read.pin()), message);
            assertFalse(read.counterMissing(), message);
            assertTrue(text.sameAs(KeyUri.print(issuer, account, read.otp(), read.secret(), read.pin())), message);
            rounds.merge(otp.type(), 1, Integer::sum);
        }
        assertEquals(5, rounds.size(), rounds.toString());
        assertTrue(rounds.values().stream().allMatch(count -> count > ROUNDS / 20), rounds.toString());
    }

    /** A printed URI is of RFC 3986 characters only, so that no shell list, line end or QR mode can bend it. */
    @Test
    void whatIsPrintedIsPlainAscii() {
        long seed = 7986L;
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            Otp otp = otp(random);
            String uri = Bytes.textOf(KeyUri.print(text(random), text(random), otp, secret(random, otp), null));
            assertTrue(uri.matches("[A-Za-z0-9._~:/?&=%-]+"), "round " + i + ", seed " + seed + ": " + uri);
        }
    }

    @Test
    void damagedUrisGiveAValueOrARefusalThatTellsNothing() {
        long seed = 50_000L;
        RandomGenerator random = new SplittableRandom(seed);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] damaged = damaged(random);
            try {
                KeyUri.parse(Secret.copyOf(damaged)).close();
                read++;
            } catch (KeyUriException e) {
                String upper = e.getMessage().toUpperCase(Locale.ROOT);
                assertFalse(upper.contains("MARKER") || upper.contains("LABELMARK"), e.getMessage());
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("round " + i + ", seed " + seed + ": " + Bytes.hex(damaged), e);
            }
        }
        assertEquals(ROUNDS, read + refused);
        assertTrue(read > ROUNDS / 20 && refused > ROUNDS / 20, read + " read, " + refused + " refused");
    }

    @Test
    void randomBytesGiveAValueOrARefusal() {
        long seed = 256L;
        RandomGenerator random = new SplittableRandom(seed);
        List<String> starts = List.of("otpauth://totp/", "otpauth://hotp/a?", "steam://", "motp://", "otpauth://", "");
        for (int i = 0; i < 20_000; i++) {
            Secret tail = bytes(random, random.nextInt(60));
            Secret uri = Bytes.secret(starts.get(i % starts.size())).followedBy(tail);
            try {
                KeyUri.parse(uri).close();
            } catch (KeyUriException e) {
                assertFalse(e.getMessage().isEmpty());
            } catch (RuntimeException e) {
                throw new AssertionError("round " + i + ", seed " + seed + ": " + Bytes.hexOf(uri), e);
            }
        }
    }

    private static Otp otp(RandomGenerator random) {
        Algorithm algorithm = ALGORITHMS.get(random.nextInt(ALGORITHMS.size()));
        int digits = 1 + random.nextInt(10);
        int period = random.nextBoolean() ? 30 : 1 + random.nextInt(TimeBased.PERIOD_SECONDS_MAX);
        return switch (random.nextInt(5)) {
            case 0 -> new Totp(algorithm, digits, period);
            case 1 -> new Hotp(algorithm, digits, random.nextLong(Hotp.COUNTER_MAX + 1));
            case 2 -> new Steam(digits, period);
            case 3 -> new Motp(digits, period);
            default -> new Yandex(digits, period);
        };
    }

    /** Without blanks at either end, which no label keeps. */
    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(8); left > 0; left--) {
            text.append(TEXT_PARTS[random.nextInt(TEXT_PARTS.length)]);
        }
        return text.toString().strip();
    }

    private static Secret secret(RandomGenerator random, Otp otp) {
        if (otp instanceof Yandex) {
            return random.nextBoolean()
                    ? bytes(random, 16)
                    : Bytes.hexSecret("58355f298236196b5496f722d7ed20da000000003ce46e1e397a");
        }
        return bytes(random, 1 + random.nextInt(64));
    }

    private static Secret bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Secret.adopt(bytes);
    }

    private static byte[] damaged(RandomGenerator random) {
        byte[] bytes = Bytes.utf8(URIS.get(random.nextInt(URIS.size())));
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            int at = random.nextInt(bytes.length + 1);
            bytes = switch (random.nextInt(5)) {
                case 0 -> spliced(bytes, at, Math.min(bytes.length, at + 1), new byte[] {(byte) random.nextInt(256)});
                case 1 -> spliced(bytes, at, at, Bytes.utf8(MUTATIONS[random.nextInt(MUTATIONS.length)]));
                case 2 -> spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(20)), new byte[0]);
                case 3 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, bytes.length));
                default -> Arrays.copyOf(bytes, at);
            };
        }
        return bytes;
    }

    /** {@code bytes} with {@code middle} in the place of {@code [from, to)}. */
    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] out = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
        return out;
    }
}
