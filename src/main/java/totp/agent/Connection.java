package totp.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client of a {@link Server}: a request as far as it has come, then the answer as far as it has not gone. */
final class Connection implements AutoCloseable {
    private static final int FIRST_BYTES = 4096;

    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] received = new byte[FIRST_BYTES];
    private int length;
    private byte[] answer = new byte[0];
    private @Nullable ByteBuffer unsent;
    private boolean handedOver;
    private long since;
    private long seen;

    Connection(SocketChannel channel, Selector selector, long now) throws IOException {
        this.channel = channel;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
        this.since = now;
    }

    /**
     * Reads or writes what is possible now.
     *
     * @param buffer native memory that is ours to erase: what Java reads by way of its own stays there, and may be a seed
     */
    void attend(SelectionKey ready, ByteBuffer buffer) throws IOException {
        if (ready.isWritable()) {
            write();
        } else if (ready.isReadable()) {
            read(buffer);
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        if (length == received.length) {
            if (length >= Server.REQUEST_BYTES_MAX) {
                throw new BadMessageException();
            }
            byte[] longer = Arrays.copyOf(received, 2 * length);
            Arrays.fill(received, (byte) 0);
            received = longer;
        }
        buffer.clear().limit(Math.min(buffer.capacity(), received.length - length));
        int count = channel.read(buffer);
        if (count < 0) {
            close();
            return;
        }
        buffer.flip().get(received, length, count);
        for (int i = 0; i < count; i++) {
            buffer.put(i, (byte) 0);
        }
        length += count;
        seen++;
    }

    /**
     * The request, once it is complete, and only once.
     *
     * @throws BadMessageException if it cannot become one any more
     */
    Optional<List<Frame>> request() throws BadMessageException {
        if (handedOver || isClosed()) {
            return Optional.empty();
        }
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at + Frame.LENGTH_BYTES <= length) {
            int bytes = Frame.getInt(received, at);
            at += Frame.LENGTH_BYTES;
            if (bytes == 0) {
                handedOver = true;
                key.interestOps(0);
                Arrays.fill(received, (byte) 0);
                if (frames.isEmpty()) {
                    throw new BadMessageException();
                }
                return Optional.of(frames);
            }
            if (bytes < 0 || bytes > Frame.BYTES_MAX) {
                throw new BadMessageException();
            }
            if (bytes > length - at) {
                return Optional.empty();
            }
            frames.add(Frame.decode(received, at, at + bytes));
            at += bytes;
        }
        return Optional.empty();
    }

    /** Begins to answer. */
    void answer(List<Frame> frames) {
        handedOver = true;
        try {
            answer = Client.encode(frames);
            unsent = ByteBuffer.wrap(answer);
            write();
        } catch (IOException e) {
            close();
        }
    }

    private void write() throws IOException {
        ByteBuffer rest = unsent;
        if (rest == null) {
            return;
        }
        channel.write(rest);
        seen++;
        if (rest.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else {
            close();
        }
    }

    /** Whether it has not asked for anything yet. */
    boolean isSilent() {
        return !handedOver && !isClosed();
    }

    boolean isClosed() {
        return !channel.isOpen();
    }

    /** What it has in memory. */
    long bytes() {
        return (long) received.length + answer.length;
    }

    /** Whether its turn to read or write has lasted longer than this; while its answer is made it is not its turn. */
    boolean waitsLonger(long now, long nanos) {
        boolean working = handedOver && unsent == null;
        boolean moved = handedOver && seen > 0;
        if (working || moved) {
            since = now;
            seen = 0;
            return false;
        }
        return now - since > nanos;
    }

    @Override
    public void close() {
        Arrays.fill(received, (byte) 0);
        Arrays.fill(answer, (byte) 0);
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
