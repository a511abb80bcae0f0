package totp.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something to be told to people: the key of a text in the {@link Catalogue}, and the parts that are filled in. The text is the
 * program's own; the parts may come from anywhere (names, files, answers of servers), and whoever prints them decides how they
 * are made harmless.
 */
public final class Message {
    /** Nothing at all, for what is said elsewhere. */
    public static final Message NONE = new Message("message.none", List.of());

    private static final int NAMES_MAX = 20;

    private final String key;
    private final List<Object> parts;

    private Message(String key, List<Object> parts) {
        this.key = key;
        this.parts = parts;
    }

    /**
     * A text of the catalogue.
     *
     * @param key a literal, so that a test finds it
     * @param parts for <code>{0}</code>, <code>{1}</code> and so on; messages among them are told in the same language
     */
    public static Message of(String key, Object... parts) {
        return new Message(key, told(parts));
    }

    /** What somebody else said, such as the system or a server: in the language in which it was said. */
    public static Message said(@Nullable String text) {
        return new Message("message.said", told(text));
    }

    /**
     * A text that says how many there are.
     *
     * @param key the catalogue may have a text of its own for one, under {@code key.one}
     * @param count for <code>{0}</code>
     * @param more for <code>{1}</code> and so on
     */
    public static Message counted(String key, int count, Object... more) {
        Object[] parts = new Object[more.length + 1];
        parts[0] = count;
        System.arraycopy(more, 0, parts, 1, more.length);
        return new Message(count == 1 ? key + Catalogue.ONE : key, told(parts));
    }

    /**
     * Messages as they are, so that each is told in the language that is asked for, and the texts of everything else. A null is
     * one as well: libraries give it where they should not, in answers that are told, and to fail over it here would hide those.
     */
    private static List<Object> told(@Nullable Object... parts) {
        List<Object> all = new ArrayList<>();
        for (Object part : parts) {
            all.add(part instanceof Message ? part : String.valueOf(part));
        }
        return all;
    }

    /** Names, so many that people read them; the others are counted. */
    public static Message names(List<String> names) {
        String some = String.join(", ", names.subList(0, Math.min(NAMES_MAX, names.size())));
        return names.size() <= NAMES_MAX ? said(some) : of("message.names-and-more", some, names.size() - NAMES_MAX);
    }

    /**
     * The whole text in a language.
     *
     * @param harmless what is done to each part that is no message itself
     */
    public String in(Catalogue language, UnaryOperator<String> harmless) {
        String text = language.text(key);
        StringBuilder filled = new StringBuilder(text.length() + 32);
        int i = 0;
        while (i < text.length()) {
            int number = i + 2 < text.length() && text.charAt(i) == '{' && text.charAt(i + 2) == '}'
                    ? text.charAt(i + 1) - '0'
                    : -1;
            if (number >= 0 && number < parts.size()) {
                Object part = parts.get(number);
                filled.append(
                        part instanceof Message message
                                ? message.in(language, harmless)
                                : harmless.apply(part.toString()));
                i += 3;
            } else {
                filled.append(text.charAt(i++));
            }
        }
        return filled.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message message && key.equals(message.key) && parts.equals(message.parts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, parts);
    }

    /** In English, with all parts as they are: for JSON documents, whose readers are programs, and for other messages. */
    @Override
    public String toString() {
        return in(Catalogue.ENGLISH, UnaryOperator.identity());
    }
}
