package totp.cli.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.otp.AccountLimits;
import totp.otp.AccountName;
import totp.otp.Text;

/** What names, issuers, tags and notes must be before they may enter a vault. */
public final class TextRules {
    private TextRules() {}

    /** Each as {@link #checkName}; normalised where it stands. */
    public static void checkNames(List<String> names) throws Failure {
        names.replaceAll(Text::normalize);
        for (String name : names) {
            checkName(name);
        }
    }

    public static void checkName(String name) throws Failure {
        Optional<Message> problem = AccountName.problemWith(name);
        if (problem.isPresent()) {
            throw Failure.usage(problem.get());
        }
    }

    /** Each one line; normalised where it stands. */
    public static void checkTags(List<String> tags) throws Failure {
        tags.replaceAll(Text::normalize);
        for (String tag : tags) {
            check("--tag", tag);
        }
    }

    /** One line of at most 1 KiB. */
    public static void check(String option, @Nullable String text) throws Failure {
        if (text == null) {
            return;
        }
        checkLength(option, text, AccountLimits.TEXT_BYTES_MAX);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw Failure.usage(Message.of("session.must-not-hold-control", option));
            }
        }
    }

    /** Several lines of at most 64 KiB together. */
    public static void checkNote(@Nullable String text) throws Failure {
        if (text == null) {
            return;
        }
        checkLength("--note", text, AccountLimits.NOTE_BYTES_MAX);
        if (text.indexOf('\0') >= 0) {
            throw Failure.usage(Message.of("session.note-must-not-hold"));
        }
    }

    private static void checkLength(String option, String text, int bytesMax) throws Failure {
        if (!AccountName.isWellFormed(text)) {
            throw Failure.usage(Message.of("session.must-valid-unicode", option));
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            throw Failure.usage(Message.of("session.takes-most-bytes", option, bytesMax));
        }
    }
}
