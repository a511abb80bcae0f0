package totp.cli.session;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.IoReason;
import totp.vault.KeyFile;
import totp.vault.RecoveryKey;

/** Reads bounded secrets from files, descriptors and standard input, each in one go, so that pipes work. */
public final class Input {
    /** Nothing that a person types or a script hands over is longer. */
    public static final int BYTES_MAX = 1 << 20;

    private static final Message STDIN = Message.of("session.standard-input");

    private static final int CHUNK_BYTES = 8192;

    private final Session session;

    public Input(Session session) {
        this.session = session;
    }

    /**
     * All of standard input, at most 1 MiB.
     *
     * @param taker the option that wants standard input
     */
    public Secret stdin(String taker) throws Failure {
        try {
            InputStream in = open(taker);
            return in instanceof FileInputStream file
                    ? read(file.getChannel(), STDIN)
                    : Secret.adopt(bytes(in, STDIN, BYTES_MAX));
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("session.cannot-read-standard-input", IoReason.words(e)), e);
        }
    }

    /** Standard input, for who reads it otherwise. */
    public InputStream open(String taker) throws Failure {
        session.claimStdin(taker);
        if (session.host().in() instanceof FileInputStream && isRuntimesOwn(Path.of("/dev/fd/0"))) {
            throw Failure.usage(Message.of("session.standard-input-closed"));
        }
        return session.host().in();
    }

    public Secret file(Path file) throws Failure {
        refuseFolder(file);
        warnIfReadableByOthers(file);
        try (FileChannel in = FileChannel.open(file)) {
            return read(in, Message.said(file.toString()));
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("session.cannot-read", file, IoReason.words(e)), e);
        }
    }

    /** Reads {@code /dev/fd/N}; what the Java runtime itself opened under that number is none of the caller's. */
    public Secret descriptor(int number, String option) throws Failure {
        if (number < 0 || number == 1 || number == 2) {
            throw Failure.usage(Message.of("session.takes-descriptor-read-0", option));
        }
        if (number == 0) {
            return stdin(option);
        }
        Path device = Path.of("/dev/fd/" + number);
        if (isRuntimesOwn(device)) {
            throw Failure.usage(Message.of("session.descriptor-not-open", number));
        }
        try (FileChannel in = FileChannel.open(device)) {
            return read(in, Message.of("session.descriptor", number));
        } catch (IOException e) {
            // A socket cannot be opened by name, on any system; nothing of the message need be looked at.
            throw new Failure(
                            ExitCode.IO,
                            Message.of("session.cannot-read-descriptor", number),
                            Message.of("session.socket-let-standard-input"))
                    .because(e);
        }
    }

    private boolean isRuntimesOwn(Path device) {
        try {
            String target = Files.readSymbolicLink(device).toString();
            if (!target.startsWith("/")) {
                return target.startsWith("anon_inode:");
            }
            return target.startsWith(machine().property("java.home"))
                    || target.equals("/dev/random")
                    || target.equals("/dev/urandom")
                    || target.equals("/dev/tty")
                    || isOnClassPath(target);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // Not a system that shows descriptors as links: opening it will tell.
            return false;
        }
    }

    private Machine machine() {
        return session.host().machine();
    }

    private boolean isOnClassPath(String target) throws IOException {
        for (String entry : machine().property("java.class.path").split(java.io.File.pathSeparator, -1)) {
            if (!entry.isEmpty() && target.equals(Path.of(entry).toRealPath().toString())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Through a buffer of our own, which is erased: whatever else Java offers for reading leaves a copy in memory that
     * nobody can reach, the thread's cached buffer or the stack.
     */
    private static Secret read(FileChannel in, Message what) throws IOException, Failure {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        byte[] bytes = new byte[CHUNK_BYTES];
        int length = 0;
        try {
            while (in.read(chunk.clear()) >= 0) {
                chunk.flip();
                if (length + chunk.remaining() > BYTES_MAX) {
                    throw tooLong(what, BYTES_MAX);
                }
                if (length + chunk.remaining() > bytes.length) {
                    byte[] larger = Arrays.copyOf(bytes, 2 * bytes.length);
                    Arrays.fill(bytes, (byte) 0);
                    bytes = larger;
                }
                int read = chunk.remaining();
                chunk.get(bytes, length, read);
                length += read;
            }
            return Secret.copyOf(bytes, 0, length);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            chunk.clear().put(new byte[CHUNK_BYTES]);
        }
    }

    /**
     * The bytes of a file, or of standard input for {@code -}.
     *
     * @param taker what wants standard input then
     * @param bytesMax a number of MiB
     */
    public byte[] bytes(String file, String taker, int bytesMax) throws Failure {
        if (file.equals("-")) {
            return bytes(open(taker), STDIN, bytesMax);
        }
        refuseFolder(Path.of(file));
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return bytes(in, Message.said(file), bytesMax);
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("session.cannot-read", file, IoReason.words(e)), e);
        }
    }

    /** The system opens one, and its refusal to read it is in no words of ours. */
    private static void refuseFolder(Path file) throws Failure {
        if (Files.isDirectory(file)) {
            throw new Failure(
                    ExitCode.IO, Message.of("session.cannot-read", file, Message.of("session.folder-not-file")));
        }
    }

    private static byte[] bytes(InputStream in, Message what, int bytesMax) throws Failure {
        byte[] bytes;
        try {
            bytes = bytes(in, bytesMax);
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("session.cannot-read", what, IoReason.words(e)), e);
        }
        if (bytes.length > bytesMax) {
            Arrays.fill(bytes, (byte) 0);
            throw tooLong(what, bytesMax);
        }
        return bytes;
    }

    /** What is refused for its length. */
    public static Failure tooLong(Message what, int bytesMax) {
        return new Failure(ExitCode.BAD_INPUT, Message.of("session.longer-than-mib", what, bytesMax >> 20));
    }

    /** Everything that comes, up to a limit; of what is longer a byte more, so that it can be told. */
    static byte[] bytes(InputStream in, int bytesMax) throws IOException {
        // Not readNBytes: on Java 17 it asks a file stream for its length, which a pipe does not have.
        byte[] bytes =
                new byte[2 * CHUNK_BYTES]; // at least a stream's own buffer, which is passed by then and keeps nothing
        int length = 0;
        for (int n = in.read(bytes); n > 0; n = in.read(bytes, length, bytes.length - length)) {
            length += n;
            if (length > bytesMax) {
                break;
            }
            if (length == bytes.length) {
                byte[] larger = Arrays.copyOf(bytes, (int) Math.min(2L * length, bytesMax + 1L));
                Arrays.fill(bytes, (byte) 0);
                bytes = larger;
            }
        }
        if (length == bytes.length) {
            return bytes;
        }
        byte[] read = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return read;
    }

    /** Everything that is read here is somebody's secret. */
    public void warnIfReadableByOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            boolean readable = permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ);
            if (readable && Files.isRegularFile(file)) {
                session.output().warning(Message.of("session.other-users-may-read", file));
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Reading it will tell.
        }
    }

    /** One trailing line end is the editor's, everything else the secret's. */
    public static Secret withoutLineEnd(Secret text) {
        return text.use(bytes -> {
            int end = bytes.length;
            if (end > 0 && bytes[end - 1] == '\n') {
                end--;
                if (end > 0 && bytes[end - 1] == '\r') {
                    end--;
                }
            }
            return Secret.copyOf(bytes, 0, end);
        });
    }

    /** A recovery key as it was written down, in a file. */
    public Secret recoveryKey(Path file) throws Failure {
        try (Secret raw = file(file);
                Secret text = withoutLineEnd(raw)) {
            return RecoveryKey.parse(text)
                    .orElseThrow(() ->
                            new Failure(ExitCode.WRONG_SECRET, Message.of("session.holds-no-recovery-key", file)));
        }
    }

    /** The key in a key file. */
    public Secret keyFile(Path file) throws Failure {
        try (Secret text = file(file)) {
            return KeyFile.parse(text)
                    .orElseThrow(
                            () -> new Failure(ExitCode.WRONG_SECRET, Message.of("session.not-totp-key-file", file)));
        }
    }
}
