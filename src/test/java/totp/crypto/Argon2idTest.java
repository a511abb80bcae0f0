package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class Argon2idTest {
    private record Case(String password, String salt, int memoryKib, int passes, int lanes, String key) {}

    /**
     * What the reference implementation in C says:
     * {@code printf %s PASSWORD | argon2 SALT -id -v 13 -k MEMORY_KIB -t PASSES -p LANES -l BYTES -r}.
     */
    private static final List<Case> REFERENCE = List.of(
            new Case(
                    "password",
                    "somesalt",
                    8,
                    1,
                    1,
                    "f137f8e186a403a679ccd0606e5ab5dcdafe43c1640855ac8c6e33e9bd63eeb3"),
            new Case(
                    "password",
                    "somesalt",
                    64,
                    2,
                    1,
                    "16a1a498734609dd01456da406de9f3d9da93e6c86c300a12fc1465214ce4922"),
            new Case(
                    "password",
                    "somesalt",
                    32,
                    3,
                    4,
                    "bb0cc80a3e671149526915418c6eefe761bb19d5d2d567a017703e0cea6ab05c"),
            new Case(
                    "password",
                    "somesalt",
                    256,
                    3,
                    4,
                    "5a1fcc5decde0835f3ddc691214313aaa9cc8b4e95b3232139f30e35ee85e6a1"
                            + "ed9008b92cc529ca64e017fe3433a76579fa4e223533975ee3d831d1676c3683"),
            new Case("differentpassword", "saltsaltsaltsalt", 128, 1, 16, "8ff6d88d36dd8cd235e4f6751b4c22c1"),
            // 100 KiB are no whole number of blocks for three lanes: 96 are used, and 100 are hashed in.
            new Case(
                    "пароль",
                    "somesalt1",
                    100,
                    2,
                    3,
                    "8d67448f5be1b4dbc2df7a936d4cc8c9f93cb63ff5bc2d22d1ae8237d8a52df3"),
            new Case("p", "somesalt", 16, 20, 2, "2068250ff1f002f94cbf98284d65a09971dda620fb9d9697"));

    @Test
    void deriveGivesTheValuesOfTheReferenceImplementation() throws NotEnoughMemoryException {
        assertEquals(7, REFERENCE.size(), "cases");
        for (Case c : REFERENCE) {
            Argon2id.Cost cost = new Argon2id.Cost(c.memoryKib, c.passes, c.lanes);
            Secret key = Argon2id.derive(Bytes.secret(c.password), Bytes.utf8(c.salt), cost, c.key.length() / 2);
            assertEquals(c.key, Bytes.hexOf(key), c.password + " at " + cost);
        }
    }

    @Test
    void passwordStaysAsItWas() throws NotEnoughMemoryException {
        Secret password = Bytes.secret("password");
        Argon2id.derive(password, Bytes.utf8("somesalt"), new Argon2id.Cost(8, 1, 1), 32)
                .close();
        assertEquals("password", Bytes.textOf(password));
    }

    @Test
    void shortSaltIsRefused() {
        Argon2id.Cost cost = new Argon2id.Cost(8, 1, 1);
        for (int length = 0; length < 8; length++) {
            byte[] salt = new byte[length];
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Argon2id.derive(Bytes.secret("password"), salt, cost, 32),
                    length + " bytes");
        }
    }

    @Test
    void costsAtTheBoundsAreTaken() {
        List<Argon2id.Cost> costs = List.of(
                new Argon2id.Cost(8, 1, 1),
                new Argon2id.Cost(128, 1, 16),
                new Argon2id.Cost(1 << 20, 20, 16),
                new Argon2id.Cost(1 << 20, 1, 1));
        assertEquals(4, costs.size());
        assertEquals(1 << 20, costs.get(2).memoryKib());
        assertEquals(20, costs.get(2).passes());
        assertEquals(16, costs.get(2).lanes());
    }

    @Test
    void costsBeyondTheBoundsAreRefused() {
        int[][] costs = {
            {7, 1, 1},
            {15, 1, 2},
            {127, 1, 16},
            {0, 1, 1},
            {-1, 1, 1},
            {Integer.MIN_VALUE, 1, 1},
            {(1 << 20) + 1, 1, 1},
            {Integer.MAX_VALUE, 1, 1},
            {64, 0, 1},
            {64, -1, 1},
            {64, 21, 1},
            {64, Integer.MAX_VALUE, 1},
            {64, 1, 0},
            {64, 1, -1},
            {1 << 20, 1, 17},
            {1 << 20, 1, 255},
            // 8 times these are 0 and 8 in 32 bits.
            {8, 1, 1 << 29},
            {8, 1, (1 << 29) + 1},
            {8, 1, Integer.MIN_VALUE},
        };
        assertEquals(19, costs.length, "cases");
        for (int[] c : costs) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Argon2id.Cost(c[0], c[1], c[2]),
                    c[0] + " KiB, " + c[1] + " passes, " + c[2] + " lanes");
        }
    }

    @Test
    void lackOfMemoryIsSaidInMebibytes() {
        String message = new NotEnoughMemoryException((1L << 30) + (64L << 20)).getMessage();
        long heapMib = Runtime.getRuntime().maxMemory() >> 20;
        assertEquals("the key derivation needs 1088 MiB of memory and Java may use " + heapMib + " MiB", message);
    }
}
