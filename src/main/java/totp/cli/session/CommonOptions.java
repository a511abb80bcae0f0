package totp.cli.session;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command takes, before or behind its name. */
public final class CommonOptions {
    /** Those that are followed by a value: whoever looks for the command's name must step over it. */
    public static final List<String> WITH_VALUE =
            List.of("--vault", "--passphrase-file", "--passphrase-fd", "--recovery-key-file", "--key-file", "--color");

    public static final List<String> FLAGS = List.of(
            "--passphrase-stdin",
            "--no-agent",
            "--no-input",
            "--yes",
            "-q",
            "--quiet",
            "-v",
            "--verbose",
            "--debug",
            "--version");

    @Option(names = "--vault", paramLabel = "FILE")
    @Nullable
    public Path vault;

    @Option(names = "--passphrase-file", paramLabel = "FILE")
    @Nullable
    public Path passphraseFile;

    @Option(names = "--passphrase-fd", paramLabel = "N")
    @Nullable
    public Integer passphraseFd;

    @Option(names = "--passphrase-stdin")
    public boolean passphraseStdin;

    @Option(names = "--recovery-key-file", paramLabel = "FILE")
    @Nullable
    public Path recoveryKeyFile;

    @Option(names = "--key-file", paramLabel = "FILE")
    @Nullable
    public Path keyFile;

    @Option(names = "--no-agent")
    boolean noAgent;

    @Option(names = "--no-input")
    boolean noInput;

    @Option(names = "--yes")
    public boolean yes;

    @Option(names = {"-q", "--quiet"})
    public boolean quiet;

    @Option(names = {"-v", "--verbose"})
    boolean verbose;

    @Option(names = "--debug")
    boolean debug;

    @Option(names = "--color", paramLabel = "WHEN")
    Color color = Color.auto;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true)
    public boolean help;

    @Option(names = "--version", versionHelp = true)
    public boolean version;

    /** Lower case, since it is spelled so on the command line. */
    enum Color {
        auto,
        always,
        never
    }

    /** Where the command's name stands, whatever is wrong with what stands before it; the number of arguments if nowhere. */
    static int positionOfCommand(String[] arguments) {
        int position = 0;
        while (position < arguments.length && arguments[position].startsWith("-")) {
            position += WITH_VALUE.contains(arguments[position]) ? 2 : 1;
        }
        return Math.min(position, arguments.length);
    }

    /** Whether an option says where the passphrase is. */
    public boolean givePassphrase() {
        return passphraseFile != null || passphraseFd != null || passphraseStdin;
    }
}
