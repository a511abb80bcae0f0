package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.cli.session.ScreenLine.Look;

final class ScreenPainterTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ScreenPainter painter = new ScreenPainter(
            new Terminal(
                    new ByteArrayInputStream(new byte[0]),
                    written,
                    (mode, shown) -> () -> {},
                    new TestMachine(Platform.UNIX)),
            false);

    private String painted(ScreenLine... lines) throws IOException {
        written.reset();
        painter.paint(List.of(lines), 0, 0);
        return written.toString(StandardCharsets.UTF_8);
    }

    private static ScreenLine line(String name, String seconds) {
        return new ScreenLine.Builder()
                .at(0, 10, name, Look.PLAIN)
                .at(10, 3, seconds, Look.PLAIN)
                .line();
    }

    @Test
    void nothingIsWrittenWhereNothingChanged() throws IOException {
        assertTrue(painted(line("a", "30"), line("b", "30")).contains("a"));
        assertEquals("", painted(line("a", "30"), line("b", "30")));
    }

    @Test
    void onlyWhatChangedIsWritten() throws IOException {
        painted(line("alice", "30"), line("bob", "30"));
        String change = painted(line("alice", "30"), line("bob", "29"));
        assertFalse(change.contains("alice") || change.contains("bob"), change);
        assertTrue(change.contains("\u001b[2;11H"), change);
        assertTrue(change.contains("29"), change);
    }

    @Test
    void allIsWrittenAfterSomebodyElseHadTheScreen() throws IOException {
        painted(line("alice", "30"));
        painter.forget();
        assertTrue(painted(line("alice", "30")).contains("alice"));
    }

    @Test
    void withoutColoursThereAreNone() throws IOException {
        String red = painted(ScreenLine.of("soon", Look.ALARM));
        assertFalse(red.contains("31"), red);
        assertTrue(red.contains("\u001b[0;1m"), "but it stands out");
    }
}
