package totp.message;

/** A failure that is told to people in their language. What it says is complete and free of secrets. */
public abstract class MessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Message message;

    protected MessageException(Message message) {
        this.message = message;
    }

    /** What is told of it. */
    public final Message message() {
        return message;
    }

    /** The same in English; put together when somebody looks at it, since most failures are handled and never told. */
    @Override
    public final String getMessage() {
        return message.toString();
    }
}
