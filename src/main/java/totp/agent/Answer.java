package totp.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** What a command printed that an agent ran, in the order in which it is to be shown. */
public final class Answer {
    private static final int BUG = 1;
    private static final int CODE_MAX = 255;

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
        long code = number(last().text(0), BUG);
        return code < 0 || code > CODE_MAX ? BUG : (int) code;
    }

    private static long number(String text, long otherwise) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
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
                case Status.UNTIL -> pause.until(number(frame.text(0), 0));
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
