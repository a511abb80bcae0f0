package totp.cli.session;

import java.util.ArrayList;
import java.util.List;
import totp.message.Message;

/** The words of a command as a shell has them; nothing is expanded, and nothing is run. */
public final class ShellWords {
    private ShellWords() {}

    /** As a shell takes it for one word. */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9/._+@%:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * The words of a command line, as a shell would part them; nothing is expanded.
     *
     * @throws Failure {@code USAGE} if a quote is not closed
     */
    public static List<String> split(String command, String origin) throws Failure {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            boolean escapes = c == '\\' && quote != '\'' && i + 1 < command.length();
            if (escapes && (quote == 0 || "\"\\$`".indexOf(command.charAt(i + 1)) >= 0)) {
                word.append(command.charAt(++i));
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (c == ' ' || c == '\t' || c == '\n') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw Failure.usage(Message.of("session.quote-not-closed", origin));
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
