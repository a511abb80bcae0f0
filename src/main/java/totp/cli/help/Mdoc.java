package totp.cli.help;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import totp.cli.session.Argument;

/** A manual page that is being written, in the language of mdoc(7). */
final class Mdoc {
    private static final int COLUMNS_MAX = 78;

    /** A line for each sentence: so the formatter knows where one ends. */
    private static final Pattern SENTENCES = Pattern.compile("(?<=[.?!]) (?=[A-Z])");

    private final StringBuilder written = new StringBuilder();
    private boolean begun;

    /** @param what the page is about, in a few words that begin with a capital and end without a full stop */
    Mdoc(String date, String name, String what) {
        request("Dd " + date);
        request("Dt " + name.toUpperCase(Locale.ROOT) + " 1");
        request("Os");
        section("NAME");
        request("Nm " + name);
        request("Nd " + escaped(what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1)));
    }

    void section(String title) {
        request("Sh " + title);
        begun = false;
    }

    void subsection(String title) {
        // Dots at the end would be a sentence's, of which mdoc complains in a heading.
        request("Ss " + escaped(title) + (title.matches(".*\\.\\.\\.]?") ? "\\&" : ""));
        begun = false;
    }

    /** A line of the synopsis: words of the command line, capitals for what stands for others. */
    void synopsis(String usage) {
        String[] words = usage.split(" ", -1);
        request("Nm " + words[0]);
        for (int i = 1; i < words.length; i++) {
            boolean optional = words[i].startsWith("[");
            String word = optional ? words[i].substring(1, words[i].length() - 1) : words[i];
            String macro = word.startsWith("-") && word.length() > 1
                    ? "Fl " + escaped(word.substring(1))
                    : (optional || word.matches("[A-Z|.]+") ? "Ar " : "Cm ") + escaped(word);
            request(optional ? "Op " + macro : macro);
        }
    }

    void paragraph(String words) {
        if (begun) {
            request("Pp");
        }
        text(words);
    }

    void text(String words) {
        for (String sentence : SENTENCES.split(words, -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : escaped(sentence).split(" ", -1)) {
                if (line.length() > 0 && line.length() + 1 + word.length() > COLUMNS_MAX) {
                    plain(line.toString());
                    line.setLength(0);
                }
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
            plain(line.toString());
        }
        begun = true;
    }

    void list() {
        request("Bl -tag -width Ds");
    }

    void endList() {
        request("El");
        begun = true;
    }

    /** @param macro what kind of word it is: {@code Ar}, {@code Ev}, {@code Pa} */
    void item(String macro, String words) {
        request("It " + macro + " " + escaped(words));
    }

    /** @param page as {@code totp 1}: a page is looked for by just this name */
    void itemOfPage(String page) {
        request("It Xr " + page);
    }

    /** All names of an option, and what follows them. */
    void item(Argument option) {
        StringBuilder item = new StringBuilder("It");
        for (String name : option.names()) {
            item.append(item.length() == 2 ? "" : " ,").append(" Fl ").append(escaped(name.substring(1)));
        }
        String values = HelpPages.values(option);
        request(values.isEmpty() ? item.toString() : item + " Ns No " + escaped(values));
    }

    void example(String command, String does) {
        if (!does.isEmpty()) {
            if (begun) {
                request("Pp");
            }
            text(does.substring(0, 1).toUpperCase(Locale.ROOT) + does.substring(1) + ":");
        }
        request("Bd -literal -offset indent");
        plain(escaped(command));
        request("Ed");
        begun = true;
    }

    /** Other pages, as {@code totp 1}. */
    void references(List<String> pages) {
        section("SEE ALSO");
        for (int i = 0; i < pages.size(); i++) {
            request("Xr " + pages.get(i) + (i + 1 < pages.size() ? " ," : ""));
        }
    }

    private void request(String request) {
        written.append('.').append(request).append('\n');
    }

    /** A line of text must not look like a request. */
    private void plain(String line) {
        written.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
                .append(line)
                .append('\n');
    }

    /** A backslash is itself, and a dash one that can be copied into a shell. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
