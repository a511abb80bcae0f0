package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import totp.SeededRandom;
import totp.crypto.Secret;

class RecoveryKeyTest {
    /**
     * Bytes a0 to b3; the text was computed with Python: {@code int.from_bytes} in base 32, and {@code
     * hashlib.sha256(b"totp-recovery/1" + key)} for the check.
     */
    private static final String KEY = "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3";

    private static final String TEXT = "TRK1-M2GT58-X4MPKA-FA59NA-NTSBDE-NYRB3C-NK1PF4";

    @Test
    void isPrintedInSixGroupsWithACheck() {
        assertEquals(TEXT, text(RecoveryKey.print(Secret.adopt(HexFormat.of().parseHex(KEY)))));
    }

    @Test
    void isReadInEveryWayThatPeopleWriteIt() {
        String plain = TEXT.substring(5).replace("-", "");
        for (String written : new String[] {
            TEXT,
            TEXT.toLowerCase(java.util.Locale.ROOT),
            TEXT.substring(5),
            TEXT.replace('-', ' '),
            "TRK1" + plain,
            plain,
            " " + plain.substring(0, 10) + " " + plain.substring(10) + " ",
            "trk1-" + plain.replace('0', 'O').replace('1', 'l')
        }) {
            Optional<Secret> key = parse(written);
            assertTrue(key.isPresent(), written);
            assertEquals(KEY, key.get().use(HexFormat.of()::formatHex), written);
        }
    }

    @Test
    void everyMistypedCharacterIsNoticed() {
        for (int i = 5; i < TEXT.length(); i++) {
            char c = TEXT.charAt(i);
            if (c != '-') {
                String mistyped = TEXT.substring(0, i) + (c == 'Z' ? 'Y' : 'Z') + TEXT.substring(i + 1);
                assertTrue(parse(mistyped).isEmpty(), "character " + i);
            }
        }
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (String text : new String[] {
            "",
            "TRK1-",
            TEXT + "0",
            TEXT.substring(0, TEXT.length() - 1),
            TEXT.replace('-', '_'),
            TEXT.substring(0, 10) + "U" + TEXT.substring(11)
        }) {
            assertTrue(parse(text).isEmpty(), text);
        }
    }

    @Test
    void generatedKeysComeBack() {
        SeededRandom random = new SeededRandom(5);
        for (int i = 0; i < 200; i++) {
            Secret key = RecoveryKey.generate(random);
            assertTrue(RecoveryKey.parse(RecoveryKey.print(key)).orElseThrow().sameAs(key), "seed 5, key " + i);
        }
    }

    private static Optional<Secret> parse(String text) {
        return RecoveryKey.parse(Secret.adopt(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Secret secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
