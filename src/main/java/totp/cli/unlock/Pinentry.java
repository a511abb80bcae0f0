package totp.cli.unlock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.cli.session.Tool;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * The program that asks for a passphrase in a window, for callers without a terminal. It speaks GnuPG's Assuan protocol on its
 * standard streams: a line a command, an answer {@code OK} or {@code ERR}, and before that of {@code GETPIN} what was typed,
 * in lines that begin with {@code D}, percent-encoded.
 */
final class Pinentry {
    private static final String VARIABLE = "TOTP_PINENTRY";

    /** As long as the longest passphrase that is typed on a terminal, each byte in three. */
    private static final int PRINTED_MAX = 16 << 10;

    private final Session session;

    Pinentry(Session session) {
        this.session = session;
    }

    /** Whether it is to be asked: where there is no terminal, and nobody said that nobody is to be asked. */
    boolean isMeant() {
        return session.lacksTerminal() && session.host().variable(VARIABLE).isPresent();
    }

    /**
     * Asks.
     *
     * @param problem what was wrong with the answer before
     */
    Secret ask(Message question, Optional<Message> problem) throws Failure {
        List<String> words = ShellWords.split(session.host().variable(VARIABLE).orElseThrow(), VARIABLE);
        String commands = "SETTITLE totp\nSETDESC " + encoded(session.text(question)) + "\n"
                + problem.map(text -> "SETERROR " + encoded(session.text(text)) + "\n")
                        .orElse("")
                + "SETPROMPT totp:\nGETPIN\nBYE\n";
        Tool tool =
                Tool.of(words).given(commands.getBytes(StandardCharsets.UTF_8)).printingSecret(PRINTED_MAX);
        try (Tool.Ended ended = session.host().machine().run(tool)) {
            return ended.output()
                    .use(Pinentry::typed)
                    .orElseThrow(() -> ended.output().use(Pinentry::wasAsked)
                            ? Session.gaveUp()
                            : new Failure(
                                    ExitCode.CANNOT_ASK, Message.of("unlock.pinentry-does-not-ask", words.get(0))));
        } catch (IOException e) {
            throw new Failure(ExitCode.CANNOT_ASK, Message.of("unlock.pinentry-does-not-ask", words.get(0)), e);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private static String encoded(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** It speaks the protocol, so that what it did not answer was not typed. */
    private static boolean wasAsked(byte[] printed) {
        return printed.length > 2 && printed[0] == 'O' && printed[1] == 'K';
    }

    private static Optional<Secret> typed(byte[] printed) {
        ErasingBuffer typed = new ErasingBuffer();
        boolean any = false;
        int start = 0;
        for (int i = 0; i < printed.length; i++) {
            if (printed[i] == '\n') {
                if (i - start >= 2 && printed[start] == 'D' && printed[start + 1] == ' ') {
                    any = true;
                    typed.decode(printed, start + 2, i);
                }
                start = i + 1;
            }
        }
        return any ? Optional.of(typed.toSecret()) : Optional.empty();
    }

    /** Of which nothing is left over. */
    private static final class ErasingBuffer extends ByteArrayOutputStream {
        ErasingBuffer() {
            super(PRINTED_MAX); // never grows, so that no copy stays behind
        }

        private void decode(byte[] line, int from, int to) {
            for (int i = from; i < to; i++) {
                int high = i + 2 < to && line[i] == '%' ? Character.digit(line[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(line[i + 2], 16);
                if (low >= 0) {
                    write(high << 4 | low);
                    i += 2;
                } else {
                    write(line[i]);
                }
            }
        }

        private Secret toSecret() {
            Secret secret = Secret.copyOf(buf, 0, count);
            Arrays.fill(buf, (byte) 0);
            return secret;
        }
    }
}
