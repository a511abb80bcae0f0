package totp.cli.session;

import java.awt.HeadlessException;
import java.nio.file.Files;
import java.nio.file.Path;
import totp.message.Message;

/**
 * Why Java could not look at the desktop. Servers and containers have a Java without its desktop part (Debian's
 * openjdk-17-jre-headless): its classes are there, and the library below them is not, which ends in errors of linking of
 * several kinds, or in the word headless.
 */
public final class Desktop {
    private final Host host;

    public Desktop(Host host) {
        this.host = host;
    }

    /**
     * Whether Java on X11 or Wayland lacks the library below its desktop part. To be asked before anything of that is touched:
     * what fails to begin once is broken until the program ends, and pictures in files cannot be read any more either.
     */
    public boolean isMissing() {
        Path library = Path.of(host.machine().property("java.home"), "lib", "libawt_xawt.so");
        return isUnix() && !Files.isRegularFile(library);
    }

    /**
     * Says it in one line.
     *
     * @param what could not be done
     * @param tools that would do it instead
     * @param otherwise what else can be done where there is no display
     */
    public Failure failure(Throwable cause, Message what, Message tools, Message otherwise) {
        boolean display = host.variable("DISPLAY").isPresent()
                || host.variable("WAYLAND_DISPLAY").isPresent()
                || !isUnix();
        // A display that is named and not there ends in an error of linking as well.
        boolean missing = isUnix() ? isMissing() : cause instanceof LinkageError || cause instanceof HeadlessException;
        if (missing && display) {
            return new Failure(
                    ExitCode.IO,
                    Message.of("session.java-no-desktop-part", what),
                    Message.of("session.install-java-package-without", tools));
        }
        return new Failure(ExitCode.IO, Message.of("session.no-display", what), otherwise);
    }

    private boolean isUnix() {
        return host.machine().platform() == Platform.UNIX;
    }
}
