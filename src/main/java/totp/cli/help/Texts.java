package totp.cli.help;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.message.Catalogue;

/** The catalogue's texts of the help, which is English in every language: the keys that begin with {@code help}. */
final class Texts {
    private Texts() {}

    static String of(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException("no text for help." + key));
    }

    static Optional<String> find(String key) {
        return Catalogue.ENGLISH.find("help." + key);
    }

    /** The texts {@code key}, or {@code key.0}, {@code key.1} and so on; empty if there is none. */
    static List<String> all(String key) {
        List<String> texts = new ArrayList<>(find(key).stream().toList());
        Optional<String> next = find(key + ".0");
        while (next.isPresent()) {
            texts.add(next.get());
            next = find(key + "." + texts.size());
        }
        return texts;
    }
}
