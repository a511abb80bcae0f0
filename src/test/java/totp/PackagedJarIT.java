package totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** Looks into the one jar that is run and installed. */
final class PackagedJarIT {
    /** A signature file costs 200 ms as soon as one class of Bouncy Castle is loaded, and is wrong after merging. */
    @Test
    void isNotSigned() throws IOException {
        assertEquals(List.of(), entriesMatching("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"));
    }

    @Test
    void holdsNothingForTheModulePathOrOtherJavaVersions() throws IOException {
        assertEquals(List.of(), entriesMatching("(.*/)?module-info\\.class|META-INF/(versions|maven)/.*"));
        assertEquals(null, manifest().getValue("Multi-Release"));
    }

    /** The provider would register itself for primitives that are to come from the lightweight classes. */
    @Test
    void holdsNoSecurityProvider() throws IOException {
        assertEquals(List.of(), entriesMatching("org/bouncycastle/jce/provider/.*|META-INF/services/.*"));
    }

    @Test
    void startsMainAndKnowsItsVersion() throws IOException {
        assertEquals("totp.Main", manifest().getValue(Attributes.Name.MAIN_CLASS));
        assertNotNull(manifest().getValue(Attributes.Name.IMPLEMENTATION_VERSION));
        assertEquals(1, entriesMatching("totp/Main\\.class").size());
    }

    /** Redistributing the libraries asks for their licences: Apache 2.0 (ours too), Bouncy Castle's, Jackson's parts. */
    @Test
    void carriesTheLicencesOfAllParts() throws IOException {
        Set<String> expected = Set.of(
                "META-INF/LICENSE",
                "META-INF/LICENSE.md",
                "META-INF/NOTICE",
                "META-INF/FastDoubleParser-LICENSE",
                "META-INF/FastDoubleParser-ThirdParty-LICENSE",
                "META-INF/Schubfach-LICENSE");
        assertEquals(new TreeSet<>(expected), new TreeSet<>(entriesMatching("META-INF/[^/]*(LICENSE|NOTICE).*")));
    }

    /** Test code, annotations for the compiler, anything that came in by a new dependency unseen. */
    @Test
    void holdsOnlyKnownPackages() throws IOException {
        List<String> strangers = entriesMatching(".*\\.class").stream()
                .filter(name -> !name.matches(
                        "(totp|picocli|org/bouncycastle|com/fasterxml/jackson/core)/.*|groovy/lang/Closure\\.class"))
                .toList();
        assertEquals(List.of(), strangers);
        assertEquals(List.of(), entriesMatching("totp/.*(Test|IT)(\\$.*)?\\.class"));
    }

    /** Archives of class data refuse classes of a version below 50: they would be read and verified anew in each run. */
    @Test
    void everyClassCanBeArchived() throws IOException {
        List<String> old = new ArrayList<>();
        for (String name : entriesMatching(".*\\.class")) {
            byte[] bytes = bytes(name);
            if (ByteBuffer.wrap(bytes).getShort(6) < 50) {
                old.add(name);
            }
        }
        assertEquals(List.of(), old);
    }

    /** The first logger costs as much as the parser; Bouncy Castle makes one with its first digest. */
    @Test
    void nothingLogs() throws IOException {
        List<String> loggers = new ArrayList<>();
        int silent = 0;
        for (String name : entriesMatching(".*\\.class")) {
            String text = new String(bytes(name), StandardCharsets.ISO_8859_1);
            if (text.contains("java/util/logging")) {
                loggers.add(name);
            }
            silent += text.contains("totp/crypto/silence") ? 1 : 0;
        }
        assertEquals(List.of(), loggers);
        assertTrue(silent >= 3, "classes that would log: " + silent);
    }

    /** Each of these brings megabytes and start-up; the JDK's own client does what is needed here. */
    @Test
    void theAwsLibrariesAreThoseThatAreNeeded() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target/lib/aws"))) {
            List<String> names =
                    jars.map(jar -> String.valueOf(jar.getFileName())).sorted().toList();
            for (String needed : List.of("iam", "sts", "sso", "ssooidc", "signin", "url-connection-client")) {
                assertEquals(
                        1,
                        names.stream()
                                .filter(n -> n.matches(needed + "-[0-9.]+\\.jar"))
                                .count(),
                        needed);
            }
            assertEquals(
                    List.of(),
                    names.stream()
                            .filter(n -> n.matches(".*(netty|apache|httpc|crt).*"))
                            .toList());
        }
    }

    @Test
    void thePictureLibrariesAreThoseThatAreNeeded() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target/lib/pictures"))) {
            List<String> names = jars.map(
                            jar -> String.valueOf(jar.getFileName()).replaceAll("-[0-9.]+\\.jar", ""))
                    .sorted()
                    .toList();
            assertEquals(
                    List.of(
                            "common-image",
                            "common-io",
                            "common-lang",
                            "core",
                            "imageio-core",
                            "imageio-metadata",
                            "imageio-webp"),
                    names);
        }
    }

    private static List<String> entriesMatching(String pattern) throws IOException {
        try (JarFile jar = open()) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertTrue(names.size() > 100, "entries of the jar");
            return names.stream().filter(name -> name.matches(pattern)).toList();
        }
    }

    private static byte[] bytes(String name) throws IOException {
        try (JarFile jar = open();
                InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static Attributes manifest() throws IOException {
        try (JarFile jar = open()) {
            return jar.getManifest().getMainAttributes();
        }
    }

    private static JarFile open() throws IOException {
        return new JarFile(System.getProperty("totp.jar"));
    }
}
