package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ColumnsTest {
    @Test
    void widthIsThatOfTheCells() {
        Map<String, Integer> widths = Map.of(
                "",
                0,
                "abc",
                3,
                "日本",
                4,
                "e\u0301",
                1,
                "😀",
                2,
                "☕",
                2,
                "ｱ",
                1,
                "한",
                2,
                "\u1112\u1161\u11ab",
                2,
                "ア",
                2);
        widths.forEach((text, width) -> assertEquals(width, Columns.width(text), text));
    }

    @Test
    void cutTextTakesNoMoreThanItsColumns() {
        assertEquals("abc", Columns.shorten("abc", 3));
        assertEquals("ab~", Columns.shorten("abcd", 3));
        assertEquals("日~", Columns.shorten("日本銀行", 4), "no half of a character");
        assertEquals("日~", Columns.shorten("日本銀行", 3));
        assertEquals("e\u0301~", Columns.shorten("e\u0301bc", 2), "an accent stays with its letter");
        assertEquals("~", Columns.shorten("日本", 1));
    }

    @Test
    void linesBreakBetweenWords() {
        assertEquals("short", Columns.wrap("short", 10));
        assertEquals("one two\nthree", Columns.wrap("one two three", 8));
        assertEquals("one two\nthree", Columns.wrap("one two three", 7), "the blank at the end needs no room");
        assertEquals(
                "see\n/a/very/long/path\nthere", Columns.wrap("see /a/very/long/path there", 10), "a path stays whole");
        assertEquals("日本銀\n行です", Columns.wrap("日本銀行です", 6));
        assertEquals("日本銀\n行。で\nす", Columns.wrap("日本銀行。です", 6), "no line begins with a full stop");
        assertEquals("", Columns.wrap("", 5));
    }
}
