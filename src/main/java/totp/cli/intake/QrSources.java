package totp.cli.intake;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Desktop;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Input;
import totp.cli.session.Platform;
import totp.cli.session.Session;
import totp.crypto.Characters;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.KeyUri;
import totp.qr.Picture;
import totp.qr.PictureException;
import totp.qr.QrCode;
import totp.qr.QrScanner;
import totp.transfer.KeyUriFinder;

/** What QR codes say, in files, on standard input, in the clipboard and on the screen. */
public final class QrSources {
    static final Message CLIPBOARD = Message.of("intake.clipboard");
    static final Message WITHOUT_DISPLAY = Message.of("intake.give-picture-file-standard-input");
    static final Message SCREEN = Message.of("intake.screen");

    private static final long SCREEN_PAUSE_MILLIS = 700;

    private final Session session;
    private final CaptureOptions options;

    public QrSources(Session session, CaptureOptions options) {
        this.session = session;
        this.options = options;
        if (options.isGiven() && !new Desktop(session.host()).isMissing()) {
            session.host().machine().useDesktop();
        }
    }

    /** The codes of a picture in a file, or of {@code -} on standard input. */
    public List<QrCode> in(String file) throws Failure {
        byte[] bytes = new Input(session).bytes(file, "-", Picture.BYTES_MAX);
        return in(bytes, file.equals("-") ? Message.of("intake.standard-input") : Message.said(file));
    }

    /** The codes of a picture that was read already. */
    public List<QrCode> in(byte[] bytes, Message what) throws Failure {
        try {
            return in(Picture.decode(bytes));
        } catch (PictureException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("message.of", what, e.message())).because(e);
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private List<QrCode> in(BufferedImage image) throws Failure {
        try {
            return QrScanner.scan(image, options.deep);
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    /** A class that is not there, or that cannot work without one: of a library, or of Java itself. */
    private static Failure unlinked(LinkageError e) {
        boolean library = String.valueOf(e.getMessage()).contains("com/google/zxing");
        return library
                ? new Failure(
                        ExitCode.IO,
                        Message.of("intake.libraries-pictures-not-class"),
                        Message.of("intake.start-totp-launcher-puts"))
                : new Failure(
                        ExitCode.IO,
                        Message.of("intake.java-cannot-read-pictures"),
                        Message.of("intake.install-whole-java-runtime"));
    }

    /** The codes of the clipboard's picture; a text there counts as what a code of no size says. */
    List<QrCode> inClipboard() throws Failure {
        try {
            return copied();
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private List<QrCode> copied() throws Failure {
        ClipboardContent content = ClipboardContent.read(session);
        List<QrCode> codes = new ArrayList<>();
        for (BufferedImage image : content.images()) {
            codes.addAll(in(image));
        }
        for (byte[] picture : content.pictures()) {
            codes.addAll(in(picture, CLIPBOARD));
        }
        try (Secret text = content.text()) {
            if (text != null && text.length() > 0) {
                codes.add(new QrCode(text.use(bytes -> new String(bytes, StandardCharsets.UTF_8)), 0, 0, 0));
            }
        }
        return codes;
    }

    /** The codes on all screens, after a delay, and again and again while it is waited for one. */
    List<QrCode> onScreen() throws Failure {
        try {
            return shown();
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private List<QrCode> shown() throws Failure {
        Host host = session.host();
        pause(host.now().plusSeconds(options.delay == null ? 0 : options.delay));
        Instant end = host.now().plusSeconds(options.wait == null ? 0 : options.wait);
        Screen screen = new Screen(session);
        if (options.wait != null) {
            session.output().note(Message.of("intake.looking-qr-code-screen", options.wait));
        }
        while (true) {
            Map<String, QrCode> found = new LinkedHashMap<>();
            List<BufferedImage> images = screen.capture();
            boolean over = !host.now().isBefore(end);
            if (images.isEmpty() && over) {
                throw screen.empty();
            }
            for (BufferedImage image : images) {
                for (QrCode code : in(image)) {
                    found.putIfAbsent(code.payload(), code);
                }
            }
            if (!found.isEmpty() || over) {
                return List.copyOf(found.values());
            }
            pause(host.now().plusMillis(SCREEN_PAUSE_MILLIS));
        }
    }

    private void pause(Instant until) throws Failure {
        try {
            session.host().sleepUntil(until);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    /**
     * What a code says, as all commands read it: on one line, without blanks and marks around it, which those who draw codes
     * put into them by accident; of other words around a key URI the URI.
     */
    public static Secret text(String payload) {
        try (Secret whole = Secret.adopt(payload.replaceAll("[\\r\\n]+", " ").getBytes(StandardCharsets.UTF_8))) {
            Secret text = Characters.trimmed(whole);
            List<Secret> uris = KeyUri.looksLike(text) ? List.of() : KeyUriFinder.inText(text, 2);
            if (uris.size() == 1) {
                text.close();
                return uris.get(0);
            }
            uris.forEach(Secret::close);
            return text;
        }
    }

    /** Nothing was found: what people can do about it. */
    public Failure nothing(@Nullable Message where) {
        if (CLIPBOARD.equals(where)) {
            return new Failure(
                    ExitCode.NOT_FOUND,
                    Message.of("intake.no-qr-code-clipboard"),
                    Message.of("intake.copy-picture-key-text"));
        }
        boolean mac = session.host().machine().platform() == Platform.MACOS;
        Message hint = mac && SCREEN.equals(where)
                ? Message.of("intake.grant-screen-recording-your")
                : Message.of("intake.zoom-page-picture-code");
        return new Failure(
                ExitCode.NOT_FOUND,
                where == null ? Message.of("intake.no-qr-code-found") : Message.of("intake.no-qr-code-found-in", where),
                hint);
    }
}
