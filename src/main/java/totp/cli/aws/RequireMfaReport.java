package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.cli.aws.LockOut.Peril;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.message.Message;

/** What {@code aws require-mfa} found, and what it did about it: a line or an entry for each step. */
final class RequireMfaReport {
    private final String account;
    private final String group;
    private final String policyArn;
    private final boolean dryRun;
    private final List<Step> steps = new ArrayList<>();
    private final List<Peril> perils = new ArrayList<>();
    private @Nullable Failure failure;

    RequireMfaReport(String account, String group, String policyArn, boolean dryRun) {
        this.account = account;
        this.group = group;
        this.policyArn = policyArn;
        this.dryRun = dryRun;
    }

    /** What is done; spelled so in the document, in the order in which it is done. */
    enum Action {
        policy,
        version,
        group,
        attach,
        proof,
        user,
        remove
    }

    /** What came of a step; spelled so in the document. */
    enum Result {
        unchanged('='),
        /** What a dry run would do. */
        planned('+'),
        done('+'),
        /** IAM's simulation says that what there is demands MFA. */
        proven('='),
        skipped('?'),
        failed('x'),
        not_tried(' ');

        private final char sign;

        Result(char sign) {
            this.sign = sign;
        }
    }

    /** One step. */
    static final class Step {
        private final Action action;
        private final String target;
        private Result result = Result.not_tried;
        private Message detail = Message.NONE;
        private @Nullable Message error;

        String target() {
            return target;
        }

        private Step(Action action, String target) {
            this.action = action;
            this.target = target;
        }

        void came(Result outcome) {
            result = outcome;
        }

        void detail(Message more) {
            detail = more;
        }

        void failed(Failure failure) {
            result = Result.failed;
            error = failure.message();
        }

        /** Whether nothing is written by it. */
        boolean isProof() {
            return action == Action.proof;
        }

        void skipped(Message why) {
            result = Result.skipped;
            error = why;
        }
    }

    Step step(Action action, String target) {
        Step step = new Step(action, target);
        steps.add(step);
        return step;
    }

    /** The steps that are about users. */
    List<Step> users() {
        return steps.stream().filter(step -> step.action == Action.user).toList();
    }

    void perils(List<Peril> found) {
        perils.addAll(found);
    }

    /** Why the command as a whole came to its end before its last step. */
    void stopped(Failure why) {
        failure = why;
    }

    /** How many users would be shut out. */
    int endangered() {
        return Math.toIntExact(perils.stream()
                .filter(Peril::endangers)
                .map(Peril::user)
                .distinct()
                .count());
    }

    /** What helps those who would be shut out, each once. */
    List<Message> hints() {
        Set<Message> all = new LinkedHashSet<>();
        perils.stream().filter(Peril::endangers).forEach(peril -> all.add(peril.help()));
        all.add(Message.of("aws.yes-all-the-same"));
        return List.copyOf(all);
    }

    void print(Session session, boolean json) throws Failure {
        if (json) {
            JsonWriter.print(session.output(), this::write);
            session.output().flush();
            return;
        }
        for (Step step : steps) {
            Message detail = step.error == null ? step.detail : step.error;
            boolean goes = step.result.sign == '+' && (step.action == Action.remove || step.action == Action.version);
            row(session, goes ? '-' : step.result.sign, step.action.name(), step.target, detail);
        }
        for (Peril peril : perils) {
            row(session, peril.endangers() ? '!' : '~', Action.user.name(), peril.user(), peril.what());
        }
    }

    private static void row(Session session, char sign, String action, String target, Message detail) {
        String text = session.text(detail);
        String line = sign + " " + (action + "       ").substring(0, 8) + target;
        session.output().line(text.isEmpty() ? line : line + "  " + text);
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("account_id", account);
        json.writeStringField("group", group);
        json.writeStringField("policy_arn", policyArn);
        json.writeBooleanField("dry_run", dryRun);
        json.writeArrayFieldStart("steps");
        for (Step step : steps) {
            json.writeStartObject();
            json.writeStringField("action", step.action.name());
            json.writeStringField("target", step.target);
            json.writeStringField("result", step.result.name());
            json.writeStringField(
                    "error",
                    Optional.ofNullable(step.error).map(Message::toString).orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("warnings");
        for (Peril peril : perils) {
            json.writeStartObject();
            json.writeStringField("user", peril.user());
            json.writeStringField("message", peril.what().toString());
            json.writeBooleanField("endangers", peril.endangers());
            json.writeEndObject();
        }
        json.writeEndArray();
        EnrolmentReport.error(json, failure);
        json.writeEndObject();
    }
}
