package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.CallLog;
import totp.standin.Device;
import totp.standin.Role;

/** Sessions of profiles: one code for all of them, kept while they last. */
class SessionsTest extends WithProfiles {

    @Test
    void theDocumentIsWhatACredentialProcessPrints() {
        Map<String, String> document = AwsWorld.json(world().succeed("aws", "credentials", "prod"));
        assertEquals(
                List.of("Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId"),
                List.copyOf(document.keySet()));
        assertEquals("1", document.get("Version"));
        assertEquals("123456789012", document.get("AccountId"));
        Instant end = Instant.parse(document.get("Expiration"));
        long minutes = Duration.between(world().host.now(), end).toMinutes();
        assertTrue(minutes >= 59 && minutes <= 60, "a role lasts for an hour: " + minutes);
    }

    @Test
    void successIsSilentAndAKeptSessionNeedsNoVault() {
        TestHost.Result first = world().expect(ExitCode.DONE, "aws", "credentials", "prod");
        assertEquals("", first.err());
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "");
        world().iam.log().clear();
        assertEquals(first.out(), world().succeed("aws", "credentials", "prod"));
        assertEquals(List.of(), world().iam.log().actions());
    }

    @Test
    void oneCodeServesAllProfiles() {
        assertNotEquals(id("aws", "credentials", "prod"), id("aws", "credentials", "audit"));
        String user = id("aws", "credentials", "me");
        assertEquals(1, world().calls("GetSessionToken"));
        assertEquals(2, world().calls("AssumeRole"));
        assertEquals(user, id("aws", "credentials", "--profile", "me"));
    }

    @Test
    void aSessionIsRenewedBeforeASdkWouldAskAgain() {
        String first = id("aws", "credentials", "prod");
        later(Duration.ofMinutes(43));
        assertEquals(first, id("aws", "credentials", "prod"), "17 minutes are left");
        later(Duration.ofMinutes(2));
        String second = id("aws", "credentials", "prod");
        assertNotEquals(first, second, "15 minutes are left, for which an SDK calls at each request");
        assertEquals(1, world().calls("GetSessionToken"), "the user's session lasts for half a day");
        assertNotEquals(second, id("aws", "credentials", "prod", "--min-ttl", "1h"));
        later(Duration.ofHours(12));
        id("aws", "credentials", "prod");
        assertEquals(2, world().calls("GetSessionToken"));
    }

    @Test
    void moreThanASessionLastsCannotBeLeftOfIt() {
        TestHost.Result refused = world().expect(ExitCode.USAGE, "aws", "credentials", "prod", "--min-ttl", "61m");
        assertTrue(refused.err().contains("--min-ttl is more than the 1h that the session lasts"), refused.err());
        assertEquals(0, world().calls("AssumeRole"));
        world().succeed("aws", "credentials", "prod", "--min-ttl", "59m");
        world().expect(ExitCode.USAGE, "aws", "env", "me", "--min-ttl", "13h");
    }

    @Test
    void renewMakesTheLastOneAnew() {
        String first = id("aws", "credentials", "prod");
        assertNotEquals(first, id("aws", "credentials", "prod", "--renew"));
        assertEquals(1, world().calls("GetSessionToken"));
        String user = id("aws", "credentials", "me");
        assertNotEquals(user, id("aws", "credentials", "me", "--renew"));
    }

    @Test
    void aSessionIsNeverThatOfAnotherQuestion() throws IOException {
        String plain = id("aws", "credentials", "prod");
        assertNotEquals(plain, id("aws", "credentials", "prod", "--duration", "30m"));
        assertNotEquals(plain, id("aws", "credentials", "prod", "--role-session-name", "other"));
        write(
                "credentials",
                Files.readString(folder().resolve("credentials"))
                        .replace(
                                key().id(),
                                world().iam.account().addKey(world().alice).id()));
        TestHost.Result other = world().expect(ExitCode.AWS_REFUSED, "aws", "credentials", "prod");
        assertTrue(other.err().contains("SignatureDoesNotMatch"), other.err());
    }

    @Test
    void theRoleBearsTheUsersNameAndWhatIsDemanded() throws IOException {
        Role outside = world().iam
                .account()
                .addTrustingRole("Outside", world().alice)
                .demandMfa()
                .demandExternalId("X-42");
        config("[profile me]\n[profile out]\nrole_arn=" + outside.arn() + "\nsource_profile=me\nexternal_id = X-42\n"
                + "[profile without]\nrole_arn=" + outside.arn() + "\nsource_profile=me\n");
        world().succeed("aws", "credentials", "out");
        String request = world().iam.log().of("AssumeRole").get(0).toString();
        assertTrue(request.contains("RoleSessionName=alice"), request);
        TestHost.Result refused = world().expect(ExitCode.AWS_REFUSED, "aws", "credentials", "without");
        assertTrue(refused.err().contains("is not authorized to perform: sts:AssumeRole"), refused.err());
    }

    @Test
    void moreThanAnHourOfOneRoleTakesACodeOfItsOwn() throws IOException {
        world().iam.account().addTrustingRole("Long", world().alice).demandMfa().setLongest(Duration.ofHours(8));
        config("""
                [profile me]
                [profile long]
                role_arn=arn:aws:iam::123456789012:role/Long
                source_profile=me
                duration_seconds = 28800
                [profile tooLong]
                role_arn=arn:aws:iam::123456789012:role/Long
                source_profile=me
                duration_seconds = 43200
                """);
        Map<String, String> document = AwsWorld.json(world().succeed("aws", "credentials", "long"));
        long hours = Duration.between(world().host.now(), Instant.parse(document.get("Expiration")))
                .toHours();
        assertTrue(hours >= 7, "hours: " + hours);
        assertEquals(0, world().calls("GetSessionToken"), "STS gives a session of an hour to a session");
        TestHost.Result refused = world().expect(ExitCode.AWS_REFUSED, "aws", "credentials", "tooLong");
        assertTrue(refused.err().contains("exceeds the MaxSessionDuration"), refused.err());
        assertTrue(refused.err().contains("hint: "), refused.err());
    }

    @Test
    void rolesAreChainedAndEachIsKept() throws IOException {
        Role first =
                world().iam.account().addTrustingRole("First", world().alice).demandMfa();
        world().iam.account().addTrustingRole("Second", world().iam.account().addRole(first, "alice"));
        config("[profile me]\n[profile one]\nrole_arn=" + first.arn() + "\nsource_profile=me\n"
                + "[profile two]\nrole_arn=arn:aws:iam::123456789012:role/Second\nsource_profile=one\n");
        world().succeed("aws", "credentials", "two");
        assertEquals(2, world().calls("AssumeRole"));
        world().succeed("aws", "credentials", "one");
        assertEquals(2, world().calls("AssumeRole"), "the first is kept as well");
    }

    @Test
    void aProfileThatNamesThisProgramIsNotRun() throws IOException {
        config("[profile me]\n[profile prod]\nrole_arn = " + ADMIN + "\nsource_profile = me\n"
                + "[profile tool]\ncredential_process = /usr/bin/totp aws credentials prod\n");
        assertEquals(id("aws", "credentials", "prod"), id("aws", "credentials", "tool"));
        assertTrue(world().succeed("aws", "env", "tool").contains("export TOTP_AWS_PROFILE='tool'\n"));
        world().host.setVariable("TOTP_AWS_CREDENTIALS", "1");
        world().expect(ExitCode.USAGE, "aws", "credentials", "prod");
    }

    @Test
    void whatWasHandedOverCountsFirst() throws IOException {
        config("[profile me]\n[profile prod]\ntotp_role_arn = " + ADMIN + "\ntotp_source_profile = me\n"
                + "credential_process = totp aws credentials prod\nregion = eu-west-1\n");
        world().succeed("aws", "credentials", "prod");
        assertEquals(1, world().calls("AssumeRole"));
    }

    @Test
    void sessionsAreListedAndCleared() throws IOException {
        world().succeed("aws", "credentials", "prod");
        String table = world().succeed("aws", "sessions");
        assertTrue(table.contains("prod  role  " + ADMIN), table);
        Map<String, String> json = AwsWorld.json(world().succeed("aws", "sessions", "--json"));
        assertTrue(Objects.requireNonNull(json.get("kind")).contains("mfa"), json.toString());
        assertTrue(Objects.requireNonNull(json.get("kind")).contains("role"), json.toString());
        world().succeed("aws", "sessions", "--clear", "prod");
        assertEquals("[]\n", world().succeed("aws", "sessions", "--json"));
        world().succeed("aws", "credentials", "prod");
        String unfinished = "." + "0".repeat(32) + ".json." + "1".repeat(16);
        Files.writeString(cache().resolve(unfinished), "what a process that died was writing");
        Path own = Files.writeString(cache().resolve("vault.json"), "somebody keeps this in the folder that was named");
        world().succeed("lock");
        try (Stream<Path> files = Files.list(cache())) {
            assertEquals(List.of(own), files.toList(), "lock clears them, and nothing else");
        }
    }

    @Test
    void whatIsKeptIsForItsOwnerAlone() throws IOException {
        world().succeed("aws", "credentials", "prod");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())));
        try (Stream<Path> files = Files.list(cache())) {
            List<Path> all = files.toList();
            assertEquals(4, all.size(), "a role, a user's session by two names, and whose the keys are: " + all);
            for (Path file : all) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                assertFalse(Files.readString(file).contains(key().secret()), "long-term keys are nowhere");
            }
        }
    }

    @Test
    void aFolderThatOthersMayEnterIsNotUsed() throws IOException {
        Files.createDirectory(cache());
        Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxr-xr-x"));
        TestHost.Result result = world().expect(ExitCode.DONE, "aws", "credentials", "prod", "-v");
        assertTrue(result.err().contains("is no folder of yours alone"), result.err());
        try (Stream<Path> files = Files.list(cache())) {
            assertEquals(0, files.count());
        }
        world().host.setVariable("TOTP_AWS_CACHE", "off");
        assertNotEquals(id("aws", "credentials", "prod"), id("aws", "credentials", "prod"));
    }

    @Test
    void aDamagedEntryIsNone() throws IOException {
        String first = id("aws", "credentials", "prod");
        try (Stream<Path> files = Files.list(cache())) {
            for (Path file : files.toList()) {
                Files.writeString(file, "{\"version\":\"1\"");
            }
        }
        assertNotEquals(first, id("aws", "credentials", "prod"));
    }

    @Test
    void withoutAVaultThatOpensNobodyIsAsked() {
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "");
        TestHost.Result locked = world().expect(ExitCode.CANNOT_ASK, "aws", "credentials", "prod");
        assertEquals(
                "totp: error: the vault is locked\ntotp: hint: totp unlock, or set TOTP_PASSPHRASE_FILE\n",
                locked.err());
    }

    @Test
    void aCodeThatWasGivenIsGivenToNobodyElse() {
        world().succeed("aws", "credentials", "me");
        world().succeed("aws", "credentials", "me", "--renew");
        List<Long> steps = new ArrayList<>(world().iam.log().of("GetSessionToken").stream()
                .map(call -> call.toString().replaceAll(".*TokenStep=([0-9]+).*", "$1"))
                .map(Long::parseLong)
                .toList());
        String fresh = world().succeed("code", "aws", "--fresh", "--json");
        steps.add(Instant.parse(AwsWorld.json(fresh).get("valid_from")).getEpochSecond() / 30);
        assertEquals(3, steps.size());
        assertEquals(3, steps.stream().distinct().count(), steps.toString());
    }

    @Test
    void theDeviceIsFoundOrSaidToBeMissing() throws IOException {
        world().succeed("rm", "aws", "--yes");
        TestHost.Result none = world().expect(ExitCode.NOT_FOUND, "aws", "credentials", "me");
        assertTrue(none.err().contains("totp enroll NAME --profile me"), none.err());
        TestHost.Result named = world().expect(ExitCode.NOT_FOUND, "aws", "credentials", "audit");
        assertTrue(named.err().contains(AwsWorld.SERIAL), named.err());
    }

    /** As after moving in from an app, which knows nothing of serials. */
    @Test
    void aDeviceThatWasRegisteredElsewhereIsFoundByTheSerialAsAnAlias() {
        Device phone = world().iam.devices().putVirtual(world().alice, "phone");
        TestHost.Result added = world().host
                .run(List.of("add", "phone", "--alias", phone.serial(), "--from", "-"), phone.seed(), List.of());
        assertEquals(ExitCode.DONE, added.code(), added.err());
        id("aws", "credentials", "me", "--serial", phone.serial());
        assertEquals(1, world().calls("GetSessionToken"));
    }

    @Test
    void theDeviceMayBeNamedByItsAccount() {
        assertFalse(id("aws", "credentials", "me", "--serial", "aws").isEmpty());
        world().expect(ExitCode.NOT_FOUND, "aws", "credentials", "me", "--serial", "nope");
    }

    @Test
    void theEnvironmentIsWrittenInEveryDialect() {
        String id = id("aws", "credentials", "prod");
        String shell = world().succeed("aws", "env", "prod");
        assertTrue(shell.startsWith("export AWS_ACCESS_KEY_ID='" + id + "'\n"), shell);
        assertTrue(shell.contains("export TOTP_AWS_PROFILE='prod'\n"), shell);
        assertTrue(shell.contains("export AWS_REGION='eu-west-1'\n"), "the base's region");
        Map<String, String> starts = Map.of(
                "dotenv", "AWS_ACCESS_KEY_ID=" + id + "\n",
                "fish", "set -gx AWS_ACCESS_KEY_ID '" + id + "'\n",
                "powershell", "$Env:AWS_ACCESS_KEY_ID = '" + id + "'\n",
                "cmd", "set \"AWS_ACCESS_KEY_ID=" + id + "\"\n",
                "json", "{\"AWS_ACCESS_KEY_ID\":\"" + id + "\"",
                "ini", "[prod]\naws_access_key_id = " + id + "\naws_secret_access_key = ");
        starts.forEach((format, start) -> {
            String text = world().succeed("aws", "env", "prod", "--format", format);
            assertTrue(text.startsWith(start), format + ": " + text.substring(0, 30));
        });
        assertEquals(1, world().calls("AssumeRole"));
    }

    @Test
    void unsetTakesAwayWhatWasSet() {
        List<String> set = world().succeed("aws", "env", "prod")
                .lines()
                .map(line -> line.replaceAll("export ([A-Z_]+)=.*", "$1"))
                .toList();
        List<String> unset = world().succeed("aws", "env", "--unset")
                .lines()
                .map(line -> line.replaceAll("unset ([A-Z_]+)", "$1"))
                .toList();
        assertTrue(unset.containsAll(set), set + " " + unset);
        world().expect(ExitCode.USAGE, "aws", "env", "--unset", "--format", "json");
    }

    @Test
    void aRefusedRoleWithoutADeviceLeadsToOne() {
        world().succeed("rm", "aws", "--yes");
        TestHost.Result refused = world().expect(ExitCode.AWS_REFUSED, "aws", "credentials", "prod");
        assertTrue(refused.err().contains("totp enroll NAME --profile me"), refused.err());
    }

    @Test
    void keysOfASessionAssumeARoleWithoutACode() throws IOException {
        world().iam.account().addTrustingRole("Open", world().alice);
        Map<String, String> session = AwsWorld.json(world().succeed("aws", "credentials", "me"));
        Path document = Files.writeString(
                folder().resolve("document"),
                "{\"Version\":1,\"AccessKeyId\":\"" + session.get("AccessKeyId") + "\",\"SecretAccessKey\":\""
                        + session.get("SecretAccessKey") + "\",\"SessionToken\":\"" + session.get("SessionToken")
                        + "\"}");
        config("[profile given]\ncredential_process = cat " + document + "\n[profile role]\n"
                + "role_arn = arn:aws:iam::123456789012:role/Open\nsource_profile = given\nmfa_serial = "
                + AwsWorld.SERIAL + "\n");
        world().succeed("aws", "credentials", "role");
        assertEquals(1, world().calls("GetSessionToken"), "the one that was given");
        world().expect(ExitCode.USAGE, "aws", "credentials", "given");
    }

    @Test
    void keysOfAProfileCountBeforeAStraySource() throws IOException {
        config("[profile me]\nsource_profile = nobody\n");
        assertFalse(id("aws", "credentials", "me").isEmpty());
    }

    @Test
    void aRoleAndItsSourceNeedNoDefaultProfile() {
        assertNotEquals("", id("aws", "credentials", "--role-arn", ADMIN, "--source-profile", "me"));
        world().host.setVariable("AWS_PROFILE", "nobody");
        world().expect(ExitCode.AWS_REFUSED, "aws", "credentials", "--role-arn", ADMIN, "--source-profile", "me");
    }

    @Test
    void devicesAreListedByARoleThatWantsACode() {
        TestHost.Result listed =
                world().expect(ExitCode.DONE, "aws", "devices", "--profile", "prod", "--user", "alice");
        assertEquals(AwsWorld.SERIAL + "\tvirtual\taws\n", listed.out());
        assertEquals(1, world().calls("AssumeRole"));
        assertEquals(1, world().calls("GetSessionToken"));
        world().succeed("aws", "devices", "--profile", "prod", "--user", "alice");
        assertEquals(1, world().calls("AssumeRole"));
    }

    @Test
    void devicesAreListedWithMfaWhereAPolicyWantsIt() {
        world().alice.setPolicies("""
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*",
                   "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}
                """);
        assertEquals(AwsWorld.SERIAL + "\tvirtual\taws\n", world().succeed("aws", "devices", "--profile", "me"));
        assertEquals(1, world().calls("GetSessionToken"));
        assertEquals(2, world().calls("ListMFADevices"));
        world().alice.setPolicies("""
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]}
                """);
        world().expect(ExitCode.AWS_REFUSED, "aws", "devices", "--profile", "me");
        assertEquals(1, world().calls("GetSessionToken"));
    }

    @Test
    void aDeviceIsLookedAfterByAProfileWithARole() {
        world().expect(ExitCode.DONE, "aws", "verify", "aws", "--profile", "prod");
        assertEquals(0, world().calls("AssumeRole"));
        world().expect(ExitCode.DONE, "aws", "resync", "aws", "--profile", "prod");
        assertEquals(1, world().calls("AssumeRole"));
        later(Duration.ofMinutes(10));
        TestHost.Result second = world().expect(
                        ExitCode.DONE,
                        "enroll",
                        "second",
                        "--device-name",
                        "second",
                        "--profile",
                        "prod",
                        "--no-verify");
        assertEquals("arn:aws:iam::123456789012:mfa/second\n", second.out());
        assertEquals(
                "alice",
                AwsWorld.json(world().succeed("show", "second", "--json")).get("aws.user"));
    }

    @Test
    void anotherUserIsEnrolledByARoleThatWantsACode() {
        world().iam.account().addUser("bob");
        TestHost.Result enrolled =
                world().expect(ExitCode.DONE, "enroll", "of-bob", "--user", "bob", "--profile", "prod", "--no-verify");
        assertEquals("arn:aws:iam::123456789012:mfa/bob\n", enrolled.out());
        assertEquals(1, world().calls("GetSessionToken"));
        assertEquals(1, world().calls("AssumeRole"));
        assertEquals(
                List.of("arn:aws:sts::123456789012:assumed-role/Admin/alice"),
                world().iam.log().of("EnableMFADevice").stream()
                        .map(CallLog.Call::caller)
                        .toList());
    }
}
