package totp.cli.session;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import totp.qr.Picture;

/** Another program whose output is wanted, started without a shell; a program that is not there is no error. */
public final class Tool {
    /** A person who is shown a question by the tool needs some. */
    private static final int SECONDS_MAX = 20;

    private Tool() {}

    /** Whether there is a program of this name in a folder of the PATH. */
    public static boolean isThere(Session session, String name) {
        for (String folder : session.host().variable("PATH").orElse("").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    /** What it prints, or nothing if it is not there, fails or prints nothing. */
    public static Optional<byte[]> output(Session session, String... command) throws Failure {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            session.output().detail(command[0] + " is not there");
            return Optional.empty();
        }
        // Reading has no time limit of its own: a tool that hangs is ended, and its output with it.
        Thread limit = new Thread(() -> endAfterLimit(process), "limit " + command[0]);
        limit.setDaemon(true);
        limit.start();
        try {
            byte[] printed = process.getInputStream().readNBytes(Picture.BYTES_MAX);
            boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 && printed.length > 0 ? Optional.of(printed) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw Session.interrupted();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
