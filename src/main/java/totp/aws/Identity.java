package totp.aws;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose credentials these are, as GetCallerIdentity says.
 *
 * @param partition {@code aws}, {@code aws-cn}, {@code aws-us-gov}…
 * @param accountId twelve digits
 * @param name the IAM user's name without its path, or empty for anybody else
 */
public record Identity(String arn, String partition, String accountId, Kind kind, String name) {
    private static final Pattern ARN = Pattern.compile("arn:([a-z0-9-]+):(iam|sts)::([0-9]{12}):(.+)");
    private static final String IDENTITY_CENTER_ROLE = "assumed-role/AWSReservedSSO_";

    /** The kinds of callers that differ in what they may do with MFA devices. */
    public enum Kind {
        /** An IAM user. */
        USER,
        /** The root user of the account. */
        ROOT,
        /** A role, of IAM Identity Center or not, or a federated user. */
        ROLE
    }

    /** What an ARN of GetCallerIdentity says; empty for anything else. */
    public static Optional<Identity> parse(String arn) {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String resource = matcher.group(4);
        Kind kind = Kind.ROLE;
        String name = "";
        if (resource.equals("root")) {
            kind = Kind.ROOT;
        } else if (matcher.group(2).equals("iam") && resource.startsWith("user/")) {
            kind = Kind.USER;
            name = resource.substring(resource.lastIndexOf('/') + 1); // the path lies between
        }
        return Optional.of(new Identity(arn, matcher.group(1), matcher.group(3), kind, name));
    }

    /** Whether this is somebody of IAM Identity Center, whose MFA devices are not IAM's. */
    public boolean isOfIdentityCenter() {
        return arn.contains(":" + IDENTITY_CENTER_ROLE);
    }

    public boolean isUser(String user) {
        return kind == Kind.USER && name.equals(user);
    }

    /** The ARN that a virtual device of this account has. */
    public String serialOf(String path, String deviceName) {
        return "arn:" + partition + ":iam::" + accountId + ":mfa" + path + deviceName;
    }
}
