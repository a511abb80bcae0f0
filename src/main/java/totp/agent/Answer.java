package totp.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** What a command printed that an agent ran, in the order in which it is to be shown. */
public final class Answer {
    private final List<Frame> frames;

    /** @param frames a whole answer */
    public Answer(List<Frame> frames) {
        this.frames = frames;
    }

    private Frame last() {
        return frames.get(frames.size() - 1);
    }

    /** Whether the command was run; if not, nothing was done. */
    public boolean isGiven() {
        return last().kind() == Status.END;
    }

    /**
     * How the command ended.
     *
     * @return an exit code, or that of a bug where the agent says none
     */
    public int code() {
        String code = last().text(0);
        return code.isEmpty() || code.length() > 3 ? 1 : Integer.parseInt(code);
    }

    /** Waits until the clock shows a moment. */
    @FunctionalInterface
    public interface Pause {
        void until(long epochMillis) throws InterruptedException;
    }

    /**
     * Shows all of it.
     *
     * @throws IOException if {@code out} takes no more
     */
    public void show(OutputStream out, OutputStream err, Pause pause) throws IOException, InterruptedException {
        for (Frame frame : frames) {
            switch (frame.kind()) {
                case Status.OUT -> out.write(frame.field(0));
                case Status.ERR -> tell(err, frame.field(0));
                case Status.UNTIL -> pause.until(Long.parseLong(frame.text(0)));
                default -> {
                    // The end, or what a later version adds.
                }
            }
        }
        out.flush();
    }

    private static void tell(OutputStream err, byte[] text) {
        try {
            err.write(text);
            err.flush();
        } catch (IOException e) {
            // Nobody is left to tell.
        }
    }
}
