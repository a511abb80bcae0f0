package totp.cli.session;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * A call of another program, without a shell. Nothing secret is in its words: arguments can be read by others.
 *
 * @param input what its standard input is, where nothing is handed to it
 * @param given what it is handed on standard input, in place of {@code input}
 * @param showsErrors whether its standard error is ours; else nobody sees it
 * @param bytesMax of its output so many are read; with 0 it is not even connected, as for a program that stays in the background
 * @param secondsMax after which it is ended; 0 for a program that may wait for a person
 * @param secret whether no copy of what it prints may stay in this process; a program that is not there ends with
 *     {@link #NOT_FOUND} then
 * @param marked a variable that it finds set, beside those of this process
 */
public record Tool(
        List<String> words,
        File input,
        Optional<byte[]> given,
        boolean showsErrors,
        int bytesMax,
        int secondsMax,
        boolean secret,
        Optional<String> marked) {
    /** A person who is shown a question by the program needs some. */
    private static final int DESKTOP_SECONDS = 20;

    /** The shell's. */
    public static final int NOT_FOUND = 127;

    private static final File NOTHING = new File("/dev/null");

    /**
     * How it ended.
     *
     * @param output what it printed, which may be a secret; of what is too long a byte more than it may be
     */
    public record Ended(int status, Secret output) implements AutoCloseable {
        @Override
        public void close() {
            output.close();
        }
    }

    /** Without input, output and limits. */
    public static Tool of(List<String> words) {
        return new Tool(List.copyOf(words), NOTHING, Optional.empty(), false, 0, 0, false, Optional.empty());
    }

    /** Without input, output and limits. */
    public static Tool of(String... words) {
        return of(List.of(words));
    }

    public Tool reading(File file) {
        return new Tool(words, file, Optional.empty(), showsErrors, bytesMax, secondsMax, secret, marked);
    }

    public Tool given(byte[] bytes) {
        return new Tool(words, input, Optional.of(bytes), showsErrors, bytesMax, secondsMax, secret, marked);
    }

    public Tool showingErrors() {
        return new Tool(words, input, given, true, bytesMax, secondsMax, secret, marked);
    }

    public Tool printing(int bytes) {
        return new Tool(words, input, given, showsErrors, bytes, secondsMax, secret, marked);
    }

    public Tool printingSecret(int bytes) {
        return new Tool(words, input, given, showsErrors, bytes, secondsMax, true, marked);
    }

    public Tool within(int seconds) {
        return new Tool(words, input, given, showsErrors, bytesMax, seconds, secret, marked);
    }

    public Tool marked(String variable) {
        return new Tool(words, input, given, showsErrors, bytesMax, secondsMax, secret, Optional.of(variable));
    }

    /** Whether there is a program of this name in a folder of the PATH. */
    public static boolean isThere(Session session, String name) {
        return find(session.host(), name).isPresent();
    }

    /** The first program of this name in the folders of the PATH. */
    public static Optional<Path> find(Host host, String name) {
        for (String folder : host.variable("PATH").orElse("").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return Optional.of(Path.of(folder, name));
            }
        }
        return Optional.empty();
    }

    /**
     * What a program of the desktop prints, or nothing if it is not there, fails or prints nothing: the next one is tried then.
     *
     * @param bytesMax what is longer is cut
     */
    public static Optional<byte[]> output(Session session, int bytesMax, String... words) throws Failure {
        Tool tool = of(words).printing(bytesMax).within(DESKTOP_SECONDS);
        try (Ended ended = session.host().machine().run(tool)) {
            return ended.status() == 0 && ended.output().length() > 0
                    ? Optional.of(ended.output().use(byte[]::clone))
                    : Optional.empty();
        } catch (IOException e) {
            session.output().detail(Message.of("session.not", words[0]));
            return Optional.empty();
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }
}
