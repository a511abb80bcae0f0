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

    @Option(
            names = "--vault",
            paramLabel = "FILE",
            description = "the vault (default: $TOTP_VAULT, else in the data folder)")
    @Nullable
    public Path vault;

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "read the passphrase from FILE")
    @Nullable
    public Path passphraseFile;

    @Option(names = "--passphrase-fd", paramLabel = "N", description = "read the passphrase from file descriptor N")
    @Nullable
    public Integer passphraseFd;

    @Option(names = "--passphrase-stdin", description = "read the passphrase from standard input")
    public boolean passphraseStdin;

    @Option(
            names = "--recovery-key-file",
            paramLabel = "FILE",
            description = "open the vault with the recovery key in FILE")
    @Nullable
    public Path recoveryKeyFile;

    @Option(names = "--key-file", paramLabel = "FILE", description = "open the vault with the key file FILE")
    @Nullable
    public Path keyFile;

    @Option(names = "--no-agent", description = "do not ask the agent")
    boolean noAgent;

    @Option(names = "--no-input", description = "never ask; what would ask fails with exit code 5")
    boolean noInput;

    @Option(names = "--yes", description = "answer confirmations with yes")
    public boolean yes;

    @Option(
            names = {"-q", "--quiet"},
            description = "no notes, warnings and hints on standard error")
    public boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "tell more on standard error")
    boolean verbose;

    @Option(names = "--debug", description = "print the stack trace of an error")
    boolean debug;

    @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never")
    Color color = Color.auto;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    public boolean help;

    @Option(names = "--version", versionHelp = true, description = "print the version")
    public boolean version;

    /** Lower case, since it is spelled so on the command line. */
    enum Color {
        auto,
        always,
        never
    }

    /** Whether an option says where the passphrase is. */
    public boolean givePassphrase() {
        return passphraseFile != null || passphraseFd != null || passphraseStdin;
    }
}
