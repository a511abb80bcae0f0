package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The expected words are those that {@code sh -c 'printf "%s\n" …'} prints. */
class WordsTest {
    @Test
    void splitsAsAShellDoes() throws Failure {
        assertEquals(List.of("pass", "show", "totp"), Words.split(" pass  show\ttotp\n", "x"));
        assertEquals(List.of("a b", "c"), Words.split("'a b' c", "x"));
        assertEquals(List.of("a b", "c\"d"), Words.split("a\\ b \"c\\\"d\"", "x"));
        assertEquals(List.of("ab", "", "c\\d"), Words.split("a'b' '' 'c\\d'", "x"));
        assertEquals(List.of("a\\b"), Words.split("\"a\\b\"", "x"));
        assertEquals(List.of("$HOME", "*", "`id`", ";"), Words.split("$HOME * `id` ;", "x"));
        assertEquals(List.of(), Words.split("   ", "x"));
    }

    @Test
    void anOpenQuoteIsRefused() {
        assertThrows(Failure.class, () -> Words.split("pass 'show", "x"));
        assertThrows(Failure.class, () -> Words.split("pass \"show", "x"));
    }
}
