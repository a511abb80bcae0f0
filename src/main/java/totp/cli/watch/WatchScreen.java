package totp.cli.watch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
    private final FutureTask<Optional<Size>> firstSize;
    private boolean isFirst = true;
    private Size size = USUAL_SIZE;

    /** Asks for the size at once, which another program tells: the accounts take their time as well. */
    WatchScreen(Session session, Terminal terminal) {
        this.session = session;
        this.terminal = terminal;
        this.painter = new ScreenPainter(terminal, session.showsColours());
        this.firstSize = new FutureTask<>(terminal::size);
        Thread asking = new Thread(firstSize, "terminal size");
        asking.setDaemon(true);
        asking.start();
    }

    /** It is empty, or has another size; returns how many accounts there is room for. */
    int startOver() {
        size = present().orElse(USUAL_SIZE);
        painter.forget();
        return ListView.height(size);
    }

    private Optional<Size> present() {
        if (!isFirst) {
            return terminal.size();
        }
        isFirst = false;
        try {
            return firstSize.get();
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next wait ends it
            return Optional.empty();
        }
    }

    Terminal terminal() {
        return terminal;
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
