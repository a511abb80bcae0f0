package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;

/** {@code docs/aws-errors.md} is true, row by row. */
class AwsErrorsTest extends WithAwsWorld {
    private static final Path PAGE = Path.of("docs/aws-errors.md");

    static List<List<String>> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| [A-Z]\\w+ \\| .* \\| [0-9]{3} \\| .*"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ?", -1)))
                .toList();
    }

    @Test
    void theTableIsThere() throws IOException {
        assertTrue(rows().size() >= 28, "rows: " + rows().size());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachErrorEndsAsThePageSays(List<String> row) {
        String[] error = row.get(1).split(",", 2);
        String message = error.length > 1 ? "," + error[1] : ",said";
        world().iam.faults().add(row.get(0) + ":*:error=" + error[0] + "," + row.get(2) + message);
        TestHost.Result result = world().host.run("enroll", "aws", "--json");
        assertEquals(Integer.parseInt(row.get(3)), result.code().number(), result.err());
        assertEquals(row.get(4), AwsWorld.json(result.out()).get("state"), result.err());
        assertTrue(result.err().contains(row.get(5).strip()), result.err());
        if (result.code() != ExitCode.DONE) {
            assertEquals(error[0], AwsWorld.json(result.out()).get("error.code"));
            boolean retryable = result.code() == ExitCode.AWS_UNREACHABLE;
            assertEquals(String.valueOf(retryable), AwsWorld.json(result.out()).get("error.retryable"));
        }
    }

    static List<List<String>> rowsOfAccounts() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| [a-z-]+ \\| [A-Z]\\w+ \\| .* \\| [0-9]{3} \\| .*"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ?", -1)))
                .toList();
    }

    @Test
    void theTableOfAccountsIsThere() throws IOException {
        assertEquals(27, rowsOfAccounts().size());
    }

    @ParameterizedTest
    @MethodSource("rowsOfAccounts")
    void eachErrorOfAnAccountEndsAsThePageSays(List<String> row) {
        world().iam.account().addUser("bob");
        world().iam.account().addKey(world().iam.account().root());
        world().iam.faults().add(row.get(1) + ":*:error=" + row.get(2) + "," + row.get(3) + ",said");
        String[] command = switch (row.get(0)) {
            case "audit" -> new String[] {"aws", "audit", "--fail-on", "none"};
            case "root-keys" -> new String[] {"aws", "root-keys"};
            default -> new String[] {"aws", "require-mfa", "developers", "--user", "bob"};
        };
        TestHost.Result result = world().host.run(command);
        assertEquals(Integer.parseInt(row.get(4)), result.code().number(), result.out() + result.err());
        assertTrue((result.out() + result.err()).contains(row.get(5).strip()), result.out() + result.err());
    }
}
