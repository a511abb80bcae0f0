package totp.vault;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import totp.vault.VaultException.Reason;

/** Words for what a disk refused; the system's own text is passed on but never looked at, for it is translated. */
public final class IoReason {
    private IoReason() {}

    static VaultException failure(String what, IOException e) {
        return new VaultException(Reason.IO, what + ": " + words(e), e);
    }

    /** Why the system refused, in a few words. */
    public static String words(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "a folder is in its place";
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        String message = e.getMessage();
        return message == null || e instanceof FileSystemException ? "input/output error" : message;
    }
}
