package totp.cli.unlock;

import java.util.ArrayList;
import java.util.List;
import totp.message.Message;

/**
 * What a command of the agent told on standard error, taken apart again, where its caller tells it otherwise: in a document,
 * or behind what went before.
 *
 * @param error of the line that says what failed; nothing where nothing did
 */
record AgentTelling(Message error, List<Message> hints, List<Message> warnings) {
    private static final String ERROR = "totp: error: ";
    private static final String HINT = "totp: hint: ";
    private static final String WARNING = "totp: warning: ";

    static AgentTelling of(String text) {
        Message error = Message.NONE;
        List<Message> hints = new ArrayList<>();
        List<Message> warnings = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(ERROR)) {
                error = Message.said(line.substring(ERROR.length()));
            } else if (line.startsWith(HINT)) {
                hints.add(Message.said(line.substring(HINT.length())));
            } else if (line.startsWith(WARNING)) {
                warnings.add(Message.said(line.substring(WARNING.length())));
            }
        }
        return new AgentTelling(error, hints, warnings);
    }
}
