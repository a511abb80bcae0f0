package totp.transfer;

/** Something that is not what it should be; the message is a part of a line and holds nothing of the content. */
public class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    TransferException(String message) {
        super(message);
    }

    /** For what is cut off or contradicts itself; where exactly is of no use to people. */
    static TransferException damaged() {
        return new TransferException("its data is damaged");
    }
}
