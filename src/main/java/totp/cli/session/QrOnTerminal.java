package totp.cli.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import totp.message.Message;
import totp.qr.QrDrawing;
import totp.qr.QrDrawing.Style;

/** Draws a QR code as lines of text, in the colours and characters that the terminal has. */
public final class QrOnTerminal {
    private QrOnTerminal() {}

    public static void show(Session session, QrDrawing drawing) throws Failure {
        Style style = style(session);
        Optional<Integer> columns = session.host().outIsTerminal().get()
                ? session.host().terminal().get().flatMap(Terminal::columns)
                : Optional.empty();
        if (columns.isPresent() && columns.get() < drawing.columns(style)) {
            throw Failure.usage(
                    Message.of("session.code-takes-columns-terminal", drawing.columns(style), columns.get()),
                    Message.of("session.widen-terminal-give-png"));
        }
        drawing.lines(style).forEach(session.output()::drawn);
    }

    /** Colours on a terminal, as everywhere; blocks where the locale has them. */
    public static Style style(Session session) {
        boolean coloured = session.showsColours();
        if (speaksUtf8(session.host())) {
            return coloured ? Style.BLOCKS_COLOURED : Style.BLOCKS;
        }
        return coloured ? Style.BLANKS_COLOURED : Style.ASCII;
    }

    private static boolean speaksUtf8(Host host) {
        for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            Optional<String> value = host.variable(variable);
            if (value.isPresent()) {
                String locale = value.get().toUpperCase(Locale.ROOT);
                return locale.contains("UTF-8") || locale.contains("UTF8");
            }
        }
        return host.machine().platform() == Platform.MACOS;
    }
}
