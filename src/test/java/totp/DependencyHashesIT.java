package totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds every jar that this build took from a repository against {@code src/checks/dependencies.sha256}: versions are pinned
 * in the pom, but a repository, or somebody on the way to it, decides what bytes come for a version. Maven 3.8 does not look.
 * {@code scripts/dependencies} writes the list anew.
 */
final class DependencyHashesIT {
    private static final Path LIST = Path.of("src/checks/dependencies.sha256");
    private static final Path REPOSITORY = Path.of(System.getProperty("maven.repository"));
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (\\S+\\.jar)");
    private static final Pattern PLUGIN = Pattern.compile(
            "<plugin>\\s*(?:<groupId>([^<]+)</groupId>\\s*)?<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");

    /** Pinned so that nobody's run of them surprises; neither the build nor a script runs them. */
    private static final Set<String> NOT_RUN =
            Set.of("pitest-maven", "maven-install-plugin", "maven-deploy-plugin", "maven-site-plugin");

    @Test
    void everyJarIsTheOneThatWasLookedAt() throws IOException {
        Map<String, String> listed = listed();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<String, String> entry : listed.entrySet()) {
            Path jar = REPOSITORY.resolve(entry.getKey());
            if (Files.exists(jar)) {
                compared++;
                if (!sha256(jar).equals(entry.getValue())) {
                    wrong.add(entry.getKey());
                }
            }
        }
        assertEquals(List.of(), wrong, "jars that are not what they were");
        assertTrue(compared > 200, "compared: " + compared);
    }

    /** It is compiled here, and on no class path. */
    @Test
    void theSourcesThatAreCompiledHereAreListed() throws IOException {
        Matcher version = Pattern.compile("<picocli.version>([^<]+)<").matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(version.find());
        String jar = "info/picocli/picocli/" + version.group(1) + "/picocli-" + version.group(1) + "-sources.jar";
        assertTrue(listed().containsKey(jar), jar);
        assertTrue(Files.exists(REPOSITORY.resolve(jar)), "it was taken from here");
    }

    @Test
    void everyJarOfTheProgramAndItsTestsIsListed() throws IOException {
        Set<String> listed = listed().keySet();
        List<String> unknown = new ArrayList<>();
        int seen = 0;
        for (String entry : System.getProperty("surefire.test.class.path", "").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            if (jar.startsWith(REPOSITORY)) {
                seen++;
                String name = REPOSITORY.relativize(jar).toString();
                if (!listed.contains(name)) {
                    unknown.add(name);
                }
            }
        }
        assertEquals(List.of(), unknown, "scripts/dependencies lists them, once somebody has looked at them");
        assertTrue(seen > 50, "jars on the class path: " + seen);
    }

    @Test
    void everyJarThatIsInstalledIsListed() throws IOException {
        Set<String> listed = new TreeSet<>();
        listed().keySet().forEach(name -> listed.add(Path.of(name).getFileName().toString()));
        List<String> unknown = new ArrayList<>();
        int seen = 0;
        try (Stream<Path> files = Files.walk(Path.of("target/lib"))) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                seen++;
                if (!listed.contains(jar.getFileName().toString())) {
                    unknown.add(jar.toString());
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(seen > 20, "jars beside the program's: " + seen);
    }

    @Test
    void everyPluginOfTheBuildIsListed() throws IOException {
        Set<String> listed = listed().keySet();
        String pom = Files.readString(Path.of("pom.xml"));
        int seen = 0;
        Matcher plugin = PLUGIN.matcher(pom);
        while (plugin.find()) {
            String group = plugin.group(1) == null ? "org.apache.maven.plugins" : plugin.group(1);
            String artifact = plugin.group(2);
            String version = plugin.group(3);
            if (version.startsWith("${")) {
                Matcher property = Pattern.compile(
                                "<" + Pattern.quote(version.substring(2, version.length() - 1)) + ">([^<]+)<")
                        .matcher(pom);
                assertTrue(property.find(), version);
                version = property.group(1);
            }
            String name =
                    group.replace('.', '/') + "/" + artifact + "/" + version + "/" + artifact + "-" + version + ".jar";
            assertTrue(NOT_RUN.contains(artifact) || listed.contains(name), name + " is not listed");
            seen++;
        }
        assertTrue(seen >= 10, "plugins in the pom: " + seen);
    }

    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(LIST)) {
            Matcher matcher = LINE.matcher(line);
            assertTrue(matcher.matches(), line);
            assertEquals(null, listed.put(matcher.group(2), matcher.group(1)), line);
        }
        return listed;
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
