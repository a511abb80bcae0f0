package totp.cli.transfer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.crypto.Secret;
import totp.message.Message;
import totp.transfer.Passwords;
import totp.transfer.TransferException;
import totp.transfer.WrongPasswordException;

/**
 * The passwords of files that are imported: from a file or descriptor, the same for all, or typed. They are taken byte for
 * byte, since what other programs do with a text is theirs.
 */
final class ImportPasswords implements Passwords, AutoCloseable {
    private static final int TRIES = 3;

    private final Session session;
    private final SecretSource source;
    private Message asking = Message.NONE;
    private boolean asked;
    private @Nullable Secret given;

    ImportPasswords(Session session, SecretSource source) {
        this.session = session;
        this.source = source;
    }

    /** Carries a {@link Failure} through the importers, which know none. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        Unanswered(Failure failure) {
            super(failure);
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    /** Begins with the next file. */
    void forFile(Message name) {
        asking = name;
        asked = false;
    }

    /** Whether a password was needed for this file. */
    boolean wereAsked() {
        return asked;
    }

    @Override
    public <T> T open(Message what, Attempt<T> attempt) throws TransferException {
        asked = true;
        try {
            Optional<Secret> one = given();
            if (one.isPresent()) {
                return attempt.with(one.get());
            }
            Terminal terminal = session.terminal(Message.of("transfer.password", asking), source.answers());
            Message question = Message.of("transfer.password-prompt", what.equals(THE_FILE) ? asking : what);
            for (int tries = TRIES; tries > 0; tries--) {
                try (Secret typed = session.askHidden(terminal, question)) {
                    if (typed.length() == 0) {
                        break; // whoever has no password says so by an empty one
                    }
                    return attempt.with(typed);
                } catch (WrongPasswordException e) {
                    session.output().warning(Message.of("transfer.password-does-not-open"));
                }
            }
            throw new WrongPasswordException();
        } catch (Failure e) {
            throw new Unanswered(e);
        }
    }

    private Optional<Secret> given() throws Failure {
        if (given == null && source.isGiven()) {
            try (Secret text = source.read(session).orElseThrow()) {
                given = Input.withoutLineEnd(text);
            }
        }
        return Optional.ofNullable(given);
    }

    @Override
    public void close() {
        if (given != null) {
            given.close();
        }
    }
}
