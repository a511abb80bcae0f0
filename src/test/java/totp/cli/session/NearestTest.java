package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> WORDS =
            List.of("code", "list", "add", "rm", "rename", "undelete", "import", "export", "unlock", "lock");

    @ParameterizedTest
    @CsvSource({
        "lsit, list",
        "lst, list",
        "liste, list",
        "CODE, code",
        "unlokc, unlock",
        "imprt, import",
        "inport, import",
        "undelte, undelete",
        "ren, rename",
        "exprot, export"
    })
    void aTypoIsRecognised(String typed, String meant) {
        assertEquals(Optional.of(meant), Nearest.of(typed, WORDS));
    }

    @ParameterizedTest
    @CsvSource({"github", "x", "r", "mr", "lo", "frobnicate", "ad0123"})
    void anotherWordIsNoTypo(String typed) {
        assertEquals(Optional.empty(), Nearest.of(typed, WORDS));
    }

    @ParameterizedTest
    @CsvSource({"abc, abc, 0", "abc, acb, 1", "abc, ab, 1", "abc, xabc, 1", "abc, axc, 1", "'', abc, 3", "ca, abc, 3"})
    void theDistanceIsThatOfOptimalAlignment(String a, String b, int distance) {
        assertEquals(distance, Nearest.distance(a, b));
        assertEquals(distance, Nearest.distance(b, a));
    }

    @Test
    void nothingIsNearToNothing() {
        assertEquals(Optional.empty(), Nearest.of("", WORDS));
        assertEquals(Optional.empty(), Nearest.of("list", List.of()));
    }
}
