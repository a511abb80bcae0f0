package totp.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.CommonOptions;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.message.Message;

final class HelpCommand implements Command {
    @Nullable
    String command;

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalParameter(String.class, "COMMAND", given -> command = given);
    }

    @Override
    public void run(Session session) throws Failure {
        if (command == null) {
            Usage.program(session.output());
            return;
        }
        Optional<Commands> known = Commands.named(command);
        if (known.isEmpty()) {
            throw Failure.usage(Message.of("cli.no-command", command), Message.of("cli.totp-help-lists"));
        }
        Commands explained = known.get();
        Usage.command(session.output(), explained, explained.syntax(explained.make(), new CommonOptions()));
    }
}
