package totp.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;

@CommandLine.Command(name = "help")
final class HelpCommand implements Command {
    @Parameters(index = "0", arity = "0..1", paramLabel = "COMMAND", descriptionKey = "COMMAND")
    @Nullable
    String command;

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
        Usage.command(session.output(), known.get());
    }
}
