package totp.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.aws.AccountDetails.Policy;
import totp.aws.Finding.Kind;
import totp.aws.Finding.Subject;
import totp.aws.PolicyDocument.Demand;
import totp.message.Message;

/** What is amiss with the policies that demand MFA of people who sign in; one finding for all whom a policy reaches. */
final class EnforcementChecks {
    /** With these somebody who has a password or a key alone takes the MFA away that stands between him and the rest. */
    private static final List<String> TAKES_MFA_AWAY = List.of("iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice");

    /** Without these nobody gets out of the demand: to have a device, and with an access key a session. */
    private static final List<String> LEADS_TO_MFA =
            List.of("iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "sts:GetSessionToken");

    private final Map<Policy, Reach> reached = new LinkedHashMap<>();

    /** Whom a policy reaches. */
    private static final class Reach {
        private int users;
        private boolean ownNameOnly;
        private boolean pathLeftOut;
    }

    /** @param standing of one who signs in to the console */
    void add(Standing standing) {
        for (Policy policy : standing.demanding()) {
            Reach reach = reached.computeIfAbsent(policy, p -> new Reach());
            reach.users++;
            reach.ownNameOnly |= standing.ownNameOnly();
            reach.pathLeftOut |= standing.pathLeftOut();
        }
    }

    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        reached.forEach((policy, reach) -> {
            for (Demand demand : policy.document().demands()) {
                check(found, policy, reach.users, demand);
            }
            if (reach.ownNameOnly) {
                add(
                        found,
                        AuditCheck.ENFORCEMENT_TRAPS,
                        policy,
                        reach.users,
                        Message.of("aws.audit-own-name"),
                        "device-name",
                        List.of());
            }
            if (reach.pathLeftOut) {
                add(
                        found,
                        AuditCheck.ENFORCEMENT_TRAPS,
                        policy,
                        reach.users,
                        Message.of("aws.audit-path"),
                        "user-path",
                        List.of());
            }
        });
        return found;
    }

    private static void check(List<Finding> found, Policy policy, int users, Demand demand) {
        List<String> holes = TAKES_MFA_AWAY.stream().filter(demand::excepts).toList();
        if (!holes.isEmpty()) {
            Message what = Message.of("aws.audit-hole", Message.names(holes));
            add(found, AuditCheck.ENFORCEMENT_HOLE, policy, users, what, "takes-mfa-away", holes);
        }
        if (!demand.coversKeys()) {
            add(
                    found,
                    AuditCheck.ENFORCEMENT_WEAK,
                    policy,
                    users,
                    Message.of("aws.audit-keys-left-out"),
                    "keys",
                    List.of());
        }
        if (demand.isConditional()) {
            add(
                    found,
                    AuditCheck.ENFORCEMENT_WEAK,
                    policy,
                    users,
                    Message.of("aws.audit-conditional"),
                    "conditions",
                    List.of());
        }
        List<String> closed =
                LEADS_TO_MFA.stream().filter(action -> !demand.excepts(action)).toList();
        if (!closed.isEmpty()) {
            Message what = Message.of("aws.audit-closed", Message.names(closed));
            add(found, AuditCheck.ENFORCEMENT_TRAPS, policy, users, what, "no-way-to-mfa", closed);
        }
        if (!demand.sparesServices()) {
            add(
                    found,
                    AuditCheck.ENFORCEMENT_TRAPS,
                    policy,
                    users,
                    Message.of("aws.audit-services"),
                    "services",
                    List.of());
        }
    }

    private static void add(
            List<Finding> found,
            AuditCheck check,
            Policy policy,
            int users,
            Message what,
            String reason,
            List<String> actions) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("reason", reason);
        if (!actions.isEmpty()) {
            detail.put("actions", actions);
        }
        detail.put("console_users", users);
        if (!policy.holder().isEmpty()) {
            detail.put("inline_in", policy.holder());
        }
        Message whole = Message.of("aws.audit-policy", what, Message.counted("aws.audit-console-users", users));
        // What a policy says is read at this moment; whom it reaches matters less.
        found.add(new Finding(check, new Subject(Kind.policy, policy.name(), policy.arn()), whole, detail, true));
    }
}
