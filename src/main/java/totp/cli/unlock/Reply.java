package totp.cli.unlock;

import java.util.Optional;
import totp.cli.session.ExitCode;

/**
 * What came of a command that somebody else ran.
 *
 * @param out what it printed on standard output
 * @param err what it told
 */
public record Reply(ExitCode code, String out, String err) {
    /** The first thing that it told, without the words for scripts before it. */
    public Optional<String> told() {
        return err.lines().findFirst().map(line -> line.replaceFirst("^totp: (?:error: |warning: )?", ""));
    }
}
