package totp.cli.agent;

import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.SessionFolder;
import totp.message.Message;
import totp.vault.VaultException;

/** Ends the agent, and with it whatever it knew; and the sessions that codes began, where nobody was unlocked as well. */
public final class LockCommand implements Command {
    @Override
    public void run(Session session) throws Failure {
        boolean ended = UnlockCommand.agentOf(session).lock();
        try {
            SessionFolder.of(session).forgetAll();
        } catch (VaultException e) {
            throw Failure.of(e);
        }
        session.output().note(ended ? Message.of("agent.locked") : Message.of("agent.locked-already"));
    }
}
