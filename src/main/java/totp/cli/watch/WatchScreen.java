package totp.cli.watch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.ScreenPainter;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.cli.session.Terminal.Size;
import totp.cli.watch.Picture.QrPicture;
import totp.message.Message;

/** The screen, and which of the pictures is on it. */
final class WatchScreen {
    private static final Size USUAL_SIZE = new Size(24, 80);

    private final Session session;
    private final Terminal terminal;
    private final ScreenPainter painter;
    private Size size = USUAL_SIZE;

    WatchScreen(Session session, Terminal terminal) {
        this.session = session;
        this.terminal = terminal;
        this.painter = new ScreenPainter(terminal, session.showsColours());
    }

    /** It is empty, or has another size; returns how many accounts there is room for. */
    int startOver() {
        size = terminal.size().orElse(USUAL_SIZE);
        painter.forget();
        return ListView.height(size);
    }

    /**
     * Paints what changed.
     *
     * @param locked why there is no list, if so
     */
    void paint(Model model, @Nullable Message locked, @Nullable Dialogue dialogue, @Nullable QrPicture qr)
            throws IOException {
        Picture picture = picture(model, locked, dialogue, qr);
        painter.paint(picture.lines(), picture.row(), picture.column());
    }

    private Picture picture(
            Model model, @Nullable Message locked, @Nullable Dialogue dialogue, @Nullable QrPicture qr) {
        if (!Picture.fits(size)) {
            return Picture.tooSmall(size, session::text);
        }
        if (qr != null) {
            return Picture.qr(qr, size, session::text);
        }
        List<String> before = locked == null ? List.of() : List.of(session.text(locked), "");
        Optional<String> asked = dialogue == null ? Optional.empty() : dialogue.shown();
        if (asked.isPresent()) {
            return Picture.dialogue(before, asked.get(), size);
        }
        if (locked == null) {
            return ListView.draw(model, session.host().now(), size, session::text);
        }
        String keys = dialogue == null ? session.text(Message.of("watch.enter-goes-on")) : "";
        return Picture.text(List.of(session.text(locked), "", keys), size);
    }
}
