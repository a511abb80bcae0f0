package totp.vault;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** Words for what a disk refused; the system's own text is passed on but never looked at, for it is translated. */
public final class IoReason {
    private IoReason() {}

    static VaultException failure(Message what, IOException e) {
        return new VaultException(Reason.IO, Message.of("message.of", what, words(e)), e);
    }

    /** Why the system refused, in a few words. */
    public static Message words(IOException e) {
        if (e instanceof AccessDeniedException) {
            return Message.of("vault.permission-denied");
        }
        if (e instanceof NoSuchFileException) {
            return Message.of("vault.no-such-file-folder");
        }
        if (e instanceof DirectoryNotEmptyException) {
            return Message.of("vault.folder-place");
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return Message.said(system.getReason());
        }
        String message = e.getMessage();
        return message == null || e instanceof FileSystemException
                ? Message.of("vault.input-output-error")
                : Message.said(message);
    }
}
