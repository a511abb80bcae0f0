package totp.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.cli.help.Chapter;
import totp.cli.help.ManPages;
import totp.cli.help.Shell;

/** The files that an installation has for {@code man} and for shells. */
public final class Pages {
    private Pages() {}

    /** Their texts by their places below the prefix of an installation. */
    public static Map<String, String> all() {
        List<Chapter> chapters = Commands.chapters();
        Map<String, String> pages = new LinkedHashMap<>();
        new ManPages(chapters)
                .all()
                .forEach(
                        (name, text) -> pages.put("share/man/man" + name.charAt(name.length() - 1) + "/" + name, text));
        for (Shell shell : Shell.values()) {
            pages.put(shell.place(), shell.script(chapters) + "\n");
        }
        return pages;
    }
}
