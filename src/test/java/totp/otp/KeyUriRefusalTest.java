package totp.otp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import totp.crypto.Bytes;
import totp.crypto.Secret;

/** What is no key URI is said in one line that repeats neither the secret nor the label. */
final class KeyUriRefusalTest {
    private record Refusal(String uri, String message) {}

    /** The secret is MARKER, which is base32; the label LABELMARK. */
    private static final String TOTP = "otpauth://totp/LABELMARK?secret=MARKER";

    private static final String HOTP = "otpauth://hotp/LABELMARK?secret=MARKER";

    private static final String NOT_A_KEY_URI = "it does not begin with otpauth://, steam:// or motp://";
    private static final String TYPE = "unsupported type; use one of totp, hotp, steam, yaotp, motp";
    private static final String NO_SECRET = "it has no secret";
    private static final String EMPTY_SECRET = "its secret cannot be read: it is empty";
    private static final String LONG_SECRET = "its secret is longer than 1024 bytes";
    private static final String TWICE = "a parameter appears in it twice";
    private static final String PERCENT = "a percent sign is not followed by two hex digits";
    private static final String LABEL = "its label";
    private static final String ISSUER = "its issuer";
    private static final String CONTROL = " holds a control character";
    private static final String NOT_UTF_8 = " is not UTF-8";
    private static final String LONG_TEXT = " is longer than 1024 bytes";
    private static final String ALGORITHM = "its algorithm is none of SHA1, SHA256 and SHA512";
    private static final String DIGITS = "digits must be a number up to 10";
    private static final String PERIOD = "period must be a number up to 2147483";
    private static final String COUNTER = "counter must be a number up to 9007199254740992";
    private static final String YANDEX =
            "its secret is not a Yandex secret of 16 bytes, or of 26 with a right check value";

    private static final List<Refusal> SCHEMES = List.of(
            new Refusal("", NOT_A_KEY_URI),
            new Refusal("MARKER", NOT_A_KEY_URI),
            new Refusal("otpauth", NOT_A_KEY_URI),
            new Refusal("otpauth:", NOT_A_KEY_URI),
            new Refusal("otpauth:/totp/LABELMARK?secret=MARKER", NOT_A_KEY_URI),
            new Refusal(" " + TOTP, NOT_A_KEY_URI),
            new Refusal("\n" + TOTP, NOT_A_KEY_URI),
            new Refusal("\0" + TOTP, NOT_A_KEY_URI),
            new Refusal("\ufeff" + TOTP, NOT_A_KEY_URI),
            new Refusal("http://totp/LABELMARK?secret=MARKER", NOT_A_KEY_URI),
            new Refusal("0tpauth://totp/LABELMARK?secret=MARKER", NOT_A_KEY_URI),
            new Refusal("otp\u0430uth://totp/LABELMARK?secret=MARKER", NOT_A_KEY_URI),
            new Refusal("otpauth%3A%2F%2Ftotp%2FLABELMARK%3Fsecret%3DMARKER", NOT_A_KEY_URI),
            new Refusal("otpauth-migration://offline?data=MARKER", "it is an export of many accounts, not a key URI"),
            new Refusal("OTPAUTH-MIGRATION://offline?data=MARKER", "it is an export of many accounts, not a key URI"));

    private static final List<Refusal> TYPES = List.of(
            new Refusal("otpauth://?secret=MARKER", TYPE),
            new Refusal("otpauth:///LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth:///totp/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://xotp/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://totps/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://tot/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://yandex/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://totp:80/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://user@totp/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://user:pass@totp/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://totp /LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://totp%2FLABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://%74otp/LABELMARK?secret=MARKER", TYPE),
            new Refusal("otpauth://t\u00f6tp/LABELMARK?secret=MARKER", TYPE));

    private static final List<Refusal> SECRETS = List.of(
            new Refusal("otpauth://totp/LABELMARK", NO_SECRET),
            new Refusal("otpauth://totp/LABELMARK?", NO_SECRET),
            new Refusal("otpauth://totp/LABELMARK#?secret", EMPTY_SECRET),
            new Refusal("otpauth://totp/LABELMARK?#secret=MARKER", NO_SECRET),
            new Refusal("otpauth://totp/LABELMARK?issuer=x", NO_SECRET),
            new Refusal("otpauth://totp/LABELMARK&secret=MARKER", NO_SECRET),
            new Refusal("motp://LABELMARK", NO_SECRET),
            new Refusal("motp://LABELMARK?issuer=x", NO_SECRET),
            new Refusal("otpauth://totp/LABELMARK?secret", EMPTY_SECRET),
            new Refusal("otpauth://totp/LABELMARK?secret=", EMPTY_SECRET),
            new Refusal("otpauth://totp/LABELMARK?secret=====", EMPTY_SECRET),
            new Refusal("otpauth://totp/LABELMARK?secret=+%20-", EMPTY_SECRET),
            new Refusal("otpauth://totp/LABELMARK?secret=A", EMPTY_SECRET),
            new Refusal("motp://LABELMARK?secret=", EMPTY_SECRET),
            new Refusal("steam://", EMPTY_SECRET),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER0", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER1&issuer=x", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=8MARKER", badSecret(1)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER%00", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER%EF%BC%92", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER\uff12", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER%FF", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER?x", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER%2", PERCENT),
            // A parameter that is glued to the secret, and a secret that is none.
            new Refusal("otpauth://totp/LABELMARK?secret=MARKERdigits=8", badSecret(13)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER%3D8", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER%26digits%3D8", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=MARKER#&digits=8", badSecret(7)),
            new Refusal("otpauth://totp/LABELMARK?secret=FACADE12", badSecret(7)),
            new Refusal("otpauth://steam/LABELMARK?secret=FACADE0123456789", badSecret(7)),
            new Refusal(TOTP + "&encoding=rot13", "its encoding is none of base32, hex, base64 and utf8"),
            new Refusal("key=MARKER1", badSecret(7)),
            new Refusal("key=", EMPTY_SECRET),
            new Refusal("size=8&key=MARKER&type=OtherType", "its type is none of Totp, Hotp and Steam"),
            new Refusal("key=MARKER&size=11", "its value of digits is not usable"),
            new Refusal("key=MARKER&step=0", "period must be 1 to 2147483"),
            new Refusal("key=MARKER&otpHashMode=Md5", "its value of algorithm is not usable"),
            new Refusal("key=MARKER&encoding=rot13", "its encoding is none of base32, hex, base64 and utf8"),
            new Refusal("key=MARKER&key=MARKER", TWICE),
            new Refusal("steam://MARKER1", badSecret(7)),
            new Refusal("steam://MARKER?x=y", badSecret(7)),
            new Refusal("steam:///MARKER", badSecret(1)),
            new Refusal("steam://MARKER+A", badSecret(7)),
            new Refusal("motp://LABELMARK?secret=MARKER1", badSecret(7)),
            new Refusal("motp://LABELMARK?secret=e3152afee62599c", badSecret(3)),
            new Refusal("otpauth://totp/LABELMARK?secret=" + "A".repeat(1640), LONG_SECRET),
            new Refusal("steam://" + "A".repeat(1640), LONG_SECRET),
            new Refusal("motp://LABELMARK?secret=" + "00".repeat(1025), LONG_SECRET),
            new Refusal("otpauth://yaotp/LABELMARK?secret=MARKER", YANDEX),
            new Refusal("otpauth://yaotp/LABELMARK?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPA", YANDEX),
            new Refusal("otpauth://yaotp/LABELMARK?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAA", YANDEX));

    private static final List<Refusal> NUMBERS = List.of(
            new Refusal(TOTP + "&digits=0", "digits must be 1 to 10"),
            new Refusal(TOTP + "&digits=00", "digits must be 1 to 10"),
            new Refusal(TOTP + "&digits=11", DIGITS),
            new Refusal(TOTP + "&digits=-6", DIGITS),
            new Refusal(TOTP + "&digits=6.0", DIGITS),
            new Refusal(TOTP + "&digits=6e0", DIGITS),
            new Refusal(TOTP + "&digits=0x6", DIGITS),
            new Refusal(TOTP + "&digits=six", DIGITS),
            new Refusal(TOTP + "&digits=\u0666", DIGITS),
            new Refusal(TOTP + "&digits=\uff16", DIGITS),
            new Refusal(TOTP + "&digits=%D9%A6", DIGITS),
            new Refusal(TOTP + "&digits=4294967302", DIGITS),
            new Refusal(TOTP + "&digits=18446744073709551622", DIGITS),
            new Refusal(TOTP + "&digits=", "digits is empty"),
            new Refusal(TOTP + "&digits", "digits is empty"),
            new Refusal(HOTP + "&digits=11", DIGITS),
            new Refusal("otpauth://steam/LABELMARK?secret=MARKER&digits=0", "digits must be 1 to 10"),
            new Refusal("otpauth://yaotp/LABELMARK?secret=MARKER&digits=11", DIGITS),
            new Refusal("motp://LABELMARK?secret=00&digits=11", DIGITS),
            new Refusal(TOTP + "&digits=6digits=8", DIGITS),
            new Refusal(TOTP + "&digits=6period=60", DIGITS),
            new Refusal(TOTP + "&digits=6&amp;digits=8", TWICE),
            new Refusal(TOTP + "&digits=6?period=60", DIGITS),
            new Refusal(TOTP + "&digits=6#&period=60", DIGITS),
            new Refusal(TOTP + "&digits=6%26period=60", DIGITS),
            new Refusal(TOTP + "&algorithm=SHA256period=60", ALGORITHM),
            new Refusal(TOTP + "&amp;algorithm=", ALGORITHM),
            new Refusal(TOTP + "&period=0", "period must be 1 to 2147483"),
            new Refusal(TOTP + "&period=-30", PERIOD),
            new Refusal(TOTP + "&period=2147484", PERIOD),
            new Refusal(TOTP + "&period=2147483648", PERIOD),
            new Refusal(TOTP + "&period=4294967326", PERIOD),
            new Refusal(TOTP + "&period=9223372036854775808", PERIOD),
            new Refusal(TOTP + "&period=18446744073709551646", PERIOD),
            new Refusal(TOTP + "&period=30.0", PERIOD),
            new Refusal(TOTP + "&period=30s", PERIOD),
            new Refusal(TOTP + "&period=", "period is empty"),
            new Refusal(TOTP + "&period", "period is empty"),
            new Refusal("motp://LABELMARK?secret=00&period=0", "period must be 1 to 2147483"),
            new Refusal(HOTP + "&counter=-1", COUNTER),
            new Refusal(HOTP + "&counter=9007199254740993", COUNTER),
            new Refusal(HOTP + "&counter=9223372036854775808", COUNTER),
            new Refusal(HOTP + "&counter=18446744073709551616", COUNTER),
            new Refusal(HOTP + "&counter=" + "9".repeat(1000), COUNTER),
            new Refusal(HOTP + "&counter=1.0", COUNTER),
            new Refusal(HOTP + "&counter=\u0661", COUNTER),
            new Refusal(HOTP + "&counter=", "counter is empty"),
            new Refusal(HOTP + "&counter", "counter is empty"),
            new Refusal(TOTP + "&algorithm=", ALGORITHM),
            new Refusal(TOTP + "&algorithm", ALGORITHM),
            new Refusal(TOTP + "&algorithm=MD5", ALGORITHM),
            new Refusal(TOTP + "&algorithm=SHA224", ALGORITHM),
            new Refusal(TOTP + "&algorithm=SHA384", ALGORITHM),
            new Refusal(TOTP + "&algorithm=SHA3-256", ALGORITHM),
            new Refusal(HOTP + "&algorithm=none", ALGORITHM));

    private static final List<Refusal> DUPLICATES = List.of(
            new Refusal(TOTP + "&secret=MARKER", TWICE),
            new Refusal(TOTP + "&secret=OTHER", TWICE),
            new Refusal(TOTP + "&SECRET=OTHER", TWICE),
            new Refusal(TOTP + "&secret", TWICE),
            new Refusal(TOTP + "&issuer=a&issuer=a", TWICE),
            new Refusal(TOTP + "&issuer=a&Issuer=b", TWICE),
            new Refusal(TOTP + "&digits=6&digits=8", TWICE),
            new Refusal(TOTP + "&period=30&period=60", TWICE),
            new Refusal(TOTP + "&algorithm=SHA1&algorithm=SHA256", TWICE),
            new Refusal(TOTP + "&steam&steam", TWICE),
            new Refusal(TOTP + ";secret=OTHER", TWICE),
            new Refusal(TOTP + "&amp;secret=OTHER", TWICE),
            new Refusal(TOTP + "&%73ecret=OTHER", TWICE),
            new Refusal(TOTP + "&period=30&interval=60", "its period appears in it twice, and not the same"),
            new Refusal(TOTP + "&step=30&timeStep=60", "its period appears in it twice, and not the same"),
            new Refusal(TOTP + "&algo=SHA1&algorithm=SHA256", "its algorithm appears in it twice, and not the same"),
            new Refusal(TOTP + "&type=hotp", "its type appears in it twice, and not the same"),
            new Refusal(TOTP + "&encoder=steam&encoder=", TWICE),
            new Refusal(HOTP + "&counter=1&counter=2", TWICE),
            new Refusal(TOTP + "&pin=AA&pin=AE", TWICE),
            new Refusal("motp://LABELMARK?secret=00&secret=01", TWICE));

    private static final List<Refusal> TEXTS = List.of(
            new Refusal("otpauth://totp/LABELMARK%00?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK%0A?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK%0D%0A?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK%09?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK%1B]0;title%07?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK%7F?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK%C2%9B31m?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK\u0085?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK\n?secret=MARKER", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK\0?secret=MARKER", LABEL + CONTROL),
            new Refusal(TOTP + "&issuer=%00", ISSUER + CONTROL),
            new Refusal(TOTP + "&issuer=a%1B[31m", ISSUER + CONTROL),
            new Refusal("motp://LABELMARK%00?secret=00", LABEL + CONTROL),
            new Refusal("otpauth://totp/LABELMARK%?secret=MARKER", PERCENT),
            new Refusal("otpauth://totp/LABELMARK%4?secret=MARKER", PERCENT),
            new Refusal("otpauth://totp/LABELMARK%zz?secret=MARKER", PERCENT),
            new Refusal("otpauth://totp/LABELMARK%4G?secret=MARKER", PERCENT),
            new Refusal("otpauth://totp/LABELMARK%%41?secret=MARKER", PERCENT),
            new Refusal("otpauth://totp/LABELMARK%+1?secret=MARKER", PERCENT),
            new Refusal("otpauth://totp/LABELMARK%\uff14\uff11?secret=MARKER", PERCENT),
            new Refusal(TOTP + "&issuer=100%", PERCENT),
            new Refusal(TOTP + "&issuer=%u0041", PERCENT),
            new Refusal(TOTP + "&algorithm=%", PERCENT),
            new Refusal("otpauth://totp/LABELMARK%FF?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal("otpauth://totp/LABELMARK%C3?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal("otpauth://totp/LABELMARK%80?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal("otpauth://totp/LABELMARK%C0%80?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal("otpauth://totp/LABELMARK%C0%AF?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal("otpauth://totp/LABELMARK%ED%A0%80?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal("otpauth://totp/LABELMARK%F4%90%80%80?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal("otpauth://totp/LABELMARK%E9?secret=MARKER", LABEL + NOT_UTF_8),
            new Refusal(TOTP + "&issuer=%FF", ISSUER + NOT_UTF_8),
            new Refusal("otpauth://totp/" + "LABELMARK".repeat(114) + "?secret=MARKER", LABEL + LONG_TEXT),
            new Refusal(TOTP + "&issuer=" + "a".repeat(1025), ISSUER + LONG_TEXT),
            new Refusal(TOTP + "&issuer=" + "%C3%A9".repeat(513), ISSUER + LONG_TEXT));

    @Test
    void otherSchemesAreRefused() {
        check(15, SCHEMES);
    }

    @Test
    void otherTypesAreRefused() {
        check(15, TYPES);
    }

    @Test
    void unusableSecretsAreRefused() {
        check(51, SECRETS);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        check(55, NUMBERS);
    }

    @Test
    void parametersThatStandTwiceAreRefused() {
        check(21, DUPLICATES);
    }

    @Test
    void textsThatNobodyCouldShowAreRefused() {
        check(35, TEXTS);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        for (String label : List.of("\u00ff", "\u00c3", "a\u00e9", "\u00c0\u0080", "\u00ed\u00a0\u0080")) {
            Secret uri =
                    Secret.adopt(("otpauth://totp/" + label + "?secret=MARKER").getBytes(StandardCharsets.ISO_8859_1));
            Exception refusal = assertThrows(KeyUriException.class, () -> KeyUri.parse(uri), label);
            assertEquals(LABEL + NOT_UTF_8, refusal.getMessage());
            assertNull(refusal.getCause(), "a cause would tell the position");
        }
    }

    @Test
    void unusablePinIsRefused() {
        String yandex = "otpauth://yaotp/LABELMARK?secret=LA2V6KMCGYMWWVEW64RNP3JA3I";
        for (String pin : List.of("1234", "GUZDGOI1", "A", "====", "%00", "%zz", "A".repeat(1640))) {
            Secret uri = Bytes.secret(yandex + "&pin=" + pin);
            Exception refusal = assertThrows(KeyUriException.class, () -> KeyUri.parse(uri), pin);
            assertFalse(refusal.getMessage().contains("1234"), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("GUZDGOI"), refusal.getMessage());
        }
    }

    /** Cut after every byte: what is left is a shorter URI or refused, and neither says what stood there. */
    @Test
    void cutUrisGiveAValueOrARefusal() {
        String whole =
                "otpauth://totp/LABELMARK:a%20b?issuer=LABELMARK&algorithm=SHA256&digits=8&period=60&secret=MARKER";
        int refused = 0;
        for (int length = 0; length < whole.length(); length++) {
            Secret uri = Bytes.secret(whole.substring(0, length));
            try {
                KeyUri.parse(uri).close();
            } catch (KeyUriException e) {
                assertTellsNothing(e.getMessage());
                refused++;
            }
        }
        // All but those that end within the secret and still hold a byte of it: MA, MAR, MARK, MARKE.
        assertEquals(whole.length() - 4, refused);
    }

    private static void check(int size, List<Refusal> refusals) {
        assertEquals(size, refusals.size(), "cases");
        Stream<Executable> checks = refusals.stream().map(c -> () -> {
            Secret uri = Bytes.secret(c.uri);
            KeyUriException refusal = assertThrows(KeyUriException.class, () -> KeyUri.parse(uri), c.uri);
            assertEquals(c.message, refusal.getMessage(), c.uri);
            assertTellsNothing(refusal.getMessage());
            assertNull(refusal.getCause(), "a cause may tell more than the message");
        });
        assertAll(checks);
    }

    private static void assertTellsNothing(String message) {
        String upper = message.toUpperCase(Locale.ROOT);
        assertFalse(upper.contains("MARKER"), message);
        assertFalse(upper.contains("LABELMARK"), message);
    }

    private static String badSecret(int character) {
        return "its secret cannot be read: character " + character + " is not base32";
    }
}
