package totp.cli.unlock;

import java.io.IOException;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * Has a person choose a passphrase: typed twice, as no screen shows it; or made by the program, for who just presses Enter. That
 * it is short is told while it can still be another one.
 */
final class NewPassphrase {
    private static final int TRIES = 3;

    private final Session session;
    private final Terminal terminal;
    private final Message what;

    /** @param what it is to open, as a part of the question */
    NewPassphrase(Session session, Terminal terminal, Message what) {
        this.session = session;
        this.terminal = terminal;
        this.what = what;
    }

    Secret ask() throws Failure {
        for (int left = session.mayAskAgain() ? TRIES : 1; ; left--) {
            Secret first = session.askHidden(terminal, question());
            if (first.length() == 0 && session.mayAskAgain()) {
                first.close();
                return made();
            }
            Secret passphrase = PassphraseSource.normalized(first);
            boolean chosen = false;
            try {
                chosen = isAgreed(passphrase) && isTypedAgain(passphrase, left == 1);
            } finally {
                if (!chosen) {
                    passphrase.close();
                }
            }
            if (chosen) {
                return passphrase;
            }
            if (left == 1) {
                throw Session.gaveUp();
            }
        }
    }

    private Message question() {
        return session.mayAskAgain()
                ? Message.of("unlock.new-passphrase-or-made", what)
                : Message.of("unlock.new-passphrase", what);
    }

    private boolean isAgreed(Secret passphrase) throws Failure {
        if (!Passphrase.isShort(passphrase)) {
            return true;
        }
        if (!session.mayAskAgain() || session.options().yes) {
            PassphraseSource.warnOfShort(session);
            return true;
        }
        session.tell(Message.of("unlock.passphrase-short-told"));
        return session.agrees(Message.of("unlock.passphrase-short-all-the-same"));
    }

    private boolean isTypedAgain(Secret passphrase, boolean last) throws Failure {
        Secret typed = session.askHidden(terminal, Message.of("unlock.once-more"));
        try (Secret second = typed.length() == 0 ? typed : PassphraseSource.normalized(typed)) {
            if (passphrase.sameAs(second)) {
                return true;
            }
        }
        if (last) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("unlock.two-passphrases-differ-nothing"));
        }
        session.tell(Message.of("unlock.two-passphrases-differ"));
        return false;
    }

    /** On a screen that leaves nothing in the scroll-back; typed once, since what was not noted opens nothing. */
    private Secret made() throws Failure {
        Secret passphrase = Words.listed().passphrase(session.host().random().get());
        boolean noted = false;
        try {
            Runnable leave = terminal.alternateScreen(() -> draw(passphrase));
            try {
                for (int left = TRIES; left > 0 && !noted; left--) {
                    try (Secret typed = session.askHidden(terminal, Message.of("unlock.type-it-once"))) {
                        noted = passphrase.sameAs(typed);
                    }
                    if (!noted && left > 1) {
                        session.tell(Message.of("unlock.not-what-stands-there"));
                    }
                }
            } finally {
                leave.run();
            }
        } catch (IOException e) {
            throw Session.terminalLost(e);
        } finally {
            if (!noted) {
                passphrase.close();
            }
        }
        if (!noted) {
            throw new Failure(ExitCode.INTERRUPTED, Message.of("unlock.passphrase-not-confirmed"));
        }
        return passphrase;
    }

    private void draw(Secret passphrase) throws IOException {
        terminal.print(session.text(Message.of("unlock.passphrase-made")) + "\n\n    ");
        terminal.print(passphrase);
        terminal.print("\n\n");
    }
}
