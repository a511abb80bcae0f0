package totp.cli.code;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.OptionalLong;
import totp.cli.code.MadeCode.Timed;
import totp.cli.session.AccountFormat;
import totp.cli.session.ClipboardCopy;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.message.Message;

/** Where a code goes. */
@FunctionalInterface
interface CodeSink {
    /** Less than that is hardly enough to paste it. */
    int SHORT_SECONDS = 5;

    void take(MadeCode code) throws Failure;

    /** Digits and a line end at once, for who follows them or copies them as well. */
    static CodeSink lines(Output output, boolean remaining) {
        return code -> {
            output.line(code.value());
            if (remaining && code.timed().isPresent()) {
                output.line(Long.toString(remaining(code.timed().get())));
            }
            output.flush();
        };
    }

    /** The document of the contract; what belongs to time steps is null for a counter. */
    static CodeSink document(Output output) {
        return code -> JsonWriter.print(output, out -> write(out, code));
    }

    /**
     * The clipboard of the machine whose screen the user looks at.
     *
     * @param now whether the code is one of this moment
     */
    static CodeSink clipboard(Session session, int seconds, boolean now) {
        return code -> copy(
                session,
                code.account().name(),
                code.value(),
                now && code.timed().isPresent()
                        ? OptionalLong.of(remaining(code.timed().get()))
                        : OptionalLong.empty(),
                seconds);
    }

    /**
     * Copies it, and tells what a person wants to know who is about to paste it.
     *
     * @param remaining seconds that it is good for, where it is known
     */
    static void copy(Session session, String name, String code, OptionalLong remaining, int seconds) throws Failure {
        Message done = new ClipboardCopy(session).copy(code, seconds);
        if (remaining.isPresent()) {
            session.output().note(Message.of("code.copied-while-good", name, remaining.getAsLong(), done));
            if (remaining.getAsLong() < SHORT_SECONDS) {
                session.output().hint(Message.of("code.wait-for-longer"));
            }
        } else {
            session.output().note(Message.of("code.copied", name, done));
        }
    }

    /** First this one: whoever has no clipboard still has the printed code. */
    default CodeSink andThen(CodeSink second) {
        return code -> {
            take(code);
            second.take(code);
        };
    }

    private static long remaining(Timed timed) {
        return AccountFormat.remaining(timed.validUntil(), timed.asked());
    }

    private static void write(JsonGenerator out, MadeCode made) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", made.account().name());
        out.writeStringField("issuer", made.account().issuer());
        out.writeStringField("account", made.account().accountName());
        AccountFormat.parameters(out, made.account().otp());
        if (made.timed().isPresent()) {
            Timed timed = made.timed().get();
            out.writeNumberField("period", timed.scheme().periodSeconds());
            out.writeStringField("code", made.value());
            AccountFormat.time(out, "valid_from", timed.validFrom());
            AccountFormat.time(out, "valid_until", timed.validUntil());
            out.writeNumberField("remaining", remaining(timed));
            String next = timed.scheme()
                    .codeOfStep(
                            timed.step() + 1,
                            made.account().secret(),
                            made.account().pin());
            out.writeStringField("next", next);
        } else {
            out.writeNullField("period");
            out.writeStringField("code", made.value());
            out.writeNullField("valid_from");
            out.writeNullField("valid_until");
            out.writeNullField("remaining");
            out.writeNullField("next");
        }
        out.writeStringField("state", AccountFormat.state(made.account()));
        out.writeEndObject();
    }
}
