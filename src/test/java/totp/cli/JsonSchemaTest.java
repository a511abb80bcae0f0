package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.aws.AwsWorld;
import totp.cli.session.ExitCode;

/** What scripts read has the members that the schemas in {@code docs/json} promise, and no others. */
class JsonSchemaTest extends WithVault {
    @BeforeEach
    void addAccounts() {
        add(ONE, "totp");
        add(ONE, "hotp", "--type", "hotp");
    }

    @Test
    void codesHaveAllMembersForEveryType() throws IOException {
        Set<String> members = required("code");
        assertEquals(13, members.size());
        assertEquals(members, members(succeed("", "code", "totp", "--json")));
        assertEquals(members, members(succeed("", "code", "hotp", "--json")));
        assertEquals(members, members(succeed(ONE, "code", "-", "--json")));
    }

    @Test
    void accountsHaveAllMembersAndPeriodOrCounter() throws IOException {
        Set<String> totp = required("account");
        assertEquals(16, totp.size());
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
    void mergeSaysWhatBecomesOfEachAccount() throws IOException {
        Path copy = path("copy.totp");
        Files.copy(path("vault.totp"), copy);
        add(TWO, "added here");
        succeed("", "rename", "totp", "renamed", "--vault", copy.toString());
        Set<String> members = required("merge");
        assertEquals(5, members.size());
        assertEquals(members, members(succeed("", "merge", "--json", "--dry-run", copy.toString())));
    }

    @Test
    void backupsSayWhetherTheyOpen() throws IOException {
        Set<String> members = required("backups");
        assertEquals(6, members.size());
        members.addAll(List.of("accounts", "more", "fewer", "changed"));
        assertEquals(members, members(succeed("", "backups", "--json")));
    }

    @Test
    void checkInfoAndTheListOfKeysHaveAllMembers() throws IOException {
        Set<String> check = required("check");
        assertEquals(9, check.size());
        assertEquals(check, members(succeed("", "check", "--json")));
        List<Set<String>> info = requiredLists("info");
        assertEquals(8, info.get(0).size());
        collected(info.subList(0, 2), "slots", succeed("", "info", "--json"));
        List<Set<String>> keys = requiredLists("key-list");
        assertEquals(5, keys.get(0).size());
        assertEquals(keys.get(0), members(succeed("", "key", "list", "--json")));
    }

    /** What an object has, and the objects in one of its arrays. */
    private static void collected(List<Set<String>> lists, String array, String document) throws IOException {
        try (JsonParser in = new JsonFactory().createParser(document)) {
            Map<String, Set<String>> members = new TreeMap<>();
            collect(in, "", members);
            assertEquals(lists.get(0), members.get(""));
            assertTrue(Objects.requireNonNull(members.get(array)).containsAll(lists.get(1)), array);
        }
    }

    @Test
    void codesOfPicturesHaveAllMembers() throws IOException {
        Set<String> members = required("scan");
        assertEquals(8, members.size());
        String picture = path("code.png").toString();
        succeed("", "qr", "totp", "--yes", "--png", picture);
        assertEquals(members, members(succeed("", "scan", picture, "--json")));
        assertEquals(members, members(succeed("", "scan", picture, "--json", "--raw")));
    }

    /** The schema's lists in their order: of the document, of a file, of an entry that is left out, of an account. */
    @Test
    void importsHaveAllMembers() throws IOException {
        List<Set<String>> lists = requiredLists("import");
        assertEquals(4, lists.size());
        String good = "otpauth://totp/Example:alice?secret=MFRGGZDFMZTWQ2LK";
        String input = String.join("\n", good, good, "otpauth://totp/Example:bob?secret=1");
        TestHost.Result result = expect(ExitCode.BAD_INPUT, input, List.of("import", "-", "--json"));
        try (JsonParser in = new JsonFactory().createParser(result.out())) {
            Map<String, Set<String>> members = new TreeMap<>();
            collect(in, "", members);
            assertEquals(lists.get(0), members.get(""));
            assertEquals(lists.get(1), members.get("files"));
            assertEquals(lists.get(2), members.get("skipped"));
            assertEquals(lists.get(3), members.get("imported"));
            assertEquals(lists.get(3), members.get("duplicates"));
        }
    }

    /** Reads one object, and notes the names of its members, and of the objects in its arrays, by the name of the array. */
    private static void collect(JsonParser in, String name, Map<String, Set<String>> members) throws IOException {
        String array = name;
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
            if (token == JsonToken.FIELD_NAME) {
                members.computeIfAbsent(name, n -> new TreeSet<>()).add(in.currentName());
                array = in.currentName();
            } else if (token == JsonToken.START_OBJECT && !array.equals(name)) {
                collect(in, array, members);
            } else if (token == JsonToken.END_OBJECT) {
                return;
            }
        }
    }

    @Test
    void enrolmentsAndDevicesHaveAllMembers() throws IOException {
        Set<String> report = required("enroll");
        assertEquals(9, report.size());
        Set<String> device = required("aws-devices");
        assertEquals(6, device.size());
        Path home = Files.createDirectory(path("aws"));
        try (AwsWorld world = new AwsWorld(home)) {
            assertEquals(report, members(world.succeed("enroll", "aws", "--json")));
            assertEquals(
                    report,
                    members(world.expect(ExitCode.EXISTS, "enroll", "aws", "--json")
                            .out()));
            assertEquals(device, members(world.succeed("aws", "devices", "--json")));
            world.keepSession("aws");
            Set<String> kept = required("aws-sessions");
            assertEquals(11, kept.size());
            assertEquals(kept, members(world.succeed("aws", "sessions", "--json")));
            List<Set<String>> setup = requiredLists("aws-setup");
            assertEquals(3, setup.get(0).size());
            world.putTotpOnPath();
            String document = world.succeed("aws", "setup", "me", "--in-place", "--dry-run", "--json");
            collected(setup.subList(0, 2), "files", document);
            collected(List.of(setup.get(0), setup.get(2)), "profiles", document);
        }
    }

    /** The schema's lists in their order: of the document, of a user, of his error, of the summary, of the run's error. */
    @Test
    void enrolmentsOfManyHaveAllMembers() throws IOException {
        List<Set<String>> lists = requiredLists("enroll-users");
        assertEquals(5, lists.get(0).size());
        Set<String> one = required("enroll");
        one.addAll(List.of("result", "hand_over"));
        assertEquals(one, lists.get(1));
        Path home = Files.createDirectory(path("aws"));
        try (AwsWorld world = new AwsWorld(home)) {
            Path users = Files.writeString(path("users"), "alice");
            String document = world.succeed("enroll", "--users-from", users.toString(), "--json");
            assertEquals(lists.get(0), members(document));
            collected(lists.subList(0, 2), "users", document);
            assertEquals(
                    lists.get(0),
                    members(world.expect(ExitCode.USAGE, "enroll", "--group=", "--json")
                            .out()));
        }
    }

    @Test
    void theStatusHasAllMembersInEachState() throws IOException {
        Set<String> status = required("status");
        assertEquals(6, status.size());
        assertEquals(
                status,
                members(expect(
                                ExitCode.NO_VAULT,
                                "",
                                List.of(
                                        "status",
                                        "--json",
                                        "--vault",
                                        path("gone").toString()))
                        .out()));
        assertEquals(
                status,
                members(expect(ExitCode.CANNOT_ASK, "", List.of("status", "--json"))
                        .out()));
        succeed("", "unlock");
        try {
            assertEquals(status, members(succeed("", "status", "--json")));
        } finally {
            succeed("", "lock");
        }
    }

    private String succeed(String input, String... arguments) {
        return expect(ExitCode.DONE, input, List.of(arguments)).out();
    }

    /** The names in the first list called {@code required}. */
    private static Set<String> required(String schema) throws IOException {
        return requiredLists(schema).get(0);
    }

    /** The names in each list called {@code required}. */
    private static List<Set<String>> requiredLists(String schema) throws IOException {
        List<Set<String>> lists = new ArrayList<>();
        Path file = Path.of("docs/json", schema + ".schema.json");
        try (JsonParser in = new JsonFactory().createParser(Files.readString(file))) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.FIELD_NAME
                        && in.currentName().equals("required")) {
                    in.nextToken();
                    Set<String> names = new TreeSet<>();
                    while (in.nextToken() == JsonToken.VALUE_STRING) {
                        names.add(in.getText());
                    }
                    lists.add(names);
                }
            }
        }
        assertFalse(lists.isEmpty(), schema + " demands nothing");
        return lists;
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
