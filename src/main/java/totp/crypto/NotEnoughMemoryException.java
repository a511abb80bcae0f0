package totp.crypto;

/** A key derivation asks for more memory than this process may use. */
public final class NotEnoughMemoryException extends Exception {
    private static final long serialVersionUID = 1L;

    NotEnoughMemoryException(long neededBytes) {
        super("the key derivation needs " + mib(neededBytes) + " MiB of memory and Java may use "
                + mib(Runtime.getRuntime().maxMemory()) + " MiB");
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
