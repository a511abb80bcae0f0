package totp;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.agent.Answer;
import totp.agent.Client;
import totp.agent.Frame;
import totp.agent.Place;
import totp.agent.Request;

/**
 * Asks the unlocked agent to run the command, before anything of the program is loaded: most codes are printed this way, and a
 * parser, a vault or a message takes longer to load than the answer to come. The agent runs the very same commands, so nothing
 * of what they do stands here; whatever it does not run, or where there is none, the program does.
 */
final class Shortcut {
    /** What an agent may be asked for; it decides itself whether it runs it as it is given. */
    private static final List<String> WORDS = List.of("code", "list", "show", "otp", "ls", "complete");

    private Shortcut() {}

    /** Gives what an agent printed for the command, or null if the program has to do it. */
    static @Nullable Answer ask(String[] arguments, Map<String, String> environment, String system, String user) {
        if (arguments.length == 0 || !WORDS.contains(arguments[0]) || isCallers(arguments)) {
            return null;
        }
        File vault = Place.defaultVault(environment, system);
        File folder = Place.folder(environment);
        if (vault == null || folder == null || !Place.hasSockets(folder)) {
            return null;
        }
        Client.prepare();
        try {
            String real = Place.realPath(vault);
            Request request = Request.of(real, Request.terminalIsThere(), environment, List.of(arguments));
            Optional<List<Frame>> frames = Client.ask(Place.likelySocket(folder, real), user, request.encode());
            if (frames.isEmpty()) {
                return null;
            }
            Answer answer = new Answer(frames.get());
            return answer.isGiven() ? answer : null;
        } catch (IOException e) {
            return null; // asking twice for a code does no harm: it is noted twice, or a counter goes on by two
        }
    }

    /** What an agent leaves to who asks, in any case: his standard input, and a table that is laid out for his terminal. */
    private static boolean isCallers(String[] arguments) {
        boolean list = arguments[0].startsWith("l");
        for (String argument : arguments) {
            if (argument.equals("-")
                    || argument.equals("--no-agent")
                    || (list && (argument.equals("-l") || argument.equals("--long") || argument.equals("--codes")))) {
                return true;
            }
        }
        return false;
    }
}
