package totp.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.cli.session.Columns;
import totp.cli.session.ScreenLine;
import totp.cli.session.ScreenLine.Look;
import totp.cli.session.Terminal.Size;
import totp.message.Message;

/** The list as a function: what is to be shown, a time and a size give lines. */
final class ListViewTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_010);
    private static final Size USUAL = new Size(24, 80);

    private final Model model = new Model("", false);

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static Row row(int number, String name, String login, int period, int digits, boolean favorite) {
        return Row.of(id(number), name, "", login, period, digits, List.of("tag"), favorite, false, true);
    }

    private static CodePair pair(int period, String code, String next, boolean spent) {
        long begin = NOW.getEpochSecond() - Math.floorMod(NOW.getEpochSecond(), (long) period);
        return new CodePair(begin, period, List.of(code, next), List.of(spent, false));
    }

    private void show(Size size, Row... rows) {
        List<Row> all = new ArrayList<>(List.of(rows));
        all.sort(Row.ORDER);
        model.setHeight(ListView.height(size));
        model.setRows(all);
    }

    private List<String> lines(Size size, Instant now) {
        return ListView.draw(model, now, size, Message::toString).lines().stream()
                .map(ScreenLine::text)
                .toList();
    }

    private String lineWith(String text) {
        return lines(USUAL, NOW).stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void codeNextCodeAndSecondsOfEachPeriodAreShown() {
        show(USUAL, row(1, "thirty", "alice", 30, 6, false), row(2, "sixty", "bob", 60, 8, false));
        model.put(Map.of(id(1), pair(30, "123456", "654321", false), id(2), pair(60, "12345678", "87654321", false)));
        // 1_700_000_010 is at second 0 of a step of 30 s, and at 30 of one of 60.
        assertTrue(lineWith("thirty").matches(" +thirty +alice +123 456 +654 321 +30 +=+"), lineWith("thirty"));
        assertTrue(lineWith("sixty").matches("> +sixty +bob +1234 5678 8765 4321 +30 +=+"), lineWith("sixty"));
    }

    @Test
    void favouritesComeFirst() {
        show(USUAL, row(1, "a", "", 30, 6, false), row(2, "z", "", 30, 6, true));
        assertTrue(
                lines(USUAL, NOW).get(2).startsWith("> * z"), lines(USUAL, NOW).get(2));
    }

    @Test
    void lastFiveSecondsAreMarkedAndRed() {
        show(USUAL, row(1, "a", "", 30, 6, false));
        model.put(Map.of(id(1), pair(30, "123456", "654321", false)));
        assertFalse(lines(USUAL, NOW.plusSeconds(24)).get(2).contains("!"));
        assertTrue(lines(USUAL, NOW.plusSeconds(25)).get(2).contains(" 5!"));
        ScreenLine late = ListView.draw(model, NOW.plusSeconds(25), USUAL, Message::toString)
                .lines()
                .get(2);
        assertTrue(
                late.pieces().stream().anyMatch(piece -> piece.text().equals("123 456") && piece.look() == Look.ALARM));
    }

    @Test
    void nextCodeIsShownInItsStepUntilBothAreOver() {
        show(USUAL, row(1, "a", "", 30, 6, false));
        model.put(Map.of(id(1), pair(30, "123456", "654321", false)));
        assertTrue(lines(USUAL, NOW.plusSeconds(30)).get(2).contains("654 321"));
        assertFalse(lines(USUAL, NOW.plusSeconds(30)).get(2).contains("123 456"));
        assertFalse(lines(USUAL, NOW.plusSeconds(60)).get(2).contains("654 321"), "an old code is none");
        assertEquals(List.of(id(1)), model.missing(NOW.plusSeconds(30)), "and the one behind it is asked for");
    }

    @Test
    void spentAndCopiedCodesAreMarked() {
        show(USUAL, row(1, "spent", "", 30, 6, false), row(2, "used", "", 30, 6, false));
        model.put(Map.of(id(1), pair(30, "123456", "654321", true), id(2), pair(30, "222222", "333333", false)));
        model.use(id(2), NOW.plusSeconds(30));
        assertTrue(lineWith("spent").contains("x123 456"), lineWith("spent"));
        assertTrue(lineWith("222 222").contains("+222 222"));
        assertTrue(lines(USUAL, NOW).get(22).contains("used already"), "the selected one says it in words");
        assertFalse(
                lines(USUAL, NOW.plusSeconds(30)).get(3).contains("+"), "the next code is not the one that was copied");
    }

    @Test
    void hiddenCodesAreNeitherShownNorAskedFor() {
        Model hiding = new Model("", true);
        hiding.setRows(List.of(row(1, "a", "", 30, 6, false), row(2, "b", "", 30, 6, false)));
        hiding.setHeight(20);
        assertEquals(List.of(), hiding.missing(NOW));
        hiding.reveal();
        assertEquals(List.of(id(1)), hiding.missing(NOW));
        hiding.move(1);
        assertEquals(List.of(), hiding.missing(NOW), "who goes on hides it again");
    }

    @Test
    void onlyVisibleAccountsAreAskedFor() {
        List<Row> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(row(i, "account " + Integer.toString(100_000 + i).substring(1), "", 30, 6, false));
        }
        model.setHeight(20);
        model.setRows(many);
        assertEquals(20, model.missing(NOW).size());
        model.move(5000);
        assertEquals(20, model.missing(NOW).size());
        model.search("00042");
        assertEquals(List.of(id(42)), model.missing(NOW));
    }

    @Test
    void everyWordOfASearchHasToBeThereInWhateverCase() {
        show(USUAL, row(1, "GitHub", "alice", 30, 6, false), row(2, "GitLab", "bob", 30, 6, false));
        model.search("git ALICE");
        assertEquals(List.of("GitHub"), model.found().stream().map(Row::name).toList());
        model.search("tag");
        assertEquals(2, model.found().size(), "tags are searched as well");
    }

    @ParameterizedTest
    @CsvSource({"24,80", "12,40", "60,200", "16,64", "20,71", "20,72", "30,110"})
    void everyLineFitsAndColumnsStandBelowEachOther(int rows, int columns) {
        Size size = new Size(rows, columns);
        show(
                size,
                row(1, "日本銀行の口座", "太郎@example.com", 30, 6, false),
                row(2, "e\u0301clair ☕ 😀 " + "x".repeat(100), "y".repeat(100), 30, 8, true),
                row(3, "plain", "z", 2_147_483, 6, false),
                row(4, "\u202eevil\n", "\u001b[2J", 30, 10, false));
        model.put(Map.of(
                id(1), pair(30, "123456", "654321", false),
                id(2), pair(30, "12345678", "87654321", false),
                id(4), pair(30, "1234567890", "0987654321", false)));
        List<ScreenLine> lines =
                ListView.draw(model, NOW, size, Message::toString).lines();
        assertEquals(rows, lines.size());
        for (ScreenLine line : lines) {
            assertTrue(Columns.width(line.text()) < columns, line.text());
            int end = 0;
            for (ScreenLine.Piece piece : line.pieces()) {
                assertTrue(piece.column() >= end, "pieces over each other: " + line);
                end = piece.column() + Columns.width(piece.text());
                assertTrue(piece.text().chars().noneMatch(c -> c < ' ' || c == 0x202e), line.text());
            }
        }
    }

    @Test
    void selectionStaysWithItsAccountWhenOthersCome() {
        show(USUAL, row(1, "b", "", 30, 6, false), row(2, "c", "", 30, 6, false));
        model.move(1);
        show(USUAL, row(3, "a", "", 30, 6, false), row(1, "b", "", 30, 6, false), row(2, "c", "", 30, 6, false));
        assertEquals("c", model.selected().orElseThrow().name());
    }

    @Test
    void counterShowsNothingUntilItsCodeIsMadeAndForgetsIt() {
        show(USUAL, row(1, "door", "", 0, 6, false));
        assertEquals(List.of(), model.missing(NOW));
        assertTrue(lineWith("door").strip().endsWith("-"));
        model.count(id(1), "162583", NOW);
        assertTrue(lineWith("door").contains("162 583"));
        model.forgetOldCodes(NOW.plusSeconds(60));
        assertTrue(lineWith("door").strip().endsWith("-"));
    }

    @Test
    void nothingIsLeftOfWhatWasWiped() {
        show(USUAL, row(1, "secret name", "", 30, 6, false));
        model.put(Map.of(id(1), pair(30, "123456", "654321", false)));
        model.wipe();
        String all = String.join("\n", lines(USUAL, NOW));
        assertFalse(all.contains("secret") || all.contains("123"), all);
    }

    @Test
    void tooSmallATerminalSaysHowLargeItHasToBe() {
        assertTrue(Picture.fits(new Size(12, 40)));
        assertFalse(Picture.fits(new Size(11, 40)));
        assertFalse(Picture.fits(new Size(12, 39)));
        Picture small = Picture.tooSmall(new Size(3, 20), Message::toString);
        assertEquals(3, small.lines().size());
    }
}
