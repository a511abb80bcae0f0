package totp.qr;

/** A file or stream that is no picture, none that can be read, or too large. The message is a part of a line. */
public final class PictureException extends Exception {
    private static final long serialVersionUID = 1L;

    PictureException(String message) {
        super(message);
    }
}
