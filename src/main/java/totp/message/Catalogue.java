package totp.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All texts of one language, by their keys. A language is one file beside this class, named by its ISO 639 code; what it does
 * not have is told in English.
 */
public final class Catalogue {
    /** The language of the program, which has every text. */
    public static final Catalogue ENGLISH = new Catalogue("en");

    /** Ends the key of the text that is told where a count is one. */
    static final String ONE = ".one";

    private final String code;
    private @Nullable Properties texts;

    private Catalogue(String code) {
        this.code = code;
    }

    /**
     * The catalogue for a locale as POSIX names it.
     *
     * @param locale such as {@code ja_JP.UTF-8}
     * @return English if nobody wrote one
     */
    public static Catalogue of(String locale) {
        String language = locale.split("[_.@-]", 2)[0].toLowerCase(Locale.ROOT);
        boolean other = language.matches("[a-z]{2,3}") && !language.equals(ENGLISH.code);
        return other && Catalogue.class.getResource(file(language)) != null ? new Catalogue(language) : ENGLISH;
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

    /** The keys that begin so. */
    public SortedSet<String> keys(String prefix) {
        SortedSet<String> keys = new TreeSet<>(ENGLISH.texts().stringPropertyNames());
        keys.removeIf(key -> !key.startsWith(prefix));
        return keys;
    }

    private String english(String key, String every) {
        return own(key).or(() -> own(every)).orElseThrow(() -> new IllegalArgumentException("no text for " + key));
    }

    private Optional<String> own(String key) {
        return Optional.ofNullable(texts().getProperty(key));
    }

    private synchronized Properties texts() {
        Properties known = texts;
        if (known == null) {
            known = read();
            texts = known;
        }
        return known;
    }

    private Properties read() {
        Properties read = new Properties();
        try (InputStream in = Catalogue.class.getResourceAsStream(file(code))) {
            if (in == null) {
                throw new IOException("no catalogue " + code);
            }
            read.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private static String file(String language) {
        return language + ".properties";
    }
}
