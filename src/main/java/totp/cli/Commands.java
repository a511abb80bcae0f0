package totp.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The commands of the program, in the order in which the help lists them; only the one that is called is built. */
enum Commands {
    INIT("init", InitCommand::new),
    ADD("add", AddCommand::new),
    CODE("code", CodeCommand::new, "otp"),
    LIST("list", ListCommand::new, "ls"),
    SHOW("show", ShowCommand::new),
    URI("uri", UriCommand::new),
    INFO("info", InfoCommand::new),
    HELP("help", HelpCommand::new),
    VERSION("version", VersionCommand::new);

    private final String word;
    private final Supplier<Command> maker;
    private final List<String> aliases;

    Commands(String word, Supplier<Command> maker, String... aliases) {
        this.word = word;
        this.maker = maker;
        this.aliases = List.of(aliases);
    }

    String word() {
        return word;
    }

    Command make() {
        return maker.get();
    }

    static Optional<Commands> named(String word) {
        for (Commands command : values()) {
            if (command.word.equals(word) || command.aliases.contains(word)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }
}
