package totp.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import totp.cli.session.ExitCode;
import totp.cli.session.Host;

/**
 * Runs the usual commands on a vault of its own, so that the Java runtime can keep what they load for the next start.
 * {@code scripts/install} and the first build start it; nothing else does.
 */
final class TrainingRun {
    private TrainingRun() {}

    /** Rehearses the commands of one class path: {@code aws}, {@code scan}, or anything else for those that need no more. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("totp-rehearsal");
        try {
            Path passphrase = folder.resolve("passphrase");
            Files.copy(new ByteArrayInputStream(ascii("rehearsal only")), passphrase);
            String vault = folder.resolve("vault.totp").toString();
            List<String> common = List.of("--quiet", "--vault", vault, "--passphrase-file", passphrase.toString());
            run(folder, "", common, "init", "--no-recovery-key");
            if (arguments.length > 0 && arguments[0].equals("aws")) {
                // Nobody listens there: what is loaded until that is known is most of what an enrolment loads.
                Host host = host(folder, "");
                Program.run(words(common, "enroll", "rehearsal", "--endpoint-url", "http://127.0.0.1:9"), host);
                return;
            }
            run(folder, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", common, "add", "rehearsal", "--from", "-");
            if (arguments.length > 0 && arguments[0].equals("scan")) {
                String picture = folder.resolve("picture.png").toString();
                run(folder, "", common, "qr", "rehearsal", "--yes", "--png", picture);
                run(folder, "", List.of(), "scan", picture);
                run(folder, "", common, "add", "seen", "--from", picture);
                run(folder, "", common, "import", picture);
                String list = folder.resolve("list.txt").toString();
                run(folder, "", common, "export", "--to", "uri", "--plain", "-o", list);
                run(folder, "", common, "import", "--dry-run", "--json", list);
                return;
            }
            run(folder, "", common, "code", "rehearsal");
            run(folder, "", common, "code", "rehearsal", "--json");
            run(folder, "", common, "code", "rehearsal", "--at", "59");
            run(folder, "", common, "list", "--json");
            run(folder, "", List.of(), "version");
            run(folder, "", List.of(), "help");
        } finally {
            remove(folder);
        }
    }

    private static void run(Path folder, String input, List<String> common, String... words) {
        ExitCode code = Program.run(words(common, words), host(folder, input));
        if (code != ExitCode.DONE) {
            throw new IllegalStateException(words[0] + " ended with " + code);
        }
    }

    private static String[] words(List<String> common, String... words) {
        return Stream.concat(common.stream(), Stream.of(words)).toArray(String[]::new);
    }

    private static Host host(Path folder, String input) {
        Host real = Host.system();
        AtomicLong minutes = new AtomicLong();
        return new Host(
                real.clock(),
                real.random(),
                Optional::empty,
                new ByteArrayInputStream(ascii(input)),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                () -> false,
                () -> false,
                () -> false,
                Map.of(
                        "HOME",
                        folder.toString(),
                        "XDG_STATE_HOME",
                        folder.toString(),
                        "AWS_ACCESS_KEY_ID",
                        "rehearsal",
                        "AWS_SECRET_ACCESS_KEY",
                        "rehearsal"),
                real.pause(),
                () -> minutes.incrementAndGet() * 60_000_000_000L, // nobody is waited for
                real.machine());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
