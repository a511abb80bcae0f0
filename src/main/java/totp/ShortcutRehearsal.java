package totp;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import totp.agent.Answer;
import totp.agent.Frame;
import totp.agent.Place;
import totp.agent.Status;

/**
 * Asks an agent that is none, so that the Java runtime can keep what asking loads, and nothing else: the smaller that is, the
 * sooner it is there. The launcher starts it; nothing else does.
 */
final class ShortcutRehearsal {
    private static final int QUESTIONS = 3;

    private ShortcutRehearsal() {}

    public static void main(String[] arguments) throws Exception {
        if (Main.environment().isEmpty()) { // which loads what Main looks at first, and Main itself
            throw new IllegalStateException("no environment");
        }
        Path folder = Files.createTempDirectory("totp-rehearsal");
        File vault = new File(folder.toFile(), "vault.totp");
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", folder.toString(), "TOTP_VAULT", vault.getPath());
        File sockets = Objects.requireNonNull(Place.folder(environment));
        Path socket = Place.socket(sockets, Place.realPath(vault)).toPath();
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Files.createDirectory(sockets.toPath());
            listening.bind(UnixDomainSocketAddress.of(socket));
            Thread agent = new Thread(() -> answer(listening));
            agent.setDaemon(true);
            agent.start();
            for (int i = 0; i < QUESTIONS; i++) {
                Answer answer = Shortcut.ask(
                        new String[] {"code", "rehearsal"}, environment, "", System.getProperty("user.name", ""));
                if (answer == null) {
                    throw new IllegalStateException("no answer");
                }
                answer.show(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), new Main.Clock());
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(sockets.toPath());
            Files.delete(folder);
        }
    }

    /** What an agent would print. */
    private static void answer(ServerSocketChannel listening) {
        try {
            for (int i = 0; i < QUESTIONS; i++) {
                try (SocketChannel client = listening.accept()) {
                    client.read(ByteBuffer.allocate(Frame.BYTES_MAX));
                    OutputStream out = Channels.newOutputStream(client);
                    for (Frame frame : List.of(
                            new Frame(Status.OUT, "000000\n"),
                            new Frame(Status.UNTIL, "0"),
                            new Frame(Status.END, "0"))) {
                        out.write(frame.encode());
                    }
                    out.write(new byte[4]);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
