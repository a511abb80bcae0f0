package totp.agent;

import java.io.IOException;

/** Bytes on the socket that this program did not write so. */
public final class BadMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    BadMessageException() {
        super("not a message of this version");
    }
}
