package totp.cli.session;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The terminal of a Unix, set by {@code stty}: Java itself cannot. */
final class Stty implements Terminal.Device {
    private static final int BYTES_MAX = 4096;

    private final Machine machine;
    private final File terminal;

    Stty(Machine machine, File terminal) {
        this.machine = machine;
        this.terminal = terminal;
    }

    @Override
    public Runnable to(Terminal.Mode mode, TerminalOutput shown) throws IOException {
        return TerminalMode.enter(this, machine, mode, shown);
    }

    @Override
    public Optional<Terminal.Size> size() {
        try {
            String[] size = set("size").strip().split(" ", -1);
            int rows = size.length == 2 ? Integer.parseInt(size[0]) : 0;
            int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
            return columns > 0 ? Optional.of(new Terminal.Size(rows, columns)) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Changes settings, or asks for them, and returns what was printed. */
    String set(String settings) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(settings.split(" ")));
        return run(Tool.of(command));
    }

    /** Changes settings and returns the former ones, in one go: until then what is typed is shown. */
    String exchange(String settings) throws IOException {
        return run(Tool.of("sh", "-c", "stty -g && stty " + settings)).strip();
    }

    private String run(Tool tool) throws IOException {
        try (Tool.Ended ended = machine.run(tool.reading(terminal).printing(BYTES_MAX))) {
            if (ended.status() != 0) {
                throw new IOException("stty cannot set the terminal");
            }
            return ended.output().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
