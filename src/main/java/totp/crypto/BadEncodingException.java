package totp.crypto;

import java.util.Locale;
import totp.message.Message;
import totp.message.MessageException;

/** A text is not what its encoding allows. The message tells where, never what stands there: the text is a secret. */
public final class BadEncodingException extends MessageException {
    private static final long serialVersionUID = 1L;

    private BadEncodingException(Message message) {
        super(message);
    }

    /** @param position from 1, in characters */
    static BadEncodingException character(Encoding encoding, int position) {
        return new BadEncodingException(Message.of("crypto.character-not", position, nameOf(encoding)));
    }

    static BadEncodingException length(Encoding encoding) {
        return new BadEncodingException(Message.of("crypto.cut-short-not", nameOf(encoding)));
    }

    static BadEncodingException empty() {
        return new BadEncodingException(Message.of("crypto.empty"));
    }

    private static String nameOf(Encoding encoding) {
        return encoding.name().toLowerCase(Locale.ROOT);
    }
}
