package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import totp.SeededRandom;
import totp.crypto.Hash;
import totp.crypto.Secret;

class KeyFileTest {
    /** Computed with {@code base64} and {@code sha256sum} for the bytes 00 to 1f. */
    private static final String TEXT = "totp-keyfile/1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n630dcd29\n";

    @Test
    void isPrintedWithTitleAndCheck() {
        byte[] key = new byte[KeyFile.KEY_BYTES];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        assertEquals(TEXT, text(KeyFile.print(Secret.adopt(key))));
    }

    @Test
    void lineEndsOfEditorsDoNotMatter() {
        for (String text : new String[] {TEXT, TEXT.replace("\n", "\r\n"), TEXT.stripTrailing(), TEXT + "\n\n"}) {
            assertTrue(parse(text).isPresent(), text);
        }
    }

    @Test
    void everythingElseIsRefused() {
        for (String text : new String[] {
            "",
            "\n",
            TEXT.substring(0, 20),
            TEXT.replace("630d", "630e"),
            TEXT.replace("AAEC", "AAED"),
            TEXT.replace("keyfile/1", "keyfile/2"),
            TEXT.replace("630dcd29", "630DCD29"),
            " " + TEXT,
            TEXT + "x",
            TEXT.replace("AAEC", "AA\rEC"),
            TEXT.replace("\n", ""),
            TEXT.replace("AAEC", "*AEC"),
            TEXT.replace("Hh8=", "Hh8A")
        }) {
            assertTrue(parse(text).isEmpty(), text);
        }
    }

    @Test
    void aKeyOfAnotherLengthIsRefusedThoughItsCheckFits() {
        byte[] key = new byte[KeyFile.KEY_BYTES + 1];
        String line = Base64.getEncoder().encodeToString(key);
        assertEquals(44, line.length(), "as long as a right one, but without padding");
        String check = HexFormat.of().formatHex(Hash.SHA256.digest(key), 0, 4);
        assertTrue(parse("totp-keyfile/1\n" + line + "\n" + check + "\n").isEmpty());
    }

    @Test
    void everyFlippedBitIsNoticed() {
        for (int i = 0; i < TEXT.length() - 1; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bytes = TEXT.getBytes(StandardCharsets.US_ASCII);
                bytes[i] ^= (byte) (1 << bit);
                assertTrue(KeyFile.parse(Secret.adopt(bytes)).isEmpty(), "byte " + i + ", bit " + bit);
            }
        }
    }

    @Test
    void generatedKeysComeBack() {
        Secret key = KeyFile.generate(new SeededRandom(6));
        assertTrue(KeyFile.parse(KeyFile.print(key)).orElseThrow().sameAs(key));
    }

    private static Optional<Secret> parse(String text) {
        return KeyFile.parse(Secret.adopt(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String text(Secret secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
