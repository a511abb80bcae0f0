package totp.transfer;

import totp.message.Message;
import totp.message.MessageException;

/** Something that is not what it should be; the message is a part of a line and holds nothing of the content. */
public class TransferException extends MessageException {
    private static final long serialVersionUID = 1L;

    TransferException(Message message) {
        super(message);
    }

    /** For what is cut off or contradicts itself; where exactly is of no use to people. */
    static TransferException damaged() {
        return new TransferException(Message.of("transfer.data-damaged"));
    }
}
