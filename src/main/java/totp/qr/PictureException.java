package totp.qr;

import totp.message.Message;
import totp.message.MessageException;

/** A file or stream that is no picture, none that can be read, or too large. The message is a part of a line. */
public final class PictureException extends MessageException {
    private static final long serialVersionUID = 1L;

    PictureException(Message message) {
        super(message);
    }
}
