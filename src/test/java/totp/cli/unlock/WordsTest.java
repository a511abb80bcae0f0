package totp.cli.unlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import totp.SeededRandom;
import totp.crypto.Secret;

/** The list decides how many bits a word is worth. */
class WordsTest {
    @Test
    void eachOfTheWordsIsToldByItsFirstFourLetters() {
        List<String> words = Words.listed().all();
        assertEquals(Words.LISTED, words.size());
        assertTrue(words.stream().allMatch(word -> word.matches("[a-z]{3,8}")));
        assertEquals(
                Words.LISTED,
                words.stream()
                        .map(word -> word.substring(0, Math.min(4, word.length())))
                        .collect(Collectors.toSet())
                        .size());
    }

    @Test
    void aPassphraseIsMadeOfThem() {
        SeededRandom random = new SeededRandom(7);
        try (Secret one = Words.listed().passphrase(random);
                Secret other = Words.listed().passphrase(random)) {
            String text = one.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
            List<String> words = List.of(text.split("-", -1));
            assertEquals(Words.COUNT, words.size());
            assertTrue(Words.listed().all().containsAll(words), text);
            assertFalse(one.sameAs(other));
        }
    }
}
