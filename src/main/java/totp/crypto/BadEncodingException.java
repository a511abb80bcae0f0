package totp.crypto;

import java.util.Locale;

/** A text is not what its encoding allows. The message tells where, never what stands there: the text is a secret. */
public final class BadEncodingException extends Exception {
    private static final long serialVersionUID = 1L;

    private BadEncodingException(String message) {
        super(message);
    }

    /** @param position from 1, in characters */
    static BadEncodingException character(Encoding encoding, int position) {
        return new BadEncodingException("character " + position + " is not " + nameOf(encoding));
    }

    static BadEncodingException length(Encoding encoding) {
        return new BadEncodingException("it is cut short or not " + nameOf(encoding));
    }

    static BadEncodingException empty() {
        return new BadEncodingException("it is empty");
    }

    private static String nameOf(Encoding encoding) {
        return encoding.name().toLowerCase(Locale.ROOT);
    }
}
