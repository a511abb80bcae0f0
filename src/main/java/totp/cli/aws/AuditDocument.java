package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AccessKey;
import totp.aws.AccountAudit;
import totp.aws.AuditCheck;
import totp.aws.AuditLevel;
import totp.aws.Checklist;
import totp.aws.Finding;
import totp.aws.Identity;
import totp.aws.UserFacts;
import totp.cli.session.AccountFormat;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.message.Message;

/** What an audit found, as {@code docs/json/aws-audit.schema.json} has it; in English, as programs read it. */
final class AuditDocument {
    private final Identity caller;
    private final Optional<String> alias;
    private final Instant now;
    private final @Nullable Instant generated;
    private final AccountAudit audit;
    private final Checklist checks;
    private final List<Finding> findings;
    private final AuditRemedies remedies;

    AuditDocument(
            Identity caller,
            Optional<String> alias,
            Instant now,
            @Nullable Instant generated,
            AccountAudit audit,
            Checklist checks,
            List<Finding> findings,
            AuditRemedies remedies) {
        this.caller = caller;
        this.alias = alias;
        this.now = now;
        this.generated = generated;
        this.audit = audit;
        this.checks = checks;
        this.findings = findings;
        this.remedies = remedies;
    }

    void print(Output output, AuditOptions options) throws Failure {
        Duration maxKeyAge = options.maxKeyAge();
        Duration maxUnused = options.maxUnused();
        JsonWriter.print(output, json -> {
            json.writeStartObject();
            json.writeStringField("account_id", caller.accountId());
            json.writeStringField("partition", caller.partition());
            json.writeStringField("alias", alias.orElse(null));
            AccountFormat.time(json, "generated", now);
            writeReport(json);
            json.writeObjectFieldStart("thresholds");
            json.writeStringField("fail_on", options.failOn().name());
            json.writeNumberField("max_key_age_seconds", maxKeyAge.toSeconds());
            json.writeNumberField("max_unused_seconds", maxUnused.toSeconds());
            json.writeEndObject();
            writeChecks(json);
            writeFindings(json);
            writeSummary(json);
            if (options.users) {
                writeUsers(json);
            }
            json.writeNullField("error");
            json.writeEndObject();
        });
    }

    /** Of an audit that came to no end, so that who reads documents alone does not take silence for a clean account. */
    static void failed(Output output, Failure why) {
        JsonWriter.print(output, json -> {
            json.writeStartObject();
            for (String unknown :
                    List.of("account_id", "partition", "alias", "generated", "report", "thresholds", "summary")) {
                json.writeNullField(unknown);
            }
            for (String none : List.of("checks", "findings")) {
                json.writeArrayFieldStart(none);
                json.writeEndArray();
            }
            EnrolmentReport.error(json, why);
            json.writeEndObject();
        });
    }

    private void writeReport(JsonGenerator json) throws IOException {
        if (generated == null) {
            json.writeNullField("report");
            return;
        }
        json.writeObjectFieldStart("report");
        AccountFormat.time(json, "generated", generated);
        json.writeNumberField(
                "age_seconds", Math.max(0, Duration.between(generated, now).toSeconds()));
        json.writeEndObject();
    }

    private void writeChecks(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("checks");
        for (AuditCheck check : AuditCheck.values()) {
            json.writeStartObject();
            json.writeStringField("id", check.id());
            json.writeStringField("level", check.level().name());
            json.writeStringField("status", checks.status(check, findings).name());
            json.writeStringField(
                    "reason", checks.reason(check).map(Message::toString).orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeFindings(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("id", finding.check().id());
            json.writeStringField("level", finding.level().name());
            json.writeObjectFieldStart("subject");
            json.writeStringField("type", finding.subject().kind().name());
            json.writeStringField("name", orNull(finding.subject().name()));
            json.writeStringField("arn", orNull(finding.subject().arn()));
            json.writeEndObject();
            json.writeStringField("message", finding.message().toString());
            json.writeObjectFieldStart("detail");
            for (Map.Entry<String, Object> member : finding.detail().entrySet()) {
                write(json, member.getKey(), member.getValue());
            }
            json.writeEndObject();
            json.writeBooleanField("confirmed", finding.confirmed());
            json.writeStringField("remedy", remedies.of(finding));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static void write(JsonGenerator json, String name, Object value) throws IOException {
        if (value instanceof Instant time) {
            AccountFormat.time(json, name, time);
        } else if (value instanceof Number number) {
            json.writeNumberField(name, number.longValue());
        } else if (value instanceof Boolean flag) {
            json.writeBooleanField(name, flag);
        } else if (value instanceof List<?> list) {
            json.writeArrayFieldStart(name);
            for (Object text : list) {
                json.writeString(text.toString());
            }
            json.writeEndArray();
        } else {
            json.writeStringField(name, value.toString());
        }
    }

    private void writeSummary(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("summary");
        for (AuditLevel level : AuditLevel.values()) {
            json.writeNumberField(level.name(), AuditReport.count(findings, level));
        }
        json.writeNumberField("users", audit.users().size());
        json.writeEndObject();
    }

    private void writeUsers(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("users");
        for (UserFacts user : audit.users()) {
            json.writeStartObject();
            json.writeStringField("name", user.name());
            json.writeStringField("arn", user.arn());
            AccountFormat.time(json, "created", user.created().orElse(null));
            json.writeBooleanField("password", user.password());
            AccountFormat.time(json, "password_last_used", user.passwordUsed().orElse(null));
            json.writeBooleanField("mfa", user.mfa() != UserFacts.Mfa.NONE);
            write(json, "admin", audit.isAdmin(user));
            write(json, "enforced", audit.isEnforced(user));
            json.writeArrayFieldStart("keys");
            for (UserFacts.HeldKey key : user.keys()) {
                json.writeStartObject();
                json.writeBooleanField("active", key.active());
                AccountFormat.time(json, "created", key.created());
                AccountFormat.time(
                        json, "last_used", key.use().map(AccessKey.Use::when).orElse(null));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String name, Optional<Boolean> flag) throws IOException {
        if (flag.isPresent()) {
            json.writeBooleanField(name, flag.get());
        } else {
            json.writeNullField(name);
        }
    }
}
