package totp.vault;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file is larger than anything that this program writes; it was not read. */
public final class TooLargeException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    TooLargeException(Path file, int bytesMax) {
        super(file.toString(), null, "larger than " + (bytesMax >> 20) + " MiB");
    }
}
