package totp.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import totp.cli.aws.EnrollCommand;
import totp.cli.session.Command;
import totp.cli.session.CommonOptions;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Machine;
import totp.cli.session.Output;
import totp.cli.session.SecretArguments;
import totp.cli.session.Served;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Terminal;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultFailures;
import totp.message.Message;
import totp.vault.VaultException;

/** One call of the program: finds the command, reads its options, runs it, and says how it ended. */
public final class Program {
    private final Session session;
    private final Output output;
    private @Nullable Command command;

    private Program(Host host, Optional<Served> served) {
        session = new Session(host, Program::run, served);
        output = session.output();
    }

    /**
     * Runs the program.
     *
     * @return how it ended; nothing is thrown
     * @throws Machine.Became where another program took its place
     */
    public static ExitCode run(String[] arguments, Host host) {
        return new Program(host, Optional.empty()).run(arguments);
    }

    /**
     * Runs the program for somebody else.
     *
     * @throws Served.Elsewhere if it needs what only its caller has
     */
    private static ExitCode run(String[] arguments, Host host, Optional<Served> served) {
        return new Program(host, served).run(arguments);
    }

    /** How a call ends whose output was written by somebody else, and not to its end. */
    public static ExitCode unwritten(Host host, IOException e) {
        Program program = new Program(host, Optional.empty());
        return program.ended(new String[0], program.output.unwritten(e));
    }

    private ExitCode run(String[] arguments) {
        try {
            output.withhold(SecretArguments.unrepeatable(arguments), SecretArguments.unrepeatableAtAll(arguments));
            SecretArguments.refuse(arguments);
            refuseUnreadable(arguments);
            ExitCode code = dispatch(Arrays.asList(arguments));
            output.flush();
            return code;
        } catch (Failure e) {
            return ended(arguments, e);
        } catch (VaultException e) {
            return ended(arguments, VaultFailures.of(session, e));
        } catch (InvalidPathException e) {
            return ended(
                    arguments,
                    Failure.usage(Message.of("cli.file-name-cannot-one"), Message.of("cli.utf-8-locale-may")));
        } catch (Machine.Ending e) {
            // What ends the process decides how, and those who waited for its end say what is to be said.
            return ExitCode.INTERRUPTED;
        } catch (Served.Elsewhere | Machine.Became e) {
            throw e;
        } catch (OutOfMemoryError e) {
            return ended(arguments, new Failure(ExitCode.IO, Message.of("cli.java-not-enough-memory")));
        } catch (RuntimeException | Error e) { // a class that is missing, a library of the system that does not load
            lastWord(
                    arguments,
                    new Failure(
                            ExitCode.BUG,
                            Message.of("cli.unexpected-error", e.getClass().getSimpleName())));
            output.bug(e);
            return ExitCode.BUG;
        }
    }

    private ExitCode ended(String[] arguments, Failure failure) {
        lastWord(arguments, failure);
        output.error(failure);
        return failure.code();
    }

    private void lastWord(String[] arguments, Failure failure) {
        List<String> words = Arrays.asList(arguments);
        if (command == null && words.contains(Commands.ENROLL.word())) {
            command = new EnrollCommand(); // its arguments were refused before anybody looked for a command
        }
        if (command != null) {
            command.failed(session, words, failure);
        }
    }

    /** Bytes that are no text here have become U+FFFD, all the same one: two different names would be one. */
    private static void refuseUnreadable(String[] arguments) throws Failure {
        for (int i = 0; i < SecretArguments.ours(arguments); i++) {
            if (arguments[i].indexOf('\ufffd') >= 0) {
                throw Failure.usage(Message.of("cli.argument-not-text-locale"), Message.of("cli.utf-8-locale-may"));
            }
        }
    }

    private ExitCode dispatch(List<String> arguments) throws Failure, VaultException {
        int position = positionOfCommand(arguments);
        List<String> before = arguments.subList(0, position);
        if (before.contains("-h") || before.contains("--help")) {
            HelpCommand.overview(session);
            return ExitCode.DONE;
        }
        if (before.contains("-V") || before.contains("--version")) {
            new VersionCommand().run(session);
            return ExitCode.DONE;
        }
        if (position == arguments.size()) {
            return withoutCommand(before);
        }
        String word = arguments.get(position);
        if (arguments.size() == 1 && word.equals("version")) {
            new VersionCommand().run(session); // picocli takes three times as long to load as this to run
            return ExitCode.DONE;
        }
        Optional<Commands> command = Commands.named(word);
        if (command.isEmpty()) {
            String next = position + 1 < arguments.size() ? arguments.get(position + 1) : "";
            throw UsageErrors.noCommand(word, next);
        }
        // Common options may stand on either side: moved behind the name, one parser sees them all.
        List<String> words = new ArrayList<>(before);
        words.addAll(arguments.subList(position + 1, arguments.size()));
        hideAhead(command.get(), words);
        return parseAndRun(command.get(), words);
    }

    /** The first act where a passphrase will be asked for: who types it at once, while Java still loads, must not see it. */
    private void hideAhead(Commands command, List<String> words) throws Failure {
        boolean mayAsk = session.served().isEmpty()
                && command.asksForPassphrase(words)
                && words.stream().noneMatch(Program::answersOrEnds)
                && session.host().variable("TOTP_PASSPHRASE_FILE").isEmpty()
                && session.host().variable("TOTP_PASSPHRASE_COMMAND").isEmpty();
        Optional<Terminal> terminal = mayAsk ? session.host().terminal().get() : Optional.empty();
        if (terminal.isPresent()) {
            try {
                terminal.get().hideAhead();
            } catch (IOException e) {
                throw Session.terminalLost(e);
            }
        }
    }

    private static boolean answersOrEnds(String word) {
        String name = word.split("=", 2)[0];
        return List.of("-h", "--help", "-V", "--version", "--no-input", "--passphrase-stdin")
                        .contains(name)
                || List.of("--passphrase-file", "--passphrase-fd", "--recovery-key-file", "--key-file")
                        .contains(name);
    }

    private ExitCode parseAndRun(Commands known, List<String> words) throws Failure, VaultException {
        Command made = known.make();
        command = made;
        CommonOptions common = new CommonOptions();
        if (session.served().isEmpty() && made.takesPlainly(words)) {
            session.configure(common);
            made.run(session);
            return ExitCode.DONE;
        }
        Syntax syntax = known.syntax(made, common);
        try {
            syntax.read(words);
        } catch (ParameterException e) {
            throw UsageErrors.of(e, known, syntax, words);
        }
        if (common.help) {
            HelpCommand.explain(session, known, action(known, words));
            return ExitCode.DONE;
        }
        session.configure(common);
        if (common.version) {
            new VersionCommand().run(session);
            return ExitCode.DONE;
        }
        if (session.served().isPresent()
                && (!made.isServed() || common.openOtherwise() || common.noAgent || common.vault != null)) {
            throw new Served.Elsewhere();
        }
        Optional<ExitCode> answered =
                made.isForwarded() ? UnlockedAgent.run(session, known.word(), words) : Optional.empty();
        if (answered.isEmpty()) {
            made.run(session);
        }
        return answered.orElse(ExitCode.DONE);
    }

    /** The action among the words, if there is one: {@code totp key add --help} explains that. */
    private static @Nullable String action(Commands known, List<String> words) {
        List<String> actions = known.chapter().sections();
        return words.stream().filter(actions::contains).findFirst().orElse(null);
    }

    /** A person is led on, to the first code or to all accounts; a script that forgot the command is told. */
    private ExitCode withoutCommand(List<String> options) throws Failure, VaultException {
        CommonOptions common = new CommonOptions();
        Syntax syntax = new Syntax("totp");
        common.declare(syntax);
        try {
            syntax.read(options);
        } catch (ParameterException e) {
            throw UsageErrors.of(e, Commands.HELP, syntax, options);
        }
        session.configure(common);
        if (!session.host().outIsTerminal().get() || !session.canAsk()) {
            throw Failure.usage(
                    Message.of("cli.no-command-given"),
                    Message.of("cli.code-of-account", "NAME"),
                    Message.of("cli.totp-help-lists"));
        }
        try {
            new VaultAccess(session).read();
        } catch (VaultException e) {
            if (e.reason() == VaultException.Reason.ABSENT) {
                VaultFailures.refuseIfLost(session, e);
                FirstSteps.tell(session);
                return ExitCode.DONE;
            }
        }
        if (session.movesCursor()) {
            return parseAndRun(Commands.WATCH, options);
        }
        HelpCommand.overview(session);
        return ExitCode.DONE;
    }

    /** Where the command's name stands; only common options may stand before it. */
    private static int positionOfCommand(List<String> arguments) throws Failure {
        int i = 0;
        while (i < arguments.size() && arguments.get(i).startsWith("-")) {
            String option = arguments.get(i);
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (CommonOptions.WITH_VALUE.contains(name)) {
                i += equals < 0 ? 2 : 1;
            } else if (CommonOptions.FLAGS.contains(name)
                    || List.of("-h", "--help", "--version").contains(name)) {
                i++;
            } else {
                throw UsageErrors.unknownOption(name);
            }
        }
        return Math.min(i, arguments.size());
    }
}
