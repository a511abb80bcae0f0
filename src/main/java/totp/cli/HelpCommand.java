package totp.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.help.Chapter;
import totp.cli.help.HelpPages;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Terminal;

/** Explains the program, a command, one of its actions, or what all commands share. */
final class HelpCommand implements Command {
    private static final int WIDTH_UNKNOWN = 80;
    private static final int WIDTH_MAX = 100;
    private static final int WIDTH_MIN = 20;

    private @Nullable String topic;
    private @Nullable String section;

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalParameter(String.class, "COMMAND", given -> topic = given);
        syntax.optionalParameter(String.class, "ACTION", given -> section = given);
    }

    @Override
    public void run(Session session) throws Failure {
        String word = topic;
        if (word == null) {
            overview(session);
        } else if (HelpPages.TOPICS.contains(word) && section == null) {
            session.output().drawn(pages(session).topic(word));
        } else {
            String next = section == null ? "" : section;
            Commands command = Commands.named(word).orElseThrow(() -> UsageErrors.noCommand(word, next));
            explain(session, command, section);
        }
    }

    /** The list of the commands. */
    static void overview(Session session) {
        session.output().drawn(pages(session).overview(Commands.chapters()));
    }

    /** Explains a command, or what it does with an action. */
    static void explain(Session session, Commands command, @Nullable String action) throws Failure {
        Chapter chapter = command.chapter();
        if (action != null && !chapter.sections().contains(action)) {
            throw UsageErrors.noAction(command, chapter, action);
        }
        session.output().drawn(pages(session).command(chapter, action == null ? "" : action));
    }

    private static HelpPages pages(Session session) {
        int width = width(session.host()).orElse(WIDTH_UNKNOWN);
        return new HelpPages(Math.max(WIDTH_MIN, Math.min(width, WIDTH_MAX)));
    }

    /** What the caller says, else the terminal, if anybody looks at it. */
    private static Optional<Integer> width(Host host) {
        Optional<Integer> said = host.variable("COLUMNS")
                .filter(columns -> columns.matches("[1-9][0-9]{0,3}"))
                .map(Integer::valueOf);
        if (said.isPresent() || !host.outIsTerminal().get()) {
            return said;
        }
        return host.terminal().get().flatMap(Terminal::columns);
    }
}
