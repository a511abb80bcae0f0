package totp;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * Keeps the arrows pointing down: Main, cli, its wings, then intake and unlock, then session; below them aws, transfer, qr and
 * vault side by side, then otp, then crypto.
 *
 * <p>A rule about a package that does not exist yet holds for nothing, and a typing error in a rule's package name would
 * look the same; so every name used here comes from {@link #MAY_SEE}, and every package of the program must be in it.
 */
final class LayeringTest {
    private static final Path SOURCES = Path.of("src/main/java");

    private static final String MESSAGE = "totp.message";

    /** What the wings of the command line stand on; no wing knows another. */
    private static final Set<String> BELOW_THE_WINGS = Set.of(
            "totp.cli.intake", "totp.cli.unlock", "totp.cli.session", "totp.vault", "totp.otp", "totp.crypto", MESSAGE);

    /** For every package, the packages of the program that it uses besides itself. */
    private static final Map<String, Set<String>> MAY_SEE = Map.ofEntries(
            entry("totp", Set.of("totp.cli", "totp.cli.session", "totp.agent")),
            entry(
                    "totp.cli",
                    Set.of(
                            "totp.cli.account",
                            "totp.cli.agent",
                            "totp.cli.aws",
                            "totp.cli.browser",
                            "totp.cli.code",
                            "totp.cli.help",
                            "totp.cli.intake",
                            "totp.cli.session",
                            "totp.cli.transfer",
                            "totp.cli.unlock",
                            "totp.cli.vault",
                            "totp.cli.watch",
                            "totp.vault",
                            MESSAGE)),
            entry("totp.cli.account", and(BELOW_THE_WINGS, "totp.qr", "totp.agent")),
            entry(
                    "totp.cli.agent",
                    Set.of("totp.cli.unlock", "totp.cli.session", "totp.agent", "totp.vault", "totp.crypto", MESSAGE)),
            entry("totp.cli.aws", and(BELOW_THE_WINGS, "totp.aws")),
            entry("totp.cli.browser", BELOW_THE_WINGS),
            entry("totp.cli.code", BELOW_THE_WINGS),
            entry("totp.cli.help", Set.of("totp.cli.session", MESSAGE)),
            entry("totp.cli.transfer", and(BELOW_THE_WINGS, "totp.transfer", "totp.qr")),
            entry(
                    "totp.cli.vault",
                    Set.of("totp.cli.unlock", "totp.cli.session", "totp.vault", "totp.otp", "totp.crypto", MESSAGE)),
            entry(
                    "totp.cli.watch",
                    Set.of(
                            "totp.cli.unlock",
                            "totp.cli.session",
                            "totp.qr",
                            "totp.vault",
                            "totp.otp",
                            "totp.crypto",
                            MESSAGE)),
            entry(
                    "totp.cli.intake",
                    Set.of(
                            "totp.cli.session",
                            "totp.transfer",
                            "totp.qr",
                            "totp.vault",
                            "totp.otp",
                            "totp.crypto",
                            MESSAGE)),
            entry(
                    "totp.cli.unlock",
                    Set.of("totp.cli.session", "totp.agent", "totp.vault", "totp.otp", "totp.crypto", MESSAGE)),
            entry("totp.cli.session", Set.of("totp.qr", "totp.vault", "totp.otp", "totp.crypto", MESSAGE)),
            entry("totp.agent", Set.of("totp.crypto")),
            entry("totp.aws", Set.of("totp.otp", "totp.crypto", MESSAGE)),
            entry("totp.transfer", Set.of("totp.otp", "totp.crypto", MESSAGE)),
            entry("totp.qr", Set.of(MESSAGE)),
            entry("totp.vault", Set.of("totp.otp", "totp.crypto", MESSAGE)),
            entry("totp.otp", Set.of("totp.crypto", MESSAGE)),
            entry("totp.crypto", Set.of(MESSAGE)),
            entry("totp.crypto.silence", Set.of()),
            entry(MESSAGE, Set.of()));

    /** For every library, the packages that use it. */
    private static final Map<String, Set<String>> USED_ONLY_BY = Map.of(
            "org.bouncycastle..", Set.of("totp.crypto"),
            "com.google.zxing..", Set.of("totp.qr"),
            "software.amazon..", Set.of("totp.aws"),
            "picocli..", Set.of("totp.cli", "totp.cli.session"),
            "com.fasterxml.jackson..",
                    Set.of(
                            "totp.vault",
                            "totp.transfer",
                            "totp.cli.session",
                            "totp.cli.account",
                            "totp.cli.agent",
                            "totp.cli.aws",
                            "totp.cli.browser",
                            "totp.cli.code",
                            "totp.cli.intake",
                            "totp.cli.transfer",
                            "totp.cli.unlock",
                            "totp.cli.vault",
                            "totp.cli.watch"));

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("totp");

    /** Main ends the program; Host is the one door to clock, environment and streams, so that tests can hand in theirs. */
    private static final DescribedPredicate<JavaClass> MAIN_OR_HOST = DescribedPredicate.describe(
            "totp.Main or totp.cli.session.Host",
            type -> outermost(type).equals("totp.Main") || outermost(type).equals("totp.cli.session.Host"));

    @Test
    void everyPackageWasImportedAndIsKnown() throws IOException {
        Set<String> imported = PROGRAM.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> withCode = sourcePackages(name -> !name.equals("package-info.java"));
        assertEquals(withCode, imported, "packages with code in the sources, and packages that the rules look at");

        Set<String> unknown = new TreeSet<>(imported);
        unknown.removeAll(MAY_SEE.keySet());
        assertEquals(Set.of(), unknown, "packages without a place in the order of layers");
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        Set<String> unmarked = new TreeSet<>();
        for (String name : sourcePackages(file -> true)) {
            if (!nullMarked(name)) {
                unmarked.add(name);
            }
        }
        assertEquals(Set.of(), unmarked, "packages without @NullMarked in their package-info");
    }

    @Test
    void arrowsPointDown() {
        for (String name : existing(MAY_SEE.keySet())) {
            Set<String> allowed = new TreeSet<>(MAY_SEE.get(name));
            allowed.add(name);
            check(noClasses()
                    .that()
                    .resideInAPackage(name)
                    .should()
                    .dependOnClassesThat(resideInAPackage("totp..")
                            .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(new String[0])))))
                    .as(name + " uses nothing of the program but " + allowed));
        }
    }

    @Test
    void packagesFormNoCycles() {
        check(slices().matching("totp.(*)..").should().beFreeOfCycles());
        check(slices().matching("totp.cli.(*)..").should().beFreeOfCycles());
    }

    /** An arrow that nobody uses any more would let the next one in unseen. */
    @Test
    void everyAllowedArrowIsThere() {
        Map<String, Set<String>> real = new TreeMap<>();
        PROGRAM.forEach(type -> type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getPackageName())
                .filter(name -> MAY_SEE.containsKey(name) && !name.equals(type.getPackageName()))
                .forEach(name -> real.computeIfAbsent(type.getPackageName(), key -> new TreeSet<>())
                        .add(name)));
        Map<String, Set<String>> allowed = new TreeMap<>();
        MAY_SEE.forEach((name, seen) -> {
            if (!seen.isEmpty()) {
                allowed.put(name, new TreeSet<>(seen));
            }
        });
        assertEquals(allowed, real);
    }

    @Test
    void everyLibraryHasItsUsers() {
        new TreeMap<>(USED_ONLY_BY)
                .forEach((library, users) -> check(noClasses()
                        .that()
                        .resideOutsideOfPackages(users.toArray(new String[0]))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library)
                        .as(library + " is used only by " + users)));
    }

    /** The JCE costs 30 ms and more before the first code; the provider would cost 200, and is not in the jar. */
    @Test
    void primitivesComeFromTheLightweightInterface() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javax.crypto..",
                        "org.bouncycastle.jce..",
                        "org.bouncycastle.jcajce..",
                        "org.bouncycastle.pqc..",
                        "org.bouncycastle.x509.."));
    }

    @Test
    void onlyMainExits() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("totp.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class));
    }

    @Test
    void onlyHostTouchesStreamsAndEnvironment() {
        check(noClasses()
                .that(DescribedPredicate.not(MAIN_OR_HOST))
                .should()
                .accessField(System.class, "in")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "console"));
    }

    @Test
    void onlyHostReadsTheClockAndWaits() {
        check(noClasses()
                .that(DescribedPredicate.not(MAIN_OR_HOST))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common|Base)(\\$.*)?"));
        check(classes()
                .should()
                .resideOutsideOfPackages("..util..", "..utils..", "..helper..", "..impl..", "..common..", "..base.."));
    }

    /** A rule that finds no class to look at has checked nothing. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(PROGRAM);
    }

    private static Set<String> existing(Set<String> names) {
        Set<String> existing = PROGRAM.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        existing.retainAll(names);
        return existing;
    }

    private static boolean nullMarked(String name) {
        return PROGRAM.containPackage(name)
                && PROGRAM.getPackage(name)
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isPresent();
    }

    private static Set<String> and(Set<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).collect(Collectors.toSet());
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    /** The packages that have a source file whose name is accepted. */
    private static Set<String> sourcePackages(Predicate<String> accepted) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> accepted.test(file.getFileName().toString()))
                    .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
