package totp.cli.session;

import java.awt.HeadlessException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Why Java could not look at the desktop. Servers and containers have a Java without its desktop part (Debian's
 * openjdk-17-jre-headless): its classes are there, and the library below them is not, which ends in errors of linking of
 * several kinds, or in the word headless.
 */
public final class Desktop {
    private Desktop() {}

    /**
     * Whether Java on X11 or Wayland lacks the library below its desktop part. To be asked before anything of that is touched:
     * what fails to begin once is broken until the program ends, and pictures in files cannot be read any more either.
     */
    public static boolean isMissing() {
        return isUnix() && !Files.isRegularFile(Path.of(System.getProperty("java.home", ""), "lib", "libawt_xawt.so"));
    }

    /**
     * Says it in one line.
     *
     * @param what could not be done
     * @param tools that would do it instead
     * @param otherwise what else can be done where there is no display
     */
    public static Failure failure(Host host, Throwable cause, String what, String tools, String otherwise) {
        boolean display = host.variable("DISPLAY").isPresent()
                || host.variable("WAYLAND_DISPLAY").isPresent()
                || !isUnix();
        // A display that is named and not there ends in an error of linking as well.
        boolean missing = isUnix() ? isMissing() : cause instanceof LinkageError || cause instanceof HeadlessException;
        if (missing && display) {
            return new Failure(
                    ExitCode.IO,
                    what + ": this Java has no desktop part",
                    "install " + tools
                            + ", or Java's package without -headless in its name (Debian, Ubuntu: openjdk-17-jre;"
                            + " Fedora: java-17-openjdk)");
        }
        return new Failure(ExitCode.IO, what + ": there is no display", otherwise);
    }

    private static boolean isUnix() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return !system.startsWith("mac") && !system.startsWith("windows");
    }
}
