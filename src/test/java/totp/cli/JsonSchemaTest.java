package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts read has the members that the schemas in {@code docs/json} promise, and no others. */
class JsonSchemaTest {
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @TempDir
    @Nullable
    Path folder;

    private TestHost host = new TestHost(Path.of(""));

    @BeforeEach
    void makeVault() {
        host = new TestHost(Objects.requireNonNull(folder));
        host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        succeed("", "init", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1");
        succeed(SECRET, "add", "totp", "--from", "-");
        succeed(SECRET, "add", "hotp", "--type", "hotp", "--from", "-");
    }

    @Test
    void codesHaveAllMembersForEveryType() throws IOException {
        Set<String> members = required("code");
        assertEquals(13, members.size());
        assertEquals(members, members(succeed("", "code", "totp", "--json")));
        assertEquals(members, members(succeed("", "code", "hotp", "--json")));
        assertEquals(members, members(succeed(SECRET, "code", "-", "--json")));
    }

    @Test
    void accountsHaveAllMembersAndPeriodOrCounter() throws IOException {
        Set<String> totp = required("account");
        assertEquals(14, totp.size());
        totp.add("period");
        assertEquals(totp, members(succeed("", "show", "totp", "--json")));
        Set<String> hotp = required("account");
        hotp.add("counter");
        assertEquals(hotp, members(succeed("", "show", "hotp", "--json")));
        hotp.addAll(List.of("code", "remaining"));
        assertEquals(hotp, members(succeed("", "list", "hotp", "--json", "--codes")));
        totp.addAll(List.of("secret", "uri"));
        assertEquals(totp, members(succeed("", "show", "totp", "--json", "--reveal", "--yes")));
    }

    @Test
    void backupsSayWhetherTheyOpen() throws IOException {
        Set<String> members = required("backups");
        assertEquals(4, members.size());
        members.addAll(List.of("accounts", "more", "fewer", "changed"));
        assertEquals(members, members(succeed("", "backups", "--json")));
    }

    @Test
    void codesOfPicturesHaveAllMembers() throws IOException {
        Set<String> members = required("scan");
        assertEquals(8, members.size());
        String picture = Objects.requireNonNull(folder).resolve("code.png").toString();
        succeed("", "qr", "totp", "--yes", "--png", picture);
        assertEquals(members, members(succeed("", "scan", picture, "--json")));
        assertEquals(members, members(succeed("", "scan", picture, "--json", "--raw")));
    }

    @Test
    void enrolmentsAndDevicesHaveAllMembers() throws IOException {
        Set<String> report = required("enroll");
        assertEquals(9, report.size());
        Set<String> device = required("aws-devices");
        assertEquals(6, device.size());
        Path home = Files.createDirectory(Objects.requireNonNull(folder).resolve("aws"));
        try (AwsWorld world = new AwsWorld(home)) {
            assertEquals(report, members(world.succeed("enroll", "aws", "--json")));
            assertEquals(
                    report,
                    members(world.fail(ExitCode.EXISTS, "enroll", "aws", "--json")
                            .out()));
            assertEquals(device, members(world.succeed("aws", "devices", "--json")));
        }
    }

    private String succeed(String input, String... arguments) {
        TestHost.Result result = host.run(List.of(arguments), input, null);
        assertEquals(ExitCode.DONE, result.code(), result.err());
        return result.out();
    }

    /** The names in the first list called {@code required}. */
    private static Set<String> required(String schema) throws IOException {
        Set<String> names = new TreeSet<>();
        Path file = Path.of("docs/json", schema + ".schema.json");
        try (JsonParser in = new JsonFactory().createParser(Files.readString(file))) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.FIELD_NAME
                        && in.currentName().equals("required")) {
                    in.nextToken();
                    while (in.nextToken() == JsonToken.VALUE_STRING) {
                        names.add(in.getText());
                    }
                    return names;
                }
            }
        }
        throw new AssertionError(schema + " demands nothing");
    }

    /** The members of the object, or of the first one in the array. */
    private static Set<String> members(String json) throws IOException {
        Set<String> names = new TreeSet<>();
        try (JsonParser in = new JsonFactory().createParser(json)) {
            while (in.nextToken() != JsonToken.START_OBJECT) {
                assertTrue(in.currentToken() == JsonToken.START_ARRAY, json);
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                names.add(in.currentName());
                in.nextToken();
                in.skipChildren();
            }
        }
        return names;
    }
}
