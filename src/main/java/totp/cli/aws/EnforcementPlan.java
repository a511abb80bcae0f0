package totp.cli.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import totp.aws.AwsException;
import totp.aws.CustomerPolicies;
import totp.aws.EnforcementPolicy;
import totp.aws.Groups;
import totp.aws.Iam;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.cli.aws.LockOut.Peril;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.message.Message;

/**
 * What there is at AWS of a demand for MFA, what is missing, and whom it meets. All of it is read before anything is written.
 *
 * @param versionInTheWay of the policy, which must go to make room
 * @param policies what the group is to have, by their ARNs, the demand first
 * @param attached what it has
 * @param users who is to be in the group
 * @param devices of those whom the demand meets from now on
 */
record EnforcementPlan(
        boolean makesPolicy,
        boolean updatesPolicy,
        Optional<String> versionInTheWay,
        Optional<Groups.Found> group,
        List<String> policies,
        Set<String> attached,
        List<String> users,
        Map<String, List<MfaDevice>> devices,
        List<Peril> perils) {
    boolean changesPolicy() {
        return makesPolicy || updatesPolicy;
    }

    Set<String> members() {
        return group.map(Groups.Found::members).orElse(Set.of());
    }

    /** Whether whoever calls is to be put into the group. */
    boolean adds(Identity caller) {
        return users.stream().anyMatch(user -> caller.isUser(user) && !members().contains(user));
    }

    /**
     * Reads it.
     *
     * @throws Failure if it could not be carried out to its end
     */
    static EnforcementPlan of(
            Iam iam,
            RequireMfaOptions options,
            Identity caller,
            EnforcementPolicy wanted,
            String policyArn,
            List<String> users,
            Instant now)
            throws Failure, AwsException {
        CustomerPolicies stored = iam.policies();
        Optional<CustomerPolicies.Stored> policy = stored.find(policyArn);
        boolean updates = policy.isPresent() && differs(policy.get(), wanted, options);
        Optional<String> inTheWay = updates ? stored.versionInTheWay(policyArn) : Optional.empty();
        Optional<Groups.Found> group = iam.groups().find(options.group());
        List<String> policies = new ArrayList<>(List.of(policyArn));
        for (String name : options.attached) {
            policies.add(resolved(stored, name, caller));
        }
        Set<String> attached = group.isPresent() ? iam.groups().attached(options.group()) : Set.of();
        requireRoom(policies, attached);
        return new EnforcementPlan(
                        policy.isEmpty(),
                        updates,
                        inTheWay,
                        group,
                        RequireMfaOptions.distinct(policies),
                        attached,
                        users,
                        new LinkedHashMap<>(),
                        new ArrayList<>())
                .meeting(iam, new LockOut(iam, options, now), caller, policyArn);
    }

    private static boolean differs(CustomerPolicies.Stored policy, EnforcementPolicy wanted, RequireMfaOptions options)
            throws Failure {
        List<String> differences = wanted.differences(policy.encoded()).orElse(List.of("?"));
        if (!EnforcementPolicy.isOne(policy.encoded())) {
            // Whatever it grants or forbids would be gone for all who have it.
            throw new Failure(
                    ExitCode.EXISTS,
                    Message.of("aws.policy-of-another", policy.arn()),
                    Message.of("aws.policy-name-makes-another"));
        }
        if (differences.isEmpty() || options.update) {
            return !differences.isEmpty();
        }
        for (boolean change : List.of(false, true)) {
            for (boolean strict : List.of(false, true)) {
                boolean same = new EnforcementPolicy(wanted.partition(), wanted.accountId(), change, strict)
                        .differences(policy.encoded())
                        .filter(List::isEmpty)
                        .isPresent();
                if (same) {
                    throw new Failure(
                            ExitCode.EXISTS,
                            Message.of("aws.policy-made-with", policy.arn(), options(change, strict)),
                            Message.of("aws.same-options-or-update"));
                }
            }
        }
        throw new Failure(
                ExitCode.EXISTS,
                Message.of("aws.policy-says-otherwise", policy.arn(), Message.names(differences)),
                Message.of("aws.update-or-policy-name"));
    }

    private static Message options(boolean allowPasswordChange, boolean strict) {
        List<String> options = new ArrayList<>();
        if (allowPasswordChange) {
            options.add("--allow-password-change");
        }
        if (strict) {
            options.add("--strict");
        }
        return options.isEmpty()
                ? Message.of("aws.neither-strict-nor-password-change")
                : Message.said(String.join(" ", options));
    }

    /** By name AWS's own are meant, and the account's; one that could be either is nobody's guess. */
    private static String resolved(CustomerPolicies stored, String name, Identity caller) throws Failure, AwsException {
        String account = "arn:" + caller.partition() + ":iam::" + caller.accountId() + ":policy/";
        String aws = "arn:" + caller.partition() + ":iam::aws:policy/";
        List<String> candidates = name.startsWith("arn:")
                ? List.of(name)
                : List.of(aws + name, aws + "job-function/" + name, account + name);
        List<String> found = new ArrayList<>();
        for (String candidate : candidates) {
            if (stored.has(candidate)) {
                found.add(candidate);
            }
        }
        if (found.isEmpty()) {
            throw new Failure(
                    ExitCode.AWS_REFUSED, Message.of("aws.no-such-policy", name), Message.of("aws.attach-by-arn"));
        }
        if (found.size() > 1) {
            throw Failure.usage(Message.of("aws.policy-ambiguous", name, Message.names(found)));
        }
        return found.get(0);
    }

    private static void requireRoom(List<String> policies, Set<String> attached) throws Failure {
        Set<String> all = new LinkedHashSet<>(attached);
        all.addAll(policies);
        if (all.size() > Groups.POLICIES_MAX) {
            throw new Failure(ExitCode.AWS_REFUSED, Message.of("aws.group-takes-ten-policies", Groups.POLICIES_MAX));
        }
    }

    /** Whoever is in the group already is met by what it gets now, and by another policy whoever has it elsewhere. */
    private EnforcementPlan meeting(Iam iam, LockOut lockOut, Identity caller, String policyArn)
            throws Failure, AwsException {
        Set<String> met = new LinkedHashSet<>();
        users.stream().filter(user -> !members().contains(user)).forEach(met::add);
        for (String user : met) {
            int groups = iam.groups().groupsOf(user).orElse(0);
            if (groups >= Groups.GROUPS_MAX) {
                throw new Failure(ExitCode.AWS_REFUSED, Message.of("aws.user-in-ten-groups", user, Groups.GROUPS_MAX));
            }
        }
        if (changesPolicy() || !attached.contains(policyArn)) {
            met.addAll(members());
        }
        if (updatesPolicy) {
            others(iam, policyArn, met);
        }
        for (String user : met) {
            List<MfaDevice> owned = iam.devices(user);
            devices.put(user, owned);
            perils.addAll(lockOut.of(user, owned, caller.isUser(user)));
        }
        return this;
    }

    private void others(Iam iam, String policyArn, Set<String> met) throws AwsException {
        try {
            CustomerPolicies.Holders holders = iam.policies().holders(policyArn);
            met.addAll(holders.users());
            for (String other : holders.groups()) {
                iam.groups().find(other).ifPresent(found -> met.addAll(found.members()));
            }
            holders.roles()
                    .forEach(role -> perils.add(new Peril(
                            role, Message.of("aws.peril-role"), Message.of("aws.role-takes-no-device"), true)));
        } catch (AwsException e) {
            if (e.reason() != AwsException.Reason.DENIED) {
                throw e;
            }
            perils.add(Peril.unknown(policyArn, Message.of("aws.peril-holders-unknown", e.message())));
        }
    }
}
