package totp.cli.aws;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import totp.aws.KeepingException;
import totp.aws.StepCodes;
import totp.cli.session.ClipboardCopy;
import totp.cli.session.Colour;
import totp.cli.session.Columns;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.message.Message;
import totp.otp.Totp;

/** The two consecutive codes that a web console asks for, on the terminal until they are typed or copied there. */
final class CodePairScreen {
    private static final Message KEYS = Message.of("aws.keys-of-code-pair");
    private static final String ERASE_TO_END = "\u001b[K";
    private static final int TICK_SECONDS = 1;
    private static final int INDENT = 2;

    /** Whoever begins to type now is too late. */
    private static final int SHORT_SECONDS = 5;

    private final Session session;
    private final Terminal terminal;
    private final Totp scheme;
    private final StepCodes codes;

    /** The time step of code 1. */
    private long first;

    private String firstCode = "";
    private String secondCode = "";

    /** Of the terminal. */
    private int columns;

    /** How many of the two are copied. */
    private int copied;

    CodePairScreen(Session session, Terminal terminal, Totp scheme, StepCodes codes) {
        this.session = session;
        this.terminal = terminal;
        this.scheme = scheme;
        this.codes = codes;
    }

    /**
     * Shows this step's code and the next one's, both anew when the step turns, until Enter is pressed.
     *
     * @return the later of the two steps that were shown last
     */
    long show() throws IOException, Failure {
        begin(scheme.stepAt(session.host().now()));
        columns = terminal.columns().orElse(Integer.MAX_VALUE);
        Runnable shown = terminal.singleKeys(session.text(KEYS) + "\n");
        try {
            BlockingQueue<Integer> keys = keys();
            while (true) {
                turn();
                printCodes();
                Integer key = keys.poll(TICK_SECONDS, TimeUnit.SECONDS);
                if (key == null) {
                    continue;
                }
                if (key == 'c' || key == 'C') {
                    copyNext();
                } else if (key == '\n' || key == '\r' || key < 0) {
                    return first + 1;
                }
            }
        } catch (InterruptedException e) {
            throw Session.interrupted();
        } finally {
            shown.run();
            terminal.print("\n");
        }
    }

    private BlockingQueue<Integer> keys() {
        BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
        Thread reader = new Thread(
                () -> {
                    int key;
                    do {
                        key = terminal.key().orElse(-1);
                        keys.add(key);
                    } while (key != '\n' && key != '\r' && key >= 0); // what comes after belongs to the next question
                },
                "read keys");
        reader.setDaemon(true);
        reader.start();
        return keys;
    }

    /**
     * A pair of which a code was copied stays for a step longer: the console has its first half, and the second one is due
     * just then.
     */
    private void turn() throws Failure {
        long step = scheme.stepAt(session.host().now());
        long stays = copied == 0 ? first : first + 1;
        if (step < first || step > stays) {
            begin(step);
        }
    }

    private void begin(long step) throws Failure {
        try {
            firstCode = codes.of(step);
            secondCode = codes.of(step + 1);
        } catch (KeepingException e) {
            throw AwsFailures.of(e);
        }
        first = step;
        copied = 0;
    }

    private void printCodes() throws IOException {
        long step = scheme.stepAt(session.host().now());
        long changes = scheme.beginOfStep((copied == 0 ? step : first + 1) + 1).getEpochSecond();
        long left = changes - session.host().now().getEpochSecond();
        String pair = session.text(Message.of("aws.code-pair", firstCode, secondCode, left));
        // If it were wrapped, each second would leave a line behind.
        if (Columns.width(pair) + INDENT + 1 > columns) {
            pair = session.text(Message.of("aws.code-pair-narrow", firstCode, secondCode, left));
        }
        Colour colour = left <= SHORT_SECONDS ? Colour.RED : Colour.NONE;
        String coloured = session.output().colourOnTerminal(colour, pair);
        terminal.print("\r" + " ".repeat(INDENT) + coloured + " " + ERASE_TO_END);
    }

    /** Both are copied in turn, beginning anew behind the second one. */
    private void copyNext() throws IOException {
        int next = copied == 1 ? 1 : 0;
        try {
            Message done = new ClipboardCopy(session)
                    .copy(next == 0 ? firstCode : secondCode, ClipboardCopy.CLEARED_AFTER_SECONDS);
            copied = next + 1;
            terminal.print("\r" + ERASE_TO_END + session.text(Message.of("aws.code-copied", copied, done)) + "\n");
        } catch (Failure e) {
            terminal.print("\r" + ERASE_TO_END + session.text(e.message()) + "\n");
        }
    }
}
