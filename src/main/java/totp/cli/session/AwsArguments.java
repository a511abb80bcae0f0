package totp.cli.session;

import java.util.Arrays;
import java.util.Set;

/**
 * Which arguments are what AWS, or its configuration, calls something: such names look like seeds often enough, as the user
 * {@code DEPLOYPIPELINE22} does. Only the commands that speak to AWS have such options; {@code --account} of {@code add} is
 * anything that people type.
 */
final class AwsArguments {
    private static final Set<String> OF_ENROLL =
            Set.of("--user", "--group", "--device-name", "--device-path", "--profile", "--region", "--endpoint-url");

    private static final Set<String> OF_AWS = Set.of(
            "--user",
            "--remove-user",
            "--group",
            "--device-name",
            "--device-path",
            "--profile",
            "--source-profile",
            "--role-arn",
            "--role-session-name",
            "--external-id",
            "--serial",
            "--policy-name",
            "--attach",
            "--account",
            "--region",
            "--endpoint-url",
            "--deactivate",
            "--delete",
            "--confirm");

    private static final Set<String> OF_SYNC = Set.of("--profile", "--region", "--endpoint-url");

    /** The actions of {@code aws} whose arguments are profiles and groups. */
    private static final Set<String> WITH_PROFILE =
            Set.of("credentials", "env", "exec", "login", "setup", "sessions", "require-mfa");

    private AwsArguments() {}

    static boolean isName(String[] arguments, int i) {
        int command = CommonOptions.positionOfCommand(arguments);
        if (command >= i) {
            return false;
        }
        Set<String> options = switch (arguments[command]) {
            case "aws" -> OF_AWS;
            case "enroll" -> OF_ENROLL;
            case "sync" -> OF_SYNC;
            default -> Set.of();
        };
        String argument = arguments[i];
        int equals = argument.indexOf('=');
        if (argument.startsWith("--") && equals > 0) {
            return options.contains(argument.substring(0, equals));
        }
        return options.contains(arguments[i - 1])
                || (isAction(arguments, command, WITH_PROFILE)
                        && command + 1 < i
                        && !argument.startsWith("-")
                        && !arguments[i - 1].startsWith("--"));
    }

    /** Behind {@code --} of {@code aws exec} stands another program's command line. */
    static int endOfOurs(String[] arguments) {
        int end = Arrays.asList(arguments).indexOf("--");
        int command = CommonOptions.positionOfCommand(arguments);
        return command + 1 < end && isAction(arguments, command, Set.of("exec")) ? end : arguments.length;
    }

    private static boolean isAction(String[] arguments, int command, Set<String> actions) {
        return command + 1 < arguments.length
                && arguments[command].equals("aws")
                && actions.contains(arguments[command + 1]);
    }
}
