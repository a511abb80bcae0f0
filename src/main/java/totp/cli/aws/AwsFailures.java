package totp.cli.aws;

import java.util.Map;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;

/** What AWS said, with what can be done about it; {@code docs/aws-errors.md} is the same table for people. */
final class AwsFailures {
    private static final Map<String, String> HINTS = Map.ofEntries(
            Map.entry("AccessDenied", "a policy must allow it; docs/headless.md has the minimal one"),
            Map.entry(
                    "NoCredentials",
                    "give --profile, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; aws configure makes one"),
            Map.entry("ProfileNotFound", "aws configure list-profiles shows those that are there"),
            Map.entry("ExpiredToken", "renew the session (aws sso login, aws login) and run again"),
            Map.entry("InvalidClientTokenId", "the access key is unknown, inactive, or of another partition"),
            Map.entry("SignatureDoesNotMatch", "the secret access key does not fit the access key's id"),
            Map.entry("LimitExceeded", "a user has at most 8 MFA devices; totp aws devices lists them"),
            Map.entry("NoSuchEntity", "totp aws devices lists what the user has"),
            Map.entry(
                    "EntityAlreadyExists",
                    "--device-name gives another name; totp aws devices lists what the user has"),
            Map.entry("DeleteConflict", "totp aws devices shows whose it is"),
            Map.entry("Throttling", "AWS takes fewer calls at the moment; run again later"),
            Map.entry("NotAnAwsAnswer", "sign in to the network, or check HTTPS_PROXY and --endpoint-url"),
            Map.entry("Unreachable", "check the network, HTTPS_PROXY, AWS_CA_BUNDLE and --endpoint-url"));

    /** The same code as where a policy says no, and another remedy. */
    private static final String MFA_HINT =
            "AWS wants a session that a device of the user began: --with NAME, or an administrator's --profile with --user";

    private AwsFailures() {}

    /**
     * What AWS said, in words; what the vault or a note said is in words already.
     *
     * @param hints instead of the general one, if any
     */
    static Failure of(DeviceException e, String... hints) {
        if (!(e instanceof AwsException refused)) {
            // What keeps seeds and notes here fails with nothing else.
            return e.getCause() instanceof Failure told
                    ? told
                    : new Failure(ExitCode.IO, String.valueOf(e.getMessage()), e);
        }
        String hint = refused.reason() == AwsException.Reason.MFA_DEMANDED ? MFA_HINT : HINTS.get(refused.code());
        String[] all = hints.length > 0 || hint == null ? hints : new String[] {hint};
        Failure failure = new Failure(code(refused.reason()), String.valueOf(refused.getMessage()), all);
        failure.initCause(refused);
        return failure;
    }

    static ExitCode code(AwsException.Reason reason) {
        return switch (reason) {
            case CREDENTIALS, DENIED, MFA_DEMANDED, CODES, NOT_FOUND, LIMIT, REFUSED -> ExitCode.AWS_REFUSED;
            case EXISTS -> ExitCode.EXISTS;
            case BEING_CHANGED, THROTTLED, UNREACHABLE, UNKNOWN, LATER, UNUSABLE -> ExitCode.AWS_UNREACHABLE;
            case SETTINGS -> ExitCode.USAGE;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
        };
    }
}
