package totp.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * All texts of one language, by their keys. A language is one file beside this class, named by its ISO 639 code; what it does
 * not have is told in English.
 *
 * <p>The file is one of Java's properties with a text a line, in the order of the keys, and nothing else: of its thousand lines
 * a run tells one or none, which is looked up as in a dictionary. To parse them all took as long as the rest of such a run.
 */
public final class Catalogue {
    /** The language of the program, which has every text. */
    public static final Catalogue ENGLISH = new Catalogue("en");

    /** Ends the key of the text that is told where a count is one. */
    static final String ONE = ".one";

    private final String code;
    private byte @Nullable [] lines;

    private Catalogue(String code) {
        this.code = code;
    }

    /**
     * The catalogue for a locale as POSIX names it. All that is printed is UTF-8: a terminal of another charset shows what is
     * English, and nothing else.
     *
     * @param locale such as {@code ja_JP.UTF-8}
     * @return English if nobody wrote one, or if the locale names another charset than UTF-8
     */
    public static Catalogue of(String locale) {
        String language = locale.split("[_.@-]", 2)[0].toLowerCase(Locale.ROOT);
        boolean other = language.matches("[a-z]{2,3}") && !language.equals(ENGLISH.code) && isUtf8(locale);
        return other && Catalogue.class.getResource(file(language)) != null ? new Catalogue(language) : ENGLISH;
    }

    private static boolean isUtf8(String locale) {
        int dot = locale.indexOf('.');
        String charset = dot < 0 ? "utf8" : locale.substring(dot + 1).split("@", 2)[0];
        return charset.replace("-", "").equalsIgnoreCase("utf8");
    }

    /** The text of a key; of a language that does not count like English the one for all counts. */
    String text(String key) {
        String every = key.endsWith(ONE) ? key.substring(0, key.length() - ONE.length()) : key;
        return own(key).or(() -> own(every)).orElseGet(() -> ENGLISH.english(key, every));
    }

    /** The text of a key, if there is one. */
    public Optional<String> find(String key) {
        Optional<String> own = own(key);
        return own.isPresent() || this == ENGLISH ? own : ENGLISH.own(key);
    }

    private String english(String key, String every) {
        return own(key).or(() -> own(every)).orElseThrow(() -> new IllegalArgumentException("no text for " + key));
    }

    private Optional<String> own(String key) {
        byte[] all = lines();
        byte[] sought = key.getBytes(StandardCharsets.UTF_8);
        int from = 0;
        int to = all.length;
        while (from < to) {
            int start = startOfLine(all, from + (to - from) / 2);
            int end = endOfLine(all, start);
            int order = Arrays.compareUnsigned(sought, 0, sought.length, all, start, endOfKey(all, start, end));
            if (order == 0) {
                return Optional.of(text(new String(all, start, end - start, StandardCharsets.UTF_8), key));
            } else if (order < 0) {
                to = start;
            } else {
                from = end + 1;
            }
        }
        return Optional.empty();
    }

    private static int startOfLine(byte[] lines, int at) {
        int start = at;
        while (start > 0 && lines[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static int endOfLine(byte[] lines, int start) {
        int end = start;
        while (end < lines.length && lines[end] != '\n') {
            end++;
        }
        return end;
    }

    private static int endOfKey(byte[] lines, int start, int endOfLine) {
        int end = start;
        while (end < endOfLine && lines[end] != ' ') {
            end++;
        }
        return end;
    }

    private static String text(String line, String key) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return one.getProperty(key);
    }

    private synchronized byte[] lines() {
        byte[] known = lines;
        if (known == null) {
            known = read();
            lines = known;
        }
        return known;
    }

    private byte[] read() {
        try (InputStream in = Catalogue.class.getResourceAsStream(file(code))) {
            if (in == null) {
                throw new IOException("no catalogue " + code);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String file(String language) {
        return language + ".properties";
    }
}
