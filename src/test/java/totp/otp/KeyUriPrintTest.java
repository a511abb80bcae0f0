package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;
import totp.crypto.Secret;

final class KeyUriPrintTest {
    private record Scheme(Otp otp, String uri) {}

    private record Names(String issuer, String account, String label, String parameter) {}

    private static final Secret FOOBAR = Bytes.secret("foobar");

    private static final List<Scheme> SCHEMES = List.of(
            new Scheme(
                    Totp.DEFAULT,
                    "otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME&algorithm=SHA1&digits=6&period=30"),
            new Scheme(
                    new Totp(Algorithm.SHA256, 8, 60),
                    "otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME&algorithm=SHA256&digits=8&period=60"),
            new Scheme(
                    new Totp(Algorithm.SHA512, 10, 2147483),
                    "otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME&algorithm=SHA512&digits=10&period=2147483"),
            new Scheme(
                    new Totp(Algorithm.GOST3411_2012_512, 6, 30),
                    "otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME"
                            + "&algorithm=GOST3411-2012-512&digits=6&period=30"),
            new Scheme(
                    new Hotp(Algorithm.SHA1, 6, 0),
                    "otpauth://hotp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME&algorithm=SHA1&digits=6&counter=0"),
            new Scheme(
                    new Hotp(Algorithm.SHA512, 8, 9007199254740992L),
                    "otpauth://hotp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME"
                            + "&algorithm=SHA512&digits=8&counter=9007199254740992"),
            new Scheme(
                    Steam.DEFAULT,
                    "otpauth://steam/ACME:alice?secret=MZXW6YTBOI&issuer=ACME&algorithm=SHA1&digits=5&period=30"),
            new Scheme(
                    Yandex.DEFAULT,
                    "otpauth://yaotp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME&algorithm=SHA256&digits=8&period=30"),
            new Scheme(Motp.DEFAULT, "motp://ACME:alice?secret=666f6f626172&digits=6&period=10"));

    /** The escaped texts are those of Python's {@code urllib.parse.quote(text, safe='')}. */
    private static final List<Names> NAMES = List.of(
            new Names("", "", "", ""),
            new Names("", "alice", "alice", ""),
            new Names("ACME", "", "ACME:", "&issuer=ACME"),
            new Names("ACME", "alice", "ACME:alice", "&issuer=ACME"),
            new Names("", "a:b", ":a%3Ab", ""),
            new Names("", ":b", ":%3Ab", ""),
            new Names("a:b", "c:d", "a%3Ab:c%3Ad", "&issuer=a%3Ab"),
            new Names("Air Canada", "a b", "Air%20Canada:a%20b", "&issuer=Air%20Canada"),
            new Names("A+B", "a&b=c", "A%2BB:a%26b%3Dc", "&issuer=A%2BB"),
            new Names("#1", "100%", "%231:100%25", "&issuer=%231"),
            new Names("a/b", "c?d", "a%2Fb:c%3Fd", "&issuer=a%2Fb"),
            new Names(
                    "!\"$'()*,;@[]",
                    "\\^`{|}<>",
                    "%21%22%24%27%28%29%2A%2C%3B%40%5B%5D:%5C%5E%60%7B%7C%7D%3C%3E",
                    "&issuer=%21%22%24%27%28%29%2A%2C%3B%40%5B%5D"),
            new Names("-._~", "AZaz09", "-._~:AZaz09", "&issuer=-._~"),
            new Names("Caf\u00e9", "\u00bd", "Caf%C3%A9:%C2%BD", "&issuer=Caf%C3%A9"),
            new Names("\u65e5\u672c", "\ud83d\ude00", "%E6%97%A5%E6%9C%AC:%F0%9F%98%80", "&issuer=%E6%97%A5%E6%9C%AC"));

    @Test
    void everySchemeIsPrintedWithAllItsParameters() {
        assertEquals(9, SCHEMES.size(), "cases");
        for (Scheme c : SCHEMES) {
            assertEquals(c.uri, print("ACME", "alice", c.otp, FOOBAR, null));
        }
    }

    @Test
    void namesAreEscapedButForUnreservedCharacters() {
        assertEquals(15, NAMES.size(), "cases");
        for (Names c : NAMES) {
            assertEquals(
                    "otpauth://totp/" + c.label + "?secret=MZXW6YTBOI" + c.parameter
                            + "&algorithm=SHA1&digits=6&period=30",
                    print(c.issuer, c.account, Totp.DEFAULT, FOOBAR, null));
        }
    }

    @Test
    void yandexPinIsBase32OfItsText() {
        assertEquals(
                "otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3I&algorithm=SHA256&digits=8&period=30&pin=GUZDGOI",
                print(
                        "",
                        "a",
                        Yandex.DEFAULT,
                        Bytes.hexSecret("58355f298236196b5496f722d7ed20da"),
                        Bytes.secret("5239")));
    }

    @Test
    void fiveDigitsOfTheIssuerSteamStayTotp() throws KeyUriException {
        Otp otp = new Totp(Algorithm.SHA1, 5, 30);
        String uri =
                "otpauth://totp/Steam:a?secret=MZXW6YTBOI&issuer=Steam&encoder=default&algorithm=SHA1&digits=5&period=30";
        assertEquals(uri, print("Steam", "a", otp, FOOBAR, null));
        try (KeyUri parsed = KeyUri.parse(Bytes.secret(uri))) {
            assertEquals(otp, parsed.otp());
            assertEquals("Steam", parsed.issuer());
        }
    }

    @Test
    void mobileOtpUriHasNoPlaceForThePin() {
        assertEquals(
                "motp://ACME:a?secret=e3152afee62599c8&digits=6&period=10",
                print("ACME", "a", Motp.DEFAULT, Bytes.hexSecret("e3152afee62599c8"), Bytes.secret("1234")));
    }

    @Test
    void schemesWithoutAPinPrintNone() {
        assertEquals(
                "otpauth://totp/a?secret=MZXW6YTBOI&algorithm=SHA1&digits=6&period=30",
                print("", "a", Totp.DEFAULT, FOOBAR, Bytes.secret("1234")));
    }

    @Test
    void secretIsWrittenWithoutPadding() {
        for (int length = 1; length <= 10; length++) {
            Secret secret = Secret.adopt(new byte[length]);
            String zeros = "A".repeat((length * 8 + 4) / 5);
            assertEquals(
                    "otpauth://totp/a?secret=" + zeros + "&algorithm=SHA1&digits=6&period=30",
                    print("", "a", Totp.DEFAULT, secret, null));
        }
    }

    @Test
    void printingLeavesTheSecretsAsTheyWere() {
        Secret secret = Bytes.hexSecret("58355f298236196b5496f722d7ed20da");
        Secret pin = Bytes.secret("5239");
        KeyUri.print("", "a", Yandex.DEFAULT, secret, pin).close();
        assertEquals("58355f298236196b5496f722d7ed20da", Bytes.hexOf(secret));
        assertEquals("5239", Bytes.textOf(pin));
    }

    @Test
    void algorithmIsThatOfTheScheme() {
        assertEquals(Algorithm.SHA512, new Totp(Algorithm.SHA512, 6, 30).algorithm());
        assertEquals(Algorithm.SHA256, new Hotp(Algorithm.SHA256, 6, 0).algorithm());
        assertEquals(Algorithm.SHA256, Yandex.DEFAULT.algorithm());
        assertEquals(Algorithm.SHA1, Steam.DEFAULT.algorithm());
    }

    private static String print(String issuer, String account, Otp otp, Secret secret, Secret pin) {
        return Bytes.textOf(KeyUri.print(issuer, account, otp, secret, pin));
    }

    /** Each part may be as long as the vault takes it, and so may both together. */
    @Test
    void theLongestNamesComeBack() throws KeyUriException {
        String issuer = "i".repeat(AccountLimits.TEXT_BYTES_MAX);
        String account = "a".repeat(AccountLimits.TEXT_BYTES_MAX);
        try (Secret uri = KeyUri.print(issuer, account, Totp.DEFAULT, Bytes.secret("secret"), null);
                KeyUri parsed = KeyUri.parse(uri)) {
            assertEquals(issuer, parsed.issuer());
            assertEquals(account, parsed.account());
        }
    }
}
