package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The expected words are those that {@code sh -c 'printf "%s\n" …'} prints. */
class ShellWordsTest {
    @Test
    void splitsAsAShellDoes() throws Failure {
        assertEquals(List.of("pass", "show", "totp"), ShellWords.split(" pass  show\ttotp\n", "x"));
        assertEquals(List.of("a b", "c"), ShellWords.split("'a b' c", "x"));
        assertEquals(List.of("a b", "c\"d"), ShellWords.split("a\\ b \"c\\\"d\"", "x"));
        assertEquals(List.of("ab", "", "c\\d"), ShellWords.split("a'b' '' 'c\\d'", "x"));
        assertEquals(List.of("a\\b"), ShellWords.split("\"a\\b\"", "x"));
        assertEquals(List.of("$HOME", "*", "`id`", ";"), ShellWords.split("$HOME * `id` ;", "x"));
        assertEquals(List.of(), ShellWords.split("   ", "x"));
    }

    @Test
    void anOpenQuoteIsRefused() {
        assertThrows(Failure.class, () -> ShellWords.split("pass 'show", "x"));
        assertThrows(Failure.class, () -> ShellWords.split("pass \"show", "x"));
    }
}
