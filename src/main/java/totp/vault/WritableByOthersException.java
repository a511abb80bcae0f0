package totp.vault;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Every user may exchange the files of a folder. {@link #getFile} says which folder. */
public final class WritableByOthersException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    WritableByOthersException(Path folder) {
        super(folder.toString(), null, "every user may write to it");
    }
}
