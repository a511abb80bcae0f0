package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.cli.session.Key.Kind;

final class KeyDecoderTest {
    private final KeyDecoder decoder = new KeyDecoder();

    private List<Key> keys(String bytes) {
        List<Key> keys = new ArrayList<>();
        for (byte b : bytes.getBytes(StandardCharsets.UTF_8)) {
            decoder.take(b & 0xff).ifPresent(keys::add);
        }
        return keys;
    }

    private static List<Key> only(Kind kind) {
        return List.of(Key.of(kind));
    }

    @Test
    void textOfAllLengthsIsRead() {
        StringBuilder text = new StringBuilder();
        keys("aé日😀 ").forEach(key -> text.append(key.text()));
        assertEquals("aé日😀 ", text.toString());
    }

    @Test
    void whatIsNoUtf8IsOneCharacterThatSaysSo() {
        assertEquals(new Key(Kind.TEXT, 0xfffd), decoder.take(0xff).orElseThrow());
        assertTrue(decoder.take(0xe6).isEmpty());
        assertEquals(new Key(Kind.TEXT, 'a'), decoder.take('a').orElseThrow(), "the rest never came");
    }

    @Test
    void sequencesOfSeveralTerminalsAreTheSameKeys() {
        for (String up : List.of("\u001b[A", "\u001bOA")) {
            assertEquals(only(Kind.UP), keys(up));
        }
        for (String home : List.of("\u001b[H", "\u001bOH", "\u001b[1~", "\u001b[7~")) {
            assertEquals(only(Kind.HOME), keys(home));
        }
        for (String first : List.of("\u001bOP", "\u001b[11~", "\u001b[[A")) {
            assertEquals(List.of(new Key(Kind.FUNCTION, 1)), keys(first));
        }
        assertEquals(only(Kind.PAGE_DOWN), keys("\u001b[6~"));
    }

    @Test
    void sequenceThatIsNoKnownKeyIsOneKeyAndNoLetters() {
        assertEquals(only(Kind.OTHER), keys("\u001b[1;5D"));
        assertEquals(only(Kind.OTHER), keys("\u001bx"));
        assertEquals(
                List.of(Key.of(Kind.OTHER)), keys("\u001b[" + "1".repeat(14)).subList(0, 1));
    }

    @Test
    void escapeAloneIsAKeyOnceNothingMoreComes() {
        assertEquals(List.of(), keys("\u001b"));
        assertTrue(decoder.isWaiting());
        assertEquals(Key.of(Kind.ESCAPE), decoder.timeOut());
        assertFalse(decoder.isWaiting());
        assertEquals(only(Kind.ESCAPE), keys("\u001b\u001b"), "the first of two");
        assertEquals(only(Kind.DOWN), keys("[B"), "and what the second began");
    }

    @Test
    void controlAndEditingKeys() {
        assertTrue(keys("\u0012").get(0).isControl('r'));
        assertEquals(only(Kind.ENTER), keys("\r"));
        assertEquals(only(Kind.ENTER), keys("\n"));
        assertEquals(only(Kind.ERASE), keys("\u007f"));
        assertEquals(only(Kind.ERASE), keys("\b"));
    }
}
