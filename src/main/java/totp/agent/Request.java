package totp.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.crypto.Secret;

/**
 * A command that the agent is asked to run.
 *
 * @param vault the real path of the vault that is meant
 * @param mayAsk whether the caller has a terminal, on which it would ask what is not clear
 * @param environment the variables that decide how the command prints, and where this user's state lies
 * @param arguments the command and its options
 * @param input what it reads from standard input: often a seed; for who made the request to close
 */
public record Request(
        String vault, boolean mayAsk, Map<String, String> environment, List<String> arguments, Secret input) {
    /** What a command of an agent may know of its caller's environment. */
    private static final String[] VARIABLES = {
        "HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "TERM"
    };

    /** With of the environment what an agent may know. */
    public static Request of(
            String vault, boolean mayAsk, Map<String, String> environment, List<String> arguments, Secret input) {
        Map<String, String> known = new LinkedHashMap<>();
        for (String variable : VARIABLES) {
            String value = environment.get(variable);
            if (value != null) {
                known.put(variable, value);
            }
        }
        return new Request(vault, mayAsk, known, arguments, input);
    }

    /** The same without anything on standard input. */
    public static Request of(String vault, boolean mayAsk, Map<String, String> environment, List<String> arguments) {
        return of(vault, mayAsk, environment, arguments, Secret.adopt(new byte[0]));
    }

    /** Whether a terminal is there to ask on; opening it is the only way to find out. */
    @SuppressWarnings("try") // it is opened, not used
    public static boolean terminalIsThere() {
        try (FileInputStream terminal = new FileInputStream("/dev/tty")) {
            return true;
        } catch (IOException e) {
            return false; // the device has rights for everybody, and yet it is none
        }
    }

    /** As frames. */
    public List<Frame> encode() throws BadMessageException {
        List<Frame> frames = new ArrayList<>();
        List<byte[]> fields = new ArrayList<>();
        fields.add(utf8(vault));
        fields.add(utf8(mayAsk ? "1" : "0"));
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            fields.add(utf8(variable.getKey()));
            fields.add(utf8(variable.getValue()));
        }
        frames.add(new Frame(Verb.RUN, fields));
        for (String argument : arguments) {
            frames.add(new Frame(Verb.ARGUMENTS, List.of(utf8(argument))));
        }
        // A lambda, which loads half of what a code takes, only where there is something to lend.
        if (input.length() > 0) {
            input.lend(bytes -> addInput(frames, bytes));
        }
        return frames;
    }

    private static void addInput(List<Frame> frames, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += Frame.FIELD_BYTES_MAX) {
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Frame.FIELD_BYTES_MAX));
            frames.add(new Frame(Verb.INPUT, List.of(part)));
        }
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param frames the first of which is a {@link Verb#RUN}
     */
    public static Request decode(List<Frame> frames) throws BadMessageException {
        Frame head = frames.get(0);
        Map<String, String> environment = new LinkedHashMap<>();
        for (int i = 2; i + 1 < head.size(); i += 2) {
            environment.put(head.text(i), head.text(i + 1));
        }
        List<String> arguments = new ArrayList<>();
        byte[] input = new byte[0];
        for (Frame frame : frames.subList(1, frames.size())) {
            switch (frame.kind()) {
                case Verb.ARGUMENTS -> arguments.add(frame.text(0));
                case Verb.INPUT -> input = joined(input, frame.field(0));
                default -> throw new BadMessageException();
            }
        }
        if (head.size() < 2 || arguments.isEmpty()) {
            throw new BadMessageException();
        }
        return new Request(head.text(0), head.text(1).equals("1"), environment, arguments, Secret.adopt(input));
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        Arrays.fill(head, (byte) 0);
        Arrays.fill(tail, (byte) 0);
        return both;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
