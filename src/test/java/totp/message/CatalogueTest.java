package totp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every text that the program tells has one key, one text and the parts that it is filled with; no text is left over. */
class CatalogueTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path TEXTS = Path.of("src/main/resources/totp/message/en.properties");
    private static final Pattern PART = Pattern.compile("\\{(\\d)}");

    /** A call of {@code Message.of} or {@code Message.counted}; {@code parts} are those that the text may name. */
    private record Told(String key, int parts, boolean counted) {}

    @Test
    void everyKeyHasATextThatNamesAllItsParts() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Told told : told()) {
            Optional<String> text = Catalogue.ENGLISH.find(told.key);
            if (text.isEmpty()) {
                wrong.add(told.key + " has no text");
            } else if (!named(told.counted, text.get()).equals(numbers(told.parts))) {
                wrong.add(told.key + " is filled with " + told.parts + " parts: " + text.get());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void noTextIsLeftOver() throws IOException {
        Set<String> used = new TreeSet<>(Set.of("message.none", "message.said", "message.names-and-more"));
        for (Told told : told()) {
            used.add(told.key);
            if (told.counted) {
                used.add(told.key + Catalogue.ONE);
            }
        }
        Set<String> left = new TreeSet<>(texts(TEXTS).keySet());
        left.removeAll(used);
        left.removeIf(key -> key.startsWith("help."));
        assertEquals(Set.of(), left);
    }

    @Test
    void noPackageHasTwoKeysForOneText() throws IOException {
        Map<String, String> first = new HashMap<>();
        List<String> doubles = new ArrayList<>();
        texts(TEXTS).forEach((key, text) -> {
            String other = first.putIfAbsent(key.split("\\.", 2)[0] + " " + text, key);
            if (other != null && !key.endsWith(Catalogue.ONE) && !key.startsWith("help.")) {
                doubles.add(other + " and " + key + ": " + text);
            }
        });
        assertEquals(List.of(), doubles);
    }

    @Test
    void keysStandInOrder() throws IOException {
        for (Path language : languages()) {
            List<String> keys = List.copyOf(texts(language).keySet());
            assertEquals(keys.stream().sorted().toList(), keys, language.toString());
        }
    }

    /** They are looked up by halving the file. */
    @Test
    void everyKeyIsFound() throws IOException {
        Properties texts = new Properties();
        try (Reader in = Files.newBufferedReader(TEXTS)) {
            texts.load(in);
        }
        assertTrue(texts.size() > 1300, "texts: " + texts.size());
        texts.forEach((key, text) -> {
            assertEquals(Optional.of(text), Catalogue.ENGLISH.find((String) key));
            assertEquals(Optional.empty(), Catalogue.ENGLISH.find(key + "?"));
            assertEquals(Optional.empty(), Catalogue.ENGLISH.find(key + " = "));
        });
        assertEquals(Optional.empty(), Catalogue.ENGLISH.find(""));
        assertEquals(Optional.empty(), Catalogue.ENGLISH.find("zzz"));
    }

    @Test
    void aLineIsAKeyAndAText() throws IOException {
        for (Path language : languages()) {
            for (String line : Files.readAllLines(language)) {
                assertTrue(line.matches("[a-z][A-Za-z0-9._|-]* = .*"), language + ": " + line);
            }
        }
    }

    /** The text for one would be told of two: its key ends as only those of counted texts may. */
    @Test
    void onlyCountedTextsHaveOneForOne() throws IOException {
        Set<String> counted = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (Told told : told()) {
            if (told.counted) {
                counted.add(told.key + Catalogue.ONE);
            }
            if (told.key.endsWith(Catalogue.ONE)) {
                wrong.add(told.key);
            }
        }
        texts(TEXTS).keySet().stream()
                .filter(key -> key.endsWith(Catalogue.ONE) && !counted.contains(key))
                .forEach(wrong::add);
        assertEquals(List.of(), wrong);
    }

    /** A language may tell one by itself where English does not, and leave out what it has no words for. */
    @Test
    void everyLanguageTellsTheSameParts() throws IOException {
        Map<String, String> english = texts(TEXTS);
        List<String> wrong = new ArrayList<>();
        for (Path language : languages()) {
            texts(language).forEach((key, text) -> {
                boolean one = key.endsWith(Catalogue.ONE);
                String every = one ? key.substring(0, key.length() - Catalogue.ONE.length()) : key;
                boolean counted = one || english.containsKey(every + Catalogue.ONE);
                if (!english.containsKey(every)) {
                    wrong.add(language + " " + key + " is no key");
                } else if (!named(counted, text).equals(named(counted, english.get(every)))) {
                    wrong.add(language + " " + key + " has other parts: " + text);
                }
            });
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatALibraryDoesNotSayIsNoFailureOfOurs() {
        assertEquals("null", Message.said(null).toString());
        assertEquals("null: x", Message.of("message.of", null, "x").toString());
    }

    @Test
    void partsAreFilledInAndMadeHarmless() {
        Message inner = Message.said("a\u001b[2Jb");
        Message message = Message.of("message.of", inner, "{0}");
        assertEquals("a\u001b[2Jb: {0}", message.toString());
        assertEquals(
                "A\u001b[2JB: {0}", message.in(Catalogue.ENGLISH, part -> part.toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void oneIsToldInItsOwnWords() {
        assertEquals(
                "the account that is left",
                Message.counted("transfer.accounts-left", 1).toString());
        assertEquals(
                "the 2 accounts that are left",
                Message.counted("transfer.accounts-left", 2).toString());
    }

    @Test
    void aLanguageIsOneFileAndEnglishFillsItsGaps() {
        Catalogue test = Catalogue.of("xx_XX.UTF-8");
        assertEquals(
                "ningún account_said", Message.of("unlock.no-account", "said").in(test, part -> "account_" + part));
        assertEquals("restas 1", Message.counted("transfer.accounts-left", 1).in(test, part -> part));
        assertEquals("nothing was done", Message.of("session.nothing-done").in(test, part -> part));
    }

    @Test
    void aLanguageThatNobodyWroteIsEnglish() {
        for (String locale : List.of("C", "POSIX", "en_US.UTF-8", "zz_ZZ", "", "../xx", "de@euro")) {
            assertSame(Catalogue.ENGLISH, Catalogue.of(locale), locale);
        }
    }

    /** A text may tell a count otherwise than by its number. */
    private static Set<String> named(boolean counted, String text) {
        Set<String> named = parts(text);
        if (counted) {
            named.add("0");
        }
        return named;
    }

    private static Set<String> parts(String text) {
        Set<String> numbers = new TreeSet<>();
        Matcher matcher = PART.matcher(text);
        while (matcher.find()) {
            numbers.add(matcher.group(1));
        }
        return numbers;
    }

    private static Set<String> numbers(int count) {
        Set<String> numbers = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    /** Those of the program, and one that is made for tests. */
    private static List<Path> languages() throws IOException {
        List<Path> languages = new ArrayList<>();
        for (Path folder : List.of(TEXTS.getParent(), Path.of("src/test/resources/totp/message"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".properties")).forEach(languages::add);
            }
        }
        assertTrue(languages.size() > 1, languages.toString());
        return languages;
    }

    /** In the order of the file. */
    private static Map<String, String> texts(Path language) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String line : Files.readAllLines(language)) {
            String[] sides = line.split(" = ", 2);
            assertNull(texts.put(sides[0], sides[1]), sides[0] + " stands twice in " + language);
        }
        return texts;
    }

    private static List<Told> told() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Told> told = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES);
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            task.parse().forEach(unit -> unit.accept(new Calls(), told));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        assertTrue(told.size() > 500, "calls that were found: " + told.size());
        return told;
    }

    private static final class Calls extends TreeScanner<Void, List<Told>> {
        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, List<Told> told) {
            String called = call.getMethodSelect().toString();
            boolean counted = called.equals("Message.counted");
            if (counted || called.equals("Message.of")) {
                List<? extends ExpressionTree> arguments = call.getArguments();
                assertTrue(arguments.get(0) instanceof LiteralTree, "a key is a literal: " + call);
                String key = (String) ((LiteralTree) arguments.get(0)).getValue();
                told.add(new Told(key, arguments.size() - 1, counted));
            }
            return super.visitMethodInvocation(call, told);
        }
    }
}
