package totp.cli.intake;

import java.awt.AWTError;
import java.awt.HeadlessException;
import java.awt.Image;
import java.awt.Toolkit;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Desktop;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Tool;
import totp.crypto.Secret;
import totp.message.Message;
import totp.qr.Picture;

/**
 * What the clipboard holds: pictures, the content of picture files that were copied, or a text.
 *
 * @param pictures encoded, as PNG or whatever it was
 */
record ClipboardContent(
        List<BufferedImage> images,
        List<byte[]> pictures,
        @Nullable Secret text) {
    private static final int BUSY_TRIES = 3;
    private static final List<String> PICTURES =
            List.of("image/png", "image/jpeg", "image/webp", "image/bmp", "image/tiff");

    private static final String DATA_URI = "data:image/";

    static ClipboardContent read(Session session) throws Failure {
        // XWayland mirrors pictures unreliably, so Wayland's own tool goes first.
        if (session.host().variable("WAYLAND_DISPLAY").isPresent()) {
            Optional<ClipboardContent> wayland = fromWayland(session);
            if (wayland.isPresent()) {
                return wayland.get();
            }
        }
        try {
            return fromToolkit(session);
        } catch (HeadlessException | AWTError | LinkageError e) {
            Optional<ClipboardContent> tools =
                    new Desktop(session.host()).isMissing() ? fromTools(session) : Optional.empty();
            if (tools.isPresent()) {
                return tools.get();
            }
            throw new Desktop(session.host())
                    .failure(
                            e,
                            Message.of("intake.clipboard-cannot-read"),
                            Message.of("intake.xclip-xsel-wl-clipboard"),
                            QrSources.WITHOUT_DISPLAY);
        }
    }

    /** What the clipboard's programs read of X11, where Java has no desktop part. */
    private static Optional<ClipboardContent> fromTools(Session session) throws Failure {
        if (session.host().variable("DISPLAY").isEmpty()) {
            return Optional.empty();
        }
        if (Tool.isThere(session, "xclip")) {
            Optional<byte[]> types =
                    Tool.output(session, Picture.BYTES_MAX, "xclip", "-selection", "clipboard", "-t", "TARGETS", "-o");
            String listed = types.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
            for (String type : PICTURES) {
                if (listed.contains(type)) {
                    return Tool.output(session, Picture.BYTES_MAX, "xclip", "-selection", "clipboard", "-t", type, "-o")
                            .map(picture -> new ClipboardContent(List.of(), List.of(picture), null));
                }
            }
            byte[] text = Tool.output(session, Picture.BYTES_MAX, "xclip", "-selection", "clipboard", "-o")
                    .orElse(new byte[0]);
            return Optional.of(ofText(text)); // an empty clipboard makes it fail
        }
        return Tool.isThere(session, "xsel")
                ? Optional.of(ofText(Tool.output(session, Picture.BYTES_MAX, "xsel", "--clipboard", "--output")
                        .orElse(new byte[0])))
                : Optional.empty();
    }

    private static Optional<ClipboardContent> fromWayland(Session session) throws Failure {
        Optional<byte[]> types = Tool.output(session, Picture.BYTES_MAX, "wl-paste", "--list-types");
        if (types.isEmpty()) {
            return Optional.empty();
        }
        String listed = new String(types.get(), StandardCharsets.UTF_8);
        for (String type : PICTURES) {
            if (listed.contains(type)) {
                return Tool.output(session, Picture.BYTES_MAX, "wl-paste", "--no-newline", "--type", type)
                        .map(picture -> new ClipboardContent(List.of(), List.of(picture), null));
            }
        }
        return Tool.output(session, Picture.BYTES_MAX, "wl-paste", "--no-newline")
                .map(ClipboardContent::ofText);
    }

    private static ClipboardContent fromToolkit(Session session) throws Failure {
        for (int i = 1; ; i++) {
            try {
                Transferable content =
                        Toolkit.getDefaultToolkit().getSystemClipboard().getContents(null);
                return content == null ? ofText(new byte[0]) : of(content);
            } catch (IllegalStateException e) { // somebody else has it open, on Windows
                if (i == BUSY_TRIES) {
                    throw new Failure(ExitCode.BUSY, Message.of("intake.another-program-holds-clipboard"));
                }
                try {
                    session.host().pause().millis(100);
                } catch (InterruptedException interrupted) {
                    throw Session.interrupted();
                }
            } catch (UnsupportedFlavorException | IOException e) {
                throw new Failure(ExitCode.IO, Message.of("intake.cannot-read-clipboard"), e);
            }
        }
    }

    private static ClipboardContent of(Transferable content) throws UnsupportedFlavorException, IOException, Failure {
        if (content.isDataFlavorSupported(DataFlavor.imageFlavor)) {
            Image image = (Image) content.getTransferData(DataFlavor.imageFlavor);
            return new ClipboardContent(List.of(buffered(image)), List.of(), null);
        }
        if (content.isDataFlavorSupported(DataFlavor.javaFileListFlavor)) {
            List<byte[]> pictures = new ArrayList<>();
            for (Object file : (List<?>) content.getTransferData(DataFlavor.javaFileListFlavor)) {
                Path path = ((File) file).toPath();
                if (Files.size(path) <= Picture.BYTES_MAX) {
                    pictures.add(Files.readAllBytes(path));
                }
            }
            return new ClipboardContent(List.of(), pictures, null);
        }
        if (content.isDataFlavorSupported(DataFlavor.stringFlavor)) {
            String text = (String) content.getTransferData(DataFlavor.stringFlavor);
            return ofText(text.getBytes(StandardCharsets.UTF_8));
        }
        return ofText(new byte[0]);
    }

    /** A text, or the picture that a text of the form {@code data:image/png;base64,…} is. */
    private static ClipboardContent ofText(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, 64), StandardCharsets.US_ASCII);
        if (start.toLowerCase(Locale.ROOT).startsWith(DATA_URI) && start.contains(";base64,")) {
            int comma = start.indexOf(',') + 1;
            try {
                byte[] picture = Base64.getMimeDecoder()
                        .decode(new String(bytes, comma, bytes.length - comma, StandardCharsets.US_ASCII));
                return new ClipboardContent(List.of(), List.of(picture), null);
            } catch (IllegalArgumentException e) {
                // It only looks like one.
            }
        }
        return new ClipboardContent(List.of(), List.of(), Secret.adopt(bytes));
    }

    private static BufferedImage buffered(Image image) {
        if (image instanceof BufferedImage already) {
            return already;
        }
        BufferedImage copy =
                new BufferedImage(image.getWidth(null), image.getHeight(null), BufferedImage.TYPE_INT_ARGB);
        var graphics = copy.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return copy;
    }
}
