package totp.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * The policy that demands MFA of the members of a group: whoever has no device may make one, and nothing else.
 *
 * <p>Against the one in AWS's documentation: users with a path are meant as well; who has only somebody's access key cannot take
 * the device away and put another in its place; and what a service does for a user who was let in goes on.
 *
 * @param partition of the account
 * @param accountId twelve digits
 * @param allowsPasswordChange whether a first password may be changed before there is a device; AWS advises against it, since
 *     whoever guessed a password then locks its owner out
 * @param strict whether only an administrator may enrol: for people who all have a device
 */
public record EnforcementPolicy(String partition, String accountId, boolean allowsPasswordChange, boolean strict) {
    /** The statement that demands MFA; the others allow what is needed to have it. */
    public static final String DEMAND = "NothingElseWithoutMfa";

    /** In characters without blanks (IAM quotas). */
    static final int CHARACTERS_MAX = 6144;

    /** The document, laid out for people, who meet it in the console. */
    public String text() {
        return """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Sid": "SeeDevices",
                      "Effect": "Allow",
                      "Action": ["iam:ListVirtualMFADevices", "iam:GetAccountPasswordPolicy"],
                      "Resource": "*"
                    },
                    {
                      "Sid": "MakeDevice",
                      "Effect": "Allow",
                      "Action": "iam:CreateVirtualMFADevice",
                      "Resource": "@ACCOUNT@mfa/*"
                    },
                    {
                      "Sid": "OwnDevice",
                      "Effect": "Allow",
                      "Action": [
                        "iam:EnableMFADevice",
                        "iam:GetMFADevice",
                        "iam:GetUser",
                        "iam:ListMFADevices",
                        "iam:ResyncMFADevice",
                        "iam:ChangePassword"
                      ],
                      "Resource": @SELF@
                    },
                    {
                      "Sid": "OwnDeviceAway",
                      "Effect": "Allow",
                      "Action": "iam:DeactivateMFADevice",
                      "Resource": @SELF@,
                      "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
                    },
                    {
                      "Sid": "OwnDeviceGone",
                      "Effect": "Allow",
                      "Action": "iam:DeleteVirtualMFADevice",
                      "Resource": ["@ACCOUNT@mfa/${aws:username}", "@ACCOUNT@mfa/${aws:username}-*"],
                      "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
                    },
                    {
                      "Sid": "@DEMAND@",
                      "Effect": "Deny",
                      "NotAction": [
                        @WITHOUT@
                      ],
                      "Resource": "*",
                      "Condition": {
                        "BoolIfExists": {"aws:MultiFactorAuthPresent": "false", "aws:ViaAWSService": "false"}
                      }
                    }
                  ]
                }
                """.replace("@SELF@", "[\"@ACCOUNT@user/${aws:username}\", \"@ACCOUNT@user/*/${aws:username}\"]")
                .replace("@ACCOUNT@", "arn:" + partition + ":iam::" + accountId + ":")
                .replace("@DEMAND@", DEMAND)
                .replace("@WITHOUT@", "\"" + String.join("\",\n            \"", withoutMfa()) + "\"");
    }

    private List<String> withoutMfa() {
        List<String> actions = new ArrayList<>();
        if (!strict) {
            actions.add("iam:CreateVirtualMFADevice");
            actions.add("iam:EnableMFADevice");
            actions.add("iam:ResyncMFADevice");
        }
        actions.addAll(List.of(
                "iam:GetMFADevice",
                "iam:GetUser",
                "iam:ListMFADevices",
                "iam:ListVirtualMFADevices",
                "sts:GetSessionToken"));
        if (allowsPasswordChange) {
            actions.addAll(List.of("iam:ChangePassword", "iam:GetAccountPasswordPolicy"));
        }
        return actions;
    }

    /**
     * In what another document differs: the statements by their Sid, or by their place where they have none, behind a sign: {@code ~}
     * says something else, {@code -} is missing there, {@code +} is there alone. What IAM takes for
     * the same is the same: one thing for a list of one, and lists in another order.
     *
     * @param encoded as IAM hands it out
     * @return none if both say the same; empty if it cannot be read
     */
    public Optional<List<String>> differences(String encoded) {
        Optional<JsonNode> other = PolicyDocument.read(encoded);
        if (other.isEmpty()) {
            return Optional.empty();
        }
        JsonNode own = PolicyDocument.read(text()).orElseThrow();
        Map<String, String> ours = statements(own);
        Map<String, String> theirs = statements(other.get());
        List<String> differing = new ArrayList<>();
        ours.forEach((sid, statement) -> {
            String their = theirs.get(sid);
            if (!statement.equals(their)) {
                differing.add((their == null ? "-" : "~") + sid);
            }
        });
        theirs.keySet().stream().filter(sid -> !ours.containsKey(sid)).forEach(sid -> differing.add("+" + sid));
        if (differing.isEmpty() && !canonical(own).equals(canonical(other.get()))) {
            differing.add("~Version");
        }
        return Optional.of(differing);
    }

    /** Whether a document is one of these, of whatever options or version: nobody else's is to be written over. */
    public static boolean isOne(String encoded) {
        return PolicyDocument.read(encoded)
                .map(EnforcementPolicy::statements)
                .filter(statements -> statements.containsKey(DEMAND))
                .isPresent();
    }

    private static Map<String, String> statements(JsonNode document) {
        Map<String, String> statements = new LinkedHashMap<>();
        List<JsonNode> all =
                document.field("Statement").map(PolicyDocument::list).orElse(List.of());
        for (JsonNode statement : all) {
            String sid = statement.isObject()
                    ? statement
                            .field("Sid")
                            .filter(JsonNode::isString)
                            .map(JsonNode::asString)
                            .orElse("")
                    : "";
            String name = sid.isEmpty() || statements.containsKey(sid) ? "#" + (statements.size() + 1) : sid;
            statements.put(name, canonical(statement));
        }
        return statements;
    }

    private static String canonical(JsonNode json) {
        if (json.isArray()) {
            List<String> items = json.asArray().stream()
                    .map(EnforcementPolicy::canonical)
                    .sorted()
                    .toList();
            return items.size() == 1 ? items.get(0) : items.toString();
        }
        if (json.isObject()) {
            Map<String, String> members = new TreeMap<>();
            json.asObject().forEach((name, value) -> members.put(name, canonical(value)));
            return members.toString();
        }
        // A condition's "false" may be written as the word.
        return "'" + json.text() + "'";
    }
}
