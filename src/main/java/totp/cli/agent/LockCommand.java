package totp.cli.agent;

import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;

/** Ends the agent, and with it whatever it knew. */
public final class LockCommand implements Command {
    @Override
    public void run(Session session) throws Failure {
        boolean ended = UnlockCommand.agentOf(session).lock();
        session.output().note(ended ? Message.of("agent.locked") : Message.of("agent.locked-already"));
    }
}
