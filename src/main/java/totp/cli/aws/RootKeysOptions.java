package totp.cli.aws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Exclusive;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.cli.session.Span;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** Whose root keys are meant, and what is to become of them. */
final class RootKeysOptions {
    private static final String FROM = "--accounts-from";
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern KEY = Pattern.compile("[A-Z0-9]{16,128}");
    private static final Duration UNUSED_FOR = Duration.ofDays(7);
    private static final Duration UNUSED_FOR_MAX = Duration.ofDays(365);

    /** An organisation has ten thousand accounts at most, of thirteen bytes with their line ends. */
    private static final int LIST_BYTES_MAX = 1 << 20;

    private List<String> accounts = List.of();

    @Nullable
    private String accountsFrom;

    @Nullable
    String deactivate;

    @Nullable
    String delete;

    boolean deleteAll;

    @Nullable
    private String unusedFor;

    /** For a key that has leaked: neither its state nor its use keeps it. */
    boolean now;

    List<String> confirmed = List.of();

    void declare(Syntax syntax) {
        syntax.repeated(Value.TEXT, "ID", given -> accounts = given, "--account");
        syntax.option(Value.FILE, "FILE", given -> accountsFrom = given, FROM);
        syntax.option(String.class, "KEY", given -> deactivate = given, "--deactivate");
        syntax.option(String.class, "KEY", given -> delete = given, "--delete");
        syntax.flag(() -> deleteAll = true, "--delete-all");
        syntax.option(String.class, "DURATION", given -> unusedFor = given, "--unused-for");
        syntax.flag(() -> now = true, "--now");
        syntax.repeated(Value.TEXT, "TEXT", given -> confirmed = given, "--confirm");
    }

    boolean areGiven() {
        return ofMembers() || deactivate != null || deletes() || unusedFor != null || now || !confirmed.isEmpty();
    }

    boolean ofMembers() {
        return !accounts.isEmpty() || accountsFrom != null;
    }

    boolean deletes() {
        return delete != null || deleteAll;
    }

    /** Before anybody is asked. */
    RootKeysOptions checked() throws Failure {
        new Exclusive()
                .option("--deactivate", deactivate != null)
                .option("--delete", delete != null)
                .option("--delete-all", deleteAll)
                .check();
        if (!deletes() && (unusedFor != null || now || !confirmed.isEmpty())) {
            throw Failure.usage(Message.of("aws.root-keys-goes-with-delete"));
        }
        if (deactivate != null && ofMembers()) {
            throw Failure.usage(
                    Message.of("aws.member-keys-not-deactivated"), Message.of("aws.member-keys-unused-for"));
        }
        checkKey(deactivate);
        checkKey(delete);
        unusedFor();
        return this;
    }

    private static void checkKey(@Nullable String key) throws Failure {
        if (key != null && !KEY.matcher(key).matches()) {
            throw Failure.usage(Message.of("aws.no-key-id"), Message.of("aws.root-keys-lists"));
        }
    }

    /** How long a key must have been left alone before it is deleted. */
    Duration unusedFor() throws Failure {
        return unusedFor == null ? UNUSED_FOR : Span.parse("--unused-for", unusedFor, UNUSED_FOR_MAX);
    }

    /** The member accounts that were named, each once; none for the caller's own. */
    List<String> accounts(Session session) throws Failure {
        Set<String> all = new LinkedHashSet<>();
        List<String> named = new ArrayList<>(accounts);
        if (accountsFrom != null) {
            String text =
                    new String(new Input(session).bytes(accountsFrom, FROM, LIST_BYTES_MAX), StandardCharsets.UTF_8);
            text.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(named::add);
            if (named.isEmpty()) {
                throw Failure.usage(Message.of("aws.no-account-id-in", accountsFrom));
            }
        }
        for (String account : named) {
            if (!ACCOUNT.matcher(account).matches()) {
                throw Failure.usage(Message.of("aws.account-id-is-12-digits", account));
            }
            all.add(account);
        }
        return List.copyOf(all);
    }
}
