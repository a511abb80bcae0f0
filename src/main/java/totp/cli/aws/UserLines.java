package totp.cli.aws;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.message.Message;
import totp.otp.AccountName;
import totp.otp.Text;

/**
 * The users of {@code --users-from}: one a line, behind a TAB the name in the vault where it is not the user's. A {@code #} at
 * the beginning of a line or behind a blank begins a comment. All of it is judged before anything is made.
 */
final class UserLines {
    /** As many accounts as a vault holds. */
    static final int USERS_MAX = 10_000;

    private static final Pattern COMMENT = Pattern.compile("(^|[ \\t])#.*");

    private final Map<String, Integer> users = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<Wanted> all = new ArrayList<>();

    private UserLines() {}

    /**
     * Somebody who is to have a device.
     *
     * @param name of the account in the vault
     */
    record Wanted(String user, String name) {}

    /**
     * Reads them.
     *
     * @param source as it was given, for people
     * @throws Failure {@code USAGE} with the number of the line; {@code BAD_INPUT} for more than a vault holds
     */
    static List<Wanted> read(byte[] content, String source) throws Failure {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Failure(ExitCode.USAGE, Message.of("aws.users-not-utf-8", source), e);
        }
        UserLines lines = new UserLines();
        int number = 0;
        for (String line : text.replaceFirst("^\\uFEFF", "").split("\\r?\\n", -1)) {
            lines.add(COMMENT.matcher(line).replaceFirst(""), ++number);
        }
        if (lines.all.isEmpty()) {
            throw Failure.usage(Message.of("aws.no-user-in", source));
        }
        return lines.all;
    }

    private void add(String line, int number) throws Failure {
        int tab = line.indexOf('\t');
        String user = (tab < 0 ? line : line.substring(0, tab)).strip();
        String given = tab < 0 ? "" : line.substring(tab + 1).strip();
        if (user.isEmpty() && given.isEmpty()) {
            return;
        }
        if (!AwsOptions.isUser(user)) {
            throw Failure.usage(Message.of("aws.line-no-user", number));
        }
        String name = given.isEmpty() ? user : Text.normalize(given);
        @Nullable Message problem = AccountName.problemWith(name).orElse(null);
        if (problem != null) {
            throw Failure.usage(Message.of("aws.line-bad-name", number, problem));
        }
        // To IAM names that differ in case alone are the same.
        requireFirst(users, user.toLowerCase(Locale.ROOT), user, number);
        requireFirst(names, name, name, number);
        all.add(new Wanted(user, name));
        requireRoom(all.size());
    }

    private static void requireFirst(Map<String, Integer> seen, String key, String told, int number) throws Failure {
        Integer before = seen.putIfAbsent(key, number);
        if (before != null) {
            throw Failure.usage(Message.of("aws.line-repeats", number, told, before));
        }
    }

    /** @throws Failure {@code BAD_INPUT} for more users than a vault holds accounts */
    static void requireRoom(int count) throws Failure {
        if (count > USERS_MAX) {
            throw new Failure(
                    ExitCode.BAD_INPUT,
                    Message.of("aws.too-many-users", USERS_MAX),
                    Message.of("aws.vault-of-its-own"));
        }
    }
}
