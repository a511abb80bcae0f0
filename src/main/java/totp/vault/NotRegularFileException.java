package totp.vault;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A folder, a pipe or the like lies where a file of this program belongs. {@link #getFile} says where. */
public final class NotRegularFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NotRegularFileException(Path file) {
        super(file.toString(), null, "not a regular file");
    }
}
