package totp.cli.session;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import totp.crypto.Secret;

/** The computer that the program runs on. */
final class ThisMachine implements Machine {
    static {
        // No option is a date or a database: to look by reflection for twenty such types took 4 ms of each run.
        System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\..*");
    }

    private static final String HEADLESS = "java.awt.headless";

    /**
     * What lies unread in the pipe of a program that ends, Java reads itself, onto the stack of a thread that lives on for a
     * minute: a passphrase would stay there. It does not while somebody has the stream to himself; so the program begins once
     * somebody has, and not at all if totp is gone before. The shell's variable has a name of ours: of one that is exported the
     * program would see what was read.
     */
    private static final String BEGIN_WHEN_TOLD = """
            read -r totp_told || exit
            case $1 in */*) [ -x "$1" ] ;; *) command -v "$1" >/dev/null ;; esac || exit 127
            exec "$@\"""";

    /** For the system, to take a program away that was ended. */
    private static final int SECONDS_TO_END = 2;

    private static final ThisMachine INSTANCE = new ThisMachine();

    private final AtomicInteger exitActions = new AtomicInteger();
    private final Platform platform = Platform.of(System.getProperty("os.name", ""));

    private ThisMachine() {
        // Java looks at this once, when the first class of its desktop part is loaded, which decoding a picture does as
        // well.
        System.setProperty(HEADLESS, "true");
    }

    static ThisMachine get() {
        return INSTANCE;
    }

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    public ZoneId zone() {
        return ZoneId.systemDefault();
    }

    @Override
    public String property(String name) {
        return System.getProperty(name, "");
    }

    @Override
    public void setProperty(String name, String value) {
        System.setProperty(name, value);
    }

    @Override
    public void useDesktop() {
        System.clearProperty(HEADLESS);
    }

    @Override
    public Tool.Ended run(Tool tool) throws IOException, InterruptedException {
        Process process = start(tool);
        CountDownLatch reading = new CountDownLatch(1);
        FutureTask<Tool.Ended> outcome = new FutureTask<>(() -> {
            byte[] printed;
            synchronized (process.getInputStream()) { // see BEGIN_WHEN_TOLD
                reading.countDown();
                printed = tool.bytesMax() == 0 ? new byte[0] : read(process, tool.bytesMax());
            }
            if (printed.length > tool.bytesMax()) {
                end(process);
            }
            return new Tool.Ended(process.waitFor(), Secret.adopt(printed));
        });
        try {
            // Beside each other, since a tool may print before it has read; and beside us, for nothing breaks off
            // reading a pipe.
            beside("input of ", tool, () -> {
                try {
                    reading.await();
                    handOver(process, tool);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (IOException e) {
                    // It ended without reading to the end; its exit code tells whether that was right.
                }
            });
            beside("output of ", tool, outcome);
            return ended(process, tool, outcome);
        } finally {
            if (process.isAlive()) {
                end(process);
            }
        }
    }

    private static void beside(String what, Tool tool, Runnable work) {
        Thread thread = new Thread(work, what + new File(tool.words().get(0)).getName());
        thread.setDaemon(true);
        thread.start();
    }

    private static Tool.Ended ended(Process process, Tool tool, FutureTask<Tool.Ended> outcome)
            throws IOException, InterruptedException {
        try {
            if (tool.secondsMax() == 0) {
                return outcome.get();
            }
            try {
                return outcome.get(tool.secondsMax(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                end(process);
                return outcome.get(SECONDS_TO_END, TimeUnit.SECONDS);
            }
        } catch (TimeoutException e) {
            throw new IOException("what it left behind holds its output open", e);
        } catch (ExecutionException e) {
            throw new IOException("its output cannot be read", e.getCause());
        }
    }

    @Override
    public void leaveRunning(Tool tool) throws IOException {
        handOver(start(tool), tool);
    }

    @Override
    public Secret leaveServing(Tool tool) throws IOException, InterruptedException {
        Process process = start(tool);
        FutureTask<byte[]> said = new FutureTask<>(() -> read(process, tool.bytesMax()));
        boolean serves = false;
        try {
            handOver(process, tool);
            beside("output of ", tool, said);
            Secret output = Secret.adopt(said.get(tool.secondsMax(), TimeUnit.SECONDS));
            serves = true;
            return output;
        } catch (TimeoutException e) {
            throw new IOException("it does not get ready", e);
        } catch (ExecutionException e) {
            throw new IOException("its output cannot be read", e.getCause());
        } finally {
            if (!serves) {
                end(process);
            }
        }
    }

    @Override
    public void become(List<String> words, Map<String, String> environment) throws IOException, InterruptedException {
        // The keyboard's goes to both, and the other decides what it means.
        List<Runnable> former = new ArrayList<>(List.of(Suspension.hear("INT", () -> {})));
        try {
            ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
            builder.environment().clear();
            builder.environment().putAll(environment);
            CompletableFuture<Process> started = new CompletableFuture<>();
            for (String signal : List.of("TERM", "HUP", "USR2")) { // Java keeps USR1 and QUIT for itself
                former.add(Suspension.hear(signal, () -> send(signal, started.join())));
            }
            Process process = builder.start();
            started.complete(process);
            throw new Became(process.waitFor());
        } finally {
            former.forEach(Runnable::run);
        }
    }

    private void send(String signal, Process process) {
        try {
            run(Tool.of("sh", "-c", "kill -" + signal + " " + process.pid())).close();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process start(Tool tool) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(tool.secret() ? whenTold(tool) : tool.words());
        tool.marked().ifPresent(variable -> builder.environment().put(variable, "1"));
        return builder.redirectInput(
                        tool.secret() || tool.given().isPresent() ? Redirect.PIPE : Redirect.from(tool.input()))
                .redirectError(tool.showsErrors() ? Redirect.INHERIT : Redirect.DISCARD)
                .redirectOutput(tool.bytesMax() == 0 ? Redirect.DISCARD : Redirect.PIPE)
                .start();
    }

    private static List<String> whenTold(Tool tool) {
        List<String> words = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                BEGIN_WHEN_TOLD + (tool.given().isPresent() ? "" : " <\"$0\""),
                tool.input().getPath()));
        words.addAll(tool.words());
        return words;
    }

    private static void handOver(Process process, Tool tool) throws IOException {
        if (tool.secret() || tool.given().isPresent()) {
            try (OutputStream in = process.getOutputStream()) {
                if (tool.secret()) {
                    in.write('\n');
                }
                if (tool.given().isPresent()) {
                    in.write(tool.given().get());
                }
            }
        }
    }

    private static byte[] read(Process process, int bytesMax) throws IOException {
        try (InputStream out = process.getInputStream()) {
            return Input.bytes(out, bytesMax);
        }
    }

    /** The program itself goes first: one that sees its children end might take that for success. */
    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public Runnable atExit(Runnable action) {
        Thread hook = new Thread(action, "at exit");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            exitActions.incrementAndGet();
        } catch (IllegalStateException e) {
            throw new Ending();
        }
        return () -> {
            try {
                if (Runtime.getRuntime().removeShutdownHook(hook)) {
                    exitActions.decrementAndGet();
                }
            } catch (IllegalStateException e) {
                // The process is ending, and the hook is at it.
            }
        };
    }

    @Override
    public boolean hasExitActions() {
        return exitActions.get() > 0;
    }

    @Override
    public Runnable atStop(Runnable stopped, Runnable resumed) {
        return new Suspension(stopped, resumed)::close;
    }

    @Override
    public Runnable atResize(Runnable resized) {
        return Suspension.hear("WINCH", resized);
    }
}
