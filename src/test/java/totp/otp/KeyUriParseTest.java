package totp.otp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import totp.crypto.Bytes;
import totp.crypto.Secret;

/** What key URIs mean: Google's Key URI Format, and the ways in which real programs bend it. */
final class KeyUriParseTest {
    private record Names(String uri, String issuer, String account) {}

    private record Scheme(String uri, Otp otp) {}

    private record Seed(String uri, Otp otp, String hex) {}

    /** MZXW6YTBOI is "foobar" (RFC 4648 section 10). */
    private static final String FOOBAR = "666f6f626172";

    private static final List<Names> NAMES = List.of(
            new Names("otpauth://totp/ACME:alice@example.com?secret=MZXW6YTBOI", "ACME", "alice@example.com"),
            new Names("otpauth://totp/ACME%3Aalice?secret=MZXW6YTBOI", "ACME", "alice"),
            new Names("otpauth://totp/ACME%3aalice?secret=MZXW6YTBOI", "ACME", "alice"),
            new Names("otpauth://totp/ACME:%20%20alice?secret=MZXW6YTBOI", "ACME", "alice"),
            new Names("otpauth://totp/ACME Co: alice?secret=MZXW6YTBOI", "ACME Co", "alice"),
            new Names("otpauth://totp/%20ACME%20:alice%20?secret=MZXW6YTBOI", "ACME", "alice"),
            new Names("otpauth://totp/alice?secret=MZXW6YTBOI", "", "alice"),
            new Names("otpauth://totp/:test?secret=MZXW6YTBOI", "", "test"),
            new Names("otpauth://totp/%3Acool%40ente.com?secret=MZXW6YTBOI", "", "cool@ente.com"),
            new Names("otpauth://totp/ACME:?secret=MZXW6YTBOI", "ACME", ""),
            new Names("otpauth://totp/:?secret=MZXW6YTBOI", "", ""),
            new Names("otpauth://totp/?secret=MZXW6YTBOI", "", ""),
            new Names("otpauth://totp?secret=MZXW6YTBOI", "", ""),
            new Names("otpauth://totp/a:b:c?secret=MZXW6YTBOI", "a", "b:c"),
            new Names("otpauth://totp/a::c?secret=MZXW6YTBOI", "a", ":c"),
            // The parameter wins.
            new Names("otpauth://totp/alice?secret=MZXW6YTBOI&issuer=ACME", "ACME", "alice"),
            new Names("otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer=ACME", "ACME", "alice"),
            new Names("otpauth://totp/Old:alice?secret=MZXW6YTBOI&issuer=New", "New", "alice"),
            new Names("otpauth://totp/:alice?secret=MZXW6YTBOI&issuer=ACME", "ACME", "alice"),
            new Names("otpauth://totp/?secret=MZXW6YTBOI&issuer=ACME", "ACME", ""),
            new Names("otpauth://totp/a%3Ab:alice?secret=MZXW6YTBOI&issuer=a%3Ab", "a:b", "alice"),
            new Names("otpauth://totp/a:b:alice:c?secret=MZXW6YTBOI&issuer=a:b", "a:b", "alice:c"),
            new Names("otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer=", "ACME", "alice"),
            new Names("otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer", "ACME", "alice"),
            new Names("otpauth://totp/ACME:alice?secret=MZXW6YTBOI&issuer=+%20", "ACME", "alice"),
            new Names("otpauth://totp/alice?secret=MZXW6YTBOI&issuer=+ACME%20", "ACME", "alice"),
            // A plus is a blank in a query and itself in a path.
            new Names("otpauth://totp/alice?secret=MZXW6YTBOI&issuer=Air+Canada", "Air Canada", "alice"),
            new Names("otpauth://totp/alice?secret=MZXW6YTBOI&issuer=A%2BB", "A+B", "alice"),
            new Names("otpauth://totp/A+B:a+b?secret=MZXW6YTBOI", "A+B", "a+b"),
            new Names("otpauth://totp/A%2BB:a%20b?secret=MZXW6YTBOI", "A+B", "a b"),
            // A number sign before the query belongs to the label, after it begins the fragment.
            new Names("otpauth://totp/ACME #1:al#ice?secret=MZXW6YTBOI", "ACME #1", "al#ice"),
            new Names("otpauth://totp/ACME%231:alice?secret=MZXW6YTBOI&issuer=ACME%231", "ACME#1", "alice"),
            new Names("otpauth://totp/alice?secret=MZXW6YTBOI&issuer=Team #1&digits=6", "Team #1", "alice"),
            new Names("otpauth://totp/alice?issuer=Team #1 #2&secret=MZXW6YTBOI#x", "Team #1 #2", "alice"),
            new Names("otpauth://totp/alice?secret=MZXW6YTBOI&issuer=ACME#?issuer=Other", "ACME", "alice"),
            // Marks with a meaning elsewhere.
            new Names("otpauth://totp/a/b?secret=MZXW6YTBOI", "", "a/b"),
            new Names("otpauth://totp/%2F..%2F?secret=MZXW6YTBOI", "", "/../"),
            new Names("otpauth://totp/a%3Fb?secret=MZXW6YTBOI&issuer=A?B=C/D", "A?B=C/D", "a?b"),
            new Names("otpauth://totp/a%26b?secret=MZXW6YTBOI&issuer=A%26B", "A&B", "a&b"),
            new Names("otpauth://totp/a|b\"<>^`{}\\?secret=MZXW6YTBOI", "", "a|b\"<>^`{}\\"),
            new Names("otpauth://totp/100%25?secret=MZXW6YTBOI&issuer=%2525", "%25", "100%"),
            // Other scripts, escaped and not, and the invisible: kept here, made visible where they are printed.
            new Names("otpauth://totp/Zo\u00eb?secret=MZXW6YTBOI&issuer=Caf\u00e9", "Caf\u00e9", "Zo\u00eb"),
            new Names("otpauth://totp/Zo%C3%AB?secret=MZXW6YTBOI&issuer=Caf%c3%a9", "Caf\u00e9", "Zo\u00eb"),
            new Names(
                    "otpauth://totp/%E6%97%A5%E6%9C%AC:%F0%9F%98%80?secret=MZXW6YTBOI", "\u65e5\u672c", "\ud83d\ude00"),
            new Names("otpauth://totp/a%E2%80%AEb?secret=MZXW6YTBOI&issuer=%E2%80%8BA", "\u200bA", "a\u202eb"),
            // Parameters that mean nothing here, however often and however broken.
            new Names(
                    "otpauth://totp/a?secret=MZXW6YTBOI&image=http%3A%2F%2Fexample.com%2Fa.png&color=FF0000&lock=true",
                    "", "a"),
            new Names("otpauth://totp/a?secret=MZXW6YTBOI&tags=x&tags=y&codeDisplay=%7B%22note%22%3A1%7D", "", "a"),
            new Names("otpauth://totp/a?&&secret=MZXW6YTBOI&&=&==&x&x=%zz&y=%FF&", "", "a"),
            new Names("otpauth://totp/a?icon=WinAuth&serial=US&secret=MZXW6YTBOI&deviceid=1&data=2", "", "a"),
            new Names("otpauth://totp/a?xxsecret=A&secretxx=B&secret=MZXW6YTBOI", "", "a"),
            // What templates make of names.
            new Names("otpauth://totp/Tom%20&amp;%20Co:a?secret=MZXW6YTBOI&amp;issuer=Tom%20%26%20Co", "Tom & Co", "a"),
            // motp:// has its label in the place of the host; some writers put a slash before it.
            new Names("motp://ACME:alice?secret=666f6f626172", "ACME", "alice"),
            new Names("motp:///ACME:alice?secret=666f6f626172", "ACME", "alice"),
            new Names("motp://alice?secret=666f6f626172&issuer=Air+Canada", "Air Canada", "alice"),
            new Names("motp://%2Falice?secret=666f6f626172", "", "/alice"),
            new Names("otpauth://motp/ACME:alice?secret=666f6f626172", "ACME", "alice"),
            // Schemes, types and parameter names in any case.
            new Names("OTPAUTH://TOTP/ACME:alice?SECRET=MZXW6YTBOI&ISSUER=Acme", "Acme", "alice"),
            new Names("OtpAuth://ToTp/alice?Secret=MZXW6YTBOI&Issuer=ACME", "ACME", "alice"));

    private static final List<Scheme> SCHEMES = List.of(
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme(
                    "otpauth://totp/a?secret=MZXW6YTBOI&algorithm=SHA256&digits=8&period=60",
                    new Totp(Algorithm.SHA256, 8, 60)),
            new Scheme(
                    "OTPAUTH://TOTP/a?PERIOD=60&DIGITS=8&ALGORITHM=sha256&SECRET=MZXW6YTBOI",
                    new Totp(Algorithm.SHA256, 8, 60)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&algorithm=sha1", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&algorithm=SHA-1", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&algorithm=Algorithm.sha1", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&algorithm=HmacSHA256", new Totp(Algorithm.SHA256, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&algorithm=HMAC-SHA-512", new Totp(Algorithm.SHA512, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&algorithm=%53HA512", new Totp(Algorithm.SHA512, 6, 30)),
            new Scheme(
                    "otpauth://totp/a?secret=MZXW6YTBOI&algorithm=GOST3411-2012-256",
                    new Totp(Algorithm.GOST3411_2012_256, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&digits=1", new Totp(Algorithm.SHA1, 1, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&digits=5", new Totp(Algorithm.SHA1, 5, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&digits=9", new Totp(Algorithm.SHA1, 9, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&digits=10", new Totp(Algorithm.SHA1, 10, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&period=1", new Totp(Algorithm.SHA1, 6, 1)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&period=2147483", new Totp(Algorithm.SHA1, 6, 2147483)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&digits=8#digits=7", new Totp(Algorithm.SHA1, 8, 30)),
            new Scheme("otpauth://hotp/a?secret=MZXW6YTBOI&counter=0", new Hotp(Algorithm.SHA1, 6, 0)),
            new Scheme("otpauth://hotp/a?secret=MZXW6YTBOI&counter=42", new Hotp(Algorithm.SHA1, 6, 42)),
            new Scheme("otpauth://hotp/a?secret=MZXW6YTBOI", new Hotp(Algorithm.SHA1, 6, 0)),
            new Scheme(
                    "OTPAUTH://HOTP/a?secret=MZXW6YTBOI&COUNTER=9007199254740992&digits=8&algorithm=SHA512",
                    new Hotp(Algorithm.SHA512, 8, 9007199254740992L)),
            // Steam in its disguises.
            new Scheme("otpauth://steam/Steam:a?secret=MZXW6YTBOI", new Steam(5, 30)),
            new Scheme("otpauth://STEAM/a?secret=MZXW6YTBOI&digits=5&period=30&issuer=Steam", new Steam(5, 30)),
            new Scheme("otpauth://totp/Valve:a?secret=MZXW6YTBOI&digits=5&period=30&encoder=steam", new Steam(5, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&ENCODER=Steam", new Steam(5, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&steam", new Steam(5, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&steam=", new Steam(5, 30)),
            new Scheme("otpauth://totp/Steam:a?secret=MZXW6YTBOI&issuer=Steam", new Steam(5, 30)),
            new Scheme("otpauth://totp/Steam:a?secret=MZXW6YTBOI&issuer=Steam&digits=5", new Steam(5, 30)),
            new Scheme("steam://MZXW6YTBOI", new Steam(5, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&encoder=default", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&issuer=steam", new Steam(5, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&issuer=STEAM&digits=5", new Steam(5, 30)),
            new Scheme("otpauth://totp/steam:a?secret=MZXW6YTBOI&digits=5", new Steam(5, 30)),
            new Scheme("otpauth://totp/Steam%3Aa?secret=MZXW6YTBOI", new Steam(5, 30)),
            new Scheme("otpauth://totp/Steam?secret=MZXW6YTBOI&digits=5", new Steam(5, 30)),
            new Scheme("otpauth://totp/Steam?secret=MZXW6YTBOI", new Steam(5, 30)),
            new Scheme("otpauth://totp/Steam:a?secret=MZXW6YTBOI&issuer=Valve&digits=5", new Steam(5, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&issuer=SteamGuard", new Steam(5, 30)),
            new Scheme("otpauth://totp/Steam?secret=MZXW6YTBOI&digits=6", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme(
                    "otpauth://totp/a?secret=MZXW6YTBOI&issuer=Steam&encoder=default", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme(
                    "otpauth://totp/a?secret=MZXW6YTBOI&issuer=Steam&algorithm=SHA256",
                    new Totp(Algorithm.SHA256, 6, 30)),
            new Scheme("otpauth://hotp/Steam:a?secret=MZXW6YTBOI&counter=1", new Hotp(Algorithm.SHA1, 6, 1)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&steam=false", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&issuer=Steamworks", new Totp(Algorithm.SHA1, 6, 30)),
            new Scheme("otpauth://totp/a?secret=MZXW6YTBOI&issuer=Steam&digits=6", new Totp(Algorithm.SHA1, 6, 30)));

    private static final String BYTES_16 = "58355f298236196b5496f722d7ed20da";
    private static final String BYTES_26 = BYTES_16 + "000000003ce46e1e397a";

    private static final List<Seed> SEEDS = List.of(
            new Seed("otpauth://totp/a?secret=mzxw6ytboi", Totp.DEFAULT, FOOBAR),
            new Seed("otpauth://totp/a?secret=MZXW6YTBOI======", Totp.DEFAULT, FOOBAR),
            new Seed("otpauth://totp/a?secret=MZXW6YTBOI%3D%3D%3D%3D%3D%3D", Totp.DEFAULT, FOOBAR),
            new Seed("otpauth://totp/a?secret=MZXW+6YTB+OI", Totp.DEFAULT, FOOBAR),
            new Seed("otpauth://totp/a?secret=%20MZXW%206YTB-OI ", Totp.DEFAULT, FOOBAR),
            new Seed("otpauth://totp/a?secret=MZ%58W6YTBOI", Totp.DEFAULT, FOOBAR),
            new Seed("otpauth://totp/a?secret=AA", Totp.DEFAULT, "00"),
            new Seed("otpauth://totp/a?secret=DFDFDEF", Totp.DEFAULT, "19465190"),
            new Seed("otpauth://totp/a?secret=MZXW6YTBOI#MZXW6YTBOI", Totp.DEFAULT, FOOBAR),
            new Seed("otpauth://totp/a?secret=" + "A".repeat(1639), Totp.DEFAULT, "00".repeat(1024)),
            new Seed("steam://mzxw6ytboi", Steam.DEFAULT, FOOBAR),
            new Seed("STEAM://MZXW6YTBOI%3D", Steam.DEFAULT, FOOBAR),
            new Seed("otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3I", Yandex.DEFAULT, BYTES_16),
            new Seed("otpauth://YAOTP/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", Yandex.DEFAULT, BYTES_26),
            new Seed("motp://ACME:a?secret=e3152afee62599c8", Motp.DEFAULT, "e3152afee62599c8"),
            new Seed("MOTP://ACME:a?secret=E3152AFEE62599C8", Motp.DEFAULT, "e3152afee62599c8"),
            new Seed("motp:///ACME:a?secret=e3152afee62599c8&digits=8&period=30", new Motp(8, 30), "e3152afee62599c8"),
            new Seed("otpauth://motp/ACME:a?secret=e3152afee62599c8", Motp.DEFAULT, "e3152afee62599c8"),
            // Hexadecimal and base32 at once: hexadecimal, which is what the scheme's own writers use.
            new Seed("motp://a?secret=ABCDEF23", Motp.DEFAULT, "abcdef23"),
            // Base32 of the bytes, and, as andOTP writes it, of the hexadecimal text.
            new Seed("otpauth://motp/a?secret=4MKSV7XGEWM4Q", Motp.DEFAULT, "e3152afee62599c8"),
            new Seed("otpauth://motp/a?secret=MUZTCNJSMFTGKZJWGI2TSOLDHA", Motp.DEFAULT, "e3152afee62599c8"),
            new Seed("otpauth://motp/a?secret=IUZTCNJSIFDEKRJWGI2TSOKDHA", Motp.DEFAULT, "e3152afee62599c8"),
            new Seed("motp://a?secret=" + "00".repeat(1024), Motp.DEFAULT, "00".repeat(1024)));

    private static final Otp CHANGED = new Totp(Algorithm.SHA256, 8, 60);

    /** Nothing that changes the codes is dropped, however it is written; these all mean the same. */
    private static final List<String> CHANGES = List.of(
            "&algorithm=SHA256&digits=8&period=60",
            "&amp;algorithm=SHA256&amp;digits=8&amp;period=60",
            "&AMP;algorithm=SHA256&Amp;digits=8&amp;amp;period=60",
            "&#38;algorithm=SHA256&#038;digits=8&#x26;period=60",
            "&#X26;algorithm&#61;SHA256&amp;digits&#x3d;8&amp;period&equals;60",
            "\\u0026algorithm=SHA256\\u0026digits\\u003d8\\u0026period=60",
            ";algorithm=SHA256;digits=8;period=60",
            "; algorithm=SHA256; digits=8; period=60",
            "& algorithm = SHA256 & digits = 8 & period = 60 ",
            "&Algorithm=HmacSHA256&Digits=8&PERIOD=60",
            "&ALGORITHM=hmac-sha-256&dIgItS=8&pErIoD=60",
            "&%61lgorithm=sha_256&di%67its=%38&period=6%30",
            "&algorithm=+SHA256+&digits=+8&period=60+",
            "&algo=SHA-256&length=8&timeStep=60",
            "&hash=sha256&size=8&interval=60",
            "&alg=SHA256&digit=8&step=60",
            "&hashAlgorithm=SHA256&otpDigits=8&totp_period=60",
            "&digest=SHA256&code-length=8&time_step=60",
            "&ampalgorithm=SHA256&ampdigits=8&ampperiod=60",
            "&algorithm=SHA256&algo=sha256&digits=8&length=8&period=60&interval=60",
            "&issuer=Team #1&algorithm=SHA256&digits=8&period=60",
            "&issuer=Tom &amp; Co&amp;algorithm=SHA256&amp;digits=8&amp;period=60",
            "&image=x#y&algorithm=SHA256&digits=8&period=60#fragment",
            "&length=abc&hash=0123456789abcdef&algorithm=SHA256&digits=8&period=60");

    /** What was not read is told. */
    private static final List<String> TOLD = List.of(
            "&peroid=60",
            "&periods=60",
            "&algoritm=SHA256",
            "&algorythm=SHA256",
            "&digts=8",
            "&diggits=8",
            "&length=32",
            "&hash=d41d8cd98f00b204",
            "&encoder=other",
            "&issuer=Acmedigits=8",
            "&issuer=Acme?period=60",
            "&issuer=Acme%26algorithm%3DSHA256",
            "#digits=8",
            "&issuer=x#period=60");

    @Test
    void nothingThatChangesTheCodesIsDropped() {
        assertAll(CHANGES.stream().<Executable>map(c -> () -> {
            KeyUri uri = parse("otpauth://totp/a?secret=MZXW6YTBOI" + c);
            assertEquals(CHANGED, uri.otp(), c);
            assertEquals(FOOBAR, Bytes.hexOf(uri.secret()), c);
        }));
    }

    @Test
    void whatSoundsLikeAParameterAndIsNotReadIsTold() {
        assertAll(TOLD.stream().<Executable>map(c -> () -> {
            KeyUri uri = parse("otpauth://totp/a?secret=MZXW6YTBOI" + c);
            assertEquals(Totp.DEFAULT, uri.otp(), c);
            assertEquals(1, uri.warnings().size(), () -> c + ": " + uri.warnings());
        }));
    }

    @Test
    void whatMeansNothingHereIsNoNews() throws KeyUriException {
        String others = "&image=http%3A%2F%2Fx&color=FF0000&lock=true&icon=a&serial=1&deviceid=2&data=3&tags=x&uid=7"
                + "&codeDisplay=%7B%7D&pin_length=4&user=a&issuerAlt=b&track=1&version=2&country=x&count&label=l";
        assertEquals(
                List.of(), parse("otpauth://totp/a?secret=MZXW6YTBOI" + others).warnings());
        assertEquals(
                List.of(),
                parse("otpauth://totp/Example:a?secret=MZXW6YTBOI&issuer=Example&digits=6")
                        .warnings());
    }

    @Test
    void aHexadecimalSecretOfTheExtensionIsReadAndTold() throws KeyUriException {
        // Python: bytes.fromhex
        String hex = "3132333435363738393031323334353637383930";
        KeyUri uri = parse("otpauth://totp/a?secret=" + hex);
        assertEquals(hex, Bytes.hexOf(uri.secret()));
        assertEquals(
                "[its secret is not base32 and was read as hexadecimal]",
                uri.warnings().toString());
        assertEquals(
                hex,
                Bytes.hexOf(parse("otpauth://hotp/a?counter=1&secret=" + hex).secret()));
        // What is base32 as well is base32, as it is there.
        assertEquals(
                List.of(), parse("otpauth://totp/a?secret=ABCDEF23ABCDEF23").warnings());
        assertEquals(
                "00443215", Bytes.hexOf(parse("otpauth://totp/a?secret=ABCDEFI").secret()));
        assertEquals(
                "666f6f",
                Bytes.hexOf(parse("otpauth://totp/a?secret=666f6f&encoding=hex").secret()));
        assertEquals(
                "fbff",
                Bytes.hexOf(
                        parse("otpauth://totp/a?secret=%2B/8=&encoding=Base64").secret()));
    }

    @Test
    void whatKeeOtpKeepsIsReadAsKeeOtpDoes() throws KeyUriException {
        record Kept(String text, Otp otp, String hex) {}
        List<Kept> kept = List.of(
                new Kept("key=MZXW6YTBOI", Totp.DEFAULT, FOOBAR),
                new Kept("key=MZXW6YTBOI%3d%3D%3d======", Totp.DEFAULT, FOOBAR),
                new Kept("key=mzxw 6ytb oi", Totp.DEFAULT, FOOBAR),
                new Kept("key=MZXW6YTBOI&size=8&step=60", new Totp(Algorithm.SHA1, 8, 60), FOOBAR),
                new Kept("step=60&size=8&key=MZXW6YTBOI", new Totp(Algorithm.SHA1, 8, 60), FOOBAR),
                new Kept("key=MZXW6YTBOI&otpHashMode=Sha256", new Totp(Algorithm.SHA256, 6, 30), FOOBAR),
                new Kept("key=MZXW6YTBOI&otpHashMode=SHA512", new Totp(Algorithm.SHA512, 6, 30), FOOBAR),
                new Kept("key=MZXW6YTBOI&type=Totp&size=7", new Totp(Algorithm.SHA1, 7, 30), FOOBAR),
                new Kept("key=MZXW6YTBOI&type=Hotp&counter=5&size=8", new Hotp(Algorithm.SHA1, 8, 5), FOOBAR),
                new Kept("key=MZXW6YTBOI&type=hotp", new Hotp(Algorithm.SHA1, 6, 0), FOOBAR),
                new Kept("key=MZXW6YTBOI&type=Steam", Steam.DEFAULT, FOOBAR),
                new Kept("key=MZXW6YTBOI&encoder=steam", Steam.DEFAULT, FOOBAR),
                new Kept("key=666f6f626172&encoding=Hex", Totp.DEFAULT, FOOBAR),
                new Kept("key=Zm9vYmFy&encoding=Base64", Totp.DEFAULT, FOOBAR),
                new Kept("key=+/+/&encoding=Base64", Totp.DEFAULT, "fbffbf"),
                new Kept("key=foobar&encoding=UTF8", Totp.DEFAULT, FOOBAR),
                new Kept("key=MZXW6YTBOI&amp;size=8", new Totp(Algorithm.SHA1, 8, 30), FOOBAR));
        assertAll(kept.stream().<Executable>map(c -> () -> {
            assertTrue(KeyUri.saysParameters(Bytes.secret(c.text)), c.text);
            KeyUri uri = parse(c.text);
            assertEquals(c.otp, uri.otp(), c.text);
            assertEquals(c.hex, Bytes.hexOf(uri.secret()), c.text);
            assertEquals(List.of(), uri.warnings(), c.text);
        }));
        for (String other : List.of("MZXW6YTBOI", "MZXW6YTBOI======", "monkey=MZXW6YTBOI", "", "key", "x=1&y=2")) {
            assertFalse(KeyUri.saysParameters(Bytes.secret(other)), other);
        }
    }

    @Test
    void labelAndIssuerGiveTheNames() {
        assertEquals(58, NAMES.size(), "cases");
        assertAll(NAMES.stream().<Executable>map(c -> () -> {
            KeyUri uri = parse(c.uri);
            assertEquals(c.issuer, uri.issuer(), c.uri);
            assertEquals(c.account, uri.account(), c.uri);
            assertEquals(FOOBAR, Bytes.hexOf(uri.secret()), c.uri);
        }));
    }

    @Test
    void typeAndParametersGiveTheScheme() {
        assertEquals(46, SCHEMES.size(), "cases");
        assertAll(SCHEMES.stream().<Executable>map(c -> () -> {
            KeyUri uri = parse(c.uri);
            assertEquals(c.otp, uri.otp(), c.uri);
            assertEquals(FOOBAR, Bytes.hexOf(uri.secret()), c.uri);
        }));
    }

    @Test
    void secretIsReadAsProgramsWriteIt() {
        assertEquals(23, SEEDS.size(), "cases");
        assertAll(SEEDS.stream().<Executable>map(c -> () -> {
            KeyUri uri = parse(c.uri);
            assertEquals(c.otp, uri.otp(), c.uri);
            assertEquals(c.hex, Bytes.hexOf(uri.secret()), c.uri);
        }));
    }

    @Test
    void everyNumberOfDigitsFromOneToTenIsTaken() throws KeyUriException {
        for (int digits = 1; digits <= 10; digits++) {
            assertEquals(
                    digits,
                    parse("otpauth://totp/a?secret=AA&digits=" + digits).otp().digits());
            assertEquals(
                    digits,
                    parse("otpauth://hotp/a?secret=AA&digits=" + digits).otp().digits());
            assertEquals(
                    digits,
                    parse("otpauth://steam/a?secret=AA&digits=" + digits).otp().digits());
            assertEquals(
                    digits, parse("motp://a?secret=00&digits=" + digits).otp().digits());
        }
    }

    @Test
    void pinIsBase32OfItsText() throws KeyUriException {
        String yandex = "otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3I";
        assertEquals("5239", Bytes.textOf(parse(yandex + "&pin=GUZDGOI").pin()));
        assertEquals("5239", Bytes.textOf(parse(yandex + "&PIN=guzdgoi%3D").pin()));
        assertEquals(
                "\u043f\u0438\u043d",
                Bytes.textOf(parse(yandex + "&pin=2C75BOGQXU").pin()));
        assertEquals(
                "5239",
                Bytes.textOf(parse("otpauth://motp/a?secret=00ff&pin=GUZDGOI").pin()));
    }

    @Test
    void pinIsMissingWhereThereIsNone() throws KeyUriException {
        String yandex = "otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3I";
        assertNull(parse(yandex).pin());
        assertNull(parse(yandex + "&pin_length=4").pin());
        assertNull(parse(yandex + "&pin=").pin());
        assertNull(parse(yandex + "&pin").pin());
        assertNull(parse("otpauth://totp/a?secret=AA&pin=GUZDGOI").pin());
        assertNull(parse("otpauth://totp/a?secret=AA&pin=1").pin());
    }

    @Test
    void missingCounterIsToldForHotpOnly() throws KeyUriException {
        assertTrue(parse("otpauth://hotp/a?secret=AA").counterMissing());
        assertFalse(parse("otpauth://hotp/a?secret=AA&counter=0").counterMissing());
        assertFalse(parse("otpauth://totp/a?secret=AA").counterMissing());
        assertFalse(parse("steam://AA").counterMissing());
    }

    @Test
    void bareSteamUriIsOfSteam() throws KeyUriException {
        KeyUri uri = parse("steam://steamsteam");
        assertEquals("Steam", uri.issuer());
        assertEquals("", uri.account());
        assertNull(uri.pin());
        // Python: base64.b32decode('STEAMSTEAM======').hex()
        assertEquals("94c8064a6403", Bytes.hexOf(uri.secret()));
    }

    @Test
    void mobileOtpUriMayNameItsIssuerTwice() throws KeyUriException {
        KeyUri uri = parse("motp://Old:alice?secret=00ff&issuer=New");
        assertEquals("New", uri.issuer());
        assertEquals("alice", uri.account());
    }

    @Test
    void uriOf64KibibytesIsTakenAndALongerOneRefused() throws KeyUriException {
        String start = "otpauth://totp/a?secret=MZXW6YTBOI&x=";
        String longest = start + "x".repeat(65536 - start.length());
        assertEquals(FOOBAR, Bytes.hexOf(parse(longest).secret()));
        KeyUriException refusal = assertThrows(KeyUriException.class, () -> parse(longest + "x"));
        assertEquals("it is longer than 65536 bytes", refusal.getMessage());
    }

    @Test
    void uriOfTenMebibytesIsRefused() {
        String huge = "otpauth://totp/a?secret=" + "A".repeat(10 << 20);
        assertThrows(KeyUriException.class, () -> parse(huge));
    }

    @Test
    void labelAndIssuerOf1024BytesAreTaken() throws KeyUriException {
        assertEquals(
                1024,
                parse("otpauth://totp/" + "a".repeat(1024) + "?secret=AA")
                        .account()
                        .length());
        assertEquals(
                1024,
                parse("otpauth://totp/a?secret=AA&issuer=" + "%41".repeat(1024))
                        .issuer()
                        .length());
    }

    /** Where the small letter of I has no dot. */
    @Test
    void turkishLocaleDoesNotHideAParameter() throws KeyUriException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            KeyUri uri = parse("OTPAUTH://TOTP/a?secret=AA&issuer=ACME&DIGITS=8&period=60");
            assertEquals("ACME", uri.issuer());
            assertEquals(new Totp(Algorithm.SHA1, 8, 60), uri.otp());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void parsingLeavesTheTextAsItWas() throws KeyUriException {
        Secret text = Bytes.secret("otpauth://totp/a?secret=MZXW6YTBOI");
        KeyUri.parse(text).close();
        assertEquals("otpauth://totp/a?secret=MZXW6YTBOI", Bytes.textOf(text));
    }

    @Test
    void schemesAreRecognized() {
        for (String uri : List.of(
                "otpauth://totp/a",
                "OTPAUTH://",
                "otpauth:",
                "otpauth-migration://x",
                "steam://A",
                "Steam:",
                "motp://")) {
            assertTrue(KeyUri.looksLike(Bytes.secret(uri)), uri);
        }
        for (String text : List.of("", "otpauth", " otpauth://", "http://a", "MZXW6YTB")) {
            assertFalse(KeyUri.looksLike(Bytes.secret(text)), text);
        }
    }

    @Test
    void bareSecretIsBase32() throws KeyUriException {
        assertEquals(FOOBAR, Bytes.hexOf(KeyUri.bareSecret(Bytes.secret("mzxw 6ytb oi"))));
        assertEquals(1024, KeyUri.bareSecret(Bytes.secret("A".repeat(1639))).length());
        for (String text : List.of("", " ", "MARKER0", "MARKER!", "A".repeat(1640), "otpauth://totp/a?secret=AA")) {
            KeyUriException refusal =
                    assertThrows(KeyUriException.class, () -> KeyUri.bareSecret(Bytes.secret(text)), text);
            assertFalse(refusal.getMessage().contains("MARKER"), refusal.getMessage());
        }
    }

    @Test
    void closeErasesSecretAndPin() throws KeyUriException {
        KeyUri uri = parse("otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3I&pin=GUZDGOI");
        byte[] secret = uri.secret().use(bytes -> bytes);
        byte[] pin = uri.pin().use(bytes -> bytes);
        uri.close();
        assertEquals("00".repeat(16), Bytes.hex(secret));
        assertEquals("00".repeat(4), Bytes.hex(pin));
    }

    @Test
    void toStringTellsNoSecret() throws KeyUriException {
        String text = parse("otpauth://yaotp/a?secret=LA2V6KMCGYMWWVEW64RNP3JA3I&pin=GUZDGOI")
                .toString();
        assertTrue(text.contains("Secret[16 bytes]"), text);
        assertTrue(text.contains("Secret[4 bytes]"), text);
        assertFalse(text.contains("5239"), text);
    }

    private static KeyUri parse(String uri) throws KeyUriException {
        return KeyUri.parse(Bytes.secret(uri));
    }
}
