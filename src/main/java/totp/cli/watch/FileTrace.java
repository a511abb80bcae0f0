package totp.cli.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Notices that a file is another one than before, without reading it. */
final class FileTrace {
    private final Path path;
    private List<String> last;

    /** The file as it is now is the one that is known. */
    FileTrace(Path path) {
        this.path = path;
        last = look();
    }

    /** Whether it has changed since it was last asked. */
    boolean hasChanged() {
        List<String> now = look();
        boolean changed = !now.equals(last);
        last = now;
        return changed;
    }

    /** The next look finds a change. */
    void forget() {
        last = List.of();
    }

    /** Nothing for a file that is away for a moment: whoever saves puts a new one there. */
    private List<String> look() {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            return List.of(
                    file.lastModifiedTime().toString(), String.valueOf(file.size()), String.valueOf(file.fileKey()));
        } catch (IOException e) {
            return List.of("away");
        }
    }
}
