package totp.cli.session;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import totp.otp.Scheme;

/**
 * What the value of an option or a parameter is, for who completes it.
 *
 * @param words all that it can be, where that is a list; asked for when somebody wants to know, since formats have classes of
 *     their own
 */
public record Value(Kind kind, Supplier<List<String>> words) {
    /** Anything that is typed. */
    public static final Value TEXT = new Value(Kind.TEXT, List::of);

    public static final Value FILE = new Value(Kind.FILE, List::of);

    /** An account of the vault, by its name. */
    public static final Value ACCOUNT = new Value(Kind.ACCOUNT, List::of);

    /** One that is in the trash. */
    public static final Value TRASHED = new Value(Kind.TRASHED, List::of);

    public static final Value TAG = new Value(Kind.TAG, List::of);

    /** A profile of the AWS configuration. */
    public static final Value PROFILE = new Value(Kind.PROFILE, List::of);

    public static final Value ALGORITHM = words(() -> List.of("SHA1", "SHA256", "SHA512"));

    /** Where the words of a value come from. */
    public enum Kind {
        TEXT,
        FILE,
        ACCOUNT,
        TRASHED,
        TAG,
        PROFILE,
        WORDS
    }

    public static Value words(Supplier<List<String>> words) {
        return new Value(Kind.WORDS, words);
    }

    /** What a type says by itself. */
    static Value of(Class<?> type) {
        if (type == Scheme.class) {
            return words(
                    () -> List.of(Scheme.values()).stream().map(Scheme::word).toList());
        }
        if (type.isEnum()) {
            return words(() -> spelled(type));
        }
        return type == Path.class ? FILE : TEXT;
    }

    /** The constants of an enum as they are spelled. */
    static List<String> spelled(Class<?> type) {
        return List.of(type.getEnumConstants()).stream().map(Object::toString).toList();
    }
}
