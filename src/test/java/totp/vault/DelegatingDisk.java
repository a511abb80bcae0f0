package totp.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The real disk, for tests that change one thing about it. */
class DelegatingDisk implements Disk {
    private final Disk disk = new FileDisk();

    @Override
    public Path realPath(Path path) throws IOException {
        return disk.realPath(path);
    }

    @Override
    public Optional<Path> linkTarget(Path path) throws IOException {
        return disk.linkTarget(path);
    }

    @Override
    public byte[] read(Path file, int bytesMax) throws IOException {
        return disk.read(file, bytesMax);
    }

    @Override
    public byte[] readStart(Path file, int bytes) throws IOException {
        return disk.readStart(file, bytes);
    }

    @Override
    public Output create(Path file) throws IOException {
        return disk.create(file);
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        disk.link(file, name);
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        disk.rename(file, name);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        disk.makeFolder(folder);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public @Nullable Closeable tryLock(Path file) throws IOException {
        return disk.tryLock(file);
    }

    @Override
    public void checkFolder(Path folder, Path ours) throws IOException, VaultException {
        disk.checkFolder(folder, ours);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public Facts facts(Path file) throws IOException {
        return disk.facts(file);
    }
}
