package totp.cli.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.message.Catalogue;
import totp.message.Message;
import totp.vault.Rfc3339;

/**
 * What a command says: data to standard output, diagnostics to standard error. Data is collected and written at the end,
 * so that a command that fails half-way has printed nothing, unless it is flushed before.
 */
public final class Output {
    private static final int COLUMNS_UNKNOWN = 80;

    /** What fits everywhere: only for more is the terminal asked. */
    private static final int COLUMNS_LEAST = 40;

    private static final Message NOT_SHOWN = Message.of("session.not-shown");

    private final Host host;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private Withheld inDiagnostics = Withheld.NOTHING;
    private Withheld inNotes = Withheld.NOTHING;
    private final Set<String> hinted = new HashSet<>();
    private @Nullable Catalogue language;
    private boolean quiet;
    private boolean verbose;
    private boolean debug;
    private CommonOptions.Color color = CommonOptions.Color.auto;

    Output(Host host) {
        this.host = host;
    }

    void configure(CommonOptions options) {
        quiet = options.quiet;
        verbose = options.verbose;
        debug = options.debug;
        color = options.color;
    }

    /**
     * Lets no message repeat what could be a seed that somebody typed in the wrong place.
     *
     * @param diagnostics what no error, warning or hint may hold
     * @param notes what no note may hold: less, for it tells what was done to an account that has this name
     */
    public void withhold(Withheld diagnostics, Withheld notes) {
        inDiagnostics = diagnostics;
        inNotes = notes;
    }

    /** A line of data. It may come from anywhere: what a terminal would act upon is escaped. */
    public void line(String untrusted) {
        drawn(Escaper.escape(untrusted));
    }

    /** Lines that the program made itself, of parts that it escaped: drawings, columns between TABs, help. */
    public void drawn(String own) {
        data.writeBytes(own.getBytes(StandardCharsets.UTF_8));
        data.write('\n');
    }

    /** Whether somebody looks at the data, and not a program. */
    public boolean isWatched() {
        return host.outIsTerminal().get();
    }

    /**
     * A table that a person gets with a header, and cut to the width of the terminal; elsewhere its rows are as they are.
     *
     * @param header a cell for each column
     * @param rows cells that may come from anywhere
     */
    public void table(List<Message> header, List<List<String>> rows) {
        if (rows.isEmpty() || !isWatched()) {
            table(rows);
            return;
        }
        List<List<String>> all = new ArrayList<>();
        all.add(header.stream().map(this::text).toList());
        rows.forEach(row -> all.add(row.stream().map(Escaper::escape).toList()));
        List<String> lines = Columns.align(Columns.fit(all, columns()));
        drawn(colour(Colour.BOLD, lines.get(0)));
        lines.subList(1, lines.size()).forEach(this::drawn);
    }

    /** Of the terminal that the data goes to. */
    private int columns() {
        return host.terminal().get().flatMap(Terminal::columns).orElse(COLUMNS_UNKNOWN);
    }

    /** A time for who looks: where he is, as far as minutes; for programs RFC 3339. */
    public String time(Instant time) {
        if (!isWatched()) {
            return Rfc3339.seconds(time);
        }
        ZonedDateTime local = time.atZone(host.machine().zone()).truncatedTo(ChronoUnit.MINUTES);
        return local.toLocalDate() + " " + local.toLocalTime();
    }

    /** What is drawn in a colour where the data goes to somebody who sees colours. */
    public String colour(Colour colour, String drawn) {
        return colour.of(drawn, seesColours(host.outIsTerminal()));
    }

    /** The same in a dialogue, which goes to the terminal. */
    public String colourOnTerminal(Colour colour, String drawn) {
        return colour.of(drawn, seesColours(() -> true));
    }

    boolean seesColours(Supplier<Boolean> looksThere) {
        return switch (color) {
            case always -> true;
            case never -> false;
            case auto ->
                looksThere.get()
                        && host.variable("NO_COLOR").isEmpty()
                        && !host.variable("TERM").orElse("dumb").equals("dumb");
        };
    }

    /** A table whose cells may come from anywhere. */
    public void table(List<List<String>> rows) {
        Columns.align(rows.stream()
                        .map(row -> row.stream().map(Escaper::escape).toList())
                        .toList())
                .forEach(this::line);
    }

    /** A line that explains something to people. */
    public void line(Message text) {
        drawn(text(text));
    }

    public void line(Secret text) {
        text.lend(bytes -> {
            data.writeBytes(bytes);
        });
        data.write('\n');
    }

    /** Drops what was not handed over yet. */
    public void discard() {
        data.reset();
    }

    /** Where a document is written that is longer than a line. */
    public OutputStream data() {
        return data;
    }

    /**
     * Hands the data over to standard output.
     *
     * @throws Failure {@code READER_LEFT} if a pipe's reader is gone, which is no error of anybody; else {@code IO}
     */
    public void flush() throws Failure {
        try {
            data.writeTo(host.out());
            host.out().flush();
            data.reset();
        } catch (IOException e) {
            data.reset();
            throw unwritten(e);
        }
    }

    /** What it means that standard output takes no more. */
    public Failure unwritten(IOException e) {
        return host.outIsPipe().get()
                ? new Failure(ExitCode.READER_LEFT, Message.NONE, e)
                : new Failure(ExitCode.IO, Message.of("session.cannot-write-standard-output"), e);
    }

    public void error(Failure failure) {
        if (!failure.message().equals(Message.NONE)) {
            diagnostic("error", failure.message());
            failure.items().forEach(this::item);
            failure.hints().forEach(this::hint);
        }
        trace(failure);
    }

    /** An exception that nobody foresaw: its own message might hold anything, so only its kind is told. */
    public void bug(Throwable e) {
        diagnostic("error", Message.of("session.unexpected-error", e.getClass().getSimpleName()));
        trace(e);
    }

    public void warning(Message text) {
        if (!quiet) {
            diagnostic("warning", text);
        }
    }

    public void hint(Message text) {
        if (!quiet && hinted.add(text.toString())) { // a warning and the error behind it may have the same way out
            diagnostic("hint", text);
        }
    }

    /** What a command did, for a person who watches. */
    public void note(Message text) {
        if (!quiet) {
            print(wrapped("totp: " + without(inNotes, text)) + "\n");
        }
    }

    public void detail(Message text) {
        if (verbose) {
            note(text);
        }
    }

    /** A line that belongs to an error: a candidate, alone on its line so that scripts can take it. */
    private void item(String text) {
        print(Escaper.escape(text) + "\n");
    }

    /** {@code error}, {@code warning} and {@code hint} are words for scripts, and the same in every language. */
    private void diagnostic(String kind, Message text) {
        Colour colour = kind.equals("error") ? Colour.RED : kind.equals("warning") ? Colour.YELLOW : Colour.NONE;
        String plain = "totp: " + kind + ":";
        String line = wrapped(plain + " " + without(inDiagnostics, text));
        boolean seen = colour != Colour.NONE && seesColours(host.errIsTerminal());
        print("totp: " + colour.of(kind + ":", seen) + line.substring(plain.length()) + "\n");
    }

    private String wrapped(String line) {
        return Columns.width(line) > COLUMNS_LEAST && host.errIsTerminal().get() ? Columns.wrap(line, columns()) : line;
    }

    /** First what must not be repeated is taken out: once it is escaped nobody would recognise it. */
    private String without(Withheld withheld, Message message) {
        String whole = message.in(language(), UnaryOperator.identity());
        return Escaper.escape(withheld == Withheld.NOTHING ? whole : withheld.outOf(whole, text(NOT_SHOWN)));
    }

    /** In the user's language; whatever came from outside cannot move the cursor or turn the reading direction. */
    String text(Message message) {
        return message.in(language(), Escaper::escape);
    }

    /** The user's language; looked for when something is told. */
    public Catalogue language() {
        Catalogue known = language;
        if (known == null) {
            known = ofLocale();
            language = known;
        }
        return known;
    }

    /** Of the first of these variables that is set, as POSIX has it. */
    private Catalogue ofLocale() {
        for (String variable : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            Optional<String> locale = host.variable(variable);
            if (locale.isPresent()) {
                return Catalogue.of(locale.get());
            }
        }
        return Catalogue.ENGLISH;
    }

    private void trace(Throwable e) {
        if (debug) {
            print(Trace.of(e));
        }
    }

    private void print(String text) {
        try {
            host.err().write(text.getBytes(StandardCharsets.UTF_8));
            host.err().flush();
        } catch (IOException e) {
            // Nobody is left to tell.
        }
    }
}
