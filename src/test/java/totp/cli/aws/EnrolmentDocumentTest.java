package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;

/** {@code enroll --json} prints one document, whatever goes wrong; only signals are tested elsewhere. */
class EnrolmentDocumentTest extends WithAwsWorld {
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    static List<List<String>> misused() {
        List<List<String>> all = new ArrayList<>(List.of(
                List.of("a\tb"),
                List.of("-x"),
                List.of(""),
                List.of("aws", "--device-name", "a b"),
                List.of("aws", "--device-path", "team"),
                List.of("aws", "--no-such-option"),
                List.of("aws", "--user"),
                List.of("aws", "--user", "a", "--user", "b"),
                List.of("aws", "--user", "a b"),
                List.of("aws", "--user", "team/alice"),
                List.of("aws", "too", "many"),
                List.of("aws", "--resume", "--replace"),
                List.of("aws", "--if-missing", "--replace"),
                List.of("aws", "--screen"),
                List.of("aws", "--vault", ""),
                List.of("aws", "--passphrase-fd", "x"),
                List.of("\ufffd"),
                List.of("aws", "--color", "blue"),
                List.of(SECRET + "2"),
                List.of("otpauth://totp/x?secret=" + SECRET)));
        for (String option :
                List.of("user", "device-name", "device-path", "with", "profile", "region", "endpoint-url")) {
            all.add(List.of("aws", "--" + option, ""));
            all.add(List.of("aws", "--" + option + "="));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("misused")
    void misuseIsADocumentAndExitTwo(List<String> words) {
        List<String> all = new ArrayList<>(List.of("enroll", "--json", "--no-input"));
        all.addAll(words);
        TestHost.Result result = world().expect(ExitCode.USAGE, all.toArray(new String[0]));
        Map<String, String> report = document(result);
        assertEquals("none", report.get("state"));
        assertEquals("usage", report.get("error.code"));
        assertEquals("false", report.get("error.retryable"));
        assertFalse((result.out() + result.err()).contains(SECRET), result.out());
        assertEquals(List.of(), world().iam.devices().all());
    }

    @Test
    void theCommandNeedNotBeTheFirstWord() {
        TestHost.Result result = world().expect(ExitCode.USAGE, "-q", "--bogus", "enroll", "aws", "--json");
        assertEquals("usage", document(result).get("error.code"));
        assertEquals(
                "", world().expect(ExitCode.USAGE, "list", "--bogus", "--json").out());
    }

    @Test
    void whatHasNothingToDoWithAwsIsADocumentToo() {
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf wrong");
        assertEquals(
                "wrong_secret",
                document(world().expect(ExitCode.WRONG_SECRET, "enroll", "aws", "--json"))
                        .get("error.code"));
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "");
        document(world().expect(ExitCode.CANNOT_ASK, "enroll", "aws", "--json"));
        document(world().expect(ExitCode.NO_VAULT, "enroll", "aws", "--json", "--vault", "/none"));
        world().host.setVariable("TOTP_VAULT", "\0");
        document(world().expect(ExitCode.USAGE, "enroll", "aws", "--json"));
    }

    @Test
    void withoutANameItIsAnArray() {
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf wrong");
        TestHost.Result wrong = world().expect(ExitCode.WRONG_SECRET, "enroll", "--resume", "--json");
        assertTrue(wrong.out().startsWith("[{\"name\":\"\","), wrong.out());
        assertTrue(world().expect(ExitCode.USAGE, "enroll", "--resume", "--json", "--bogus")
                .out()
                .startsWith("[{"));
    }

    @Test
    void resumingTellsOfEachAndOfNothingElse() {
        world().iam.faults().add("EnableMFADevice:*:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "one");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "two", "--device-name", "two");
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "--resume", "--json");
        assertEquals(2, result.out().split("\"name\":", -1).length - 1, result.out());
        assertEquals(1, result.out().lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"enroll st", "enroll st --device-name other", "enroll st --user alice"})
    void anAccountThatIsThereIsToldAsItIs(String words) {
        world().succeed("enroll", "st");
        TestHost.Result result = world().expect(ExitCode.EXISTS, (words + " --json --no-input").split(" "));
        Map<String, String> report = document(result);
        assertEquals("active", report.get("state"));
        assertEquals(AwsWorld.SERIAL, report.get("serial"));
        assertEquals("alice", report.get("user"));
        assertEquals("exists", report.get("error.code"));
    }

    /** No device was ever made for it. */
    @Test
    void ofAnAccountThatIsNoneOfAwsNothingIsTold() {
        world().host.run(List.of("add", "github", "--from", "-"), SECRET, null);
        TestHost.Result result = world().expect(ExitCode.EXISTS, "enroll", "github", "--json");
        assertEquals("none", document(result).get("state"));
        assertEquals("exists", document(result).get("error.code"));
    }

    private static Map<String, String> document(TestHost.Result result) {
        assertEquals(1, result.out().lines().count(), result.out() + result.err());
        Map<String, String> report = AwsWorld.json(result.out());
        assertTrue(report.containsKey("error.message"), result.out());
        return report;
    }
}
