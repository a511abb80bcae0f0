package totp.cli.session;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;
import totp.crypto.Secret;

/** The computer that the program runs on. */
final class ThisMachine implements Machine {
    private static final String HEADLESS = "java.awt.headless";

    private static final ThisMachine INSTANCE = new ThisMachine();

    private final Platform platform = Platform.of(System.getProperty("os.name", ""));

    private ThisMachine() {
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
        endAfterLimit(process, tool);
        try {
            try {
                handOver(process, tool);
            } catch (IOException e) {
                // It ended without reading to the end; its exit code tells whether that was right.
            }
            byte[] printed = tool.bytesMax() == 0 ? new byte[0] : read(process, tool.bytesMax());
            if (printed.length > tool.bytesMax()) {
                end(process);
            }
            return new Tool.Ended(process.waitFor(), Secret.adopt(printed));
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void leaveRunning(Tool tool) throws IOException {
        handOver(start(tool), tool);
    }

    private static Process start(Tool tool) throws IOException {
        return new ProcessBuilder(tool.words())
                .redirectInput(tool.given().isPresent() ? Redirect.PIPE : Redirect.from(tool.input()))
                .redirectError(tool.showsErrors() ? Redirect.INHERIT : Redirect.DISCARD)
                .redirectOutput(tool.bytesMax() == 0 ? Redirect.DISCARD : Redirect.PIPE)
                .start();
    }

    private static void handOver(Process process, Tool tool) throws IOException {
        if (tool.given().isPresent()) {
            try (OutputStream in = process.getOutputStream()) {
                in.write(tool.given().get());
            }
        }
    }

    private static byte[] read(Process process, int bytesMax) throws IOException {
        try (InputStream out = process.getInputStream()) {
            return Input.bytes(out, bytesMax);
        }
    }

    /** Reading has no limit of time: a program that hangs is ended, and its output with it. */
    private static void endAfterLimit(Process process, Tool tool) {
        if (tool.secondsMax() == 0) {
            return;
        }
        Thread limit = new Thread(
                () -> {
                    try {
                        if (!process.waitFor(tool.secondsMax(), TimeUnit.SECONDS)) {
                            end(process);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "limit " + new File(tool.words().get(0)).getName());
        limit.setDaemon(true);
        limit.start();
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
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending, and the hook is at it.
            }
        };
    }

    @Override
    public Runnable atStop(Runnable stopped, Runnable resumed) {
        return new Suspension(stopped, resumed)::close;
    }
}
