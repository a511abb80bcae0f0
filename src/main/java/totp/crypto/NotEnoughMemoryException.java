package totp.crypto;

import totp.message.Message;
import totp.message.MessageException;

/** A key derivation asks for more memory than this process may use. */
public final class NotEnoughMemoryException extends MessageException {
    private static final long serialVersionUID = 1L;

    NotEnoughMemoryException(long neededBytes) {
        super(Message.of(
                "crypto.not-enough-memory",
                mib(neededBytes),
                mib(Runtime.getRuntime().maxMemory())));
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
