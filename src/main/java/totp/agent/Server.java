package totp.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Takes requests from a socket and hands answers back. One thread speaks with all clients and waits for none of them; a few
 * others do the work. So nobody who is silent, slow, or sends rubbish keeps a code from anybody else, and nothing that a client
 * does takes more memory than its share.
 */
public final class Server implements AutoCloseable {
    /** Clients that may wait until they are seen. */
    public static final int BACKLOG = 1024;

    /** A request that is longer is nobody's: an account has a few hundred bytes. */
    static final int REQUEST_BYTES_MAX = 1 << 20;

    /** Of all requests and answers that are on their way. */
    private static final long BYTES_MAX = 128L << 20;

    /** Who comes when so many are there takes the place of the one that is silent the longest. */
    private static final int CONNECTIONS_MAX = 512;

    /** Within which a request must be complete, and an answer get on. */
    private static final long SILENCE_NANOS = 3_000_000_000L;

    private static final int ACCEPTED_MAX = 64;
    private static final int WORKERS = 4;

    /** Those among them that wait for a lock take nobody's turn, but have a vault open. */
    private static final int WORKERS_AND_WAITING = 24;

    private static final int IDLE_SECONDS = 10;
    private static final int TICK_MILLIS = 1000;

    private final ServerSocketChannel listening;
    private final String user;
    private final Service service;
    private final LongSupplier nanoTime;
    private final Selector selector;
    private final ExecutorService workers = workers();
    private final Semaphore turns = new Semaphore(WORKERS, true);
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Frame.BYTES_MAX);

    /** The silent ones first. */
    private final List<Connection> connections = new ArrayList<>();

    private volatile boolean ended;

    /** What is done with a request. */
    public interface Service {
        /**
         * The frames of the answer to a complete message; called by several threads at once.
         *
         * @return nothing if the end of the connection is to be the answer
         */
        List<Frame> answer(List<Frame> request);

        /** Whether it is time to end; asked every second, and before each answer. */
        boolean isOver();

        /** Nobody has asked for anything for a second. */
        void rest();
    }

    /**
     * Takes over a socket that is bound.
     *
     * @param user whose processes are listened to
     */
    public Server(ServerSocketChannel listening, String user, Service service, LongSupplier nanoTime)
            throws IOException {
        this.listening = listening;
        this.user = user;
        this.service = service;
        this.nanoTime = nanoTime;
        this.selector = Selector.open();
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
    }

    private static ExecutorService workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                WORKERS_AND_WAITING,
                WORKERS_AND_WAITING,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Server::worker);
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /** Whoever ends the process waits for no work that nobody will see. */
    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "agent's work");
        thread.setDaemon(true);
        return thread;
    }

    /** Serves until the service says that it is over, or somebody ends it. */
    public void run() throws IOException {
        while (!ended && !service.isOver()) {
            if (selector.select(TICK_MILLIS) == 0 && answers.isEmpty()) {
                service.rest();
            }
            for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
                answer.run();
            }
            for (SelectionKey key : selector.selectedKeys()) {
                attend(key);
            }
            selector.selectedKeys().clear();
            dropSilent();
        }
    }

    /** Ends {@link #run}; from any thread. */
    public void end() {
        ended = true;
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        workers.shutdownNow();
        listening.close();
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private void attend(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            for (int i = 0; i < ACCEPTED_MAX && accept(); i++) {
                // Whoever has asked for something has his turn as well.
            }
            return;
        }
        Connection connection = (Connection) key.attachment();
        try {
            connection.attend(key, buffer);
            connection.request().ifPresent(request -> hand(connection, request));
        } catch (BadMessageException e) {
            connection.answer(List.of(new Frame(Status.REFUSED)));
        } catch (IOException e) {
            connection.close();
        }
    }

    /** Whether there may be more. */
    private boolean accept() {
        connections.removeIf(Connection::isClosed);
        if (connections.size() >= CONNECTIONS_MAX) {
            closeLongestSilent();
        }
        try {
            SocketChannel channel = listening.accept();
            if (channel == null) {
                return false;
            }
            if (connections.size() >= CONNECTIONS_MAX || !Client.isOf(user, channel)) {
                channel.close();
                return true;
            }
            channel.configureBlocking(false);
            connections.add(new Connection(channel, selector, nanoTime.getAsLong()));
            return true;
        } catch (IOException e) {
            closeLongestSilent(); // no descriptor is left, or the client left
            return false;
        }
    }

    private void closeLongestSilent() {
        for (Connection connection : connections) {
            if (connection.isSilent()) {
                connection.close();
                connections.remove(connection);
                return;
            }
        }
    }

    private void hand(Connection connection, List<Frame> request) {
        try {
            workers.execute(() -> {
                answers.add(work(connection, request));
                selector.wakeup();
            });
        } catch (RejectedExecutionException e) {
            connection.close(); // the server is ending
        }
    }

    /** What a request waits for. */
    @FunctionalInterface
    public interface Waiting {
        void run() throws InterruptedException;
    }

    /** Lets a request that is being answered wait, and another one have its turn meanwhile. */
    public void aside(Waiting waiting) throws InterruptedException {
        turns.release();
        try {
            waiting.run();
        } finally {
            turns.acquireUninterruptibly();
        }
    }

    private Runnable work(Connection connection, List<Frame> request) {
        turns.acquireUninterruptibly();
        try {
            List<Frame> answer =
                    ended || service.isOver() ? List.of(new Frame(Status.REFUSED)) : service.answer(request);
            return answer.isEmpty() ? () -> {} : () -> connection.answer(answer);
        } catch (RuntimeException | Error e) {
            return connection::close; // what was done is not known, and a broken answer says so
        } finally {
            turns.release();
        }
    }

    private void dropSilent() {
        long now = nanoTime.getAsLong();
        long bytes = 0;
        for (Connection connection : new ArrayDeque<>(connections)) {
            bytes += connection.bytes();
            if (connection.isClosed() || connection.waitsLonger(now, SILENCE_NANOS) || bytes > BYTES_MAX) {
                connection.close();
                connections.remove(connection);
            }
        }
    }
}
