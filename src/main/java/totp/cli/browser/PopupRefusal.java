package totp.cli.browser;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;

/** What the popup asked for is not to be had; it shows the message, and knows the code. */
final class PopupRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String command;

    /** Spelled so in the protocol. */
    enum Code {
        LOCKED,
        NO_VAULT,
        DAMAGED,
        BUSY,
        WRONG_SECRET,
        NOT_FOUND,
        NOT_FOR_SITE,
        INSECURE_SITE,
        REFUSED,
        NO_DIALOG,
        TOO_LARGE,
        BAD_REQUEST,
        NEWER_CLIENT,
        INTERNAL
    }

    /** @param message in English, as all documents are */
    PopupRefusal(Code code, String message) {
        this(code, message, "");
    }

    /** @param command which goes on in a terminal; empty if none does */
    PopupRefusal(Code code, String message, String command) {
        super(message);
        this.code = code;
        this.command = command;
    }

    /** What a command failed with, as far as the popup has its own way on. */
    static PopupRefusal of(ExitCode code, String message) {
        return new PopupRefusal(
                switch (code) {
                    case NO_VAULT -> Code.NO_VAULT;
                    case DAMAGED -> Code.DAMAGED;
                    case BUSY -> Code.BUSY;
                    case WRONG_SECRET -> Code.WRONG_SECRET;
                    case NOT_FOUND -> Code.NOT_FOUND;
                    case INTERRUPTED -> Code.REFUSED;
                    case CANNOT_ASK -> Code.NO_DIALOG;
                    default -> Code.INTERNAL;
                },
                message);
    }

    static PopupRefusal of(Failure failure) {
        return of(failure.code(), failure.message().toString());
    }

    Code code() {
        return code;
    }

    /** The member {@code error} of an answer. */
    void write(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("error");
        out.writeStringField("code", code.name().toLowerCase(Locale.ROOT));
        out.writeStringField("message", getMessage());
        if (!command.isEmpty()) {
            out.writeStringField("command", command);
        }
        out.writeEndObject();
    }
}
