package totp.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.crypto.Secret;

class FrameTest {
    /** By hand: length 15, version 1, kind 3, "ab", nothing, "ü". */
    private static final String KNOWN =
            "00000012" + "01" + "03" + "00000002" + "6162" + "00000000" + "00000002" + "c3bc";

    @Test
    void standsOnTheWireAsItIsWritten() throws Exception {
        Frame frame = new Frame(3, "ab", "", "ü");
        assertEquals(KNOWN, HexFormat.of().formatHex(frame.encode()));
        byte[] bytes = HexFormat.of().parseHex(KNOWN);
        Frame read = Frame.decode(bytes, 4, bytes.length);
        assertEquals(3, read.kind());
        assertEquals(3, read.size());
        assertEquals("ab", read.text(0));
        assertEquals("", read.text(1));
        assertEquals("ü", read.text(2));
        assertEquals("", read.text(3), "a field that is not there");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "0203",
                "0003",
                "010300",
                "01030000000161ff",
                "01030000000261",
                "0103ffffffff",
                "01037fffffff",
                "0103000000026162000000",
            })
    void everythingElseIsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThrows(BadMessageException.class, () -> Frame.decode(bytes, 0, bytes.length));
    }

    @Test
    void aFieldFillsTheLargestFrameAndNoMore() throws Exception {
        byte[] field = new byte[Frame.FIELD_BYTES_MAX];
        assertEquals(Frame.BYTES_MAX + 4, new Frame(1, List.of(field)).encode().length);
        byte[] longer = new byte[Frame.FIELD_BYTES_MAX + 1];
        assertThrows(BadMessageException.class, () -> new Frame(1, List.of(longer)).encode());
    }

    @Test
    void aRequestComesAsItWent() throws Exception {
        byte[] input = new byte[150_000];
        Arrays.fill(input, (byte) 'x');
        Map<String, String> environment =
                Map.of("LANG", "ja_JP.UTF-8", "HOME", "/home/ü", "PATH", "/bin", "SECRET", "no");
        Request request =
                Request.of("/v/ault", true, environment, List.of("add", "", "näme"), Secret.adopt(input.clone()));
        Request read = Request.decode(request.encode());
        assertEquals("/v/ault", read.vault());
        assertEquals(true, read.mayAsk());
        assertEquals(Map.of("LANG", "ja_JP.UTF-8", "HOME", "/home/ü"), read.environment());
        assertEquals(List.of("add", "", "näme"), read.arguments());
        assertArrayEquals(input, read.input().use(byte[]::clone));
    }

    @Test
    void aRequestWithoutACommandIsNone() {
        Frame head = new Frame(Verb.RUN, "/v", "0");
        assertThrows(BadMessageException.class, () -> Request.decode(List.of(head)));
        assertThrows(BadMessageException.class, () -> Request.decode(List.of(head, new Frame(99, "x"))));
        assertThrows(
                BadMessageException.class,
                () -> Request.decode(List.of(new Frame(Verb.RUN, "/v"), new Frame(Verb.ARGUMENTS, "list"))));
    }

    @Test
    void anAnswerWithoutAUsableExitCodeIsABug() {
        assertEquals(
                1,
                new Answer(List.of(new Frame(Status.END, List.of("9999".getBytes(StandardCharsets.US_ASCII))))).code());
        assertEquals(1, new Answer(List.of(new Frame(Status.END))).code());
        assertEquals(1, new Answer(List.of(new Frame(Status.END, "x"))).code());
        assertEquals(141, new Answer(List.of(new Frame(Status.END, "141"))).code());
    }
}
