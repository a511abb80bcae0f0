package totp.transfer;

/** Something that is not what it should be; the message is a part of a line and holds nothing of the content. */
public final class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    TransferException(String message) {
        super(message);
    }
}
