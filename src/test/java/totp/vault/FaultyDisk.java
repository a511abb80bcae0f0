package totp.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A real disk whose n-th step fails: with an error, or so that nothing after it happens, as when the process is killed. */
final class FaultyDisk implements Disk {
    /** What happens at the step. */
    enum Fault {
        /** The step fails, all others work: a full disk, a lost permission. */
        ERROR,
        /** The step is done, and its answer is an error all the same: a network file system that lost the answer. */
        LOST,
        /** The step and all after it do not happen. */
        KILLED,
        /** A write stores half of its bytes and then fails, all after it does not happen. */
        TORN
    }

    /** The process is dead; nobody catches this. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final FileDisk disk = new FileDisk();
    private final Fault fault;
    private final int failing;
    private int steps;
    private boolean dead;

    /** @param failing the number of the failing step, from 1; 0 for none */
    FaultyDisk(Fault fault, int failing) {
        this.fault = fault;
        this.failing = failing;
    }

    int steps() {
        return steps;
    }

    /** Something that the disk does. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException, VaultException;
    }

    private void step() throws IOException {
        if (begin()) {
            throw new IOException("injected");
        }
    }

    /** A step that changes the disk: its answer can be lost. */
    private void step(Action action) throws IOException {
        boolean fails = begin();
        if (fails && fault != Fault.LOST) {
            throw new IOException("injected");
        }
        try {
            action.run();
        } catch (VaultException e) {
            throw new AssertionError(e);
        }
        if (fails) {
            throw new IOException("injected");
        }
    }

    /** Whether this step is the one that is answered with an error. */
    private boolean begin() {
        if (dead) {
            throw new Killed();
        }
        steps++;
        if (steps == failing) {
            if (fault == Fault.ERROR || fault == Fault.LOST) {
                return true;
            }
            dead = true;
            throw new Killed();
        }
        return false;
    }

    @Override
    public Path realPath(Path path) throws IOException {
        step();
        return disk.realPath(path);
    }

    @Override
    public Optional<Path> linkTarget(Path path) throws IOException {
        step();
        return disk.linkTarget(path);
    }

    @Override
    public byte[] read(Path file, int bytesMax) throws IOException {
        step();
        return disk.read(file, bytesMax);
    }

    @Override
    public byte[] readStart(Path file, int bytes) throws IOException {
        step();
        return disk.readStart(file, bytes);
    }

    @Override
    public Output create(Path file) throws IOException {
        step();
        Output out = disk.create(file);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                int half = bytes.position() + bytes.remaining() / 2;
                try {
                    step();
                } catch (Killed e) {
                    if (fault == Fault.TORN && steps == failing) {
                        out.write(bytes.slice(bytes.position(), half - bytes.position()));
                    }
                    throw e;
                }
                // Short writes are legal, so every write is one, down to the last bytes.
                if (bytes.remaining() > 16) {
                    int limit = bytes.limit();
                    bytes.limit(half);
                    out.write(bytes);
                    bytes.limit(limit);
                } else {
                    out.write(bytes);
                }
            }

            @Override
            public void force() throws IOException {
                step();
                out.force();
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        step(() -> disk.link(file, name));
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        step(() -> disk.rename(file, name));
    }

    @Override
    public void delete(Path file) throws IOException {
        step(() -> disk.delete(file));
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        step(() -> disk.makeFolder(folder));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step(() -> disk.forceFolder(folder));
    }

    @Override
    public @Nullable Closeable tryLock(Path file) throws IOException {
        step();
        return disk.tryLock(file);
    }

    @Override
    public void checkFolder(Path folder, Path ours) throws IOException, VaultException {
        step();
        disk.checkFolder(folder, ours);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        step();
        return disk.list(folder);
    }

    @Override
    public Facts facts(Path file) throws IOException {
        step();
        return disk.facts(file);
    }
}
