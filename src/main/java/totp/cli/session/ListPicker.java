package totp.cli.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import totp.cli.session.Key.Kind;
import totp.cli.session.ScreenLine.Look;
import totp.message.Message;

/** Lets a person choose one of several things: a few lines below the question, of which letters leave fewer and arrows choose. */
public final class ListPicker {
    private static final int ROWS_MAX = 8;
    private static final Terminal.Size SMALLEST = new Terminal.Size(5, 20);
    private static final int ESCAPE_LOOKS = 5;
    private static final long ESCAPE_LOOK_MILLIS = 10;
    private static final String ERASE = "\r\u001b[J";

    private final Session session;
    private final Terminal terminal;
    private final String question;
    private final List<String> choices;
    private Terminal.Size size;
    private final KeyDecoder decoder = new KeyDecoder();
    private final List<Integer> found = new ArrayList<>();
    private String filter = "";
    private int selected;
    private int top;

    private ListPicker(Session session, Terminal terminal, Terminal.Size size, String question, List<String> choices) {
        this.session = session;
        this.terminal = terminal;
        this.size = size;
        this.question = question;
        this.choices = choices;
        filter("");
    }

    /**
     * One for this question, where the terminal can show one.
     *
     * @param choices in columns
     */
    public static Optional<ListPicker> of(
            Session session, Terminal terminal, Message question, List<List<String>> choices) {
        if (!session.movesCursor()) {
            return Optional.empty();
        }
        List<List<String>> harmless = choices.stream()
                .map(choice -> choice.stream().map(Escaper::escape).toList())
                .toList();
        return terminal.size()
                .filter(size -> size.rows() >= SMALLEST.rows() && size.columns() >= SMALLEST.columns())
                .map(size ->
                        new ListPicker(session, terminal, size, session.text(question) + " ", Columns.align(harmless)));
    }

    /**
     * Asks.
     *
     * @return the number of the choice, from 0; empty if nothing is to be done
     */
    public Optional<Integer> pick() throws IOException, Failure {
        AtExit erasing = new AtExit(session.host().machine(), this::erase);
        Runnable lines = terminal.singleKeys("");
        Runnable unheard = terminal.atResize(this::resized);
        boolean chosen = false;
        try {
            paint();
            while (true) {
                Key key = next();
                if (key.is(Kind.ENTER) && selected < found.size()) {
                    chosen = true;
                    return Optional.of(found.get(selected));
                }
                if (key.is(Kind.ESCAPE)) {
                    return Optional.empty();
                }
                press(key);
                paint();
            }
        } finally {
            unheard.run();
            lines.run();
            erasing.run();
            terminal.print(question + (chosen ? choices.get(found.get(selected)) : "") + "\n");
        }
    }

    private void erase() {
        try {
            terminal.print(ERASE);
        } catch (IOException e) {
            // The terminal is gone.
        }
    }

    /** At the end of input nobody chooses any more. */
    private Key next() throws Failure {
        while (true) {
            Optional<Integer> b = terminal.key();
            Optional<Key> key = b.isEmpty() ? Optional.of(Key.of(Kind.ESCAPE)) : decoder.take(b.get());
            if (key.isPresent()) {
                return key.get();
            }
            if (decoder.isWaiting() && !comesMore()) {
                return decoder.timeOut();
            }
        }
    }

    private boolean comesMore() throws Failure {
        try {
            for (int i = 0; i < ESCAPE_LOOKS && !terminal.hasKey(); i++) {
                session.host().pause().millis(ESCAPE_LOOK_MILLIS);
            }
            return terminal.hasKey();
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private synchronized void press(Key key) {
        switch (key.kind()) {
            case UP -> move(-1);
            case DOWN -> move(1);
            case PAGE_UP -> move(-rows());
            case PAGE_DOWN -> move(rows());
            case HOME -> move(-choices.size());
            case END -> move(choices.size());
            case TEXT -> filter(filter + key.text());
            case ERASE ->
                filter(filter.isEmpty() ? "" : filter.substring(0, filter.offsetByCodePoints(filter.length(), -1)));
            default -> {
                if (key.isControl('u')) {
                    filter("");
                }
            }
        }
    }

    private void move(int by) {
        selected = Math.max(0, Math.min(found.size() - 1, selected + by));
        top = Math.max(selected - rows() + 1, Math.min(top, selected));
    }

    private int rows() {
        return Math.max(1, Math.min(ROWS_MAX, size.rows() - 3));
    }

    private void filter(String text) {
        filter = text;
        found.clear();
        for (int i = 0; i < choices.size(); i++) {
            if (fold(choices.get(i)).contains(fold(text))) {
                found.add(i);
            }
        }
        selected = 0;
        top = 0;
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * On a thread of the system's. A narrower terminal has broken the lines, the question's too, at whose end the cursor stands;
     * where nothing can be drawn any more, reading will tell.
     */
    private synchronized void resized() {
        try {
            int asked = Columns.width(asked());
            size = terminal.size().orElse(size);
            move(0);
            int broken = asked / Math.max(1, size.columns());
            if (broken > 0) {
                terminal.print("\u001b[" + broken + "A");
            }
            paint();
        } catch (IOException e) {
            // The terminal is gone.
        }
    }

    private String asked() {
        return Columns.shorten(question + Escaper.escape(filter), size.columns() - 1);
    }

    private synchronized void paint() throws IOException {
        int width = size.columns() - 1;
        StringBuilder whole = new StringBuilder(ERASE);
        String asked = asked();
        whole.append(asked);
        int below = 0;
        for (int i = top; i < Math.min(found.size(), top + rows()); i++) {
            Look look = i == selected ? Look.CHOSEN : Look.PLAIN;
            whole.append("\r\n").append(i == selected ? "> " : "  ").append(look.sequence(false));
            whole.append(Columns.shorten(choices.get(found.get(i)), width - 2)).append(Look.PLAIN.sequence(false));
            below++;
        }
        String keys = session.text(Message.of("session.picker-keys", found.size(), choices.size()));
        whole.append("\r\n").append(Look.FAINT.sequence(false)).append(Columns.shorten(keys, width));
        whole.append(Look.PLAIN.sequence(false))
                .append("\u001b[")
                .append(below + 1)
                .append("A\r\u001b[");
        whole.append(Columns.width(asked) + 1).append('G');
        terminal.repaint(whole.toString(), ERASE);
    }
}
