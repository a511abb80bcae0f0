package totp.cli.unlock;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.agent.Answer;
import totp.agent.Client;
import totp.agent.Frame;
import totp.agent.Place;
import totp.agent.Request;
import totp.agent.Status;
import totp.agent.Verb;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;

/** The agent that may have this call's vault open: it runs what needs no more than the vault, and its key stays with it. */
public final class UnlockedAgent {
    private final Session session;
    private final String vault;
    private final File folder;

    /** What several answers warn of is told once. */
    private final Set<Message> warned = new HashSet<>();

    private UnlockedAgent(Session session, String vault, File folder) {
        this.session = session;
        this.vault = vault;
        this.folder = folder;
    }

    /** Where the agent of this call's vault is, if there is one; empty where there can be none. */
    public static Optional<UnlockedAgent> of(Session session) throws Failure {
        @Nullable File folder = Place.folder(environment(session));
        if (folder == null) {
            return Optional.empty();
        }
        try {
            String vault = Place.realPath(VaultPlace.of(session).toFile());
            return Optional.of(new UnlockedAgent(session, vault, folder));
        } catch (IOException e) {
            return Optional.empty(); // opening the vault will say what is wrong with the path
        }
    }

    /** The agent that this process is, by what {@code totp unlock} has found out. */
    public static UnlockedAgent at(Session session, String vault, File folder) {
        return new UnlockedAgent(session, vault, folder);
    }

    /** The agent to ask before anything is opened here: none if the caller says how the vault is to be opened, or is the agent. */
    public static Optional<UnlockedAgent> toAsk(Session session) throws Failure {
        boolean other = session.options().noAgent || session.options().openOtherwise();
        return other || session.served().isPresent()
                ? Optional.empty()
                : of(session).filter(agent -> Place.hasSockets(agent.folder()));
    }

    /** Where there is no variable for it, the system knows the home folder. */
    private static Map<String, String> environment(Session session) {
        Map<String, String> environment = new HashMap<>(session.host().environment());
        session.homeIfAny().ifPresent(home -> environment.put("HOME", home.toString()));
        return environment;
    }

    /** The vault's path without links. */
    public String vault() {
        return vault;
    }

    public File folder() {
        return folder;
    }

    public File socket() {
        return Place.socket(folder, vault);
    }

    /** The name by which the system knows this process's user: of one without a name, as in many containers, the number. */
    public String user() {
        String name = session.host().machine().property("user.name");
        if (!name.equals("?")) {
            return name;
        }
        try {
            return Files.getOwner(Path.of("/proc/self")).getName();
        } catch (IOException e) {
            return name; // nobody has it, so that nobody is trusted
        }
    }

    /**
     * Has a command run by the agent.
     *
     * @param words without common options
     * @return empty if there is no agent, or it does not run this: nothing was done then
     * @throws Failure {@code IO} if the answer broke off, where {@code input} is given: whether it was done is not known
     */
    public Optional<Answer> ask(List<String> words, Secret input) throws Failure {
        Request request = Request.of(vault, session.canAsk(), environment(session), words, input);
        try {
            return Client.ask(socket(), user(), request.encode())
                    .map(Answer::new)
                    .filter(Answer::isGiven);
        } catch (IOException e) {
            if (input.length() > 0) {
                throw new Failure(
                        ExitCode.IO,
                        Message.of("unlock.agent-answer-broke-off"),
                        Message.of("unlock.totp-list-shows-names"));
            }
            return Optional.empty();
        }
    }

    /**
     * Like {@link #ask}, and gives what was printed instead of showing it; warnings and errors are shown.
     *
     * @throws Failure with the command's exit code if it failed, which has told why
     */
    public Optional<String> printed(List<String> words) throws Failure {
        Optional<Answer> answer = ask(words, Secret.adopt(new byte[0]));
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExitCode code = show(answer.get(), out);
        if (code != ExitCode.DONE) {
            throw new Failure(code, Message.NONE);
        }
        return Optional.of(out.toString(StandardCharsets.UTF_8));
    }

    /** Like {@link #ask}, and shows nothing. */
    public Optional<Reply> reply(List<String> words) throws Failure {
        return reply(words, Secret.adopt(new byte[0]));
    }

    /**
     * Like {@link #ask}, and shows nothing.
     *
     * @param input lent for the call
     */
    public Optional<Reply> reply(List<String> words, Secret input) throws Failure {
        Optional<Answer> answer = ask(words, input);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExitCode code = show(answer.get(), out, err);
        return Optional.of(new Reply(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)));
    }

    /**
     * Like {@link #ask}, and gives what was printed; a failure is this call's own, with what the agent told of it.
     *
     * @param input lent for the call
     */
    public Optional<String> answered(List<String> words, Secret input) throws Failure {
        Optional<Reply> reply = reply(words, input);
        if (reply.isEmpty()) {
            return Optional.empty();
        }
        AgentTelling told = AgentTelling.of(reply.get().err());
        told.warnings().stream().filter(warned::add).forEach(session.output()::warning);
        if (reply.get().code() != ExitCode.DONE) {
            throw new Failure(reply.get().code(), told.error(), told.hints().toArray(new Message[0]));
        }
        return Optional.of(reply.get().out());
    }

    /** The accounts outside the trash, as far as their owner chooses by it: without secrets and parameters. */
    public Optional<List<Account>> accounts() throws Failure {
        Optional<String> list = printed(List.of("list", "--json"));
        return list.isEmpty() ? Optional.empty() : Optional.of(AgentAccounts.read(list.get()));
    }

    /** Shows the answer as if the command had run here. */
    public ExitCode show(Answer answer) throws Failure {
        return show(answer, session.host().out());
    }

    private ExitCode show(Answer answer, OutputStream out) throws Failure {
        return show(answer, out, session.host().err());
    }

    private ExitCode show(Answer answer, OutputStream out, OutputStream err) throws Failure {
        try {
            answer.show(out, err, this::sleepUntil);
            return ExitCode.numbered(answer.code());
        } catch (IOException e) {
            throw session.output().unwritten(e);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private void sleepUntil(long epochMillis) throws InterruptedException {
        session.host().sleepUntil(Instant.ofEpochMilli(epochMillis));
    }

    /**
     * Runs a command by the agent, as it was given, and shows what it printed.
     *
     * @param words the options and arguments of the command, common ones among them
     * @return empty if there is no agent that runs it
     */
    public static Optional<ExitCode> run(Session session, String command, List<String> words) throws Failure {
        Optional<UnlockedAgent> agent = toAsk(session);
        if (agent.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(withoutVault(words));
        Optional<Answer> answer = agent.get().ask(all, Secret.adopt(new byte[0]));
        return answer.isEmpty() ? Optional.empty() : Optional.of(agent.get().show(answer.get()));
    }

    /** The agent knows which vault is meant by its own name for it, and has another working folder. */
    private static List<String> withoutVault(List<String> words) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                left.addAll(words.subList(i, words.size()));
                break;
            }
            if (word.equals("--vault")) {
                i++;
            } else if (!word.startsWith("--vault=")) {
                left.add(word);
            }
        }
        return left;
    }

    /** Since when and how long it is unlocked: milliseconds since 1970, as {@link totp.agent.Lease#fields}. */
    public Optional<List<Long>> lease() {
        try {
            Optional<List<Frame>> answer = Client.ask(socket(), user(), List.of(new Frame(Verb.STATUS)));
            if (answer.isEmpty() || answer.get().get(0).kind() != Status.OUT) {
                return Optional.empty();
            }
            Frame times = answer.get().get(0);
            List<Long> lease = new ArrayList<>();
            for (int i = 0; i < times.size(); i++) {
                lease.add(Long.parseLong(times.text(i)));
            }
            return lease.size() == 3 ? Optional.of(lease) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Ends it and waits for that.
     *
     * @return whether there was one
     */
    public boolean lock() throws Failure {
        try {
            return Client.end(socket(), user());
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("unlock.agent-does-not-end", socket()), e);
        }
    }
}
