package totp.aws;

import java.util.List;
import totp.aws.AccountDetails.Policy;

/**
 * What policies make of a user, which is all that is kept of them.
 *
 * @param admin whether he may do everything, with or without MFA
 * @param demanding those that demand MFA
 * @param ownNameOnly whether he may make no device but one that has his name
 * @param pathLeftOut whether he may not register a device, since he has a path and the policy counts on none
 * @param unread whether there are policies that nobody could read, which may say anything
 */
record Standing(
        String arn, boolean admin, List<Policy> demanding, boolean ownNameOnly, boolean pathLeftOut, boolean unread) {
    static Standing of(AccountDetails.User user) {
        List<Policy> demanding = user.granted().stream()
                .filter(policy -> !policy.document().demands().isEmpty())
                .toList();
        boolean ownNameOnly = false;
        boolean pathLeftOut = false;
        if (!demanding.isEmpty()) {
            String account = user.arn().substring(0, user.arn().indexOf(":user/") + 1);
            String device = account + "mfa/";
            String create = "iam:CreateVirtualMFADevice";
            ownNameOnly =
                    may(user, create, device + user.name()) && !may(user, create, device + "another-of-" + user.name());
            String enable = "iam:EnableMFADevice";
            pathLeftOut = may(user, enable, account + "user/" + user.name()) && !may(user, enable, user.arn());
        }
        return new Standing(
                user.arn(),
                user.policies().stream().anyMatch(PolicyDocument::allowsEverything),
                List.copyOf(demanding),
                ownNameOnly,
                pathLeftOut,
                user.unread() > 0);
    }

    private static boolean may(AccountDetails.User user, String action, String resource) {
        return user.granted().stream()
                .anyMatch(policy -> policy.document().allowsWithoutMfa(action, resource, user.name()));
    }

    /** Whether nothing goes without MFA, by a password or a key. */
    boolean isEnforced() {
        return demanding.stream()
                .flatMap(policy -> policy.document().demands().stream())
                .anyMatch(demand -> demand.coversKeys() && !demand.isConditional());
    }
}
