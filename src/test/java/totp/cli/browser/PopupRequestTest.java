package totp.cli.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.browser.PopupRefusal.Code;

/** Requests of the popup, and what is none. */
final class PopupRequestTest {
    private static PopupRequest read(String json) throws PopupRequest.Unreadable {
        return PopupRequest.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Code refusal(String json) {
        return assertThrows(PopupRequest.Unreadable.class, () -> read(json), json)
                .why()
                .code();
    }

    @Test
    void membersAreTexts() throws PopupRequest.Unreadable {
        PopupRequest request =
                read("{\"v\":1,\"id\":12,\"op\":\"list\",\"origin\":null,\"query\":\"\\u00fc\\\"\",\"other\":\"x\"}");
        assertEquals(12, request.id());
        assertEquals("list", request.op());
        assertEquals("", request.text("origin"));
        assertEquals("ü\"", request.text("query"));
        assertEquals("", request.text("account"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "1",
                "[]",
                "\"x\"",
                "{",
                "{}",
                "{\"id\":1,\"op\":\"hello\"}",
                "{\"v\":0,\"id\":1,\"op\":\"hello\"}",
                "{\"v\":1.0,\"id\":1,\"op\":\"hello\"}",
                "{\"v\":\"1\",\"id\":1,\"op\":\"hello\"}",
                "{\"v\":1,\"id\":-1,\"op\":\"hello\"}",
                "{\"v\":1,\"id\":1,\"op\":\"hello\"} {}",
                "{\"v\":1,\"id\":1,\"op\":\"hello\",\"op\":\"lock\"}",
                "{\"v\":1,\"id\":1,\"op\":{\"op\":\"hello\"}}",
                "{\"v\":1,\"id\":1,\"op\":[\"hello\"]}",
                "{\"v\":1,\"id\":1,\"op\":true}",
                "{\"v\":1,\"id\":1,\"op\":\"hello\",}",
                "{\"v\":1,\"id\":99999999999999999999,\"op\":\"hello\"}",
                "{\"v\":1,\"id\":1,\"op\":\"a\u0000b\"}",
                "{\"v\":1,\"id\":1,\"op\":\"x\",\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\",\"e\":\"\",\"f\":\"\",\"g\":\"\","
                        + "\"h\":\"\",\"i\":\"\",\"j\":\"\"}"
            })
    void whatIsNoneIsRefused(String json) {
        assertEquals(Code.BAD_REQUEST, refusal(json));
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] json = "{\"v\":1,\"id\":1,\"op\":\"a?\"}".getBytes(StandardCharsets.ISO_8859_1);
        json[json.length - 3] = (byte) 0xff;
        assertThrows(PopupRequest.Unreadable.class, () -> PopupRequest.read(json));
    }

    /** So that the popup can be told which of the two is to be updated. */
    @Test
    void aLaterVersionIsToldBehindItsId() {
        String json = "{\"id\":7,\"v\":2,\"op\":\"hello\"}";
        PopupRequest.Unreadable told = assertThrows(PopupRequest.Unreadable.class, () -> read(json));
        assertEquals(7, told.id());
        assertEquals(Code.NEWER_CLIENT, told.why().code());
    }

    @Test
    void onlyAPictureMayBeLarge() throws PopupRequest.Unreadable {
        String large = "x".repeat(PopupRequest.BYTES_MAX);
        assertEquals(Code.TOO_LARGE, refusal("{\"v\":1,\"id\":1,\"op\":\"list\",\"query\":\"" + large + "\"}"));
        assertEquals(
                large,
                read("{\"v\":1,\"id\":1,\"png\":\"" + large + "\",\"op\":\"scan\"}")
                        .text("png"));
    }

    @Test
    void nothingIsNestedDeeply() {
        assertEquals(Code.BAD_REQUEST, refusal("{\"v\":1,\"id\":1,\"op\":" + "[".repeat(100_000)));
    }
}
