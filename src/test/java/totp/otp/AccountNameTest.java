package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import totp.message.Message;

final class AccountNameTest {
    private record Problem(String name, String problem) {}

    private record Suggestion(String issuer, String account, String name) {}

    private static final String EMOJI = "\ud83d\ude00";
    private static final String LONGEST = "n".repeat(128);

    private static final List<String> GOOD = List.of(
            "a",
            "aws-root",
            "GitHub:alice@example.com",
            "two words",
            ".",
            "..",
            "con",
            "NUL",
            "*",
            "a/b",
            "a\\b",
            "~",
            "a-",
            "_",
            "100%",
            "\u00e9",
            "\u65e5\u672c\u8a9e",
            EMOJI,
            "\u2013",
            "a\u202eb",
            LONGEST,
            EMOJI.repeat(128));

    private static final List<Problem> BAD = List.of(
            new Problem("", "a name must not be empty"),
            new Problem(" ", "a name must not be empty"),
            new Problem("   \t\n", "a name must not be empty"),
            new Problem("\u3000\u2003", "a name must not be empty"),
            new Problem(LONGEST + "n", "a name has at most 128 characters"),
            new Problem(EMOJI.repeat(129), "a name has at most 128 characters"),
            new Problem("n".repeat(1 << 20), "a name has at most 128 characters"),
            new Problem("-a", "a name must not begin with a dash"),
            new Problem("-", "a name must not begin with a dash"),
            new Problem("--help", "a name must not begin with a dash"),
            new Problem(" a", "a name must not begin or end with a blank"),
            new Problem("a ", "a name must not begin or end with a blank"),
            new Problem("\u3000a", "a name must not begin or end with a blank"),
            new Problem("a\n", "a name must not begin or end with a blank"),
            new Problem("a\nb", "a name must not hold control characters"),
            new Problem("a\tb", "a name must not hold control characters"),
            new Problem("a\0b", "a name must not hold control characters"),
            new Problem("a\u001b[31m", "a name must not hold control characters"),
            new Problem("a\u007f", "a name must not hold control characters"),
            new Problem("a\u0085b", "a name must not hold control characters"),
            new Problem("a\u009b31m", "a name must not hold control characters"),
            new Problem("a\ud83d", "a name must be valid Unicode"),
            new Problem("\ude00a", "a name must be valid Unicode"),
            new Problem("a\ude00\ud83d", "a name must be valid Unicode"),
            new Problem("e\u0301", "a name must be in Unicode normal form C"),
            new Problem("\u212b", "a name must be in Unicode normal form C"),
            new Problem("\u1100\u1161", "a name must be in Unicode normal form C"));

    private static final List<Suggestion> SUGGESTIONS = List.of(
            new Suggestion("GitHub", "alice", "GitHub:alice"),
            new Suggestion("GitHub", "", "GitHub"),
            new Suggestion("", "alice", "alice"),
            new Suggestion("  GitHub ", "\talice\n", "GitHub:alice"),
            new Suggestion("--GitHub", "-alice", "GitHub:alice"),
            new Suggestion("- - GitHub", "alice", "GitHub:alice"),
            new Suggestion("Git\u001bHub", "al\u0000ice\u009b", "GitHub:alice"),
            new Suggestion("Git\ud83dHub", "\ude00alice", "GitHub:alice"),
            new Suggestion(EMOJI, EMOJI, EMOJI + ":" + EMOJI),
            new Suggestion("---", "alice", "alice"),
            new Suggestion(" ", "alice", "alice"),
            new Suggestion("GitHub", "\u0007", "GitHub"),
            new Suggestion("A: B", "a:b", "A: B:a:b"),
            new Suggestion("Cafe\u0301", "\u212b", "Caf\u00e9:\u00c5"),
            new Suggestion("n".repeat(128), "", LONGEST),
            new Suggestion("n".repeat(129), "alice", LONGEST),
            new Suggestion("n".repeat(1 << 20), "alice", LONGEST),
            new Suggestion("n".repeat(127), "alice", "n".repeat(127) + ":"),
            new Suggestion("", "n".repeat(127) + " blank", "n".repeat(127)),
            new Suggestion("", EMOJI.repeat(200), EMOJI.repeat(128)));

    private static final List<Suggestion> NO_SUGGESTION = List.of(
            new Suggestion("", "", ""),
            new Suggestion(" ", "\t", ""),
            new Suggestion("-", "--", ""),
            new Suggestion("\u0000", "\u009b", ""),
            new Suggestion("\ud83d", "\ude00", ""),
            new Suggestion(" - ", "\u3000-", ""));

    @Test
    void goodNamesHaveNoProblem() {
        assertEquals(22, GOOD.size(), "cases");
        for (String name : GOOD) {
            assertEquals(Optional.empty(), AccountName.problemWith(name), name);
        }
    }

    @Test
    void badNamesAreToldWhatIsWrong() {
        assertEquals(27, BAD.size(), "cases");
        for (Problem c : BAD) {
            assertEquals(Optional.of(c.problem), AccountName.problemWith(c.name).map(Message::toString), c.name);
        }
    }

    @Test
    void normalizedNamesAreInFormC() {
        assertEquals("\u00e9", Text.normalize("e\u0301"));
        assertEquals("\u00c5", Text.normalize("\u212b"));
        assertEquals("\uac00", Text.normalize("\u1100\u1161"));
        // Form KC would turn this ligature into two letters, and two accounts into one.
        assertEquals("\ufb01", Text.normalize("\ufb01"));
    }

    @Test
    void suggestionJoinsWhatMayStandInAName() {
        assertEquals(20, SUGGESTIONS.size(), "cases");
        for (Suggestion c : SUGGESTIONS) {
            assertEquals(Optional.of(c.name), AccountName.suggest(c.issuer, c.account), c.name);
        }
    }

    /** Two names that look the same would be two accounts that nobody can tell apart, or type. */
    @Test
    void whatNobodySeesIsNotSuggested() {
        for (String unseen : List.of(
                "\ufe0f",
                "\u200b",
                "\u200d",
                "\u00ad",
                "\ufeff",
                "\u2060",
                "\u202e",
                "\u3164",
                "\uffa0",
                "\u115f",
                "\u17b4",
                "\u180b",
                "\u2065",
                "\ufff0",
                "\udb40\udd00",
                "\udb43\udfff")) {
            assertEquals(Optional.of("aws:root"), AccountName.suggest(unseen + "aws", "ro" + unseen + "ot" + unseen));
            assertEquals(Optional.empty(), AccountName.suggest(unseen, unseen), "only that");
            assertTrue(AccountName.problemWith(unseen).isPresent(), "a name of that alone");
        }
        assertEquals(Optional.of("aws root:me"), AccountName.suggest("aws\u00a0root", "\u2003me\u2800"));
        assertEquals(Optional.of("\u9280\u3000\u884c"), AccountName.suggest("\u9280\u3000\u884c", ""));
        assertEquals(
                Optional.of("a name must not be empty"),
                AccountName.problemWith("\u2800\u3164").map(Message::toString));
    }

    @Test
    void nothingUsableGivesNoSuggestion() {
        assertEquals(6, NO_SUGGESTION.size(), "cases");
        for (Suggestion c : NO_SUGGESTION) {
            assertEquals(Optional.empty(), AccountName.suggest(c.issuer, c.account), c.toString());
        }
    }

    @Test
    void everySuggestionIsAGoodName() {
        long seed = 128L;
        RandomGenerator random = new SplittableRandom(seed);
        String[] parts = {
            "-", " ", "\u3000", "\t", "\u0000", "\u009b", ":", "a", "e", "\u0301", "\u0327", EMOJI, "\ud83d", "\ude00",
            "\u1100", "\u1161", "\u11a8", "\u212b", "\u2126", "\u037e", "\u2000", "\u0344", "\ufb1d", "\u00a0", "\u202e"
        };
        int suggested = 0;
        for (int i = 0; i < 20_000; i++) {
            String issuer = mixed(random, parts);
            String account = mixed(random, parts);
            Optional<String> name = AccountName.suggest(issuer, account);
            if (name.isPresent()) {
                assertEquals(
                        Optional.empty(),
                        AccountName.problemWith(name.get()),
                        "round " + i + ", seed " + seed + ": " + name.get());
                suggested++;
            }
        }
        assertTrue(suggested > 10_000, "suggested " + suggested);
    }

    @Test
    void freeNameIsTakenAsItIs() {
        assertEquals("aws", AccountName.firstFree("aws", name -> false));
        assertEquals(LONGEST, AccountName.firstFree(LONGEST, name -> false));
    }

    @Test
    void takenNameIsCountedUp() {
        Set<String> taken = Set.of("aws", "aws~2", "aws~4");
        assertEquals("aws~3", AccountName.firstFree("aws", taken::contains));
        assertEquals("aws~2", AccountName.firstFree("aws", "aws"::equals));
        assertEquals("aws~2~2", AccountName.firstFree("aws~2", taken::contains));
    }

    @Test
    void countedNameStaysWithinTheLongestLength() {
        assertEquals("n".repeat(126) + "~2", AccountName.firstFree(LONGEST, LONGEST::equals));
        String emoji = EMOJI.repeat(128);
        assertEquals(EMOJI.repeat(126) + "~2", AccountName.firstFree(emoji, emoji::equals));
        String fits = "n".repeat(126);
        assertEquals(fits + "~2", AccountName.firstFree(fits, fits::equals));
        String blank = "n".repeat(125) + " nn";
        assertEquals("n".repeat(125) + "~2", AccountName.firstFree(blank, blank::equals));
    }

    @Test
    void everyCountedNameIsGoodAndNew() {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < 150; i++) {
            String name = AccountName.firstFree(EMOJI.repeat(128), taken::contains);
            assertEquals(Optional.empty(), AccountName.problemWith(name), name);
            assertTrue(taken.add(name), name);
        }
        assertTrue(taken.contains(EMOJI.repeat(124) + "~150"));
    }

    @Test
    void loneSurrogatesAreNotWellFormed() {
        assertTrue(AccountName.isWellFormed(""));
        assertTrue(AccountName.isWellFormed("a" + EMOJI + "b"));
        assertTrue(AccountName.isWellFormed(EMOJI + EMOJI));
        for (String text : List.of(
                "\ud83d", "\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00", EMOJI + "\ude00", "a\ud83d", "\ud83da")) {
            assertFalse(AccountName.isWellFormed(text));
        }
    }

    private static String mixed(RandomGenerator random, String[] parts) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(8) == 0 ? 60 + random.nextInt(80) : random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
