package totp.cli.help;

import java.util.Set;

/** What a command has to do with a vault, which decides what of the common options it has a use for. */
public enum Opening {
    /** None is looked for. */
    NOTHING,
    /** It is about a vault, which stays closed. */
    CLOSED,
    /** A vault is made, with a passphrase of its own. */
    NEW,
    OPENED;

    private static final Set<String> PLACE = Set.of("--vault");
    private static final Set<String> PASSPHRASE = Set.of("--passphrase-file", "--passphrase-fd", "--passphrase-stdin");
    private static final Set<String> OTHER_KEYS = Set.of("--recovery-key-file", "--key-file", "--no-agent");
    private static final Set<String> QUESTIONS = Set.of("--no-input", "--yes");

    /** Whether a command of this kind has a use for a common option. */
    boolean uses(String option) {
        if (PLACE.contains(option) || QUESTIONS.contains(option)) {
            return this != NOTHING;
        }
        if (PASSPHRASE.contains(option)) {
            return this == NEW || this == OPENED;
        }
        return this == OPENED || !OTHER_KEYS.contains(option);
    }
}
