package totp.cli.session;

import java.util.Set;
import totp.cli.session.SeedSpelling.Place;

/** Which arguments are names of files, whatever they look like: {@code ./export-ABCD2345.json}, {@code backups/vault.totp.12.deadbeef}. */
final class FileArguments {
    private static final Set<String> OPTIONS = Set.of(
            "--vault",
            "--from",
            "--users-from",
            "--hand-over",
            "--passphrases",
            "-o",
            "--output",
            "--png",
            "--svg",
            "--passphrase-file",
            "--recovery-key-file",
            "--key-file",
            "--new-key-file",
            "--new-passphrase-file",
            "--write-recovery-key",
            "--import-passphrase-file",
            "--export-passphrase-file",
            "--pin-file");

    private static final Set<String> COMMANDS = Set.of("import", "scan", "restore", "merge", "sync");

    private FileArguments() {}

    /** What stands at a position of the command line. */
    static Place place(String[] arguments, int i) {
        String argument = arguments[i];
        int equals = argument.indexOf('=');
        if (argument.startsWith("--") && equals > 0) {
            return OPTIONS.contains(argument.substring(0, equals)) ? Place.FILE : Place.TEXT;
        }
        boolean file = argument.startsWith("-o")
                || (i > 0 && OPTIONS.contains(arguments[i - 1]))
                || (!argument.startsWith("-") && isBehindCommand(arguments, i));
        return file ? Place.FILE : Place.TEXT;
    }

    private static boolean isBehindCommand(String[] arguments, int i) {
        int command = CommonOptions.positionOfCommand(arguments);
        return command < i && COMMANDS.contains(arguments[command]);
    }
}
