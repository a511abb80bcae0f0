package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;
import totp.crypto.Secret;

final class TotpTest {
    private record Row(long time, Algorithm algorithm, String code, String tenDigits) {}

    private record Oath(String secret, Algorithm algorithm, int digits, long time, String code) {}

    private record Period(int seconds, long time, String code) {}

    /**
     * RFC 6238 appendix B with the keys of erratum 2866: 20, 32 and 64 bytes of ASCII digits. The ten-digit values are
     * those of Python's hmac, and end in the published ones.
     */
    private static final List<Row> APPENDIX_B = List.of(
            new Row(59L, Algorithm.SHA1, "94287082", "1094287082"),
            new Row(59L, Algorithm.SHA256, "46119246", "0746119246"),
            new Row(59L, Algorithm.SHA512, "90693936", "0490693936"),
            new Row(1111111109L, Algorithm.SHA1, "07081804", "0907081804"),
            new Row(1111111109L, Algorithm.SHA256, "68084774", "1568084774"),
            new Row(1111111109L, Algorithm.SHA512, "25091201", "0225091201"),
            new Row(1111111111L, Algorithm.SHA1, "14050471", "0414050471"),
            new Row(1111111111L, Algorithm.SHA256, "67062674", "1167062674"),
            new Row(1111111111L, Algorithm.SHA512, "99943326", "1899943326"),
            new Row(1234567890L, Algorithm.SHA1, "89005924", "0689005924"),
            new Row(1234567890L, Algorithm.SHA256, "91819424", "0091819424"),
            new Row(1234567890L, Algorithm.SHA512, "93441116", "1493441116"),
            new Row(2000000000L, Algorithm.SHA1, "69279037", "2069279037"),
            new Row(2000000000L, Algorithm.SHA256, "90698825", "1790698825"),
            new Row(2000000000L, Algorithm.SHA512, "38618901", "1938618901"),
            new Row(20000000000L, Algorithm.SHA1, "65353130", "1465353130"),
            new Row(20000000000L, Algorithm.SHA256, "77737706", "0777737706"),
            new Row(20000000000L, Algorithm.SHA512, "47863826", "1047863826"));

    /** {@code oathtool --totp -d 8 -s PERIODs -N @TIME 3132333435363738393031323334353637383930}. */
    private static final List<Period> PERIODS = List.of(
            new Period(1, 0L, "84755224"),
            new Period(1, 1111111109L, "14510233"),
            new Period(1, 4294967296L, "55999456"),
            new Period(10, 0L, "84755224"),
            new Period(10, 1111111109L, "72476215"),
            new Period(10, 4294967296L, "75942760"),
            new Period(30, 0L, "84755224"),
            new Period(30, 1111111109L, "07081804"),
            new Period(30, 4294967296L, "59791428"),
            new Period(60, 0L, "84755224"),
            new Period(60, 1111111109L, "19360094"),
            new Period(60, 4294967296L, "24703886"),
            new Period(2147483, 0L, "84755224"),
            new Period(2147483, 1111111109L, "46331901"),
            new Period(2147483, 4294967296L, "40496378"));

    /** Random secrets and times; {@code oathtool --totp=ALGORITHM -d DIGITS -N @TIME SECRET}. */
    private static final List<Oath> OATHTOOL = List.of(
            new Oath(
                    "625bc1e5a7dffaf632e7aca7e7dc6d7e8104f0288f88632cdcb015d076767b8f3217bc169e9b118a"
                            + "819f67da7a469e60fa6e7d6394ba67bc6300962fdec087077eeb8ba72867b3fa7b4fe7129526d519"
                            + "d5e4ac6c5f7512a7d0fe8b4583de2dbaf189591c",
                    Algorithm.SHA512,
                    6,
                    5505833230L,
                    "778442"),
            new Oath(
                    "ef5832a94529a15355a2800bc71ae9f2bf7a8a0f21bc0dc2b916ac45c9fce80cf41a9c78770284d2"
                            + "50e12eddff0accc1a601b4908e6214fb53e33a3c94db2632",
                    Algorithm.SHA512,
                    7,
                    2532366980L,
                    "4543134"),
            new Oath(
                    "16b4b2cc0989e568a337856777b8c4843a70ad5e6fa453ff7804ade2ddb71495",
                    Algorithm.SHA512,
                    7,
                    5426553511L,
                    "1022167"),
            new Oath("b21a73205f653a0ed3177c54f43091acd5a91965", Algorithm.SHA256, 8, 5248682450L, "27103078"),
            new Oath("cc", Algorithm.SHA256, 7, 802665018L, "4643528"),
            new Oath(
                    "3cd59a72a5aa398f741c7cb2f738f4adbf0997a2b1f6a9e516daed2b38b27cd2650c3468328da3f1"
                            + "76e772b981d7c108f7e25f20117b0fd034237642d80db7ac",
                    Algorithm.SHA1,
                    8,
                    8485386544L,
                    "97046679"),
            new Oath(
                    "3108eb3cc78ee756b94bca2968a576b7d6af38b31d83bba2a7db684b11b35e400dbd44ea5bc5e6df"
                            + "c137be84315e5555d31c0c67b2be8c2fd779d3f07f82428a6f",
                    Algorithm.SHA256,
                    8,
                    2648803908L,
                    "69426393"),
            new Oath(
                    "33fa6d395ef27e0b02dc15e671ca9dd419ee117fdcb6161208631339be3934180f",
                    Algorithm.SHA256,
                    6,
                    5982861321L,
                    "153949"),
            new Oath("6a04c8f1abca8f333f83777c11e8dc32", Algorithm.SHA512, 6, 8126667605L, "871659"),
            new Oath(
                    "ef6d9b42a30863c874be269bf12b694e8992894525d8c805d0ca11d74f7c3b51",
                    Algorithm.SHA256,
                    7,
                    5683774994L,
                    "2850306"),
            new Oath(
                    "9dad5a26dd5a888db119645c36adea613edd3bcea6cb43958993cb9592f79a9080522f0bc8047918"
                            + "85ca66b773d49268746284a3a54ac680fa1d5fb068127a15e5cd3ff610c365500687ba20e1f5811e"
                            + "1c0302e072e9955579c81a3005a931530d94bd81",
                    Algorithm.SHA512,
                    8,
                    6727072826L,
                    "02072497"),
            new Oath(
                    "5bb8c0c0937ccf1707fbcd3e14ec92fc6ecf4fb5d5a272066b825231214fa1ac",
                    Algorithm.SHA256,
                    8,
                    3331362081L,
                    "70073017"),
            new Oath("049742f23be81737aabbbe6eca76699c20bb08c4", Algorithm.SHA512, 8, 2867058417L, "38081950"),
            new Oath(
                    "b18ab4e4aef914d26bd2e76e473a4aeeed307ea6875669ea6334bc351f5a4efb97",
                    Algorithm.SHA256,
                    6,
                    7516574143L,
                    "174403"),
            new Oath(
                    "1835e88c3b2599914d3ac222055c8b2f222bf8f1cb7cf99236c72945651c0629dd",
                    Algorithm.SHA512,
                    7,
                    5430124046L,
                    "7777773"),
            new Oath(
                    "5c123039110c52bf9e85747db0dacc4042363d5c1d76954dbe3ce53dba88f8520c2069a707286165"
                            + "8e1d719d3ce1dfa4f6905ade0db8629a91be19678a2daeb5a678a54efb8dd03f3902f708fb7fd543"
                            + "140fae3fb0e4d7636a5ceecf3d6603f5a2ca419f",
                    Algorithm.SHA1,
                    8,
                    3917637494L,
                    "95853887"),
            new Oath("0ad55f2a27", Algorithm.SHA512, 8, 8062011950L, "13154686"),
            new Oath("9b06456519", Algorithm.SHA512, 8, 3212739227L, "05859366"),
            new Oath(
                    "47402e377238a472e05deea017f78ede908785bd3b50aeddf43db95cd810a22b0632571ce14450b7"
                            + "fd2f44a26819e400af4892d570d31e072966097f25ce8b7c84",
                    Algorithm.SHA1,
                    7,
                    6659223830L,
                    "4202083"),
            new Oath("fc", Algorithm.SHA1, 8, 5296488400L, "49397131"));

    private static final Secret KEY = key(Algorithm.SHA1);

    @Test
    void codesAreThoseOfAppendixB() {
        assertEquals(18, APPENDIX_B.size(), "rows");
        for (Row row : APPENDIX_B) {
            Totp totp = new Totp(row.algorithm, 8, 30);
            Code code = totp.codeAt(Instant.ofEpochSecond(row.time), key(row.algorithm), null);
            assertEquals(row.code, code.value(), row.algorithm + " at " + row.time);
        }
    }

    @Test
    void fewerDigitsAreTheRemainderOfTheTenDigitValue() {
        assertEquals(18, APPENDIX_B.size(), "rows");
        for (Row row : APPENDIX_B) {
            long modulus = 1;
            for (int digits = 1; digits <= 10; digits++) {
                modulus *= 10;
                String code = new Totp(row.algorithm, digits, 30).codeOfStep(row.time / 30, key(row.algorithm), null);
                assertEquals(digits, code.length(), row.toString());
                assertEquals(Long.parseLong(row.tenDigits) % modulus, Long.parseLong(code), row.toString());
                assertEquals(row.tenDigits.substring(10 - digits), code, row.toString());
            }
        }
    }

    @Test
    void codesAreThoseOfOathtool() {
        assertEquals(20, OATHTOOL.size(), "rows");
        for (Oath row : OATHTOOL) {
            Totp totp = new Totp(row.algorithm, row.digits, 30);
            Code code = totp.codeAt(Instant.ofEpochSecond(row.time), Bytes.hexSecret(row.secret), null);
            assertEquals(row.code, code.value(), row.toString());
        }
    }

    @Test
    void everyPeriodCountsItsOwnSteps() {
        assertEquals(15, PERIODS.size(), "rows");
        for (Period row : PERIODS) {
            Totp totp = new Totp(Algorithm.SHA1, 8, row.seconds);
            assertEquals(
                    row.code,
                    totp.codeAt(Instant.ofEpochSecond(row.time), KEY, null).value(),
                    row.toString());
        }
    }

    /** The ten-digit values of the step 1, from Python's ctypes over libgcrypt's Streebog in the HMAC of RFC 2104. */
    @Test
    void gostCodesAreThoseOfAnotherImplementation() {
        assertEquals("1339993455", new Totp(Algorithm.GOST3411_2012_256, 10, 30).codeOfStep(1, KEY, null));
        assertEquals("1999457874", new Totp(Algorithm.GOST3411_2012_512, 10, 30).codeOfStep(1, KEY, null));
    }

    @Test
    void codeChangesAtTheExactSecond() {
        for (int period : new int[] {1, 10, 30, 60, 2147483}) {
            Totp totp = new Totp(Algorithm.SHA1, 6, period);
            Instant change = Instant.ofEpochSecond(800L * period);
            Code before = totp.codeAt(change.minusNanos(1), KEY, null);
            Code after = totp.codeAt(change, KEY, null);
            assertEquals(totp.codeOfStep(799, KEY, null), before.value(), "period " + period);
            assertEquals(totp.codeOfStep(800, KEY, null), after.value(), "period " + period);
            assertEquals(change, before.validUntil(), "period " + period);
            assertEquals(change, after.validFrom(), "period " + period);
            assertEquals(change.minusSeconds(period), before.validFrom(), "period " + period);
            assertEquals(change.plusSeconds(period), after.validUntil(), "period " + period);
            Instant last = change.plusSeconds(period).minusNanos(1);
            assertEquals(after, totp.codeAt(last, KEY, null), "period " + period);
        }
    }

    /** Steps worked out by hand: 59 = 1 * 30 + 29, and so on. */
    @Test
    void stepIsTheFloorOfTheTimeByThePeriod() {
        assertEquals(0, Totp.DEFAULT.stepAt(Instant.EPOCH));
        assertEquals(0, Totp.DEFAULT.stepAt(Instant.ofEpochSecond(29, 999_999_999)));
        assertEquals(1, Totp.DEFAULT.stepAt(Instant.ofEpochSecond(30)));
        assertEquals(1, Totp.DEFAULT.stepAt(Instant.ofEpochSecond(59)));
        assertEquals(2, Totp.DEFAULT.stepAt(Instant.ofEpochSecond(60)));
        assertEquals(666_666_666, Totp.DEFAULT.stepAt(Instant.ofEpochSecond(20_000_000_000L)));
        assertEquals(-1, Totp.DEFAULT.stepAt(Instant.EPOCH.minusNanos(1)));
    }

    @Test
    void codeOfAStepIsValidFromItsBegin() {
        Code code = Totp.DEFAULT.code(37037036, KEY, null);
        assertEquals(new Code("081804", Instant.ofEpochSecond(1111111080L), Instant.ofEpochSecond(1111111110L)), code);
        assertEquals(Instant.ofEpochSecond(1111111080L), Totp.DEFAULT.beginOfStep(37037036));
    }

    @Test
    void localeOfTheUserDoesNotChangeTheDigits() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("ar-EG", "fa-IR", "tr-TR", "th-TH-u-nu-thai")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals("07081804", new Totp(Algorithm.SHA1, 8, 30).codeOfStep(37037036, KEY, null), tag);
                assertEquals("755224", new Hotp(Algorithm.SHA1, 6, 0).code(KEY), tag);
            }
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertEquals("\u0661", String.format(Locale.getDefault(), "%d", 1), "the locale is one that would bite");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void defaultIsSha1WithSixDigitsEveryThirtySeconds() {
        assertEquals(new Totp(Algorithm.SHA1, 6, 30), Totp.DEFAULT);
        assertEquals("totp", Totp.DEFAULT.type());
    }

    @Test
    void periodsOutOfRangeAreRefused() {
        assertEquals(2147483, new Totp(Algorithm.SHA1, 6, 2147483).periodSeconds());
        assertEquals(1, new Totp(Algorithm.SHA1, 6, 1).periodSeconds());
        for (int period : new int[] {0, -1, -30, 2147484, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            String message = "period " + period;
            assertThrows(IllegalArgumentException.class, () -> new Totp(Algorithm.SHA1, 6, period), message);
            assertThrows(IllegalArgumentException.class, () -> new Steam(5, period), message);
            assertThrows(IllegalArgumentException.class, () -> new Motp(6, period), message);
            assertThrows(IllegalArgumentException.class, () -> new Yandex(8, period), message);
        }
    }

    @Test
    void digitsOutOfRangeAreRefused() {
        for (int digits : new int[] {0, -1, 11, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            String message = "digits " + digits;
            assertThrows(IllegalArgumentException.class, () -> new Totp(Algorithm.SHA1, digits, 30), message);
            assertThrows(IllegalArgumentException.class, () -> new Steam(digits, 30), message);
            assertThrows(IllegalArgumentException.class, () -> new Motp(digits, 10), message);
            assertThrows(IllegalArgumentException.class, () -> new Yandex(digits, 30), message);
        }
    }

    private static Secret key(Algorithm algorithm) {
        int length = switch (algorithm) {
            case SHA1 -> 20;
            case SHA256 -> 32;
            case SHA512 -> 64;
            case GOST3411_2012_256, GOST3411_2012_512 -> throw new IllegalArgumentException("not in the RFC");
        };
        return Bytes.secret("1234567890".repeat(7).substring(0, length));
    }
}
