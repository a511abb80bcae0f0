package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.cli.session.Platform;
import totp.cli.session.TestMachine;

/** The console with a role's session: an address that signs in, and how it comes to a browser without anybody seeing it. */
class ConsoleLoginTest extends WithProfiles {
    private static final int FOUND = 302;

    private final TestMachine machine = new TestMachine(Platform.UNIX);

    @BeforeEach
    void signInHere() {
        world().host
                .setVariable("AWS_ENDPOINT_URL_SIGNIN", world().iam.endpoint().toString());
        world().host.setVariable("PATH", folder().toString());
    }

    private void installBrowser() throws IOException {
        Path program = Files.createFile(folder().resolve("xdg-open"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        world().host.setMachine(machine.with("printf", tool -> "correct horse battery staple"));
    }

    /** Where an address leads; the answer's status where it leads nowhere. */
    private static String target(String address) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            return connection.getResponseCode() == FOUND
                    ? connection.getHeaderField("Location")
                    : String.valueOf(connection.getResponseCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', https://console.aws.amazon.com/?region=eu-west-1",
        "s3, https://console.aws.amazon.com/s3/home?region=eu-west-1",
        "https://eu-west-1.console.aws.amazon.com/ec2/home#Instances:, https://eu-west-1.console.aws.amazon.com/ec2/home#Instances:"
    })
    void thePrintedAddressSignsIn(String destination, String leadsTo) {
        String address = world().succeed("aws", "login", "prod", "--print", "--destination", destination)
                .strip();
        assertTrue(address.startsWith(world().iam.endpoint() + "/federation?Action=login&Issuer=totp&"), address);
        assertEquals(leadsTo, target(address));
    }

    @Test
    void onlyLongTermKeysChooseHowLongTheConsoleLasts() {
        world().iam.account().addTrustingRole("Long", world().alice).setLongest(Duration.ofHours(4));
        world().succeed("aws", "login", "prod", "--print");
        world().succeed(
                        "aws",
                        "login",
                        "--print",
                        "--role-arn",
                        "arn:aws:iam::123456789012:role/Long",
                        "--source-profile",
                        "me",
                        "--duration",
                        "2h");
        List<String> durations = world().iam.log().of("getSigninToken").stream()
                .map(call -> call.parameters().getOrDefault("SessionDuration", "none"))
                .toList();
        assertEquals(List.of("none", "7200"), durations);
    }

    @Test
    void aUsersSessionIsRefusedBeforeAnythingIsSent() {
        TestHost.Result refused = world().expect(ExitCode.USAGE, "aws", "login", "me", "--print");
        assertTrue(refused.err().contains("totp code"), refused.err());
        assertEquals("", refused.out());
        assertEquals(0, world().calls("GetSessionToken"));
    }

    @Test
    void aRefusalAndNoAnswerAreTold() {
        world().succeed("aws", "credentials", "prod");
        world().host.setVariable("AWS_ENDPOINT_URL_SIGNIN", world().iam.endpoint() + "/elsewhere");
        assertEquals(
                "",
                world().expect(ExitCode.AWS_REFUSED, "aws", "login", "prod", "--print")
                        .out());
        world().host.setVariable("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:1");
        assertEquals(
                "",
                world().expect(ExitCode.AWS_UNREACHABLE, "aws", "login", "prod", "--print")
                        .out());
        world().host.setVariable("AWS_ENDPOINT_URL_SIGNIN", "http://signin.example.com");
        world().expect(ExitCode.USAGE, "aws", "login", "prod", "--print");
    }

    @Test
    void anAddressThatIsASecretIsAskedForAtATerminal() {
        world().host.lookAtOutput();
        TestHost.Result no = world().host.run(List.of("aws", "login", "prod", "--print"), "", List.of("n"));
        assertEquals(ExitCode.INTERRUPTED, no.code(), no.err());
        assertFalse(no.out().contains("SigninToken"), no.out());
        TestHost.Result yes = world().host.run(List.of("aws", "login", "prod", "--print", "--yes"), "", List.of());
        assertTrue(yes.out().contains("SigninToken"), yes.err());
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // the clock here stands still
    void theBrowserIsLedThereByAnAddressThatIsGoodOnce() throws Exception {
        installBrowser();
        CompletableFuture<String> browser = CompletableFuture.supplyAsync(() -> {
            while (machine.left().isEmpty()) {
                Thread.onSpinWait();
            }
            String address = machine.left().get(0).words().get(1);
            assertEquals("404", target(address + "0"));
            return target(address);
        });
        TestHost.Result result = world().expect(ExitCode.DONE, "aws", "login", "prod");
        String there = browser.get();
        assertEquals("https://console.aws.amazon.com/?region=eu-west-1", target(there));
        assertEquals("", result.out());
        List<String> words = machine.left().get(0).words();
        assertEquals("xdg-open", words.get(0));
        assertTrue(words.get(1).matches("http://127\\.0\\.0\\.1:[0-9]+/[0-9a-f]{32}"), words.get(1));
        assertFalse(result.err().contains("SigninToken"), result.err());
    }

    @Test
    void withoutABrowserNobodyIsAsked() {
        world().host.setMachine(machine);
        TestHost.Result none = world().expect(ExitCode.IO, "aws", "login", "prod");
        assertTrue(none.err().contains("--print"), none.err());
        assertEquals(0, world().calls("AssumeRole"));
    }

    @Test
    void whatIsNoDestinationIsRefused() {
        for (String bad : List.of("http://console.aws.amazon.com/", "https://a b", "S3/../x", "javascript:alert(1)")) {
            world().expect(ExitCode.USAGE, "aws", "login", "prod", "--print", "--destination", bad);
        }
        assertEquals(0, world().calls("AssumeRole"));
    }
}
