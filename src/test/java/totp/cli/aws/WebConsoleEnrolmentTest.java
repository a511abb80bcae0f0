package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.qr.QrDrawing;
import totp.standin.Policies;

/** {@code enroll --console}: a device that a web console shows, such as the root user's. */
class WebConsoleEnrolmentTest {
    private static final String KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private static final String ROOT =
            "otpauth://totp/Amazon%20Web%20Services:root-account-mfa-device@123456789012?secret=" + KEY
                    + "&issuer=Amazon%20Web%20Services";

    @TempDir
    @Nullable
    Path folder;

    private TestHost host = new TestHost(Path.of(""));

    @BeforeEach
    void makeVault() {
        host = new TestHost(Objects.requireNonNull(folder));
        host.setVariable("AWS_EC2_METADATA_DISABLED", "true");
        host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        host.run("init", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1");
    }

    @Test
    void theTypedKeyIsStoredAndTwoCodesAreShownUntilTheConsoleTookThem() {
        TestHost.Result result = host.run(List.of("enroll", "root", "--console"), "", List.of(KEY, "", "y"));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        // The codes of this step and the next: those of the same key by "totp code".
        String now = host.run("code", "root").out().strip();
        String next = host.run("code", "root", "--next").out().strip();
        assertTrue(result.tty().contains("MFA code 1: " + now + "   MFA code 2: " + next), result.tty());
        assertEquals("", result.out());
        String account = host.run("show", "root", "--json").out();
        assertTrue(account.contains("\"state\":\"active\"") && account.contains("Amazon Web Services"), account);
    }

    @Test
    void aPictureOfTheConsoleWillDo() throws Exception {
        Path picture = Objects.requireNonNull(folder).resolve("console.png");
        try (var out = Files.newByteChannel(
                picture, java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap(QrDrawing.of(ROOT).png()));
        }
        TestHost.Result result =
                host.run(List.of("enroll", "root", "--console", "--from", picture.toString()), "", List.of("", "y"));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertTrue(host.run("show", "root").out().contains("root-account-mfa-device@123456789012"));
    }

    @Test
    void aNoLeavesItPendingAndResumeGoesOn() {
        TestHost.Result no = host.run(List.of("enroll", "root", "--console"), "", List.of(KEY, "", "n"));
        assertEquals(ExitCode.INTERRUPTED, no.code(), no.err());
        assertTrue(no.err().contains("totp enroll --resume root"), no.err());
        assertTrue(host.run("show", "root", "--json").out().contains("\"state\":\"pending\""));
        TestHost.Result resumed = host.run(List.of("enroll", "--resume", "root"), "", List.of("", "y"));
        assertEquals(ExitCode.DONE, resumed.code(), resumed.err());
        assertTrue(host.run("show", "root", "--json").out().contains("\"state\":\"active\""));
    }

    @Test
    void shortKeysForeignCodesAndTakenNamesAreRefused() {
        assertEquals(
                ExitCode.BAD_INPUT,
                host.run(List.of("enroll", "root", "--console"), "", List.of("MFRGGZDF"))
                        .code());
        assertEquals(
                ExitCode.INTERRUPTED,
                host.run(
                                List.of("enroll", "root", "--console"),
                                "",
                                List.of("otpauth://totp/GitHub:a?secret=" + KEY + "&issuer=GitHub", "n"))
                        .code());
        assertEquals(
                ExitCode.CANNOT_ASK, host.run("enroll", "root", "--console").code());
        assertEquals(
                ExitCode.USAGE,
                host.run("enroll", "root", "--console", "--replace").code());
        assertEquals(ExitCode.USAGE, host.run("enroll", "root", "--screen").code());
        assertEquals("", host.run("list").out());
        host.run(List.of("add", "root", "--from", "-"), KEY, null);
        assertEquals(
                ExitCode.EXISTS,
                host.run(List.of("enroll", "root", "--console"), "", List.of(KEY))
                        .code());
    }

    @Test
    void theCodesThatWereShownAreNotFreshAnyMore() {
        host.run(List.of("enroll", "root", "--console"), "", List.of(KEY, "", "y"));
        TestHost.Result fresh = host.run("code", "root", "--fresh");
        assertTrue(fresh.err().contains("waiting"), fresh.err());
    }

    @Test
    void aKeyCopiesTheFirstCodeAndThenTheSecond() throws Exception {
        Path copies = Objects.requireNonNull(folder).resolve("copies");
        Path command = copies.resolveSibling("copy");
        Files.writeString(command, "cat >>'" + copies + "'; echo >>'" + copies + "'");
        host.setVariable("TOTP_CLIP_COMMAND", "sh " + command);
        TestHost.Result result = host.run(List.of("enroll", "root", "--console"), "", List.of(KEY, "xcc", "y"));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        String now = host.run("code", "root").out();
        String next = host.run("code", "root", "--next").out();
        assertEquals(now + next, Files.readString(copies));
        assertTrue(result.tty().contains("code 2: copied by TOTP_CLIP_COMMAND; it is not cleared"), result.tty());
    }

    @Test
    void aClipboardThatFailsIsToldAndTheCodesStay() {
        host.setVariable("TOTP_CLIP_COMMAND", "false");
        TestHost.Result result = host.run(List.of("enroll", "root", "--console"), "", List.of(KEY, "c", "y"));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertTrue(result.tty().contains("the command of TOTP_CLIP_COMMAND failed"), result.tty());
    }

    @Test
    void theAccountSummaryConfirmsWhereCredentialsAllow() throws Exception {
        try (AwsWorld world = new AwsWorld(Objects.requireNonNull(folder).resolve("world"))) {
            world.become(world.iam.account().addKey(world.iam.account().root()));
            TestHost.Result without = world.host.run(List.of("enroll", "one", "--console"), "", List.of(ROOT, "", "y"));
            assertEquals(ExitCode.DONE, without.code(), without.err());
            assertTrue(without.err().contains("AWS does not know of an MFA device of the root user"), without.err());
            world.iam.devices().putVirtual(world.iam.account().root(), "root-account-mfa-device");
            String confirmed = "AWS confirms: the root user of 123456789012 has an MFA device";
            TestHost.Result with = world.host.run(List.of("enroll", "two", "--console"), "", List.of(ROOT, "", "y"));
            assertTrue(with.err().contains(confirmed), with.err());
            // Credentials of another account, and those that may not ask: nobody is told off.
            String other = ROOT.replace("123456789012", "210987654321");
            TestHost.Result foreign = world.host.run(List.of("enroll", "3", "--console"), "", List.of(other, "", "y"));
            assertEquals("totp: stored its secret as 3, pending\ntotp: 3 is ready\n", foreign.err());
            world.alice.setPolicies(Policies.FORCE_MFA);
            world.become(world.iam.account().addKey(world.alice));
            TestHost.Result denied = world.host.run(List.of("enroll", "4", "--console"), "", List.of(ROOT, "", "y"));
            assertEquals(ExitCode.DONE, denied.code());
            assertEquals("totp: stored its secret as 4, pending\ntotp: 4 is ready\n", denied.err());
        }
    }

    /** A page that is loaded anew shows a new secret; the one before is of no use to the console, and still not lost. */
    @Test
    void anotherSecretThanThePendingOneIsAskedAbout() throws Exception {
        host.run(List.of("enroll", "root", "--console"), "", List.of(KEY, "", "n"));
        Path file = Objects.requireNonNull(folder).resolve("uri");
        Files.writeString(file, ROOT);
        TestHost.Result same =
                host.run(List.of("enroll", "root", "--console", "--from", file.toString()), "", List.of("", "n"));
        assertTrue(same.err().contains("root is pending with this secret; continuing it"), same.err());
        Files.writeString(file, ROOT.replace(KEY, "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"));
        TestHost.Result no =
                host.run(List.of("enroll", "root", "--console", "--from", file.toString()), "", List.of("n"));
        assertEquals(ExitCode.INTERRUPTED, no.code(), no.err());
        assertEquals("", host.run("list", "--trash").out());
        TestHost.Result yes =
                host.run(List.of("enroll", "root", "--console", "--from", file.toString()), "", List.of("y", "", "y"));
        assertEquals(ExitCode.DONE, yes.code(), yes.err());
        assertTrue(host.run("show", "root", "--reveal", "--yes").out().contains("MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"));
        assertTrue(host.run("list", "--trash").out().contains("root"));
    }
}
