package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.SeededRandom;
import totp.crypto.Secret;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.otp.KeyUri;
import totp.otp.Totp;

/** Exports of Google Authenticator; the messages are encoded by hand here, byte by byte. */
class GoogleMigrationTest {
    @Test
    void anEntryIsReadFieldByField() throws TransferException {
        String entry = "0a0a48656c6c6f21deadbeef" + "120d" + ascii("Example:alice") + "1a07" + ascii("Example")
                + "200228023002" + "3800";
        // Version 1, part 2 of 3, and a negative batch id, which takes ten bytes.
        String hex = field(1, entry) + "1001" + "1803" + "2001" + "2895ffffffffffffffff01";
        try (GoogleMigration part = parse(HexFormat.of().parseHex(hex))) {
            assertEquals(1, part.index());
            assertEquals(3, part.size());
            assertEquals(-107, part.batch());
            assertEquals(1, part.accounts().size());
            KeyUri account = part.accounts().get(0);
            assertEquals("Example", account.issuer());
            assertEquals("alice", account.account());
            assertEquals(new Totp(Algorithm.SHA256, 8, 30), account.otp());
            account.secret().lend(bytes -> assertArrayEquals(HexFormat.of().parseHex("48656c6c6f21deadbeef"), bytes));
        }
    }

    @Test
    void whatIsNotKnownIsLeftOutAndTold() throws TransferException {
        // A counter-based one, one with MD5, one without a secret.
        byte[] message = HexFormat.of()
                .parseHex(field(1, "0a024142" + "1201" + ascii("h") + "30013805")
                        + field(1, "0a024142" + "1201" + ascii("m") + "2004")
                        + field(1, "1201" + ascii("e")));
        try (GoogleMigration part = parse(message)) {
            assertEquals(new Hotp(Algorithm.SHA1, 6, 5), part.accounts().get(0).otp());
            assertEquals(1, part.accounts().size());
            assertEquals(2, part.refused().size());
            assertEquals(2, part.refused().get(0).position());
            assertEquals("m", part.refused().get(0).label());
            assertEquals(1, part.size(), "a part that says nothing is the only one");
        }
    }

    @Test
    void everyCutAndEveryFlipGivesPartsOrARefusal() {
        byte[] message = HexFormat.of()
                .parseHex(field(1, "0a024142" + "1205" + ascii("alice") + "200128013002") + "100118032001");
        int refused = 0;
        for (int length = 0; length < message.length; length++) {
            refused += refusals(Arrays.copyOf(message, length));
        }
        for (int i = 0; i < message.length * 8; i++) {
            byte[] flipped = message.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            refused += refusals(flipped);
        }
        SeededRandom random = new SeededRandom(3);
        for (int i = 0; i < 2000; i++) {
            byte[] noise = new byte[i % 60];
            random.nextBytes(noise);
            refused += refusals(noise);
        }
        assertTrue(refused > 1500, "refused: " + refused);
    }

    @Test
    void whatIsNoMigrationIsRefused() {
        assertFalse(GoogleMigration.looksLike(secret("otpauth://totp/a?secret=AAAA")));
        for (String text : new String[] {
            "otpauth-migration://offline", "otpauth-migration://offline?data=%", "otpauth-migration://offline?data=%zz",
            "otpauth-migration://offline?data=!!!", "otpauth-migration:data=AAAA", "x",
        }) {
            assertThrows(TransferException.class, () -> GoogleMigration.parse(secret(text)), text);
        }
    }

    private static int refusals(byte[] message) {
        try {
            parse(message).close();
            return 0;
        } catch (TransferException e) {
            return 1;
        }
    }

    /** As it stands in real lists: plus signs as they are, padding or none. */
    private static GoogleMigration parse(byte[] message) throws TransferException {
        String base64 =
                Base64.getEncoder().encodeToString(message).replace("/", "%2F").replace("=", "%3D");
        return GoogleMigration.parse(secret("otpauth-migration://offline?data=" + base64));
    }

    private static Secret secret(String text) {
        return Secret.adopt(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String field(int number, String content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = HexFormat.of().parseHex(content);
        out.write(number << 3 | 2);
        out.write(bytes.length);
        out.writeBytes(bytes);
        return HexFormat.of().formatHex(out.toByteArray());
    }

    /** Programs that write no batch number give every export the same. */
    @Test
    void exportsOfTheSameNumberAreToldApartByTheirSize() {
        MigrationParts parts = new MigrationParts();
        parts.add(new GoogleMigration(0, 0, 1, List.of(), List.of()));
        assertEquals(List.of(), parts.missing());
        parts.add(new GoogleMigration(0, 2, 3, List.of(), List.of()));
        assertEquals(
                "[of 3 parts of this export part 1, 2 are missing here; unless they came in an earlier call, give all of them in one]",
                parts.missing().toString());
    }
}
