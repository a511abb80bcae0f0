package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class SecretTest {
    @Test
    void closeOverwritesTheAdoptedArray() {
        byte[] bytes = Bytes.counting(1, 20);
        Secret.adopt(bytes).close();
        assertArrayEquals(new byte[20], bytes);
    }

    @Test
    void closeOverwritesTheArrayThatWasLent() {
        Secret secret = Secret.copyOf(Bytes.counting(1, 20));
        byte[] lent = secret.use(bytes -> bytes);
        secret.close();
        assertArrayEquals(new byte[20], lent);
    }

    @Test
    void everyUseAfterCloseFails() {
        Secret open = Bytes.secret("open");
        Secret closed = Bytes.secret("closed");
        closed.close();
        Map<String, Executable> uses = Map.of(
                "use", () -> closed.use(bytes -> bytes.length),
                "lend", () -> closed.lend(bytes -> {}),
                "copy", closed::copy,
                "length", closed::length,
                "followedBy", () -> closed.followedBy(open),
                "followed by it", () -> open.followedBy(closed),
                "sameAs", () -> closed.sameAs(open),
                "same as it", () -> open.sameAs(closed));
        assertEquals(8, uses.size());
        uses.forEach((name, use) -> assertThrows(IllegalStateException.class, use, name));
    }

    @Test
    void closeMayBeCalledAgain() {
        Secret secret = Bytes.secret("secret");
        secret.close();
        secret.close();
        assertThrows(IllegalStateException.class, secret::length);
    }

    @Test
    void adoptSharesTheArray() {
        byte[] bytes = Bytes.counting(1, 4);
        assertSame(bytes, Secret.adopt(bytes).use(lent -> lent));
    }

    @Test
    void copyOfDoesNotShareTheArray() {
        byte[] bytes = Bytes.counting(1, 4);
        Secret copy = Secret.copyOf(bytes);
        bytes[0] = 99;
        assertEquals("01020304", Bytes.hexOf(copy));
        copy.close();
        assertEquals(2, bytes[1]);
    }

    @Test
    void copyOfRangeHoldsTheRangeOnly() {
        byte[] bytes = Bytes.counting(1, 6);
        Secret copy = Secret.copyOf(bytes, 2, 5);
        bytes[2] = 99;
        assertEquals("030405", Bytes.hexOf(copy));
        assertEquals("", Bytes.hexOf(Secret.copyOf(bytes, 6, 6)));
    }

    @Test
    void copyOfRangeBeyondTheArrayIsRefused() {
        byte[] bytes = new byte[6];
        assertThrows(IndexOutOfBoundsException.class, () -> Secret.copyOf(bytes, 0, 7));
        assertThrows(IndexOutOfBoundsException.class, () -> Secret.copyOf(bytes, -1, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> Secret.copyOf(bytes, 4, 3));
    }

    @Test
    void copyOutlivesTheOriginal() {
        Secret original = Bytes.secret("seed");
        Secret copy = original.copy();
        original.close();
        assertEquals("seed", Bytes.textOf(copy));
    }

    @Test
    void randomTakesItsBytesFromTheGivenSource() {
        SecureRandom counting = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(Bytes.counting(7, bytes.length), 0, bytes, 0, bytes.length);
            }
        };
        assertEquals("0708090a0b", Bytes.hexOf(Secret.random(5, counting)));
    }

    @Test
    void sameAsComparesTheBytes() {
        Secret secret = Bytes.secret("same");
        assertTrue(secret.sameAs(secret));
        assertTrue(secret.sameAs(Bytes.secret("same")));
        assertTrue(Bytes.secret("").sameAs(Bytes.secret("")));
        assertFalse(secret.sameAs(Bytes.secret("samf")));
        assertFalse(secret.sameAs(Bytes.secret("tame")));
        assertFalse(secret.sameAs(Bytes.secret("sam")));
        assertFalse(secret.sameAs(Bytes.secret("same\0")));
        assertFalse(secret.sameAs(Bytes.secret("")));
    }

    @Test
    void followedByJoinsAndLeavesBothOpen() {
        Secret head = Bytes.secret("head");
        Secret tail = Bytes.secret("tail");
        Secret both = head.followedBy(tail);
        assertEquals("headtail", Bytes.textOf(both));
        assertEquals("head", Bytes.textOf(head));
        assertEquals("tail", Bytes.textOf(tail));
        assertEquals("head", Bytes.textOf(head.followedBy(Bytes.secret(""))));
        assertEquals("head", Bytes.textOf(Bytes.secret("").followedBy(head)));
    }

    @Test
    void followedByDoesNotShareTheArrays() {
        Secret head = Bytes.secret("head");
        Secret both = head.followedBy(Bytes.secret(""));
        assertNotSame(head.use(bytes -> bytes), both.use(bytes -> bytes));
        head.close();
        assertEquals("head", Bytes.textOf(both));
    }

    @Test
    void toStringTellsTheLengthOnly() {
        Secret secret = Bytes.secret("MARKER");
        assertEquals("Secret[6 bytes]", secret.toString());
        secret.close();
        assertEquals("Secret[closed]", secret.toString());
    }

    @Test
    void secretsWithTheSameBytesAreNotEqual() {
        assertFalse(Bytes.secret("same").equals(Bytes.secret("same")), "equals would compare in a time that tells");
    }

    @Test
    void lengthCountsTheBytes() {
        assertEquals(0, Bytes.secret("").length());
        assertEquals(3, Bytes.secret("abc").length());
    }

    @Test
    void whatTheReaderThrowsComesOut() {
        Secret secret = Bytes.secret("secret");
        IOException thrown = new IOException("planned");
        assertSame(
                thrown,
                assertThrows(
                        IOException.class,
                        () -> secret.use(bytes -> {
                            throw thrown;
                        })));
        assertEquals("secret", Bytes.textOf(secret));
    }

    @Test
    void lendHandsOutTheLiveBytes() {
        Secret secret = Bytes.secret("live");
        AtomicReference<byte[]> lent = new AtomicReference<>();
        secret.lend(lent::set);
        assertSame(secret.use(bytes -> bytes), lent.get());
    }
}
