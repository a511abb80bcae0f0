package totp.standin;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What IAM says to a document that is to be kept: more than {@link PolicyReader} needs to obey one. */
final class PolicyCheck {
    static final int MANAGED_MAX = 6144;

    private static final Pattern VERSION = Pattern.compile("\"Version\"\\s*:\\s*\"2012-10-17\"");
    private static final Pattern SID = Pattern.compile("\"Sid\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern ACTION = Pattern.compile("\\*|[A-Za-z0-9-]+:[\\w*?]+");
    private static final Pattern RESOURCE = Pattern.compile("\\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+");

    private PolicyCheck() {}

    /** For a managed policy, whose length is counted without blanks. */
    static void managed(String document) throws AwsError {
        Policy policy;
        try {
            policy = PolicyReader.read(document);
        } catch (IllegalArgumentException unreadable) {
            throw malformed("Syntax errors in policy.");
        }
        if (!VERSION.matcher(document).find()) {
            throw malformed("Policy document must be version 2012-10-17 or greater.");
        }
        checkNames(document);
        for (Policy.Statement statement : policy.statements()) {
            check(statement);
        }
        if (document.replaceAll("\\s", "").length() > MANAGED_MAX) {
            throw AwsError.limitExceeded("PolicySize", MANAGED_MAX);
        }
    }

    private static void checkNames(String document) throws AwsError {
        Set<String> seen = new HashSet<>();
        Matcher names = SID.matcher(document);
        while (names.find()) {
            String name = names.group(1);
            if (!name.matches("[0-9A-Za-z]*")) {
                throw malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
                        + " expression [0-9A-Za-z]*");
            }
            if (!name.isEmpty() && !seen.add(name)) {
                throw malformed("Statement IDs (SID) in a single policy must be unique.");
            }
        }
    }

    private static void check(Policy.Statement statement) throws AwsError {
        for (String action : statement.actions().patterns()) {
            if (!ACTION.matcher(action).matches()) {
                throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }
        }
        for (String resource : statement.resources().patterns()) {
            if (!RESOURCE.matcher(resource).matches()) {
                throw malformed("Resource " + resource + " must be in ARN format or \"*\".");
            }
        }
        for (Condition condition : statement.conditions()) {
            if (!condition.key().contains(":")) {
                throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }
        }
    }

    private static AwsError malformed(String message) {
        return new AwsError(400, "MalformedPolicyDocument", message);
    }
}
