package totp.cli.watch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Terminal;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.vault.UsedSteps;
import totp.vault.VaultException;

/** The list of accounts with their codes, on the whole screen, until its user leaves it. */
public final class WatchCommand implements Command {
    private @Nullable String query;
    private boolean hide;

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalParameter(Value.ACCOUNT, "QUERY", given -> query = given);
        syntax.flag(() -> hide = true, "--hide");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        if (!session.canAsk()) {
            throw new Failure(
                    ExitCode.CANNOT_ASK, Message.of("watch.no-terminal"), Message.of("watch.list-codes-prints"));
        }
        Terminal terminal = session.host().terminal().get().orElseThrow();
        if (!session.host().outIsTerminal().get()) {
            throw Failure.usage(Message.of("watch.output-is-no-terminal"), Message.of("watch.list-codes-prints"));
        }
        if (!session.movesCursor()) {
            throw Failure.usage(
                    Message.of(
                            "watch.terminal-is-dumb",
                            session.host().variable("TERM").orElse("")),
                    Message.of("watch.list-codes-prints"));
        }
        Errands errands = new Errands(session);
        Optional<Keeper> agent = Keeper.agent(session);
        WatchScreen screen = new WatchScreen(session, terminal);
        Optional<Listing> given = agent.isEmpty() ? Optional.empty() : ofAgent(errands, agent.get());
        if (agent.isPresent() && given.isPresent()) {
            watch(session, screen, agent.get(), given.get());
            return;
        }
        try {
            terminal.hideAhead();
        } catch (IOException e) {
            throw Session.terminalLost(e);
        }
        Keeper own = Keeper.own(session);
        watch(session, new WatchScreen(session, terminal), own, errands.list(own, true, List.of(), true));
    }

    private static Optional<Listing> ofAgent(Errands errands, Keeper agent) throws Failure {
        try {
            return Optional.of(errands.list(agent, true, List.of(), true));
        } catch (Errands.Locked e) {
            return Optional.empty(); // we do what it would have done
        }
    }

    private void watch(Session session, WatchScreen screen, Keeper keeper, Listing listing)
            throws Failure, VaultException {
        Model model = new Model(query == null ? "" : query, hide);
        model.setRows(listing.rows().orElseThrow());
        VaultAccess access = new VaultAccess(session);
        FileTrace vault = new FileTrace(access.file().path());
        FileTrace steps =
                new FileTrace(UsedSteps.file(access.state(), access.file().realPath()));
        try (Watching watching = new Watching(session, screen, model, keeper, vault, steps)) {
            watching.run();
        } catch (IOException e) {
            throw Session.terminalLost(e);
        }
    }
}
