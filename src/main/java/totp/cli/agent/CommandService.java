package totp.cli.agent;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import totp.agent.BadMessageException;
import totp.agent.Frame;
import totp.agent.Lease;
import totp.agent.Request;
import totp.agent.Server;
import totp.agent.Status;
import totp.agent.Verb;
import totp.cli.session.ExitCode;
import totp.cli.session.Host;
import totp.cli.session.Served;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.crypto.Leftovers;
import totp.vault.ClosedVault;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/**
 * What an agent does with a request. A command runs as it would in a process of its own, on the file as it is at that moment:
 * all that the agent has is the key. So nothing has to be loaded anew when the file changes, and no seed is in memory between
 * two requests.
 */
final class CommandService implements Server.Service {
    private static final List<Frame> REFUSED = List.of(new Frame(Status.REFUSED));
    private static final List<Frame> ELSEWHERE = List.of(new Frame(Status.ELSEWHERE));

    private static final int PRACTICE = 40;
    private static final String PAST = "59";

    private final Session session;
    private final String path;
    private final ClosedVault vault;
    private final Lease lease;
    private Runnable end = () -> {};
    private BooleanSupplier isReachable = () -> true;
    private Aside aside = Server.Waiting::run;
    private volatile boolean otherKeys;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    CommandService(Session session, String path, ClosedVault vault, Lease lease) {
        this.session = session;
        this.path = path;
        this.vault = vault;
        this.lease = lease;
    }

    /** {@link Server#aside}. */
    @FunctionalInterface
    interface Aside {
        void let(Server.Waiting waiting) throws InterruptedException;
    }

    /**
     * What an agent can do about itself.
     *
     * @param server ends the serving
     * @param reachable whether clients still find the way to it
     * @param waiting how a command waits without keeping others from their turn
     */
    void on(Runnable server, BooleanSupplier reachable, Aside waiting) {
        aside = waiting;
        end = server;
        isReachable = reachable;
    }

    @Override
    public boolean isOver() {
        return otherKeys || lease.isOver();
    }

    @Override
    public void rest() {
        long before = begun.get();
        Leftovers.overwriteOften(() -> begun.get() == before && done.get() == before);
        if (!isReachable.getAsBoolean()) {
            end.run(); // nobody could lock it any more
        }
    }

    @Override
    public List<Frame> answer(List<Frame> request) {
        return switch (request.get(0).kind()) {
            case Verb.STATUS -> status();
            case Verb.LOCK -> {
                end.run();
                yield List.of(); // the end of the connection is the answer
            }
            case Verb.RUN -> run(request);
            default -> REFUSED;
        };
    }

    /** Whose keys were changed meanwhile is locked, whether or not anybody has asked for a code since. */
    private List<Frame> status() {
        commandOfOurs(List.of("complete", "names"));
        return otherKeys
                ? REFUSED
                : List.of(
                        new Frame(Status.OUT, lease.fields().toArray(new String[0])),
                        new Frame(Status.END, Integer.toString(ExitCode.DONE.number())));
    }

    private List<Frame> run(List<Frame> frames) {
        try {
            Request request = Request.decode(frames);
            if (!request.vault().equals(path)) {
                request.input().close();
                return REFUSED;
            }
            return counted(new Call(request));
        } catch (BadMessageException e) {
            return REFUSED;
        }
    }

    private List<Frame> counted(Call call) {
        begun.incrementAndGet();
        try {
            return call.run();
        } finally {
            done.incrementAndGet();
        }
    }

    /**
     * Does what it will be asked for a few times, so that Java has loaded and compiled it before somebody waits: the first answer
     * takes ten times as long as the fiftieth. At a time that is past, which a counter does not have: no counter is used up, and no
     * step is noted as shown, for which {@code --fresh} would wait.
     */
    void practise() {
        try {
            for (int i = 0; i < PRACTICE && !isOver(); i++) {
                String name = commandOfOurs(List.of("list")).lines().findFirst().orElse("-");
                commandOfOurs(List.of("code", "--at", PAST, "--exact", "--", name));
            }
        } catch (RuntimeException e) {
            // It was locked meanwhile.
        }
    }

    /** Nobody asked for it: what it prints, or nothing. */
    private String commandOfOurs(List<String> command) {
        Call call = new Call(Request.of(path, false, session.host().environment(), command));
        call.unattended();
        return counted(call).get(0).text(0);
    }

    /** One command of one client. */
    private final class Call implements Served {
        private final Request request;
        private final List<Frame> frames = new ArrayList<>();
        private Instant notBefore = Instant.MIN;
        private boolean saving;
        private boolean attended = true;

        Call(Request request) {
            this.request = request;
        }

        @Override
        public Vault open(SealedVault sealed) throws VaultException {
            try {
                return vault.open(sealed);
            } catch (VaultException e) {
                if (e.reason() == Reason.OTHER_KEYS) {
                    otherKeys = true; // whoever changed them wants nobody to go on with the old ones
                    throw new Elsewhere();
                }
                throw e;
            }
        }

        @Override
        public void unattended() {
            attended = false;
        }

        @Override
        public void saving() {
            saving = true;
        }

        /** From here on the command finds the clock where its caller will see it. */
        @Override
        public void until(Instant time) {
            notBefore = time;
            frames.add(new Frame(Status.UNTIL, Long.toString(time.toEpochMilli())));
        }

        private Instant now() {
            Instant now = session.host().now();
            return now.isBefore(notBefore) ? notBefore : now;
        }

        List<Frame> run() {
            String[] arguments = request.arguments().toArray(new String[0]);
            ExitCode code;
            byte[] typed = request.input().use(byte[]::clone);
            try {
                code = session.program().run(arguments, host(typed), Optional.of(this));
                if (attended) {
                    lease.used();
                }
            } catch (Elsewhere e) {
                if (!saving) {
                    return ELSEWHERE;
                }
                code = ExitCode.BUG; // its caller would do it a second time
            } finally {
                Arrays.fill(typed, (byte) 0);
                request.input().close();
            }
            frames.add(new Frame(Status.END, Integer.toString(code.number())));
            return frames;
        }

        private Host host(byte[] input) {
            Host real = session.host();
            Map<String, String> environment = new HashMap<>(request.environment());
            environment.put("TOTP_VAULT", path);
            return new Host(
                    this::now,
                    real.random(),
                    () -> request.mayAsk() ? Optional.of(nobodyToAsk()) : Optional.empty(),
                    new ByteArrayInputStream(input),
                    new FrameStream(frames, Status.OUT),
                    new FrameStream(frames, Status.ERR),
                    () -> false,
                    () -> false,
                    () -> false,
                    () -> false,
                    environment,
                    millis -> aside.let(() -> real.pause().millis(millis)),
                    real.nanoTime(),
                    new ForeignMachine(real.machine()));
        }
    }

    /** The caller's terminal: that it is there decides what is asked, and who begins to ask is sent back to it. */
    private Terminal nobodyToAsk() {
        return new Terminal(
                new InputStream() {
                    @Override
                    public int read() {
                        throw new Served.Elsewhere();
                    }

                    @Override
                    public int read(byte[] buffer, int from, int length) {
                        throw new Served.Elsewhere();
                    }
                },
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new Served.Elsewhere();
                    }
                },
                (mode, shown) -> {
                    throw new Served.Elsewhere();
                },
                session.host().machine());
    }
}
