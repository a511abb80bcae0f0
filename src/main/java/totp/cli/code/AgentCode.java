package totp.cli.code;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.UnlockedAgent;
import totp.message.Message;

/**
 * Codes of an agent for what an agent does not do by itself: its caller has to choose among several accounts, or wants the code
 * in the clipboard, or one after the other.
 */
final class AgentCode {
    private final Session session;
    private final UnlockedAgent agent;
    private final List<String> words;

    /** @param options of {@code code}, without what is done here */
    AgentCode(Session session, UnlockedAgent agent, List<String> options, String name) {
        this.session = session;
        this.agent = agent;
        this.words = new ArrayList<>(List.of("code", "--exact"));
        words.addAll(options);
        if (session.options().quiet) {
            words.add("--quiet");
        }
        words.add(name);
    }

    /** What {@code code} prints. */
    String text() throws Failure {
        return agent.printed(words).orElseThrow(AgentCode::locked);
    }

    /** Hands over each new code as it begins, until the process is interrupted or the vault is locked. */
    void follow(boolean remaining) throws Failure {
        // --remaining, which the document has anyway, is refused for a counter before that goes on.
        option("--json");
        option("--remaining");
        Map<String, String> code = members(text());
        option("--quiet"); // what was told once is not told with each code
        while (true) {
            session.output().line(code.getOrDefault("code", ""));
            if (remaining) {
                session.output().line(code.getOrDefault("remaining", ""));
            }
            session.output().flush();
            session.sleepUntil(Instant.parse(code.get("valid_until")));
            code = members(text());
        }
    }

    /**
     * Copies it.
     *
     * @param printed how many lines of it are printed before: the code, and the seconds that are left
     * @param now whether it is a code of this moment
     */
    void copy(int seconds, int printed, boolean now) throws Failure {
        option("--json");
        Map<String, String> code = members(text());
        String value = code.getOrDefault("code", "");
        String remaining = code.getOrDefault("remaining", "");
        Stream.of(value, remaining)
                .limit(printed)
                .filter(line -> !line.isEmpty())
                .forEach(session.output()::drawn);
        session.output().flush();
        OptionalLong good =
                now && !remaining.isEmpty() ? OptionalLong.of(Long.parseLong(remaining)) : OptionalLong.empty();
        CodeSink.copy(session, code.getOrDefault("name", ""), value, good, seconds);
    }

    private void option(String option) {
        if (!words.contains(option)) {
            words.add(1, option);
        }
    }

    private static Failure locked() {
        return new Failure(ExitCode.CANNOT_ASK, Message.of("code.locked-meanwhile"), Message.of("code.totp-unlock"));
    }

    private static Map<String, String> members(String document) throws Failure {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(document)) {
            json.nextToken();
            while (Optional.ofNullable(json.nextFieldName()).isPresent()) {
                String name = json.currentName();
                if (json.nextToken().isScalarValue() && json.hasTextCharacters()) {
                    members.put(name, json.getText());
                } else if (json.currentToken().isNumeric()) {
                    members.put(name, json.getText());
                }
            }
            return members;
        } catch (IOException e) {
            throw new IllegalStateException("the agent's own document", e);
        }
    }
}
