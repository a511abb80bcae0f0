package totp.cli.aws;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.aws.AuditCheck;
import totp.aws.AuditLevel;
import totp.cli.session.Exclusive;
import totp.cli.session.Failure;
import totp.cli.session.Nearest;
import totp.cli.session.Span;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** What an account is looked at for, and how it is told. */
final class AuditOptions {
    private static final Duration MAX_KEY_AGE = Duration.ofDays(90);
    private static final Duration MAX_UNUSED = Duration.ofDays(45);

    /** Older than any key of IAM can be. */
    private static final Duration THRESHOLD_MAX = Duration.ofDays(9999);

    private Format format = Format.text;
    private FailOn failOn = FailOn.high;
    private List<String> skipped = List.of();
    private @Nullable String maxKeyAge;
    private @Nullable String maxUnused;

    boolean live;
    boolean users;
    boolean vaultCheck;

    /** Lower case, since it is spelled so on the command line. */
    enum Format {
        text,
        json,
        csv
    }

    /** The lightest finding that makes the audit fail; spelled so on the command line. */
    enum FailOn {
        critical,
        high,
        medium,
        low,
        info,
        none;

        boolean isReachedBy(AuditLevel level) {
            return this != none && level.compareTo(AuditLevel.valueOf(name())) <= 0;
        }
    }

    void declare(Syntax syntax) {
        syntax.option(FailOn.class, "LEVEL", given -> failOn = given, "--fail-on");
        syntax.repeated(Value.words(AuditCheck::ids), "ID", given -> skipped = given, "--skip");
        syntax.option(String.class, "DURATION", given -> maxKeyAge = given, "--max-key-age");
        syntax.option(String.class, "DURATION", given -> maxUnused = given, "--max-unused");
        syntax.flag(() -> live = true, "--live");
        syntax.flag(() -> users = true, "--users");
        syntax.flag(() -> vaultCheck = true, "--vault-check");
    }

    /**
     * Before anybody is asked.
     *
     * @param formatGiven whether {@code wanted} was said, and is not what it is by itself
     */
    AuditOptions checked(boolean formatGiven, boolean json, Format wanted) throws Failure {
        new Exclusive().option("--format", formatGiven).option("--json", json).check();
        format = json ? Format.json : wanted;
        if (users && format != Format.json) {
            throw Failure.usage(Message.of("aws.audit-users-need-json"));
        }
        maxKeyAge();
        maxUnused();
        skipped();
        return this;
    }

    Format format() {
        return format;
    }

    FailOn failOn() {
        return failOn;
    }

    Duration maxKeyAge() throws Failure {
        return threshold("--max-key-age", maxKeyAge, MAX_KEY_AGE);
    }

    Duration maxUnused() throws Failure {
        return threshold("--max-unused", maxUnused, MAX_UNUSED);
    }

    private static Duration threshold(String option, @Nullable String given, Duration otherwise) throws Failure {
        return given == null ? otherwise : Span.parse(option, given, THRESHOLD_MAX);
    }

    /** What is not looked for. */
    Set<AuditCheck> skipped() throws Failure {
        Set<AuditCheck> checks = EnumSet.noneOf(AuditCheck.class);
        for (String words : skipped) {
            for (String id : words.split(",", -1)) {
                Optional<AuditCheck> check = AuditCheck.named(id.strip());
                checks.add(check.orElseThrow(() -> unknown(id)));
            }
        }
        if (checks.size() == AuditCheck.values().length) {
            throw Failure.usage(Message.of("aws.audit-nothing-left"));
        }
        return checks;
    }

    private static Failure unknown(String id) {
        Message all = Message.of("aws.audit-checks-are", String.join(", ", AuditCheck.ids()));
        return Nearest.of(id.strip(), AuditCheck.ids())
                .map(near ->
                        Failure.usage(Message.of("aws.audit-no-check", id), Message.of("aws.did-you-mean", near), all))
                .orElseGet(() -> Failure.usage(Message.of("aws.audit-no-check", id), all));
    }
}
