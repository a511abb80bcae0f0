package totp.cli.agent;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import totp.agent.Lease;
import totp.agent.Place;
import totp.agent.Server;
import totp.cli.session.AtExit;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.SessionFolder;
import totp.cli.unlock.UnlockedAgent;
import totp.crypto.Leftovers;
import totp.message.Message;
import totp.vault.ClosedVault;
import totp.vault.VaultException;

/** An agent from its socket to its end. Of several for one vault, which begin at the same time, one serves. */
final class Serving {
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Session session;
    private final UnlockedAgent agent;
    private final ClosedVault vault;
    private final Duration longest;
    private final Duration idle;

    Serving(Session session, UnlockedAgent agent, ClosedVault vault, Duration longest, Duration idle) {
        this.session = session;
        this.agent = agent;
        this.vault = vault;
        this.longest = longest;
        this.idle = idle;
    }

    /** What is said once clients can come. */
    @FunctionalInterface
    interface Ready {
        void say() throws Failure;
    }

    /**
     * Serves until the time is over or somebody locks.
     *
     * @throws Failure {@code BUSY} if another agent does
     */
    void serve(Ready ready) throws Failure {
        try {
            makeFolder();
            serveAlone(ready);
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("agent.cannot-serve", agent.socket()), e);
        } finally {
            vault.close();
            Leftovers.overwrite();
        }
    }

    /** The folder is what keeps others away: a socket's own rights are not looked at everywhere. */
    private void makeFolder() throws IOException, Failure {
        Path folder = agent.folder().toPath();
        if (agent.socket().getPath().getBytes(StandardCharsets.UTF_8).length > Place.PATH_BYTES_MAX) {
            throw new Failure(ExitCode.IO, Message.of("agent.path-too-long", agent.socket()));
        }
        Files.createDirectories(folder, FOLDER);
        PosixFileAttributes seen = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean safe = seen.isDirectory()
                && seen.permissions().equals(FOLDER.value())
                && seen.owner().getName().equals(agent.user());
        if (!safe) {
            throw new Failure(
                    ExitCode.IO, Message.of("agent.folder-not-safe", folder), Message.of("agent.chmod-700", folder));
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private void serveAlone(Ready ready) throws IOException, Failure {
        Path lock = Place.lock(agent.folder(), agent.vault()).toPath();
        try (FileChannel file =
                        FileChannel.open(lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE);
                FileLock held = file.tryLock()) {
            if (held == null) {
                throw new Failure(ExitCode.BUSY, Message.of("agent.another-serves"));
            }
            listen(ready);
        }
    }

    @SuppressWarnings("try") // the end is settled, not used
    private void listen(Ready ready) throws IOException, Failure {
        File socket = agent.socket();
        Files.deleteIfExists(socket.toPath()); // of an agent that was killed: the lock says that none lives
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket.toPath()), Server.BACKLOG);
            Files.setPosixFilePermissions(socket.toPath(), FILE.value());
            Object own = Files.readAttributes(socket.toPath(), PosixFileAttributes.class)
                    .fileKey();
            Lease lease = new Lease(session.host().clock(), session.host().nanoTime(), longest, idle);
            CommandService service = new CommandService(session, agent.vault(), vault, lease);
            try (Server server = new Server(
                            listening, agent.user(), service, session.host().nanoTime());
                    AtExit ended = new AtExit(session.host().machine(), () -> end(server, socket, own))) {
                service.on(server::end, () -> isOwn(socket, own), server::aside);
                ready.say();
                practise(service);
                server.run();
                end(server, socket, own);
            }
        }
    }

    private static void practise(CommandService service) {
        Thread practice = new Thread(service::practise, "practice");
        practice.setDaemon(true);
        practice.start();
    }

    /** Before any client sees that it is over: whoever locked may rely on it. */
    private void end(Server server, File socket, Object own) {
        server.end();
        vault.close();
        try {
            SessionFolder.of(session).forgetAll();
        } catch (VaultException e) {
            // They end by themselves, and totp lock tells what is amiss.
        }
        Leftovers.overwrite();
        if (isOwn(socket, own)) {
            try {
                Files.deleteIfExists(socket.toPath());
            } catch (IOException e) {
                // Whoever finds it finds that nobody listens.
            }
        }
    }

    /** Whether what has the socket's name is still the one that was made here. */
    private static boolean isOwn(File socket, Object own) {
        try {
            return own.equals(Files.readAttributes(socket.toPath(), PosixFileAttributes.class)
                    .fileKey());
        } catch (IOException e) {
            return false;
        }
    }
}
