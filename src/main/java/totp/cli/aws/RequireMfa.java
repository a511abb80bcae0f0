package totp.cli.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import totp.aws.AwsException;
import totp.aws.EnforcementPolicy;
import totp.aws.Groups;
import totp.aws.Iam;
import totp.aws.Identity;
import totp.cli.aws.AwsFailures.Least;
import totp.cli.aws.LockOut.Peril;
import totp.cli.aws.RequireMfaReport.Action;
import totp.cli.aws.RequireMfaReport.Result;
import totp.cli.aws.RequireMfaReport.Step;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;

/**
 * {@code aws require-mfa}: a policy, a group that has it, and who is in the group. Nothing is written before it is known whom it
 * would lock out; the caller goes in last, since nothing of this may be done without MFA from then on.
 */
final class RequireMfa {
    private final Session session;
    private final AwsAccess access;
    private final SessionsOfChains sessions;
    private final RequireMfaOptions options;
    private final Identity caller;
    private final EnforcementPolicy wanted;
    private final String policyArn;
    private final RequireMfaReport report;

    private RequireMfa(
            Session session, AwsAccess access, SessionsOfChains sessions, RequireMfaOptions options, Identity caller) {
        this.session = session;
        this.access = access;
        this.sessions = sessions;
        this.options = options;
        this.caller = caller;
        this.wanted = new EnforcementPolicy(
                caller.partition(), caller.accountId(), options.allowPasswordChange, options.strict);
        this.policyArn =
                "arn:" + caller.partition() + ":iam::" + caller.accountId() + ":policy/" + options.policyName();
        this.report = new RequireMfaReport(caller.accountId(), options.group(), policyArn, options.dryRun);
    }

    static void run(Session session, AwsAccess access, RequireMfaOptions options, List<String> added, boolean json)
            throws Failure {
        SessionsOfChains sessions = new SessionsOfChains(session, access);
        sessions.beginForRole(null);
        Identity caller = access.identity();
        RequireMfa command = new RequireMfa(session, access, sessions, options, caller);
        try {
            // The first call says whether whoever is in the group already needs a session with MFA for this.
            sessions.withCodeIfWanted(() -> access.iam().groups().find(options.group()));
            if (options.removed.isEmpty()) {
                command.demand(RequireMfaOptions.distinct(added));
            } else {
                command.release();
            }
        } catch (AwsException e) {
            throw command.failed(explained(e));
        } catch (Failure e) {
            throw command.failed(e);
        } finally {
            command.report.print(session, json);
            session.output().flush();
        }
    }

    private Failure failed(Failure why) {
        report.stopped(why);
        return why;
    }

    /** @param hints told in any case */
    private static Failure explained(AwsException e, Message... hints) {
        return e.reason() == AwsException.Reason.NOT_FOUND
                ? AwsFailures.hinting(e, Message.of("aws.names-as-iam-has-them"), hints)
                : AwsFailures.of(e, Least.REQUIRE_MFA, hints);
    }

    /** Something that may have to be written, and the line that tells of it. */
    private record Work(Step step, boolean needed, Call call) {
        @FunctionalInterface
        interface Call {
            Result run(Iam iam) throws Failure, AwsException;
        }
    }

    private void demand(List<String> added) throws Failure, AwsException {
        Iam iam = access.iam();
        Instant now = session.host().now().plus(access.offset().orElse(Duration.ZERO));
        EnforcementPlan plan = EnforcementPlan.of(iam, options, caller, wanted, policyArn, added, now);
        List<Work> all = work(plan);
        all.forEach(work -> work.step()
                .came(!work.needed() ? Result.unchanged : options.dryRun ? Result.planned : Result.not_tried));
        tellDevicesHere(plan);
        unshown(plan).ifPresent(plan.perils()::add);
        report.perils(plan.perils());
        if (report.endangered() > 0 && !session.options().yes) {
            throw Failure.usage(
                    Message.counted("aws.would-shut-out", report.endangered()),
                    report.hints().toArray(new Message[0]));
        }
        if (options.dryRun) {
            return;
        }
        for (Work work : all) {
            if (work.needed()) {
                perform(work);
            }
        }
        if (plan.adds(caller)) {
            String profile = Objects.requireNonNullElse(access.profile(), "PROFILE");
            session.output().hint(Message.of("aws.your-key-needs-mfa-now", ShellWords.quoted(profile)));
        }
    }

    /** A device at AWS is no code in the hand: who could not give one would be shut out by his own command. */
    private Optional<Peril> unshown(EnforcementPlan plan) throws Failure {
        Optional<String> met =
                plan.devices().keySet().stream().filter(caller::isUser).findFirst();
        boolean endangered = plan.perils().stream().anyMatch(peril -> peril.endangers() && caller.isUser(peril.user()));
        if (met.isEmpty() || endangered) {
            return Optional.empty();
        }
        return sessions.withoutCode(plan.devices().getOrDefault(met.get(), List.of()))
                .map(why -> new Peril(
                        met.get(),
                        Message.of("aws.peril-caller-without-code", why),
                        Message.of("aws.device-of-another-app"),
                        true));
    }

    /** Where the vault is unlocked anyway. */
    private void tellDevicesHere(EnforcementPlan plan) throws Failure {
        Optional<AccountBook> unlocked = AccountBook.ofAgent(session, new VaultAccess(session));
        if (unlocked.isEmpty()) {
            return;
        }
        try (AccountBook book = unlocked.get()) {
            for (Step step : report.users()) {
                plan.devices().getOrDefault(step.target(), List.of()).stream()
                        .flatMap(device -> book.holder(device.serial()).stream())
                        .findFirst()
                        .ifPresent(account -> step.detail(Message.of("aws.device-in-this-vault", account.name())));
            }
        }
    }

    /** A demand that meets the caller from one step to the next is met with a code. */
    private void perform(Work work) throws Failure {
        Failure failure;
        try {
            work.step().came(sessions.withCodeIfWanted(() -> work.call().run(access.iam())));
            return;
        } catch (AwsException e) {
            if (work.step().isProof() && e.reason() == AwsException.Reason.DENIED) {
                work.step().skipped(e.message());
                return;
            }
            Message goOn = Message.of("aws.require-mfa-may-go-on");
            failure = explained(e, goOn);
        } catch (Failure e) {
            failure = e;
        }
        work.step().failed(failure);
        throw failure;
    }

    /** In the order in which it is done: what meets the caller comes last. */
    private List<Work> work(EnforcementPlan plan) {
        String group = options.group();
        List<Work> all = new ArrayList<>();
        plan.versionInTheWay()
                .ifPresent(version -> all.add(new Work(report.step(Action.version, version), true, iam -> {
                    session.confirm(Message.of("aws.delete-policy-version", version, policyArn));
                    iam.policies().deleteVersion(policyArn, version);
                    return Result.done;
                })));
        all.add(new Work(report.step(Action.policy, policyArn), plan.changesPolicy(), iam -> {
            if (plan.makesPolicy()) {
                iam.policies().create(options.policyName(), policyArn, wanted);
            } else {
                iam.policies().update(policyArn, wanted);
            }
            return Result.done;
        }));
        all.add(new Work(report.step(Action.group, group), plan.group().isEmpty(), iam -> {
            iam.groups().create(group);
            return Result.done;
        }));
        boolean meetsCaller = plan.members().stream().anyMatch(caller::isUser);
        if (!meetsCaller) {
            all.add(attachment(plan, policyArn));
        }
        plan.policies().stream().filter(arn -> !arn.equals(policyArn)).forEach(arn -> all.add(attachment(plan, arn)));
        plan.users().stream().filter(user -> !caller.isUser(user)).forEach(user -> all.add(member(plan, user)));
        if (meetsCaller) {
            all.add(attachment(plan, policyArn));
        }
        all.add(new Work(report.step(Action.proof, policyArn), true, iam -> prove(iam.groups())));
        plan.users().stream().filter(caller::isUser).forEach(user -> all.add(member(plan, user)));
        return all;
    }

    private Work attachment(EnforcementPlan plan, String arn) {
        Step step = report.step(Action.attach, arn);
        return new Work(step, !plan.attached().contains(arn), iam -> {
            iam.groups().attach(options.group(), arn);
            return Result.done;
        });
    }

    private Work member(EnforcementPlan plan, String user) {
        Step step = report.step(Action.user, user);
        return new Work(step, !plan.members().contains(user), iam -> {
            iam.groups().add(options.group(), user);
            return Result.done;
        });
    }

    /** By simulation; before the caller goes in, who could not ask for one any more. */
    private Result prove(Groups groups) throws Failure, AwsException {
        Groups.Found found = groups.find(options.group()).orElseThrow(() -> noGroup(options.group()));
        if (!groups.demandsMfa(found.arn(), caller.serialOf("/", "totp"), options.strict)) {
            throw new Failure(
                    ExitCode.AWS_UNREACHABLE,
                    Message.of("aws.simulation-says-otherwise"),
                    Message.of("aws.require-mfa-may-go-on"));
        }
        return Result.proven;
    }

    /** A name with a slip of the finger is not taken for somebody who has left. */
    private void requireUser(String user) throws Failure, AwsException {
        access.iam().groups().groupsOf(user);
    }

    private static Failure noGroup(String name) {
        return new Failure(ExitCode.AWS_REFUSED, Message.of("aws.no-such-group", name));
    }

    private void release() throws Failure, AwsException {
        Groups.Found found = access.iam().groups().find(options.group()).orElseThrow(() -> noGroup(options.group()));
        List<Work> all = new ArrayList<>();
        for (String user : options.removed) {
            boolean member = found.members().contains(user);
            Step step = report.step(Action.remove, user);
            if (!member) {
                requireUser(user);
                step.detail(Message.of("aws.was-no-member"));
            }
            step.came(!member ? Result.unchanged : options.dryRun ? Result.planned : Result.not_tried);
            all.add(new Work(step, member && !options.dryRun, iam -> {
                iam.groups().remove(options.group(), user);
                return Result.done;
            }));
        }
        for (Work work : all) {
            if (work.needed()) {
                perform(work);
            }
        }
        if (options.dryRun) {
            return;
        }
        session.output().hint(Message.of("aws.group-goes-by-aws-iam", options.group(), policyArn));
    }
}
