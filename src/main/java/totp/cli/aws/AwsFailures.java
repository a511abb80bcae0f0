package totp.cli.aws;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.message.Message;

/** What AWS said, with what can be done about it; {@code docs/aws-errors.md} is the same table for people. */
final class AwsFailures {
    private static final Map<String, Message> HINTS = Map.ofEntries(
            Map.entry("AccessDenied", Message.of("aws.hint-access-denied")),
            Map.entry("NoCredentials", Message.of("aws.hint-no-credentials")),
            Map.entry("ProcessFailed", Message.of("aws.hint-process-failed")),
            Map.entry("ProfileNotFound", Message.of("aws.hint-profile-not-found")),
            Map.entry("ExpiredToken", Message.of("aws.hint-expired-token")),
            Map.entry("InvalidClientTokenId", Message.of("aws.hint-invalid-client-token-id")),
            Map.entry("SignatureDoesNotMatch", Message.of("aws.hint-signature-does-not-match")),
            Map.entry("LimitExceeded", Message.of("aws.hint-limit-exceeded")),
            Map.entry("NoSuchEntity", Message.of("aws.totp-aws-devices-lists")),
            Map.entry("EntityAlreadyExists", Message.of("aws.device-name-gives-another")),
            Map.entry("DeleteConflict", Message.of("aws.hint-delete-conflict")),
            Map.entry("Throttling", Message.of("aws.hint-throttling")),
            Map.entry("NotAnAwsAnswer", Message.of("aws.hint-not-an-aws-answer")),
            Map.entry("Unreachable", Message.of("aws.hint-unreachable")));

    /** The same code as where a policy says no, and another remedy. */
    private static final Message MFA_HINT = Message.of("aws.hint-mfa-demanded");

    /** The same code once more, from STS. */
    private static final Message CODES_HINT = Message.of("aws.hint-codes-refused");

    private AwsFailures() {}

    /**
     * What AWS said, in words; what the vault or a note said is in words already.
     *
     * @param hints behind those of the vault; instead of the general one of AWS, if any
     */
    static Failure of(DeviceException e, Message... hints) {
        if (!(e instanceof AwsException refused)) {
            // What keeps seeds and notes here fails with nothing else.
            return e.getCause() instanceof Failure told
                    ? told.hinting(hints)
                    : new Failure(ExitCode.IO, e.message(), hints).because(e);
        }
        @Nullable
        Message hint = switch (refused.reason()) {
            case MFA_DEMANDED -> MFA_HINT;
            case CODES -> CODES_HINT;
            default -> HINTS.get(refused.code());
        };
        Message[] all = hints.length > 0 || hint == null ? hints : new Message[] {hint};
        Failure failure = new Failure(code(refused.reason()), refused.message(), all);
        failure.initCause(refused);
        return failure;
    }

    /**
     * The same with the document that has the least permissions for it, where AWS refused for want of them.
     *
     * @param hints told in any case
     */
    static Failure of(AwsException e, Least least, Message... hints) {
        Message help = e.isForbidden()
                ? Message.of("aws.forbidden-perhaps-mfa")
                : e.reason() == AwsException.Reason.DENIED ? least.message() : null;
        return help == null ? of(e, hints) : hinting(e, help, hints);
    }

    /** The same with a hint before the others. */
    static Failure hinting(AwsException e, Message first, Message... more) {
        return of(e, Stream.concat(Stream.of(first), Stream.of(more)).toArray(Message[]::new));
    }

    /** The documents of least permissions that are tested. */
    enum Least {
        AUDIT("docs/aws/audit.json"),
        ENROLL_MANY("docs/aws/enroll-many.json"),
        REQUIRE_MFA("docs/aws/require-mfa.json"),
        ROOT_KEYS_OF_MEMBERS("docs/aws/root-keys-members.json");

        private final String page;

        Least(String page) {
            this.page = page;
        }

        Message message() {
            return Message.of("aws.least-policy", page);
        }
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
