package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.cli.session.Machine;
import totp.cli.session.Platform;
import totp.cli.session.TestMachine;
import totp.standin.AccessKey;

/** Profiles are handed over to this program on the command line, used, and taken back. */
class SetupTest extends WithAwsWorld {
    private static final String ADMIN = "arn:aws:iam::123456789012:role/Admin";
    private static final String CONFIG = """
            # mine
            [profile me]
            region = eu-west-1

            [profile prod]
            role_arn = ADMIN
            source_profile = me
            mfa_serial = SERIAL
            # Ireland
            region = eu-west-1
            """.replace("ADMIN", ADMIN).replace("SERIAL", AwsWorld.SERIAL);

    private @Nullable AccessKey alice;

    @BeforeEach
    void enrolAndWriteProfiles() throws IOException {
        alice = world().enrolledWithRoles("Admin");
        world().putTotpOnPath();
        Files.createDirectory(folder().resolve(".aws"));
        world().host.setVariable("AWS_CONFIG_FILE", config().toString());
        world().host.setVariable("AWS_SHARED_CREDENTIALS_FILE", credentials().toString());
        Files.writeString(config(), CONFIG);
        Files.writeString(credentials(), keys());
    }

    private String keys() {
        AccessKey key = Objects.requireNonNull(alice);
        return "[me]\naws_access_key_id = " + key.id() + "\naws_secret_access_key = " + key.secret() + "\n";
    }

    private Path config() {
        return folder().resolve(".aws/config");
    }

    private Path credentials() {
        return folder().resolve(".aws/credentials");
    }

    private String text() throws IOException {
        return Files.readString(config());
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(folder().resolve(".aws"))) {
            return files.filter(file -> !file.equals(config()) && !file.equals(credentials()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aRoleIsUsedThroughItsOwnProfileAndComesBack() throws IOException {
        assertEquals("prod  converted  me\n", world().succeed("aws", "setup", "prod", "--in-place", "--yes"));
        assertTrue(text().contains("\ncredential_process = totp aws credentials prod\n# Ireland\n"), text());
        world().succeed("aws", "credentials", "prod");
        assertEquals(1, world().calls("AssumeRole"));
        String before = text();
        assertEquals("prod  unchanged  me\n", world().succeed("aws", "setup", "prod", "--in-place"));
        assertEquals(before, text());
        assertEquals("prod  restored  me\n", world().succeed("aws", "setup", "prod", "--undo", "--yes"));
        assertEquals(CONFIG, text());
        assertEquals("prod  unchanged\n", world().succeed("aws", "setup", "prod", "--undo", "--yes"));
    }

    @Test
    void keysGetAProfileOfTheirOwnAndComeBack() throws IOException {
        TestHost.Result result = world().expect(ExitCode.DONE, "aws", "setup", "me", "--in-place", "--yes");
        assertTrue(result.err().contains("warning: the AWS CLI will still ask for codes for prod"), result.err());
        assertTrue(result.err().contains("hint: totp aws setup prod --in-place"), result.err());
        assertEquals(keys().replace("[me]", "[me-long-term]"), Files.readString(credentials()));
        world().succeed("aws", "credentials", "me");
        world().succeed("aws", "credentials", "prod");
        assertEquals(1, world().calls("GetSessionToken"));
        world().succeed("aws", "setup", "me", "--undo", "--yes");
        assertEquals(CONFIG, text());
        assertEquals(keys(), Files.readString(credentials()));
    }

    @Test
    void anotherProfileIsAddedAndTheFirstStays() throws IOException {
        world().succeed("aws", "setup", "prod", "--as", "prod-mfa", "--yes");
        assertEquals(
                CONFIG + "\n# added by totp aws setup\n[profile prod-mfa]\n"
                        + "credential_process = totp aws credentials prod\nregion = eu-west-1\n",
                text());
        world().succeed("aws", "credentials", "prod-mfa");
        world().expect(ExitCode.EXISTS, "aws", "setup", "prod", "--as", "me", "--yes");
        world().expect(ExitCode.DONE, "aws", "setup", "prod", "--as", "prod-mfa");
        world().succeed("aws", "setup", "prod", "--undo", "--yes");
        assertEquals(CONFIG, text());
    }

    @Test
    void allWithADeviceOfTheVaultAreHandedOverAtOnce() throws IOException {
        Files.writeString(config(), CONFIG + "\n[profile other]\nmfa_serial = arn:aws:iam::123456789012:mfa/bob\n");
        Files.writeString(credentials(), keys() + "mfa_serial = " + AwsWorld.SERIAL + "\n");
        TestHost.Result all = world().expect(ExitCode.DONE, "aws", "setup", "--all", "--in-place", "--yes");
        assertEquals("me    converted  me-long-term\nprod  converted  me\n", all.out());
        assertFalse(all.err().contains("warning"), all.err());
        world().succeed("aws", "credentials", "prod");
        assertEquals(
                "me    restored  me-long-term\nprod  restored  me\n",
                world().succeed("aws", "setup", "--all", "--undo", "--yes"));
        assertTrue(text().startsWith(CONFIG));
        world().expect(ExitCode.NOT_FOUND, "aws", "setup", "--all", "--undo", "--yes");
        world().succeed("rm", "aws", "--yes");
        world().expect(ExitCode.NOT_FOUND, "aws", "setup", "--all", "--in-place", "--yes");
    }

    @Test
    void whatWouldChangeIsShownWithoutAKey() throws IOException {
        String diff = world().succeed("aws", "setup", "me", "prod", "--in-place", "--dry-run");
        assertTrue(diff.contains("\n [profile prod]\n-role_arn = " + ADMIN + "\n"), diff);
        assertTrue(diff.contains("\n-[me]\n+[me-long-term]\n"), diff);
        assertFalse(diff.contains(Objects.requireNonNull(alice).secret()), diff);
        assertFalse(diff.contains(Objects.requireNonNull(alice).id()), diff);
        assertEquals(CONFIG, text());
        assertEquals(List.of(), copies());
    }

    @Test
    void aPersonIsShownItAndAsked() throws IOException {
        TestHost.Result no = world().typing(List.of("n"), "aws", "setup", "me", "--in-place");
        assertEquals(ExitCode.INTERRUPTED, no.code());
        assertTrue(no.tty().contains("+credential_process = totp aws credentials me\n"), no.tty());
        assertFalse(no.tty().contains(Objects.requireNonNull(alice).secret()), no.tty());
        assertEquals(CONFIG, text());
        TestHost.Result named = world().typing(List.of("mine", "y"), "aws", "setup", "me");
        assertEquals(ExitCode.DONE, named.code(), named.err());
        assertTrue(text().contains("[profile mine]"), text());
        TestHost.Result inPlace = world().typing(List.of("", "y"), "aws", "setup", "prod");
        assertEquals(ExitCode.DONE, inPlace.code(), inPlace.err());
        assertTrue(text().contains("totp_role_arn"), text());
    }

    @Test
    void whereNobodyCanBeAskedTheOptionsDecide() throws IOException {
        world().expect(ExitCode.USAGE, "aws", "setup", "me", "--yes");
        world().expect(ExitCode.CANNOT_ASK, "aws", "setup", "me", "--in-place");
        world().expect(ExitCode.USAGE, "aws", "setup", "--in-place", "--yes");
        world().expect(ExitCode.USAGE, "aws", "setup", "me", "--all", "--in-place", "--yes");
        world().expect(ExitCode.USAGE, "aws", "setup", "me", "--in-place", "--undo", "--yes");
        world().expect(ExitCode.USAGE, "aws", "setup", "me", "prod", "--as", "x", "--yes");
        world().expect(ExitCode.USAGE, "aws", "setup", "me", "--as", "a b", "--yes");
        world().expect(ExitCode.USAGE, "aws", "credentials", "me", "--dry-run");
        world().expect(ExitCode.USAGE, "aws", "credentials", "me", "prod");
        world().expect(ExitCode.AWS_REFUSED, "aws", "setup", "nobody", "--in-place", "--yes");
        assertEquals(CONFIG, text());
    }

    @Test
    void whatIsRefusedIsSaidWithAWayOnAndNothingIsDone() throws IOException {
        Files.writeString(config(), CONFIG + "[profile sso]\nsso_session = x\nsso_account_id = 1\n");
        TestHost.Result refused = world().expect(ExitCode.USAGE, "aws", "setup", "prod", "sso", "--in-place", "--yes");
        assertEquals(
                "totp: error: profile sso cannot be changed in place: it has sso_account_id, which counts before a"
                        + " credential_process\ntotp: hint: totp aws setup sso --as NEW adds another profile and leaves that one"
                        + " as it is\n",
                refused.err());
        assertTrue(text().startsWith(CONFIG));
        TestHost.Result json =
                world().expect(ExitCode.USAGE, "aws", "setup", "prod", "sso", "--in-place", "--yes", "--json");
        assertEquals("refused", AwsWorld.json(json.out()).get("action"));
        assertEquals("false", AwsWorld.json(json.out()).get("changed"));
        TestHost.Result gone =
                world().expect(ExitCode.AWS_REFUSED, "aws", "setup", "prod", "gone", "--in-place", "--yes", "--json");
        assertEquals("gone", AwsWorld.json(gone.out()).get("profile"));
        assertEquals("refused", AwsWorld.json(gone.out()).get("action"));
    }

    @Test
    void theDocumentNamesFilesCopiesAndProfiles() throws IOException {
        Map<String, String> dry =
                AwsWorld.json(world().succeed("aws", "setup", "me", "--in-place", "--dry-run", "--json"));
        assertEquals("true", dry.get("changed"));
        assertEquals("null,null", dry.get("backup"));
        Map<String, String> document =
                AwsWorld.json(world().succeed("aws", "setup", "me", "--in-place", "--yes", "--json"));
        assertEquals(config() + "," + credentials(), document.get("path"));
        assertEquals(
                config() + ".totp-20261123T151005Z," + credentials() + ".totp-20261123T151005Z",
                document.get("backup"));
        assertEquals("converted", document.get("action"));
        assertEquals("me-long-term", document.get("source"));
    }

    @Test
    void copiesAreForTheOwnerAloneAndModeAndLinkStay() throws IOException {
        Path real = folder().resolve("dotfiles");
        Files.move(config(), real);
        Files.createSymbolicLink(config(), real);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        world().succeed("aws", "setup", "prod", "--in-place", "--yes");
        assertTrue(Files.isSymbolicLink(config()));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
        Path copy = folder().resolve("dotfiles.totp-20261123T151005Z");
        assertEquals(CONFIG, Files.readString(copy));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        world().succeed("aws", "setup", "prod", "--undo", "--yes");
        assertTrue(Files.exists(folder().resolve("dotfiles.totp-20261123T151005Z-2"), LinkOption.NOFOLLOW_LINKS));
        assertEquals(CONFIG, Files.readString(real));
    }

    @Test
    void aConfigFileThatWasNotThereIsForTheOwnerAlone() throws IOException {
        Files.delete(config());
        world().succeed("aws", "setup", "me", "--in-place", "--yes");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(config())));
        world().succeed("aws", "credentials", "me");
        world().succeed("aws", "setup", "me", "--undo", "--yes");
        assertEquals("", text());
        assertEquals(keys(), Files.readString(credentials()));
    }

    @Test
    void aFileThatCannotBeReplacedIsLeft() throws IOException {
        Path longName = folder().resolve(".aws/" + "c".repeat(250)); // no file beside it can have a longer name
        Files.move(config(), longName);
        world().host.setVariable("AWS_CONFIG_FILE", longName.toString());
        TestHost.Result failed = world().expect(ExitCode.IO, "aws", "setup", "prod", "--in-place", "--yes");
        assertTrue(
                failed.err().contains("hint: the same command with --dry-run shows what to change by hand"),
                failed.err());
        assertEquals(CONFIG, Files.readString(longName));
        world().succeed("aws", "setup", "prod", "--in-place", "--dry-run");
    }

    @Test
    void aFileThatNobodyCanReadRightIsLeft() throws IOException {
        Files.writeString(config(), CONFIG + "[profile me]\nregion = x\n");
        TestHost.Result twice = world().expect(ExitCode.USAGE, "aws", "setup", "prod", "--in-place", "--yes");
        assertTrue(twice.err().contains("a section appears twice"), twice.err());
    }

    @Test
    void theLineHasTheLauncherWhereNoTotpIsOnThePath() throws IOException {
        world().host.setVariable("PATH", "/nonexistent");
        world().expect(ExitCode.USAGE, "aws", "setup", "prod", "--in-place", "--yes");
        world().host.setMachine(new TestMachine(Platform.UNIX).saying("totp.launcher", "/opt/my tools/totp"));
        world().succeed("aws", "setup", "prod", "--in-place", "--yes");
        world().host.setMachine(Machine.system());
        assertTrue(text().contains("credential_process = \"/opt/my tools/totp\" aws credentials prod\n"), text());
        world().succeed("aws", "credentials", "prod");
    }

    /** Another program that writes to the file at each of the first so many tries. */
    private void interfere(int times) {
        AtomicInteger left = new AtomicInteger(times);
        world().host.beforeRandom(() -> {
            if (left.getAndDecrement() > 0) {
                try {
                    Files.writeString(config(), "# " + left + "\n", StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    @Test
    void whatAnotherProgramWritesMeanwhileIsKept() throws IOException {
        interfere(2);
        world().succeed("aws", "setup", "prod", "--in-place", "--yes");
        assertTrue(text().contains("totp_role_arn"), text());
        assertTrue(text().endsWith("# 1\n# 0\n"), text());
        world().succeed("aws", "setup", "prod", "--undo", "--yes");
        interfere(3);
        world().expect(ExitCode.BUSY, "aws", "setup", "prod", "--in-place", "--yes");
        assertEquals(CONFIG + "# 1\n# 0\n# 2\n# 1\n# 0\n", text());
    }

    @Test
    void whoAgreedIsNotAskedAgainForTheSame() throws IOException {
        interfere(1);
        TestHost.Result once = world().typing(List.of("y"), "aws", "setup", "prod", "--in-place");
        assertEquals(ExitCode.DONE, once.code(), once.err());
        assertTrue(text().contains("totp_role_arn"), text());
    }

    @Test
    void ofAllThoseThatCannotBeAreNamed() throws IOException {
        String sso = "[profile sso]\nmfa_serial = " + AwsWorld.SERIAL + "\nsso_session = x\n";
        Files.writeString(config(), CONFIG + sso);
        TestHost.Result all = world().expect(ExitCode.DONE, "aws", "setup", "--all", "--in-place", "--yes");
        assertTrue(all.out().contains("prod  converted"), all.out());
        assertTrue(all.out().contains("sso   refused"), all.out());
        assertTrue(
                all.err().contains("warning: profile sso cannot be changed in place: it has sso_session"), all.err());
        assertTrue(text().endsWith(sso), text());
    }

    @Test
    void whereOnlyOneFileCouldBeWrittenTheNextRunFinishes() throws IOException {
        Path longName = folder().resolve(".aws/" + "k".repeat(250));
        Files.move(credentials(), longName);
        world().host.setVariable("AWS_SHARED_CREDENTIALS_FILE", longName.toString());
        TestHost.Result half = world().expect(ExitCode.IO, "aws", "setup", "me", "--in-place", "--yes");
        assertTrue(half.err().contains("hint: one of the two files is changed"), half.err());
        assertEquals(keys(), Files.readString(longName), "tools find the keys where they were");
        Files.move(longName, credentials());
        world().host.setVariable("AWS_SHARED_CREDENTIALS_FILE", credentials().toString());
        world().succeed("aws", "setup", "me", "--in-place", "--yes");
        world().succeed("aws", "credentials", "me");
        world().succeed("aws", "setup", "me", "--undo", "--yes");
        assertEquals(CONFIG, text());
        assertEquals(keys(), Files.readString(credentials()));
    }
}
