package totp.cli.agent;

import java.io.OutputStream;
import java.util.List;
import totp.agent.Frame;

/** What is written becomes frames. */
final class FrameStream extends OutputStream {
    private static final int PART_BYTES = 60_000;

    private final List<Frame> frames;
    private final int status;

    FrameStream(List<Frame> frames, int status) {
        this.frames = frames;
        this.status = status;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        for (int at = 0; at < length; at += PART_BYTES) {
            byte[] part = new byte[Math.min(PART_BYTES, length - at)];
            System.arraycopy(bytes, from + at, part, 0, part.length);
            frames.add(new Frame(status, List.of(part)));
        }
    }
}
