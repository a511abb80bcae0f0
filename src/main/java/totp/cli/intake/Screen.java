package totp.cli.intake;

import java.awt.AWTError;
import java.awt.AWTException;
import java.awt.GraphicsDevice;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import totp.cli.session.AtExit;
import totp.cli.session.Desktop;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Session;
import totp.cli.session.Tool;
import totp.message.Message;
import totp.qr.Picture;
import totp.qr.PictureException;

/**
 * Pictures of all screens. A capture that is not allowed is no error anywhere, only an empty picture: so each is looked at,
 * and the next way is tried.
 */
final class Screen {
    private final Session session;

    Screen(Session session) {
        this.session = session;
    }

    /** One picture a monitor, or one of all of them; none if they show nothing, or must not be seen. */
    List<BufferedImage> capture() throws Failure {
        if (isWayland()) {
            Optional<BufferedImage> image = fromWaylandTools();
            boolean empty = image.filter(Screen::isEmpty).isPresent();
            if (image.isPresent() && !empty) {
                return List.of(image.get());
            }
            if (empty && session.host().variable("DISPLAY").isEmpty()) {
                return List.of();
            }
        }
        List<BufferedImage> images = fromRobotOrTools();
        return images.stream().allMatch(Screen::isEmpty) ? List.of() : images;
    }

    /** What to say when nothing was captured at last. */
    Failure empty() {
        return new Failure(
                ExitCode.IO,
                Message.of("intake.picture-screen-empty"),
                isWayland()
                        ? Message.of("intake.wayland-shows-screen-only")
                        : Message.of("intake.terminal-may-lack-permission"));
    }

    private boolean isWayland() {
        Host host = session.host();
        return host.variable("WAYLAND_DISPLAY").isPresent()
                || host.variable("XDG_SESSION_TYPE").filter("wayland"::equals).isPresent();
    }

    private Optional<BufferedImage> fromWaylandTools() throws Failure {
        Optional<byte[]> picture = Tool.output(session, Picture.BYTES_MAX, "grim", "-");
        if (picture.isEmpty()) {
            picture = throughFile("gnome-screenshot", "-f");
        }
        if (picture.isEmpty()) {
            picture = throughFile("spectacle", "-b", "-n", "-o");
        }
        return picture.flatMap(Screen::decoded);
    }

    /** For tools that only write files: into a folder that nobody else may enter, and gone at once. */
    private Optional<byte[]> throughFile(String... command) throws Failure {
        Path folder;
        try {
            folder = Files.createTempDirectory(
                    "totp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("intake.cannot-make-temporary-folder"), e);
        }
        AtExit removal = new AtExit(
                session.host().machine(),
                () -> remove(folder)); // at Ctrl-C as well: what is on the screen may be a seed
        try {
            Path file = folder.resolve("screen.png");
            List<String> words = new ArrayList<>(List.of(command));
            words.add(file.toString());
            Tool.output(session, Picture.BYTES_MAX, words.toArray(new String[0]));
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            removal.run();
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Only its owner could read it.
        }
    }

    /** Java's own way, or a program's where Java has no desktop part. */
    private List<BufferedImage> fromRobotOrTools() throws Failure {
        try {
            return fromRobot();
        } catch (HeadlessException | AWTException | AWTError | LinkageError e) {
            Optional<BufferedImage> image = new Desktop(session.host()).isMissing() ? fromX11Tools() : Optional.empty();
            if (image.isPresent()) {
                return List.of(image.get());
            }
            throw new Desktop(session.host())
                    .failure(
                            e,
                            Message.of("intake.screen-cannot-looked"),
                            isWayland()
                                    ? Message.of("intake.grim-gnome-screenshot")
                                    : Message.of("intake.maim-scrot-gnome-screenshot"),
                            QrSources.WITHOUT_DISPLAY);
        }
    }

    private Optional<BufferedImage> fromX11Tools() throws Failure {
        if (session.host().variable("DISPLAY").isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> picture = Tool.output(session, Picture.BYTES_MAX, "maim");
        if (picture.isEmpty()) {
            picture = throughFile("scrot");
        }
        if (picture.isEmpty()) {
            picture = Tool.output(session, Picture.BYTES_MAX, "import", "-silent", "-window", "root", "png:-");
        }
        if (picture.isEmpty()) {
            picture = throughFile("gnome-screenshot", "-f");
        }
        return picture.flatMap(Screen::decoded);
    }

    private static Optional<BufferedImage> decoded(byte[] picture) {
        try {
            return Optional.of(Picture.decode(picture));
        } catch (PictureException e) {
            return Optional.empty();
        }
    }

    private static List<BufferedImage> fromRobot() throws AWTException {
        List<BufferedImage> images = new ArrayList<>();
        for (GraphicsDevice device :
                GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices()) {
            Rectangle bounds = device.getDefaultConfiguration().getBounds();
            images.add(finest(
                    new Robot(device).createMultiResolutionScreenCapture(bounds).getResolutionVariants()));
        }
        return images;
    }

    /** On displays with a scale the first variant is scaled down, and modules shrink below what can be read. */
    private static BufferedImage finest(List<Image> variants) {
        Image finest = variants.get(0);
        for (Image variant : variants) {
            if (variant.getWidth(null) > finest.getWidth(null)) {
                finest = variant;
            }
        }
        return (BufferedImage) finest;
    }

    private static boolean isEmpty(BufferedImage image) {
        int first = image.getRGB(0, 0);
        int step = Math.max(1, Math.min(image.getWidth(), image.getHeight()) / 200);
        for (int y = 0; y < image.getHeight(); y += step) {
            for (int x = 0; x < image.getWidth(); x += step) {
                if (image.getRGB(x, y) != first) {
                    return false;
                }
            }
        }
        return true;
    }
}
