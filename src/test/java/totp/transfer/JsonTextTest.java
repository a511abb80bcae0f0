package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the contract's changes rest on. */
final class JsonTextTest {
    @Test
    void theRecordsOfTheLargestArrayAreRepeated() throws IOException {
        assertEquals(
                "{\"a\":[{},{}],\"b\":[{\"c\":{}},{\"d\":[{}]},{},{\"c\":{}}, 7,{\"d\":[{}]},{}]}",
                new JsonText("{\"a\":[{},{}],\"b\":[{\"c\":{}}, 7,{\"d\":[{}]},{}]}").repeated(2));
    }

    @Test
    void membersOfAnObjectGetNamesOfTheirOwn() throws IOException {
        assertEquals(
                "{\"1.ü\":{\"x\":1},\"1.b\" : {},\"2.ü\":{\"x\":1},\"2.b\" : {},\"ü\":{\"x\":1}, \"n\":[], \"b\" : {}}",
                new JsonText("{\"ü\":{\"x\":1}, \"n\":[], \"b\" : {}}").repeated(3));
    }

    @Test
    void aNumberIsReplacedWhereItStands() throws IOException {
        JsonText json = new JsonText("[1, {\"2\":\"3\", \"é\": -4.5e6}, 7]");
        assertEquals(3, json.numbers());
        assertEquals("[1, {\"2\":\"3\", \"é\": 8}, 7]", json.withNumber(1, "8"));
        assertEquals("[1, {\"2\":\"3\", \"é\": -4.5e6}, 8]", json.withNumber(2, "8"));
    }
}
