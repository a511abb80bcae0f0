package totp.cli.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Version;
import totp.cli.unlock.UnlockedAgent;
import totp.message.Message;

/** Whether an agent has the vault open. */
public final class StatusCommand implements Command {
    private boolean json;

    @Override
    public void declare(Syntax syntax) {
        syntax.flag(() -> json = true, "--json");
    }

    /** Lower case, since the JSON spells it so. */
    private enum State {
        unlocked,
        locked,
        absent
    }

    @Override
    public void run(Session session) throws Failure {
        UnlockedAgent agent = UnlockCommand.agentOf(session);
        Optional<List<Long>> lease = agent.lease();
        State state = lease.isPresent() ? State.unlocked : isThere(agent) ? State.locked : State.absent;
        if (json) {
            JsonWriter.print(session.output(), out -> write(out, agent, state, lease));
        } else {
            session.output().line(state == State.absent ? "no vault" : state.name());
            lease.ifPresent(times -> tell(session, times));
        }
        session.output().flush();
        switch (state) {
            case unlocked -> {}
            case locked -> throw new Failure(ExitCode.CANNOT_ASK, Message.NONE);
            case absent -> throw new Failure(ExitCode.NO_VAULT, Message.NONE);
        }
    }

    private static void tell(Session session, List<Long> times) {
        Message until = Message.of(
                "agent.times", UnlockCommand.seen(session, times.get(1)), UnlockCommand.seen(session, times.get(2)));
        if (session.output().isWatched()) {
            session.output().note(until);
        } else {
            session.output().detail(until);
        }
    }

    private static boolean isThere(UnlockedAgent agent) throws Failure {
        try {
            Files.readAttributes(Path.of(agent.vault()), BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("agent.cannot-look-at-vault", agent.vault()), e);
        }
    }

    private static void write(JsonGenerator out, UnlockedAgent agent, State state, Optional<List<Long>> lease)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("vault", agent.vault());
        out.writeStringField("state", state.name());
        List<String> members = List.of("since", "until", "idle_until");
        for (int i = 0; i < members.size(); i++) {
            if (lease.isPresent()) {
                out.writeStringField(
                        members.get(i), UnlockCommand.time(lease.get().get(i)));
            } else {
                out.writeNullField(members.get(i));
            }
        }
        out.writeStringField("version", Version.TEXT);
        out.writeEndObject();
    }
}
