package totp.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import totp.cli.session.ScreenLine;
import totp.cli.session.Terminal.Size;

class PictureTest {
    @Test
    void wordsStayWhole() {
        assertEquals(List.of("one two", "three", "fourfivesi", "x"), lines("one two three fourfivesix"));
    }

    /** There are no blanks to break at, and no line begins with a full stop. */
    @Test
    void textOfWideCharactersIsBrokenBesideAnyOfThem() {
        assertEquals(
                List.of("\u3053\u306e vault", "\u306f\u958b\u304d\u307e\u3057", "\u305f\u3002"),
                lines("\u3053\u306e vault\u306f\u958b\u304d\u307e\u3057\u305f\u3002"));
    }

    @Test
    void noLineBeginsWithAFullStop() {
        assertEquals(
                List.of("\u3042\u3044\u3046\u3048", "\u304a\u3002\u304b"),
                lines("\u3042\u3044\u3046\u3048\u304a\u3002\u304b"));
    }

    private static List<String> lines(String text) {
        return Picture.text(List.of(text), new Size(4, 11)).lines().stream()
                .map(ScreenLine::text)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
