package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlgorithmTest {
    private record Spelling(String text, Algorithm algorithm) {}

    private static final List<Spelling> SPELLINGS = List.of(
            new Spelling("SHA1", Algorithm.SHA1),
            new Spelling("sha1", Algorithm.SHA1),
            new Spelling("Sha1", Algorithm.SHA1),
            new Spelling("SHA-1", Algorithm.SHA1),
            new Spelling("HmacSHA1", Algorithm.SHA1),
            new Spelling("HMAC-SHA-1", Algorithm.SHA1),
            new Spelling("hmac_sha1", Algorithm.SHA1),
            new Spelling("Algorithm.sha1", Algorithm.SHA1),
            new Spelling("SHA256", Algorithm.SHA256),
            new Spelling("sha256", Algorithm.SHA256),
            new Spelling("SHA-256", Algorithm.SHA256),
            new Spelling("sha_256", Algorithm.SHA256),
            new Spelling("HmacSHA256", Algorithm.SHA256),
            new Spelling("HMAC-SHA-256", Algorithm.SHA256),
            new Spelling("Algorithm.sha256", Algorithm.SHA256),
            new Spelling("SHA512", Algorithm.SHA512),
            new Spelling("sha-512", Algorithm.SHA512),
            new Spelling("HmacSHA512", Algorithm.SHA512),
            new Spelling("Algorithm.sha512", Algorithm.SHA512),
            new Spelling("GOST3411-2012-256", Algorithm.GOST3411_2012_256),
            new Spelling("GOST3411_2012_256", Algorithm.GOST3411_2012_256),
            new Spelling("gost3411-2012-512", Algorithm.GOST3411_2012_512));

    private static final List<String> NONE = List.of(
            "",
            "MD5",
            "HmacMD5",
            "SHA",
            "SHA0",
            "SHA2",
            "SHA224",
            "SHA384",
            "SHA3-256",
            "SHA512/256",
            "SHA 256",
            " SHA1",
            "SHA1 ",
            "SHA11",
            "1",
            "none",
            "null",
            "hmac",
            "Algorithm.",
            "HmacHmacSHA1",
            "SHA\u0661",
            "\uff33HA1",
            "GOST3411",
            "GOST3411-94");

    @Test
    void spellingsOfRealUrisAreUnderstood() {
        assertEquals(22, SPELLINGS.size(), "cases");
        for (Spelling c : SPELLINGS) {
            assertEquals(Optional.of(c.algorithm), Algorithm.lenient(c.text), c.text);
        }
    }

    @Test
    void otherNamesAreNone() {
        assertEquals(24, NONE.size(), "cases");
        for (String text : NONE) {
            assertEquals(Optional.empty(), Algorithm.lenient(text), text);
        }
    }

    @Test
    void turkishLocaleDoesNotChangeTheSpellings() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertEquals(Optional.of(Algorithm.SHA1), Algorithm.lenient("algorithm.sha1"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void labelsAreExact() {
        assertEquals(Optional.of(Algorithm.SHA256), Algorithm.labelled("SHA256"));
        assertEquals(Optional.of(Algorithm.GOST3411_2012_512), Algorithm.labelled("GOST3411-2012-512"));
        for (String text : List.of("sha256", "SHA-256", "GOST3411_2012_512", "")) {
            assertEquals(Optional.empty(), Algorithm.labelled(text), text);
        }
    }

    @Test
    void everyLabelIsItsOwnSpelling() {
        List<String> labels = List.of("SHA1", "SHA256", "SHA512", "GOST3411-2012-256", "GOST3411-2012-512");
        assertEquals(
                labels,
                List.of(Algorithm.values()).stream().map(Algorithm::label).toList());
        for (Algorithm algorithm : Algorithm.values()) {
            assertEquals(Optional.of(algorithm), Algorithm.lenient(algorithm.label()));
            assertEquals(Optional.of(algorithm), Algorithm.labelled(algorithm.label()));
        }
    }
}
