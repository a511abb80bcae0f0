package totp.cli.aws;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Exclusive;
import totp.cli.session.Failure;
import totp.cli.session.Syntax;
import totp.cli.session.TextRules;
import totp.cli.session.Value;
import totp.message.Message;
import totp.otp.Text;

/** For which users devices are made in one run, and how their seeds get to them. */
final class ManyOptions {
    static final String USERS_FROM = "--users-from";
    static final String GROUP = "--group";
    static final String WITHOUT_MFA = "--without-mfa";

    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,128}");

    @Nullable
    String usersFrom;

    @Nullable
    String group;

    boolean withoutMfa;
    List<String> tags = List.of();

    @Nullable
    private String handOver;

    @Nullable
    private String passphrases;

    void declare(Syntax syntax) {
        syntax.option(Value.FILE, "FILE", given -> usersFrom = given, USERS_FROM);
        syntax.option(String.class, "GROUP", given -> group = given, GROUP);
        syntax.flag(() -> withoutMfa = true, WITHOUT_MFA);
        syntax.repeated(Value.TAG, "TAG", given -> tags = given, "--tag");
        syntax.option(Value.FILE, "DIR", given -> handOver = given, "--hand-over");
        syntax.option(Value.FILE, "FILE", given -> passphrases = given, "--passphrases");
    }

    /** Whether words that may not have been understood ask for a run through many users. */
    static boolean areIn(List<String> words) {
        return words.stream()
                .map(word -> word.split("=", 2)[0])
                .anyMatch(word -> word.equals(USERS_FROM) || word.equals(GROUP) || word.equals(WITHOUT_MFA));
    }

    boolean areGiven() {
        return usersFrom != null || group != null || withoutMfa;
    }

    /** Where the files for the users go, or null. */
    @Nullable
    Path folder() {
        return handOver == null ? null : Path.of(handOver);
    }

    /** What opens them, or null. */
    @Nullable
    Path passphrases() {
        return passphrases == null ? null : Path.of(passphrases);
    }

    /** Before anything is asked. */
    void check(boolean named, EnrolmentOptions one, AwsOptions aws) throws Failure {
        EnrolmentOptions.checkNotEmpty(USERS_FROM, usersFrom);
        EnrolmentOptions.checkNotEmpty(GROUP, group);
        EnrolmentOptions.checkNotEmpty("--hand-over", handOver);
        EnrolmentOptions.checkNotEmpty("--passphrases", passphrases);
        if (!areGiven()) {
            if (handOver != null || passphrases != null || !tags.isEmpty()) {
                throw Failure.usage(Message.of("aws.many-options-go-with"), Message.of("aws.totp-help-enroll-many"));
            }
            return;
        }
        new Exclusive()
                .option(USERS_FROM, usersFrom != null)
                .option(GROUP, group != null)
                .option(WITHOUT_MFA, withoutMfa)
                .check();
        if (named || aws.user != null || one.isOfOne()) {
            throw Failure.usage(Message.of("aws.many-take-no-other"), Message.of("aws.totp-help-enroll-many"));
        }
        if (group != null && !GROUP_NAME.matcher(group).matches()) {
            throw Failure.usage(Message.of("aws.group-takes-name-iam"));
        }
        checkHandOver();
        tags = new ArrayList<>(new LinkedHashSet<>(tags));
        tags.replaceAll(Text::normalize);
        for (String tag : tags) {
            TextRules.check("--tag", tag);
        }
    }

    private void checkHandOver() throws Failure {
        if ((handOver == null) != (passphrases == null)) {
            throw Failure.usage(Message.of("aws.hand-over-needs-both"), Message.of("aws.totp-help-enroll-many"));
        }
        if ("-".equals(passphrases)) {
            throw Failure.usage(Message.of("aws.passphrases-go-to-file"));
        }
        TextRules.check("--hand-over", handOver);
        TextRules.check("--passphrases", passphrases);
    }
}
