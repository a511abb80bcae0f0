package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the documents lead somewhere, every page is found from the index, and pages say the same in both languages. */
class DocumentsTest {
    private static final Path INDEX = Path.of("docs/README.md");

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(\\w*)\n(.*?)^ *```$");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6}) (.+)$");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> wrong = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            for (String link : links(page)) {
                links++;
                if (!leadsSomewhere(page, link)) {
                    wrong.add(page + ": " + link);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(links >= 150, "links: " + links);
    }

    @Test
    void everyPageIsFoundFromTheIndex() throws IOException {
        Set<Path> found = new TreeSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(INDEX));
        while (!next.isEmpty()) {
            Path page = next.remove();
            if (found.add(page)) {
                for (String link : links(page)) {
                    Path target = target(page, link);
                    boolean ours = !link.startsWith("https://") && target.startsWith("docs");
                    if (ours && target.toString().endsWith(".md")) {
                        next.add(target);
                    }
                }
            }
        }
        Set<Path> there = new TreeSet<>(pages());
        there.removeIf(page -> !page.startsWith("docs"));
        assertEquals(there, found);
        assertTrue(found.size() >= 30, "pages: " + found.size());
    }

    @Test
    void pagesInJapaneseSayTheSame() throws IOException {
        int translations = 0;
        for (Path page : pages()) {
            if (page.toString().endsWith(".ja.md")) {
                translations++;
                Path original = Path.of(page.toString().replace(".ja.md", ".md"));
                assertEquals(headingLevels(original), headingLevels(page), page + ": headings");
                assertEquals(blocks(original), blocks(page), page + ": blocks");
                assertEquals(pictures(original), pictures(page), page + ": pictures");
                assertEquals(tableRows(original), tableRows(page), page + ": rows of tables");
                assertEquals(original.getFileName().toString(), links(page).get(0), page + ": first link");
                assertEquals(page.getFileName().toString(), links(original).get(0), original + ": first link");
            }
        }
        assertTrue(translations >= 4, "pages in Japanese: " + translations);
    }

    /** A block without a language is run by nobody; {@code documents.py} runs those that have one. */
    @Test
    void everyBlockSaysWhatItIs() throws IOException {
        int blocks = 0;
        for (Path page : pages()) {
            if (page.startsWith("docs") || page.toString().startsWith("README")) {
                Matcher block = FENCE.matcher(Files.readString(page));
                while (block.find()) {
                    assertFalse(block.group(1).isEmpty(), page + ": " + block.group(2));
                    blocks++;
                }
            }
        }
        assertTrue(blocks >= 50, "blocks: " + blocks);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : new String[] {".", "docs", "vault"}) {
            try (Stream<Path> files = Files.walk(Path.of(folder), folder.equals(".") ? 1 : 4)) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(Path::normalize)
                        .forEach(pages::add);
            }
        }
        return pages.stream().sorted().toList();
    }

    private static String prose(Path page) throws IOException {
        String text = COMMENT.matcher(Files.readString(page)).replaceAll("");
        return CODE.matcher(FENCE.matcher(text).replaceAll("")).replaceAll("");
    }

    private static List<String> links(Path page) throws IOException {
        return all(LINK, prose(page), 1);
    }

    private static Path target(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        if (link.matches("https?://.+")) {
            return true;
        }
        Path target = target(page, link);
        // The real path, since other systems tell capitals apart.
        if (!Files.exists(target) || !target.toRealPath().endsWith(target)) {
            return false;
        }
        int hash = link.indexOf('#');
        return hash < 0 || anchors(target).contains(link.substring(hash + 1));
    }

    /** As GitHub makes them: lower case, blanks as dashes, punctuation dropped, a number where one comes again. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String heading : all(HEADING, FENCE.matcher(Files.readString(page)).replaceAll(""), 2)) {
            String shown = heading.replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1");
            String anchor = shown.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "")
                    .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    private static List<String> headingLevels(Path page) throws IOException {
        return all(HEADING, FENCE.matcher(Files.readString(page)).replaceAll(""), 1);
    }

    /** What is typed and shown, and what sort it is. */
    private static List<String> blocks(Path page) throws IOException {
        return FENCE.matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1) + "\n" + withoutComments(block.group(2)))
                .toList();
    }

    /** Comments of the shell are for readers, in their language. */
    private static String withoutComments(String commands) {
        return commands.replaceAll("(?m) +# .*$", "");
    }

    private static List<String> pictures(Path page) throws IOException {
        return all(Pattern.compile("!\\[[^]]*\\]\\(([^)]+)\\)"), Files.readString(page), 1);
    }

    private static int tableRows(Path page) throws IOException {
        return all(Pattern.compile("(?m)^(\\|.*)$"), prose(page), 1).size();
    }

    private static List<String> all(Pattern pattern, String text, int group) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(group))
                .toList();
    }
}
