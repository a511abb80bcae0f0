package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.cli.session.Machine;
import totp.cli.session.Platform;
import totp.cli.session.TestMachine;

/** {@code aws exec} as far as Java goes: what a program finds in its environment, and what the launcher's shell is told. */
class ExecutionTest extends WithProfiles {
    private final TestMachine machine = new TestMachine(Platform.UNIX)
            .with("printf", tool -> "correct horse battery staple")
            .with("tool", tool -> "")
            .with("/bin/shell", tool -> "");

    @BeforeEach
    void besideOlderKeys() {
        world().host.setMachine(machine);
        world().host.setVariable("AWS_PROFILE", "me");
        world().host.setVariable("AWS_SECURITY_TOKEN", "older");
        world().host.setVariable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/older");
        world().host.setVariable("KEPT", "it's kept");
    }

    private Map<String, String> environment(String... arguments) {
        assertThrows(Machine.Became.class, () -> world().host.run(arguments));
        return machine.became();
    }

    @Test
    void theProgramHasTheSessionAndNothingOfBefore() {
        Map<String, String> found = environment("aws", "exec", "prod", "--", "tool", "--region", "x");
        assertTrue(
                found.getOrDefault("AWS_SESSION_TOKEN", "").length() > 100,
                found.keySet().toString());
        assertEquals("prod", found.get("TOTP_AWS_PROFILE"));
        assertEquals("eu-west-1", found.get("AWS_REGION"));
        assertEquals("123456789012", found.get("AWS_ACCOUNT_ID"));
        assertEquals("it's kept", found.get("KEPT"));
        for (String before : List.of("AWS_PROFILE", "AWS_SECURITY_TOKEN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
            assertFalse(found.containsKey(before), before);
        }
        List<String> words = machine.started().get(machine.started().size() - 1).words();
        assertEquals(List.of("tool", "--region", "x"), words);
    }

    @Test
    void withoutAProgramItIsTheCallersShell() {
        world().host.setVariable("SHELL", "/bin/shell");
        assertEquals("prod", environment("aws", "exec", "prod").get("TOTP_AWS_PROFILE"));
        assertEquals("prod", environment("aws", "exec", "prod", "--").get("TOTP_AWS_PROFILE"));
    }

    @Test
    void theLauncherIsToldInLinesOfItsShell() throws IOException {
        Path plan = folder().resolve("plan");
        machine.saying("totp.plan", plan.toString());
        TestHost.Result result = world().expect(ExitCode.DONE, "aws", "exec", "prod", "--", "tool");
        assertEquals("", result.out());
        List<String> lines = Files.readAllLines(plan);
        assertTrue(lines.get(0).startsWith("unset AWS_ACCESS_KEY_ID "), lines.get(0));
        assertTrue(lines.get(0).contains("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"), lines.get(0));
        assertTrue(lines.contains("export TOTP_AWS_PROFILE='prod'"), lines.toString());
        assertEquals("totp_planned=yes", lines.get(lines.size() - 1));
    }

    @Test
    void refreshGivesAPreparedProfilesNameAlone() throws IOException {
        world().expect(ExitCode.USAGE, "aws", "exec", "prod", "--refresh", "--", "tool");
        world().expect(ExitCode.USAGE, "aws", "exec", "prod", "--refresh", "--renew", "--", "tool");
        config("[profile served]\ncredential_process = totp aws credentials prod\n");
        Map<String, String> found = environment("aws", "exec", "served", "--refresh", "--", "tool");
        assertEquals("served", found.get("AWS_PROFILE"));
        assertFalse(found.containsKey("AWS_SESSION_TOKEN"), found.keySet().toString());
        assertEquals(0, world().calls("GetSessionToken"));
    }

    @Test
    void wordsOfAnotherProgramStandBehindTwoDashes() {
        world().expect(ExitCode.USAGE, "aws", "exec", "prod", "tool");
        TestHost.Result seed = world().host.run("aws", "exec", "prod", "JBSWY3DPEHPK3PXP");
        assertEquals(ExitCode.USAGE, seed.code());
        assertFalse(seed.err().contains("JBSWY3DPEHPK3PXP"), seed.err());
        assertEquals(
                "prod",
                environment("aws", "exec", "prod", "--", "tool", "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP")
                        .get("TOTP_AWS_PROFILE"));
    }

    @Test
    void aProgramThatIsNotThereIs127() {
        Machine.Became ended = assertThrows(
                Machine.Became.class, () -> world().host.run("aws", "exec", "prod", "--", "no-such-program"));
        assertEquals(127, ended.status());
    }
}
