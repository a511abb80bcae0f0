package totp.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import totp.cli.help.Shell;
import totp.cli.session.Command;
import totp.cli.session.Session;
import totp.cli.session.Syntax;

/** Prints what a shell reads to complete the program's command lines. */
final class CompletionCommand implements Command {
    private @Nullable Shell shell;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Shell.class, "SHELL", given -> shell = given);
    }

    @Override
    public void run(Session session) {
        session.output()
                .drawn(Objects.requireNonNull(shell, "the parser demands it").script(Commands.chapters()));
    }
}
