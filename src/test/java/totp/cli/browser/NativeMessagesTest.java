package totp.cli.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages behind their lengths, and lengths behind which there is none. */
final class NativeMessagesTest {
    private static byte[] frame(int length, int sent) {
        return ByteBuffer.allocate(4 + sent)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .array();
    }

    private static NativeMessages reading(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return new NativeMessages(new ByteArrayInputStream(all.toByteArray()), new ByteArrayOutputStream());
    }

    private static Optional<Integer> length(NativeMessages messages) throws Exception {
        return messages.read().map(message -> message.length);
    }

    @Test
    void oneMessageAfterTheOtherUntilTheEnd() throws Exception {
        NativeMessages messages = reading(frame(3, 3), frame(0, 0), frame(70_000, 70_000));
        assertEquals(Optional.of(3), length(messages));
        assertEquals(Optional.of(0), length(messages));
        assertEquals(Optional.of(70_000), length(messages));
        assertEquals(Optional.empty(), length(messages));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 13})
    void anEndInTheMidstOfAMessageIsTheEnd(int bytes) throws Exception {
        assertEquals(Optional.empty(), length(reading(Arrays.copyOf(frame(10, 10), bytes))));
    }

    /** As a program of another kind sends, or one that was compiled for another machine. */
    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (64 << 20) + 1, 0x7b227622})
    void aLengthThatNoBrowserSendsIsTheEndAndNothingIsReserved(int length) throws Exception {
        assertEquals(Optional.empty(), length(reading(frame(length, 100))));
    }

    @Test
    void whatIsTooLargeIsPassedOver() throws Exception {
        int length = NativeMessages.BYTES_MAX + 1;
        byte[] large = frame(length, length);
        NativeMessages messages = reading(large, frame(2, 2));
        assertThrows(NativeMessages.TooLarge.class, messages::read);
        assertEquals(Optional.of(2), length(messages));
        assertEquals(Optional.empty(), length(reading(Arrays.copyOf(large, 1000))));
    }

    /** A pipe hands out what is there. */
    @Test
    void aMessageThatComesByteByByteIsWhole() throws Exception {
        byte[] whole = frame(5, 5);
        InputStream slowly = new ByteArrayInputStream(whole) {
            @Override
            public synchronized int read(byte[] buffer, int from, int length) {
                return super.read(buffer, from, Math.min(1, length));
            }
        };
        assertEquals(Optional.of(5), length(new NativeMessages(slowly, new ByteArrayOutputStream())));
    }

    @Test
    void anAnswerIsWrittenInOneGo() throws IOException {
        int[] writes = {0};
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                writes[0]++;
                super.write(bytes, from, length);
            }
        };
        new NativeMessages(new ByteArrayInputStream(new byte[0]), out).write(new byte[] {'{', '}'});
        assertEquals(1, writes[0]);
        byte[] wanted = ByteBuffer.allocate(6)
                .order(ByteOrder.nativeOrder())
                .putInt(2)
                .put(new byte[] {'{', '}'})
                .array();
        assertArrayEquals(wanted, out.toByteArray());
    }
}
