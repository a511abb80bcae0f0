package totp.cli.session;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
            "-V",
            "--version");

    public @Nullable Path vault;
    public @Nullable Path passphraseFile;
    public @Nullable Integer passphraseFd;
    public boolean passphraseStdin;
    public @Nullable Path recoveryKeyFile;
    public @Nullable Path keyFile;
    public boolean noAgent;
    boolean noInput;
    public boolean yes;
    public boolean quiet;
    boolean verbose;
    boolean debug;
    Color color = Color.auto;
    public boolean help;
    public boolean version;

    /** Lower case, since it is spelled so on the command line. */
    enum Color {
        auto,
        always,
        never
    }

    /** The same without what can be read only once, for who opens the vault a second time. */
    public CommonOptions again() {
        CommonOptions same = new CommonOptions();
        same.vault = vault;
        same.passphraseFile = passphraseFile;
        same.recoveryKeyFile = recoveryKeyFile;
        same.keyFile = keyFile;
        same.noAgent = noAgent;
        same.yes = yes;
        same.quiet = quiet;
        same.debug = debug;
        same.color = color;
        return same;
    }

    /** Whether every command has an option of this name. */
    public static boolean has(String name) {
        return WITH_VALUE.contains(name) || FLAGS.contains(name) || name.equals("-h") || name.equals("--help");
    }

    public void declare(Syntax syntax) {
        syntax.option(Path.class, "FILE", given -> vault = given, "--vault");
        syntax.option(Path.class, "FILE", given -> passphraseFile = given, "--passphrase-file");
        syntax.option(Integer.class, "N", given -> passphraseFd = given, "--passphrase-fd");
        syntax.flag(() -> passphraseStdin = true, "--passphrase-stdin");
        syntax.option(Path.class, "FILE", given -> recoveryKeyFile = given, "--recovery-key-file");
        syntax.option(Path.class, "FILE", given -> keyFile = given, "--key-file");
        syntax.flag(() -> noAgent = true, "--no-agent");
        syntax.flag(() -> noInput = true, "--no-input");
        syntax.flag(() -> yes = true, "--yes");
        syntax.flag(() -> quiet = true, "-q", "--quiet");
        syntax.flag(() -> verbose = true, "-v", "--verbose");
        syntax.flag(() -> debug = true, "--debug");
        syntax.option(Color.class, "WHEN", given -> color = given, "--color");
        syntax.help(() -> help = true, "-h", "--help");
        syntax.version(() -> version = true, "-V", "--version");
    }

    /** Where the command's name stands, whatever is wrong with what stands before it; the number of arguments if nowhere. */
    static int positionOfCommand(String[] arguments) {
        int position = 0;
        while (position < arguments.length && arguments[position].startsWith("-")) {
            position += WITH_VALUE.contains(arguments[position]) ? 2 : 1;
        }
        return Math.min(position, arguments.length);
    }

    /** Whether the vault is to be opened by something that was given, whoever has it open already. */
    public boolean openOtherwise() {
        return givePassphrase() || recoveryKeyFile != null || keyFile != null;
    }

    /** Whether an option says where the passphrase is. */
    public boolean givePassphrase() {
        return passphraseFile != null || passphraseFd != null || passphraseStdin;
    }
}
