package totp.aws;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** Tells from what the SDK throws what became of a call. Codes decide; AWS's messages are only passed on. */
final class Refusals {
    /** What AWS says to a request whose time is too far off, which a learnt clock mends. */
    static final Set<String> CLOCK_CODES = Set.of(
            "AuthFailure",
            "InvalidSignatureException",
            "RequestExpired",
            "RequestInTheFuture",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch");

    /** In characters: some of AWS's own are long, and what a proxy says has no end. */
    private static final int MESSAGE_MAX = 1000;

    private static final String MFA_FAILED = "MultiFactorAuthentication failed";

    /** AWS-2023-001; the same code as where a policy says no. */
    private static final String MFA_DEMANDED = "authenticated with an MFA device that is enabled";

    private Refusals() {}

    static AwsException of(String action, AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String said = details == null || details.errorMessage() == null ? "" : details.errorMessage();
        if (code.isEmpty() || e.statusCode() >= 500) {
            String what = code.isEmpty() ? "HTTP status " + e.statusCode() : code;
            return new AwsException(Reason.UNKNOWN, what, Message.of("aws.no-usable-answer", action, what), e);
        }
        return AwsException.refusing(
                action, reason(code, said, e), code, Message.of("aws.parts", action, code, line(said)), e);
    }

    /** No answer came: was the request sent? */
    static AwsException of(String action, SdkClientException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException) {
                return new AwsException(
                        Reason.UNREACHABLE, "Unreachable", Message.of("message.of", action, words(cause)), e);
            }
        }
        if (ProxyLogin.wasRefused()) {
            return new AwsException(Reason.SETTINGS, "ProxyLogin", Message.of("aws.proxy-wants-user-password"), e);
        }
        return new AwsException(Reason.UNKNOWN, "NoAnswer", Message.of("aws.no-answer-came", action), e);
    }

    static AwsException notAws(String action) {
        return new AwsException(Reason.UNKNOWN, "NotAnAwsAnswer", Message.of("aws.answer-not-aws-portal", action));
    }

    /** What the SDK made of an answer that is none of AWS's, or not as AWS writes them. */
    static AwsException unreadable(String action, Throwable e) {
        return new AwsException(Reason.UNKNOWN, "NotAnAwsAnswer", Message.of("aws.answer-cannot-read", action), e);
    }

    private static Reason reason(String code, String said, AwsServiceException e) {
        if (e.isThrottlingException()) {
            return Reason.THROTTLED;
        }
        return switch (code) {
            case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation" -> denied(said);
            case "InvalidAuthenticationCode" -> Reason.CODES;
            case "EntityAlreadyExists" -> Reason.EXISTS;
            case "NoSuchEntity" -> Reason.NOT_FOUND;
            case "LimitExceeded" -> Reason.LIMIT;
            case "EntityTemporarilyUnmodifiable", "ConcurrentModification" -> Reason.BEING_CHANGED;
            case "AuthFailure",
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "IncompleteSignature",
                    "InvalidClientTokenId",
                    "InvalidSignatureException",
                    "MissingAuthenticationToken",
                    "RequestExpired",
                    "RequestInTheFuture",
                    "RequestTimeTooSkewed",
                    "SignatureDoesNotMatch",
                    "UnrecognizedClientException" -> Reason.CREDENTIALS;
            default -> Reason.REFUSED;
        };
    }

    /** AWS has one code for a policy that says no, for a code that does not fit and for missing MFA; the message tells. */
    private static Reason denied(String said) {
        if (said.contains(MFA_DEMANDED)) {
            return Reason.MFA_DEMANDED;
        }
        if (!said.contains(MFA_FAILED)) {
            return Reason.DENIED;
        }
        return said.contains("serial number") ? Reason.NOT_FOUND : Reason.CODES;
    }

    private static Message words(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return Message.of("aws.name-server-cannot-resolved");
        }
        return cause instanceof SSLHandshakeException
                ? Message.of("aws.no-secure-connection")
                : Message.of("aws.no-connection");
    }

    private static String line(String said) {
        String line = said.length() > MESSAGE_MAX ? said.substring(0, MESSAGE_MAX) + "…" : said.strip();
        while (line.endsWith(".")) {
            line = line.substring(0, line.length() - 1);
        }
        return line.isEmpty() ? "" : ": " + line;
    }
}
