package totp.cli.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import totp.crypto.Secret;

/** A computer in memory: it has the programs that a test gives it, and ends when the test says so. */
public final class TestMachine implements Machine {
    private final Platform platform;
    private final Map<String, Program> programs = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final List<Tool> started = new ArrayList<>();
    private final List<Tool> left = new CopyOnWriteArrayList<>(); // a test waits for them on a thread of its own
    private final List<Runnable> hooks = new ArrayList<>();
    private Map<String, String> became = Map.of();
    private boolean desktop;
    private boolean ending;

    public TestMachine(Platform platform) {
        this.platform = platform;
    }

    /** What a program does. */
    @FunctionalInterface
    public interface Program {
        /** Returns what it prints, or null if it fails. */
        String run(Tool tool);
    }

    /** Installs a program under the name that is its first word. */
    public TestMachine with(String name, Program program) {
        programs.put(name, program);
        return this;
    }

    /** What Java says of itself there. */
    public TestMachine saying(String property, String value) {
        properties.put(property, value);
        return this;
    }

    /** The calls that were made, of programs that are there or not, in their order. */
    public List<Tool> started() {
        return List.copyOf(started);
    }

    /** What was left running. */
    public List<Tool> left() {
        return List.copyOf(left);
    }

    /** Whether Java's desktop part may be used. */
    public boolean usesDesktop() {
        return desktop;
    }

    @Override
    public void become(List<String> words, Map<String, String> environment) throws IOException {
        Program program = programs.get(words.get(0));
        if (program == null) {
            throw new IOException("no such program: " + words.get(0));
        }
        became = Map.copyOf(environment);
        started.add(Tool.of(words));
        throw new Became(program.run(Tool.of(words)) == null ? 1 : 0);
    }

    /** The environment of what took this program's place. */
    public Map<String, String> became() {
        return became;
    }

    /** Ends the process, as Ctrl-C does. */
    public void end() {
        List.copyOf(hooks).forEach(Runnable::run);
    }

    /** The process has been told to end, and everything that waited for it has been done. */
    public TestMachine ending() {
        ending = true;
        return this;
    }

    /** How many wait for the end of the process. */
    public int hooks() {
        return hooks.size();
    }

    /** What was handed to a program. */
    public static String given(Tool tool) {
        return new String(tool.given().orElseThrow(), StandardCharsets.US_ASCII);
    }

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    public ZoneId zone() {
        return ZoneId.of("Asia/Tokyo");
    }

    @Override
    public String property(String name) {
        return properties.getOrDefault(name, "");
    }

    @Override
    public void setProperty(String name, String value) {}

    @Override
    public void useDesktop() {
        desktop = true;
    }

    @Override
    public Tool.Ended run(Tool tool) throws IOException {
        started.add(tool);
        Program program = programs.get(tool.words().get(0));
        if (program == null) {
            throw new IOException("it is not there");
        }
        String printed = program.run(tool);
        byte[] output = printed == null ? new byte[0] : printed.getBytes(StandardCharsets.UTF_8);
        return new Tool.Ended(printed == null ? 1 : 0, Secret.adopt(output));
    }

    @Override
    public void leaveRunning(Tool tool) {
        left.add(tool);
    }

    @Override
    public Secret leaveServing(Tool tool) throws IOException {
        return run(tool).output();
    }

    @Override
    public Runnable atExit(Runnable action) {
        if (ending) {
            throw new Ending();
        }
        hooks.add(action);
        return () -> hooks.remove(action);
    }

    @Override
    public boolean hasExitActions() {
        return !hooks.isEmpty();
    }

    @Override
    public Runnable atStop(Runnable stopped, Runnable resumed) {
        return () -> {};
    }
}
