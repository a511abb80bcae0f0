package totp.cli.help;

import java.util.ArrayList;
import java.util.List;

/** What the program reads and writes that is not named on the command line. */
final class Surroundings {
    /** In the order in which they are listed; some go by one line. */
    static final List<String> VARIABLES = List.of(
            "TOTP_VAULT",
            "TOTP_PASSPHRASE_FILE",
            "TOTP_PASSPHRASE_COMMAND",
            "TOTP_AWS_CACHE",
            "TOTP_AWS_CREDENTIALS",
            "TOTP_AWS_PROFILE",
            "TOTP_PINENTRY",
            "TOTP_CLIP_COMMAND",
            "LC_ALL, LC_MESSAGES, LANG",
            "LC_CTYPE",
            "NO_COLOR",
            "COLUMNS",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
            "AWS_...");

    private Surroundings() {}

    /** A variable or a file. */
    record Thing(String name, String means) {}

    static List<Thing> variables() {
        List<Thing> things = new ArrayList<>();
        for (String variable : VARIABLES) {
            things.add(new Thing(variable, Texts.of("environment." + variable.split("[,.]", 2)[0])));
        }
        return things;
    }

    static List<Thing> files() {
        List<Thing> things = new ArrayList<>();
        for (String text : Texts.all("files.file")) {
            String[] parts = text.split(" # ", 2);
            things.add(new Thing(parts[0], parts[1]));
        }
        return things;
    }
}
