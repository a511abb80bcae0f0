package totp.agent;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/**
 * Asks the agent of a vault. Loaded before anything else when a code is to be printed, so it stands on as few classes as a
 * socket can be used with. Whatever is amiss with the agent, there is always the other way, which needs none: so nothing here
 * is an error but an answer that broke off.
 */
public final class Client {
    /** Longer than the slowest change of a vault under its lock; who is stopped or stuck holds nobody up for ever. */
    private static final int SECONDS_MAX = 20;

    private Client() {}

    /** To be called as soon as it is known that an agent will be asked. */
    public static void prepare() {
        new Preparation().start();
    }

    /**
     * Sends a request and waits for the whole answer.
     *
     * @param user the name of this process's user, as the system has it
     * @return empty where nobody listens, or nobody who could be trusted; else the frames of the answer, of which the last one
     *     is an {@link Status#END}, {@link Status#ELSEWHERE} or {@link Status#REFUSED}
     * @throws IOException if the connection broke before the answer was complete: whether anything was done is not known
     */
    @SuppressWarnings("try") // the watchdog is settled, not used
    public static Optional<List<Frame>> ask(File socket, String user, List<Frame> request) throws IOException {
        if (!isThere(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Watchdog watchdog = new Watchdog(channel)) {
            return connects(channel, socket, user) && send(channel, request)
                    ? Optional.of(receive(channel))
                    : Optional.empty();
        } catch (BadMessageException e) {
            return Optional.empty(); // another version, which said that it does not understand this one
        }
    }

    /** Waits until the agent that listens there is gone; false if there was none. */
    @SuppressWarnings("try") // the watchdog is settled, not used
    public static boolean end(File socket, String user) throws IOException {
        if (!isThere(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Watchdog watchdog = new Watchdog(channel)) {
            if (!connects(channel, socket, user)) {
                return false;
            }
            if (send(channel, List.of(new Frame(Verb.LOCK)))) {
                ByteBuffer rest = ByteBuffer.allocate(64);
                while (channel.read(rest) >= 0) {
                    rest.clear();
                }
            }
            return true;
        }
    }

    /** Without a class of sockets: most calls come by here where no agent is used. */
    private static boolean isThere(File socket) {
        return socket.lastModified() != 0;
    }

    /** Whether an agent of this user listens. */
    private static boolean connects(SocketChannel channel, File socket, String user) {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket.getPath()));
            return isOf(user, channel);
        } catch (IOException e) {
            return false; // left over by an agent that was killed, or one that takes no more
        }
    }

    /** Whether a process of this user is at the other end: anybody else would answer with codes of his own. */
    static boolean isOf(String user, SocketChannel channel) throws IOException {
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName()
                    .equals(user);
        } catch (UnsupportedOperationException e) {
            return false; // Windows tells nobody
        }
    }

    private static boolean send(SocketChannel channel, List<Frame> request) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(encode(request));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return true;
        } catch (IOException e) {
            return false; // it did not read to the end, so that it did nothing
        } finally {
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }

    static byte[] encode(List<Frame> message) throws BadMessageException {
        int length = Frame.LENGTH_BYTES;
        List<byte[]> parts = new ArrayList<>(message.size());
        for (Frame frame : message) {
            byte[] part = frame.encode();
            parts.add(part);
            length += part.length;
        }
        byte[] encoded = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, encoded, at, part.length);
            Arrays.fill(part, (byte) 0);
            at += part.length;
        }
        return encoded;
    }

    private static List<Frame> receive(SocketChannel channel) throws IOException {
        List<Frame> answer = new ArrayList<>();
        long total = 0;
        byte[] length = new byte[Frame.LENGTH_BYTES];
        while (true) {
            read(channel, ByteBuffer.wrap(length));
            int bytes = Frame.getInt(length, 0);
            if (bytes == 0) {
                if (answer.isEmpty() || answer.get(answer.size() - 1).kind() < Status.END) {
                    throw new BadMessageException();
                }
                return answer;
            }
            total += bytes;
            if (bytes < 0 || bytes > Frame.BYTES_MAX || total > Frame.MESSAGE_BYTES_MAX) {
                throw new BadMessageException();
            }
            ByteBuffer frame = ByteBuffer.allocate(bytes);
            read(channel, frame);
            answer.add(Frame.decode(frame.array(), 0, bytes));
        }
    }

    private static void read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("the answer broke off");
            }
        }
    }

    /** Ends an exchange with who does not answer: nothing else breaks off a blocking call. */
    private static final class Watchdog extends Thread implements AutoCloseable {
        private final SocketChannel channel;
        private final CountDownLatch answered = new CountDownLatch(1);

        Watchdog(SocketChannel channel) {
            super("patience");
            this.channel = channel;
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            try {
                if (!answered.await(SECONDS_MAX, TimeUnit.SECONDS)) {
                    channel.close();
                }
            } catch (InterruptedException | IOException e) {
                // It was answered, or is closed.
            }
        }

        @Override
        public void close() {
            answered.countDown();
        }
    }
}
