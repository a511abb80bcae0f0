package totp.cli.unlock;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import totp.cli.session.CommonOptions;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.cli.session.Terminal;
import totp.cli.session.Tool;
import totp.crypto.Secret;
import totp.message.Message;

/** Where passphrases come from: an option, a variable, a command, or a person who types a new one twice. */
public final class PassphraseSource {
    static final Message ANSWERS = Message.of("unlock.passphrase-file-file-passphrase");

    private final Session session;
    private final CommonOptions options;
    private final Input input;

    public PassphraseSource(Session session) {
        this.session = session;
        this.options = session.options();
        this.input = new Input(session);
    }

    /**
     * A passphrase for something new beside an existing vault, whose own passphrase the common options give.
     *
     * @param what it is to open, as a part of the question
     */
    public Secret fresh(SecretSource source, Message what) throws Failure {
        Optional<Secret> given = source.read(session);
        return given.isPresent() ? advised(normalized(given.get())) : typed(source.answers(), what);
    }

    /** A passphrase for a new vault: from where an existing one's would come, or typed twice. */
    public Secret fresh() throws Failure {
        Optional<Secret> given = given();
        return given.isPresent()
                ? advised(normalized(given.get()))
                : typed(ANSWERS, Message.of("unlock.passphrase-of-vault"));
    }

    private Secret advised(Secret passphrase) {
        if (Passphrase.isShort(passphrase)) {
            warnOfShort(session);
        }
        return passphrase;
    }

    static void warnOfShort(Session session) {
        session.output().warning(Message.of("unlock.passphrase-short-whoever-gets"));
    }

    private Secret typed(Message answers, Message what) throws Failure {
        Terminal terminal = session.terminal(Message.of("unlock.new-passphrase-2"), answers);
        return new NewPassphrase(session, terminal, what).ask();
    }

    /** Whether an option, a variable or a command gives one. */
    public boolean isGiven() {
        return options.givePassphrase()
                || session.host().variable("TOTP_PASSPHRASE_FILE").isPresent()
                || session.host().variable("TOTP_PASSPHRASE_COMMAND").isPresent();
    }

    /** What options, variables or the command give; empty if a person has to be asked. */
    Optional<Secret> given() throws Failure {
        if (options.passphraseFile != null) {
            return Optional.of(input.file(options.passphraseFile));
        }
        if (options.passphraseFd != null) {
            return Optional.of(input.descriptor(options.passphraseFd, "--passphrase-fd"));
        }
        if (options.passphraseStdin) {
            return Optional.of(input.stdin("--passphrase-stdin"));
        }
        Optional<String> file = session.host().variable("TOTP_PASSPHRASE_FILE");
        if (file.isPresent()) {
            return Optional.of(input.file(Path.of(file.get())));
        }
        Optional<String> command = session.host().variable("TOTP_PASSPHRASE_COMMAND");
        return command.isPresent() ? Optional.of(outputOf(command.get())) : Optional.empty();
    }

    /** Runs the command without a shell; its standard input is empty, since ours may hold a seed. */
    private Secret outputOf(String command) throws Failure {
        List<String> words = ShellWords.split(command, "TOTP_PASSPHRASE_COMMAND");
        if (words.isEmpty()) {
            throw Failure.usage(Message.of("unlock.totp-passphrase-command-blank"));
        }
        try {
            Tool tool = Tool.of(words).showingErrors().printingSecret(Input.BYTES_MAX);
            Tool.Ended ended = session.host().machine().run(tool);
            Secret printed = ended.output();
            boolean tooLong = printed.length() > Input.BYTES_MAX;
            if (ended.status() == 0 && !tooLong) {
                return printed;
            }
            printed.close();
            if (ended.status() == Tool.NOT_FOUND && !isThere(words.get(0))) {
                throw cannotRun(words.get(0));
            }
            throw tooLong
                    ? Input.tooLong(Message.of("unlock.passphrase-command-output"), Input.BYTES_MAX)
                    : new Failure(ExitCode.IO, Message.of("unlock.totp-passphrase-command-failed", ended.status()));
        } catch (IOException e) {
            throw cannotRun(words.get(0)).because(e);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private Failure cannotRun(String program) {
        Message reason = isThere(program)
                ? Message.of("unlock.program-cannot-started", program)
                : Message.of("unlock.no-program-may-run", program);
        return new Failure(ExitCode.IO, Message.of("unlock.cannot-run-totp-passphrase", reason));
    }

    private boolean isThere(String program) {
        return program.contains(File.separator) ? Files.isExecutable(Path.of(program)) : Tool.isThere(session, program);
    }

    /** In its one form, without the line end of the file that it came in; takes {@code typed} over. */
    static Secret normalized(Secret typed) throws Failure {
        try (typed;
                Secret text = Input.withoutLineEnd(typed)) {
            return Passphrase.normalize(text);
        }
    }
}
