package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.Device;
import totp.standin.HttpAnswer;

/** What is found out before AWS is asked to make anything, and what is said where the name is taken. */
class EnrolmentBeforehandTest extends WithAwsWorld {
    private static final String ALICES = "arn:aws:iam::123456789012:mfa/alice";

    private void becomeAdmin() {
        world().become(world().iam.account().addKey(world().iam.account().addUser("admin")));
    }

    /** A device would be made that nobody could register, and again at each repetition. */
    @ParameterizedTest
    @ValueSource(strings = {"a file", "no permission", "a file in the way of the notes"})
    void aStateFolderThatCannotBeUsedStopsItBeforeAnythingIsMade(String why) throws IOException {
        Path state = folder().resolve("state");
        switch (why) {
            case "a file" -> Files.createFile(state);
            case "no permission" -> state = Path.of("/proc/nope");
            default -> Files.createDirectories(state.resolve("totp/" + stepsFile() + "/x"));
        }
        world().host.setVariable("XDG_STATE_HOME", state.toString());
        for (String[] words :
                new String[][] {{"enroll", "aws", "--json"}, {"enroll", "aws", "--no-verify", "--json"}}) {
            TestHost.Result result = world().expect(ExitCode.IO, words);
            assertTrue(result.err().contains("XDG_STATE_HOME"), result.err());
            assertEquals("none", AwsWorld.json(result.out()).get("state"));
        }
        assertEquals(List.of(), world().iam.devices().all());
        assertEquals("", world().succeed("list"));
    }

    private String stepsFile() throws IOException {
        world().host.run(List.of("add", "x", "--from", "-"), "GEZDGNBVGY3TQOJQ", null);
        world().succeed("code", "x", "--fresh");
        world().succeed("rm", "x");
        try (var files = Files.list(folder().resolve(".local/state/totp"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".steps"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aVaultThatWasNamedNeedsNoHome() throws IOException {
        Path vault = folder().resolve(".local/share/totp/vault.totp");
        String home = System.getProperty("user.home");
        try {
            System.setProperty("user.home", "?");
            world().host.setVariable("HOME", "");
            world().host.setVariable("TOTP_VAULT", vault.toString());
            world().succeed("enroll", "aws");
            world().succeed("code", "aws", "--fresh");
            assertTrue(Files.isDirectory(vault.resolveSibling("state")));
            world().host.setVariable("TOTP_VAULT", "");
            TestHost.Result without = world().expect(ExitCode.IO, "code", "aws");
            assertTrue(without.err().contains("--vault"), without.err());
        } finally {
            System.setProperty("user.home", home);
        }
    }

    /** What is pending under the name is of somebody or something else than was asked for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--user bob",
                "--user bob --if-missing",
                "--user alice --device-name other",
                "--user alice --device-path /team/",
                "--user bob --device-name alice",
                ""
            })
    void aPendingNameIsNotGoneOnWithForSomethingElse(String options) {
        pending("shared");
        becomeAdmin();
        world().iam.account().addUser("bob");
        world().iam.log().clear();
        List<String> words = new java.util.ArrayList<>(List.of("enroll", "shared", "--json"));
        if (!options.isEmpty()) {
            words.addAll(List.of(options.split(" ")));
        }
        TestHost.Result result = world().expect(ExitCode.EXISTS, words.toArray(new String[0]));
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("pending", report.get("state"));
        assertEquals("alice", report.get("user"));
        assertTrue(result.err().contains("totp enroll --resume shared"), result.err());
        assertEquals(0, world().calls("EnableMFADevice"));
        world().succeed("enroll", "shared", "--user", "alice", "--no-verify");
    }

    @Test
    void resumingForAnotherUserIsRefusedAsWell() {
        pending("shared");
        becomeAdmin();
        world().expect(ExitCode.EXISTS, "enroll", "--resume", "shared", "--user", "bob");
        world().succeed("enroll", "--resume", "shared");
    }

    /** The device is found by its name at AWS, under another name of the vault, and is of another user. */
    @Test
    void aDeviceThatWasBegunForSomebodyElseIsNotTakenOver() {
        pending("first");
        becomeAdmin();
        world().iam.account().addUser("bob");
        TestHost.Result result = world().expect(
                        ExitCode.EXISTS, "enroll", "second", "--user", "bob", "--device-name", "alice", "--json");
        assertTrue(result.err().contains("first is there already: it is of alice"), result.err());
        assertEquals("first\n", world().succeed("list"));
    }

    private void pending(String name) {
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", name);
        world().iam.faults().clear();
    }

    @Test
    void ifMissingIsDoneWhereNothingIsMissing() {
        world().succeed("enroll", "aws", "--if-missing");
        world().iam.log().clear();
        TestHost.Result again = world().expect(ExitCode.DONE, "enroll", "aws", "--if-missing", "--json");
        Map<String, String> report = AwsWorld.json(again.out());
        assertEquals(ALICES, report.get("serial"));
        assertEquals("active", report.get("state"));
        assertFalse(again.out().contains("\"code\""), again.out());
        assertEquals(
                List.of("GetCallerIdentity", "ListMFADevices"),
                world().iam.log().actions());
        assertEquals(ALICES + "\n", world().succeed("enroll", "aws", "--if-missing"));
        world().expect(ExitCode.EXISTS, "enroll", "aws");
    }

    @Test
    void ifMissingGoesOnWithWhatIsPending() {
        pending("aws");
        assertEquals(ALICES + "\n", world().succeed("enroll", "aws", "--if-missing"));
        assertEquals("active", world().account("aws").get("state"));
    }

    @Test
    void ifMissingIsNotSatisfiedBySomethingElse() {
        world().succeed("enroll", "aws");
        world().host.run(List.of("add", "github", "--from", "-"), "GEZDGNBVGY3TQOJQ", null);
        world().expect(ExitCode.EXISTS, "enroll", "github", "--if-missing");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--if-missing", "--replace");
        world().expect(ExitCode.USAGE, "enroll", "--if-missing", "--resume");
        world().expect(ExitCode.EXISTS, "enroll", "aws", "--if-missing", "--device-name", "other");
        becomeAdmin();
        world().expect(ExitCode.EXISTS, "enroll", "aws", "--if-missing");
        world().succeed("enroll", "aws", "--if-missing", "--user", "alice");
        world().iam.devices().removeLongAgo(ALICES);
        TestHost.Result gone = world().expect(ExitCode.EXISTS, "enroll", "aws", "--if-missing", "--user", "alice");
        assertTrue(gone.err().contains("--replace makes a new one"), gone.err());
    }

    @Test
    void aNameTakenByADeviceOfThisVaultIsToldByItsAccount() {
        world().succeed("enroll", "aws");
        becomeAdmin();
        world().iam.account().addUser("bob");
        for (String[] words : new String[][] {
            {"enroll", "p2", "--user", "alice"},
            {"enroll", "p2", "--user", "alice", "--dry-run"},
            {"enroll", "p2", "--user", "bob", "--device-name", "alice"},
            {"enroll", "p2", "--user", "bob", "--device-name", "alice", "--dry-run"},
        }) {
            TestHost.Result result = world().expect(ExitCode.EXISTS, words);
            assertTrue(result.err().contains("it is aws in this vault"), result.err());
            assertTrue(result.err().contains("totp enroll aws --replace"), result.err());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, alice-2",
        "--device-name alice, 12, ''",
        "--device-name alice --replace-unassigned, 0, alice",
        "--device-name free, 0, free"
    })
    void aRehearsalForeseesWhatTheNameWouldBe(String options, int code, String device) {
        world().iam.devices().putUnassigned("alice");
        List<String> words = new java.util.ArrayList<>(List.of("enroll", "aws", "--dry-run"));
        if (!options.isEmpty()) {
            words.addAll(List.of(options.split(" ")));
        }
        TestHost.Result result = world().host.run(words.toArray(new String[0]));
        assertEquals(code, result.code().number(), result.err());
        assertEquals(device.isEmpty() ? "" : "arn:aws:iam::123456789012:mfa/" + device + "\n", result.out());
        assertEquals(0, world().calls("CreateVirtualMFADevice") + world().calls("DeleteVirtualMFADevice"));
    }

    @Test
    void aRehearsalDoesNotFinishWhatIsPending() {
        pending("aws");
        world().iam.log().clear();
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--dry-run");
        assertTrue(result.err().contains("would continue aws"), result.err());
        assertEquals(List.of(), world().iam.log().actions());
        assertEquals("pending", world().account("aws").get("state"));
    }

    /** Made by this run for certain, and of no use to anybody: it goes again, and there are not three of them. */
    @ParameterizedTest
    @ValueSource(strings = {"", "MFRGGZDF", "not base32 at all 0189", "====", "MISSING"})
    void aDeviceThatComesWithoutAUsableSecretIsDeletedAgain(String seed) {
        spoilSeeds(seed);
        TestHost.Result result = world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws", "--json");
        assertEquals("none", AwsWorld.json(result.out()).get("state"));
        assertTrue(result.err().contains("the device was deleted again"), result.err());
        assertEquals(1, world().calls("CreateVirtualMFADevice"));
        assertEquals(List.of(), world().iam.devices().all());
    }

    @Test
    void whatCannotBeDeletedAgainIsNamed() {
        spoilSeeds("");
        world().iam.faults().add("DeleteVirtualMFADevice:*:error=AccessDenied,403,said");
        TestHost.Result result = world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws");
        assertTrue(result.err().contains("warning: the device " + ALICES + " is left behind"), result.err());
        assertFalse(result.err().contains("deleted again"), result.err());
    }

    private void spoilSeeds(String seed) {
        String base64 =
                java.util.Base64.getEncoder().encodeToString(seed.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String element = seed.equals("MISSING") ? "" : "<Base32StringSeed>" + base64 + "</Base32StringSeed>";
        world().iam.faults().add("CreateVirtualMFADevice", 1, work -> {
            HttpAnswer answer = work.answer();
            String body = answer.body().replaceAll("<Base32StringSeed>.*?</Base32StringSeed>", element);
            return new HttpAnswer(answer.status(), answer.error(), answer.headers(), body);
        });
    }

    /** The answer names another device than was asked for: whose that is nobody knows, and nobody's is deleted. */
    @Test
    void anAnswerAboutAnotherDeviceIsNoAnswer() {
        world().iam.faults().add("CreateVirtualMFADevice", 1, work -> {
            HttpAnswer answer = work.answer();
            return new HttpAnswer(
                    answer.status(),
                    answer.error(),
                    answer.headers(),
                    answer.body().replace(ALICES, ALICES + "x"));
        });
        world().succeed("enroll", "aws");
        assertEquals(
                List.of(ALICES, ALICES + "-2"),
                world().iam.devices().all().stream().map(Device::serial).toList());
    }

    @ParameterizedTest
    @CsvSource({"ListMFADevices, again, 2", "ListVirtualMFADevices, again, 2", "ListVirtualMFADevices, page, 200"})
    void aListWithoutAnEndIsRefused(String action, String marker, int pages) {
        HttpAnswer[] first = new HttpAnswer[1];
        for (int i = 1; i <= 300; i++) {
            String next = marker.equals("page") ? marker + i : marker;
            world().iam.faults().add(action, i, work -> {
                first[0] = first[0] == null ? work.answer() : first[0];
                String more = "<IsTruncated>true</IsTruncated><Marker>" + next + "</Marker>";
                String body = first[0].body().replace("<IsTruncated>false</IsTruncated>", more);
                return new HttpAnswer(first[0].status(), "", first[0].headers(), body);
            });
        }
        TestHost.Result result = world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws", "--dry-run", "--json");
        assertEquals("EndlessList", AwsWorld.json(result.out()).get("error.code"));
        assertEquals(pages, world().calls(action));
    }
}
