package totp;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import totp.agent.Answer;
import totp.cli.Program;
import totp.cli.session.ExitCode;
import totp.cli.session.Host;
import totp.cli.session.Machine;
import totp.cli.session.Terminal;
import totp.cli.session.Tool;

/**
 * Runs the usual commands on a vault of its own, so that the Java runtime can keep what they load for the next start.
 * {@code scripts/install} and the first build start it; nothing else does.
 */
final class TrainingRun {
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private TrainingRun() {}

    /** Rehearses the commands of one class path: {@code aws}, {@code scan}, or anything else for those that need no more. */
    public static void main(String[] arguments) throws Exception {
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
            run(folder, SECRET, common, "add", "rehearsal", "--from", "-");
            if (arguments.length > 0 && arguments[0].equals("scan")) {
                String picture = folder.resolve("picture.png").toString();
                run(folder, "", common, "qr", "rehearsal", "--yes", "--png", picture);
                run(folder, "", List.of(), "scan", picture);
                run(folder, "", common, "add", "seen", "--from", picture);
                run(folder, "", common, "import", picture);
                String list = folder.resolve("list.txt").toString();
                run(folder, "", common, "export", "--to", "uri", "--plain", "-o", list);
                run(folder, "", common, "import", "--dry-run", "--json", list);
                watch(folder, words(common, "watch"));
                withAgent(
                        folder, vault, common, environment -> watch(folder, words(List.of("--vault", vault), "watch")));
                return;
            }
            run(folder, "", common, "code", "rehearsal");
            run(folder, "", common, "code", "rehearsal", "--json");
            run(folder, "", common, "code", "rehearsal", "--at", "59");
            run(folder, SECRET, List.of(), "code", "-");
            run(folder, "", common, "list");
            run(folder, "", common, "list", "--json");
            run(folder, "", List.of(), "version");
            run(folder, "", List.of(), "help");
            run(folder, "", List.of(), "help", "code");
            run(folder, "", List.of(), "help", "options");
            run(folder, "", List.of(), "list", "--help");
            run(folder, "", List.of(), "key", "add", "--help");
            lookForSessions(folder);
            MethodHandles.lookup().ensureInitialized(Main.class);
            withAgent(folder, vault, common, TrainingRun::ask);
        } finally {
            remove(folder);
        }
    }

    /** What the session of the rehearsed role is kept by: its key, made of the lines of its config file. */
    private static final String KEPT = "687207b79c9a59268b8a07811f295ba4";

    /** Sessions of AWS that are kept, which need none of AWS's libraries: listed, found, and looked for in vain. */
    private static void lookForSessions(Path folder) throws IOException {
        Path aws = Files.createDirectory(folder.resolve(".aws"));
        write(
                aws.resolve("config"),
                "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/R\nsource_profile = keys\n");
        write(aws.resolve("credentials"), "[keys]\naws_access_key_id = AKIA\naws_secret_access_key = x\n");
        Path kept = Files.createDirectory(
                folder.resolve("sessions"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write(
                kept.resolve(KEPT + ".json"),
                "{'version':'1','profile':'p','serial':'','role_arn':'','user':'','account_id':'','access_key_id':'x',"
                        .concat("'secret_access_key':'x','session_token':'x','expires':'2999-01-01T00:00:00Z',")
                        .concat("'issued':'2026-01-01T00:00:00.5Z','offset':'PT0.5S'}")
                        .replace('\'', '"'));
        Host host = host(folder, "");
        Program.run(words(List.of(), "aws", "sessions", "--json"), host);
        host.machine().setProperty("totp.session", "kept");
        run(folder, "", List.of(), "aws", "credentials", "role");
        run(folder, "", List.of(), "aws", "env", "role");
        host.machine().setProperty("totp.plan", folder.resolve("plan").toString());
        run(folder, "", List.of(), "aws", "exec", "role");
        host.machine().setProperty("totp.plan", "");
        Program.run(words(List.of(), "aws", "credentials", "keys"), host);
        host.machine().setProperty("totp.session", "");
    }

    private static void write(Path file, String text) throws IOException {
        Files.copy(new ByteArrayInputStream(ascii(text)), file);
    }

    /** What an agent is asked for. */
    @FunctionalInterface
    private interface Asking {
        void with(Map<String, String> environment) throws IOException, InterruptedException;
    }

    /** An agent of this very process is asked as one of another would be. Where its socket has no room, it is not rehearsed. */
    private static void withAgent(Path folder, String vault, List<String> common, Asking asking)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(environment(folder));
        environment.put("TOTP_VAULT", vault);
        Thread agent = new Thread(() -> Program.run(
                words(common, "unlock", "--foreground"),
                host(folder, "", Host.system().nanoTime())));
        agent.setDaemon(true); // where something goes wrong here, nobody waits for it
        agent.start();
        String user = System.getProperty("user.name", "");
        String[] list = {"list"};
        // A socket has its name a moment before anybody listens there.
        while (agent.isAlive() && Shortcut.ask(list, environment, "", user) == null) {
            agent.join(10);
        }
        asking.with(environment);
        run(folder, "", List.of("--quiet", "--vault", vault), "status", "--json");
        run(folder, "", List.of("--quiet", "--vault", vault), "lock");
        agent.join();
    }

    private static void ask(Map<String, String> environment) throws IOException, InterruptedException {
        String user = System.getProperty("user.name", "");
        for (List<String> words : List.of(
                List.of("code", "rehearsal"),
                List.of("code", "rehearsal", "--json"),
                List.of("code", "rehearsal", "--remaining"),
                List.of("list"),
                List.of("list", "--json"),
                List.of("show", "rehearsal"),
                List.of("complete", "names"))) {
            Answer answer = Shortcut.ask(words.toArray(new String[0]), environment, "", user);
            if (answer != null) {
                answer.show(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), new Main.Clock());
            }
        }
    }

    /** The list on a terminal that nobody sees: a search and back, codes for a while, and the end. */
    private static void watch(Path folder, String[] words) {
        // Of a real terminal, which none of the builders has.
        for (String name : List.of("Stty", "TerminalMode")) {
            try {
                Class.forName("totp.cli.session." + name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        try (Tool.Ended ended = Machine.system()
                .run(Tool.of("stty", "size").reading(new File("/dev/null")).printing(99))) {
            ended.status();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("no program can be run", e);
        }
        Terminal terminal = new Terminal(
                new RehearsedKeys(), OutputStream.nullOutputStream(), (mode, shown) -> () -> {}, Machine.system());
        Host host = host(folder, "", Host.system().nanoTime());
        Map<String, String> environment = new HashMap<>(host.environment());
        environment.put("TERM", "xterm");
        Host seen = new Host(
                host.clock(),
                host.random(),
                () -> Optional.of(terminal),
                host.in(),
                host.out(),
                host.err(),
                () -> true,
                () -> true,
                () -> false,
                () -> false,
                environment,
                host.pause(),
                host.nanoTime(),
                host.machine());
        ExitCode code = Program.run(words, seen);
        if (code != ExitCode.DONE) {
            throw new IllegalStateException("watch ended with " + code);
        }
    }

    /** A letter, another list, the whole one again, and q when codes will have come. */
    private static final class RehearsedKeys extends InputStream {
        private static final String KEYS = "r\u001b[B\u007f\u001b[A\u0015";
        private static final int MILLIS = 1500;
        private int at;

        @Override
        public int read() throws IOException {
            if (at < KEYS.length()) {
                return KEYS.charAt(at++);
            }
            try {
                new Main.Clock().until(Host.system().now().toEpochMilli() + MILLIS);
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            return 'q';
        }

        @Override
        public int read(byte[] buffer, int from, int count) throws IOException {
            buffer[from] = (byte) read();
            return 1;
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

    /** Nobody is waited for: every look at the clock is a minute later. */
    private static Host host(Path folder, String input) {
        AtomicLong minutes = new AtomicLong();
        return host(folder, input, () -> minutes.incrementAndGet() * 60_000_000_000L);
    }

    private static Host host(Path folder, String input, LongSupplier nanoTime) {
        Host real = Host.system();
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
                () -> false,
                environment(folder),
                real.pause(),
                nanoTime,
                real.machine());
    }

    private static Map<String, String> environment(Path folder) {
        return Map.of(
                "HOME",
                folder.toString(),
                "XDG_STATE_HOME",
                folder.toString(),
                "XDG_RUNTIME_DIR",
                folder.toString(),
                "TOTP_AWS_CACHE",
                folder.resolve("sessions").toString(),
                "AWS_ACCESS_KEY_ID",
                "rehearsal",
                "AWS_SECRET_ACCESS_KEY",
                "rehearsal");
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
