package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.cli.session.Machine;
import totp.cli.session.Platform;
import totp.cli.session.TestMachine;
import totp.standin.CallLog;
import totp.standin.Fault;
import totp.standin.LoginProfile;
import totp.standin.Principal;

/** Many users in one run: whoever gets a device has its seed, however the run ends, and the next run goes on. */
class BulkEnrolmentTest {
    @TempDir
    @Nullable
    Path folder;

    private @Nullable BulkWorld bulk;

    @BeforeEach
    void start() throws IOException {
        bulk = new BulkWorld(folder());
    }

    @AfterEach
    void stop() throws IOException {
        bulk().close();
    }

    private Path folder() {
        return Objects.requireNonNull(folder);
    }

    private BulkWorld bulk() {
        return Objects.requireNonNull(bulk);
    }

    private AwsWorld world() {
        return bulk().world;
    }

    private String[] fromFile(Path users, String... more) {
        String[] words = bulk().words("--users-from", users.toString());
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    @Test
    void fiftyUsersAreEnrolledThreeOfThemRefusedUnderThrottlingAndASecondRunChangesNothing() throws IOException {
        Path users = bulk().users(50);
        user("u07").setPassword(LoginProfile.since(world().host.now()));
        Files.writeString(users, Files.readString(users) + "nobody-here\n");
        world().host.run(List.of("add", "u09", "--from", "-"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", null);
        world().iam.setBucket(3);
        Instant begun = world().host.now();
        TestHost.Result first = bulk().run(ExitCode.AWS_REFUSED, fromFile(users, "--tag", "batch"));
        Duration took = Duration.between(begun, world().host.now());
        assertEquals(48, count(first, "enrolled"), first.out());
        assertTrue(first.out().contains("u07\t\tfailed\nu08\t"), first.out());
        assertTrue(first.out().contains("u09\t\tfailed\n"), first.out());
        assertTrue(first.out().endsWith("nobody-here\t\tfailed\n"), first.out());
        assertTrue(first.err().contains("enrolled 48, resumed 0, skipped 0, failed 3, not tried 0"), first.err());
        assertTrue(first.err().contains("u07: there is a password for the console"), first.err());
        assertEquals(48, bulk().mustHold(false));
        assertEquals("batch", world().account("u01").get("tags"));
        assertEquals("active", world().account("u50").get("state"));
        assertEquals("active", world().account("u41").get("state"));
        int calls = world().iam.log().all().size();
        assertTrue(took.compareTo(Duration.ofSeconds(calls / 5)) > 0, calls + " calls in " + took);
        assertTrue(took.compareTo(Duration.ofMinutes(4)) < 0, calls + " calls in " + took);

        world().iam.setBucket(0);
        world().iam.log().clear();
        TestHost.Result second = bulk().run(ExitCode.AWS_REFUSED, fromFile(users, "--tag", "batch"));
        assertEquals(48, count(second, "skipped"), second.out());
        assertEquals(0, world().calls("CreateVirtualMFADevice") + world().calls("EnableMFADevice"));
        bulk().mustNotHaveTold();
    }

    @Test
    void seedsAreHandedOverInFilesThatTheirUsersImport() throws IOException {
        Path users = bulk().users(3);
        user("u02").setPassword(LoginProfile.since(world().host.now()));
        TestHost.Result result = bulk().run(ExitCode.DONE, bulk().handingOver(users, "--json", "-v"));
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("3", report.get("summary.enrolled"), result.out());
        assertTrue(result.out().contains("\"hand_over\":\"" + bulk().folder.resolve("u02.totp") + "\""), result.out());
        assertEquals(3, bulk().mustHold(true));
        assertEquals(0, world().calls("GetLoginProfile"));
        assertEquals("rwx------", mode(bulk().folder));
        assertEquals("rw-------", mode(bulk().folder.resolve("u01.totp")));
        assertEquals("rw-------", mode(bulk().passphrases));
        assertTrue(bulk().lines().get("u02").get(1).matches("[A-Z2-7]{26}"));

        Path theirs = folder().resolve("theirs.totp");
        Path opens = Files.writeString(
                folder().resolve("opens"), bulk().lines().get("u02").get(1) + "\n");
        String[] vault = {"--vault", theirs.toString()};
        world().succeed("init", vault[0], vault[1], "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1");
        world().succeed(
                        "import",
                        bulk().folder.resolve("u02.totp").toString(),
                        "--import-passphrase-file",
                        opens.toString(),
                        vault[0],
                        vault[1]);
        world().host.setClock(world().host.now().plusSeconds(90));
        assertEquals(
                world().device("u02").code(world().iam.clock().step()),
                world().succeed("code", "u02", vault[0], vault[1]).strip());
        bulk().mustNotHaveTold();
    }

    /** Before each call to AWS and each file: the run dies there, and what AWS demands codes of can be given them. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunThatIsKilledAnywhereLocksNobodyOutAndTheNextOneEndsIt(boolean handsOver) throws IOException {
        boolean killed = true;
        int kills = 0;
        for (int n = 2; killed; n++) {
            try (BulkWorld own = new BulkWorld(Files.createDirectory(folder().resolve("kill" + n)))) {
                Path users = own.users(2);
                String[] words = handsOver ? own.handingOver(users) : own.words("--users-from", users.toString());
                killed = own.killed(n, words);
                own.mustHold(handsOver);
                if (killed) {
                    kills++;
                    own.run(ExitCode.DONE, words);
                }
                assertEquals(2, own.mustHold(handsOver), "after a kill at " + n);
                assertEquals("active", own.world.account("u01").get("state"), "after a kill at " + n);
                assertEquals("active", own.world.account("u02").get("state"), "after a kill at " + n);
                own.mustNotHaveTold();
            }
        }
        assertTrue(kills >= (handsOver ? 18 : 16), kills + " kills");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "line", "both", "cut", "other"})
    void noDeviceIsRegisteredBeforeItsFileOpens(String missing) throws IOException {
        Path users = bulk().users(2);
        world().iam.faults().add("EnableMFADevice:*:error=ServiceDown,503");
        bulk().run(ExitCode.AWS_UNREACHABLE, bulk().handingOver(users));
        assertEquals(0, bulk().mustHold(true));
        Path file = bulk().folder.resolve("u01.totp");
        byte[] before = Files.readAllBytes(file);
        if (missing.equals("file") || missing.equals("both")) {
            Files.delete(file);
        }
        if (missing.equals("line") || missing.equals("both")) {
            Files.writeString(
                    bulk().passphrases,
                    Files.readString(bulk().passphrases)
                                    .lines()
                                    .skip(1)
                                    .toList()
                                    .get(0) + "\n");
        }
        if (missing.equals("cut")) {
            Files.write(file, Arrays.copyOf(before, before.length / 2));
        }
        if (missing.equals("other")) {
            Files.copy(bulk().folder.resolve("u02.totp"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        world().iam.faults().clear();
        bulk().run(ExitCode.DONE, bulk().handingOver(users));
        assertEquals(2, bulk().mustHold(true));
        boolean aside = Files.isRegularFile(bulk().folder.resolve("u01.totp.1"));
        assertEquals(!missing.equals("file") && !missing.equals("both"), aside, "what was there is never deleted");
    }

    @Test
    void somebodysVaultOfThatNameIsMovedAsideAndNotWrittenOver() throws IOException {
        Path users = bulk().users(1);
        Files.createDirectory(
                bulk().folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path vault = folder().resolve(".local/share/totp/vault.totp");
        byte[] whole = Files.readAllBytes(vault);
        Files.write(bulk().folder.resolve("u01.totp"), whole);
        TestHost.Result result = bulk().run(ExitCode.DONE, bulk().handingOver(users));
        assertTrue(result.err().contains("u01.totp.1 now"), result.err());
        assertTrue(Arrays.equals(whole, Files.readAllBytes(bulk().folder.resolve("u01.totp.1"))));
        bulk().mustHold(true);
    }

    /** Enrolled without one, or sent and lost on the way: the seed is here, so the file can be. */
    @ParameterizedTest
    @ValueSource(strings = {"never", "folder", "list"})
    void whoIsRegisteredAlreadyGetsTheFileThatIsMissing(String missing) throws IOException {
        Path users = bulk().users(2);
        bulk().run(ExitCode.DONE, missing.equals("never") ? fromFile(users) : bulk().handingOver(users));
        if (missing.equals("list")) {
            Files.delete(bulk().passphrases);
        } else if (missing.equals("folder")) {
            Files.delete(bulk().folder.resolve("u01.totp"));
        }
        bulk().run(ExitCode.DONE, bulk().handingOver(users, "--dry-run"));
        assertEquals(missing.equals("list"), Files.exists(bulk().folder.resolve("u01.totp")));
        TestHost.Result again = bulk().run(ExitCode.DONE, bulk().handingOver(users));
        assertEquals(2, count(again, "skipped"), again.out());
        assertEquals(2, bulk().mustHold(true));
        assertEquals(2, world().calls("CreateVirtualMFADevice"));
    }

    /** A user who was reset gets another seed: the file of the former one opens, and is not what is handed over. */
    @Test
    void theFileOfAFormerDeviceGivesItsPlace() throws IOException {
        Path users = bulk().users(1);
        bulk().run(ExitCode.DONE, bulk().handingOver(users));
        String former = world().device("u01").seed();
        world().iam.devices().removeLongAgo(world().device("u01").serial());
        world().succeed("rm", "u01", "--yes");
        TestHost.Result result = bulk().run(ExitCode.DONE, bulk().handingOver(users));
        assertEquals(1, count(result, "enrolled"), result.err());
        assertNotEquals(former, world().device("u01").seed());
        assertEquals(1, bulk().mustHold(true));
        assertTrue(Files.isRegularFile(bulk().folder.resolve("u01.totp.1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CreateVirtualMFADevice:2:lose-after",
                "CreateVirtualMFADevice:2:lose-before",
                "EnableMFADevice:2:lose-after",
                "EnableMFADevice:2:500-after",
                "EnableMFADevice:2:throttle",
                "ListMFADevices:2:lose-after",
                "GetLoginProfile:2:throttle",
                "*:3-6:throttle"
            })
    void aLostAnswerOrAThrottledCallIsOvercome(String fault) throws IOException {
        Path users = bulk().users(3);
        world().iam.faults().add(fault);
        TestHost.Result result = bulk().run(ExitCode.DONE, fromFile(users));
        assertEquals(3, count(result, "enrolled"), result.out());
        assertEquals(3, bulk().mustHold(false));
    }

    @Test
    void olderBackupsAreNotPushedOut() throws IOException {
        world().host.run(List.of("add", "mine", "--from", "-"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", null);
        for (int i = 0; i < 8; i++) {
            world().succeed("edit", "mine", "--note", "state " + i);
        }
        List<String> before = world().succeed("backups").lines().toList();
        bulk().run(ExitCode.DONE, fromFile(bulk().users(30)));
        List<String> after = world().succeed("backups").lines().toList();
        assertEquals(before.size() + 2, after.size(), "the state before the run, and the one before its last save");
        assertTrue(after.get(0).contains("  31 accounts "), after.toString());
        assertTrue(after.get(1).contains("  1 account "), after.toString());
    }

    @Test
    void whoHasADeviceOfAnyKindIsSkipped() throws IOException {
        Path users = bulk().users(3);
        world().iam.devices().putFido(user("u01"), "key");
        world().iam.devices().putVirtual(user("u02"), "phone");
        TestHost.Result result = bulk().run(ExitCode.DONE, fromFile(users));
        assertTrue(result.out().contains("u02\tarn:aws:iam::123456789012:mfa/phone\tskipped\n"), result.out());
        assertEquals(1, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void aGroupIsReadToItsEndAndAnUnknownOneIsRefused() throws IOException {
        bulk().users(7);
        world().iam.setPageSizeMax(3);
        var group = world().iam.account().addGroup("builders");
        for (int i = 1; i <= 7; i++) {
            group.add(user("u0" + i));
        }
        TestHost.Result result = bulk().run(ExitCode.DONE, bulk().words("--group", "builders"));
        assertEquals(7, count(result, "enrolled"), result.out());
        bulk().run(ExitCode.AWS_REFUSED, bulk().words("--group", "none-such"));
        world().iam.account().addGroup("nobodies");
        assertEquals(
                "",
                bulk().run(ExitCode.DONE, bulk().words("--group", "nobodies")).out());
    }

    @Test
    void thoseWithoutMfaAreTakenFromTheReportAndLookedAtOnceMore() throws IOException {
        world().iam.account().addMadeUpUsers(12);
        bulk().run(ExitCode.AWS_REFUSED, bulk().words("--without-mfa", "--dry-run")); // the report is of now
        world().iam.devices().putVirtual(world().alice, "late");
        TestHost.Result result = bulk().run(
                        ExitCode.DONE,
                        bulk().words(
                                        "--without-mfa",
                                        "--hand-over",
                                        bulk().folder.toString(),
                                        "--passphrases",
                                        bulk().passphrases.toString()));
        assertTrue(result.out().contains("alice\tarn:aws:iam::123456789012:mfa/late\tskipped\n"), result.out());
        assertTrue(result.out().contains("user-00004\tarn:aws:iam::123456789012:mfa/user-00004\tenrolled\n"));
        assertFalse(result.out().contains("user-00001\t"), result.out());
        assertEquals(4, count(result, "enrolled"), result.out());
        assertTrue(result.err().contains("AWS's report is of 2026-11-23T15:00:"), result.err());
    }

    @Test
    void aDryRunForeseesAndChangesNothing() throws IOException {
        Path users = bulk().users(4);
        world().iam.devices().putFido(user("u01"), "key");
        user("u02").setPassword(LoginProfile.since(world().host.now()));
        world().iam.faults().add("EnableMFADevice:1:error=AccessDenied,403");
        bulk().run(ExitCode.AWS_REFUSED, fromFile(Files.write(folder().resolve("one"), List.of("u03"))));
        world().iam.log().clear();
        byte[] vault = Files.readAllBytes(folder().resolve(".local/share/totp/vault.totp"));
        TestHost.Result result = bulk().run(ExitCode.AWS_REFUSED, fromFile(users, "--dry-run"));
        assertEquals(
                List.of("u01 skipped", "u02 would_fail", "u03 would_resume", "u04 would_enroll"),
                result.out()
                        .lines()
                        .map(line -> line.split("\t", -1)[0] + " " + line.split("\t", -1)[2])
                        .toList());
        bulk().run(ExitCode.DONE, bulk().handingOver(users, "--dry-run"));
        assertFalse(bulk().folder.toFile().isDirectory());
        assertFalse(bulk().passphrases.toFile().isFile());
        assertEquals(0, world().calls("CreateVirtualMFADevice") + world().calls("EnableMFADevice"));
        assertTrue(Arrays.equals(vault, Files.readAllBytes(folder().resolve(".local/share/totp/vault.totp"))));
    }

    @Test
    void threeDeniedInARowEndTheRun() throws IOException {
        Path users = bulk().users(6);
        world().iam.faults().add("CreateVirtualMFADevice:2+:error=AccessDenied,403");
        TestHost.Result result = bulk().run(ExitCode.AWS_REFUSED, fromFile(users, "--json"));
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("1", report.get("summary.enrolled"));
        assertEquals("3", report.get("summary.failed"));
        assertEquals("2", report.get("summary.not_tried"));
        assertTrue(
                result.out()
                        .endsWith("\"error\":{\"code\":\"AccessDenied\",\"message\":"
                                + "\"CreateVirtualMFADevice: AccessDenied: As ordered\",\"retryable\":false}}\n"),
                result.out());
        assertEquals(4, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void twoDeniedAndOneTakenDoNotEndIt() throws IOException {
        world().iam.faults().add("EnableMFADevice:1-2:error=AccessDenied,403");
        world().iam.faults().add("EnableMFADevice:4-5:error=AccessDenied,403");
        TestHost.Result result = bulk().run(ExitCode.AWS_REFUSED, fromFile(bulk().users(6)));
        assertEquals(2, count(result, "enrolled"), result.out());
        assertEquals(4, count(result, "failed"), result.out());
        TestHost.Result again = bulk().run(ExitCode.DONE, fromFile(bulk().users(6)));
        assertEquals(4, count(again, "resumed"), again.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CreateVirtualMFADevice:2:error=LimitExceeded,409 10",
                "ListMFADevices:2:error=ExpiredToken,403 10",
                "ListMFADevices:2+:lose-before 15"
            })
    void whatFailsForAllEndsTheRun(String faultAndCode) throws IOException {
        String[] parts = faultAndCode.split(" ", -1);
        world().iam.faults().add(parts[0]);
        ExitCode code = ExitCode.numbered(Integer.parseInt(parts[1]));
        TestHost.Result result = bulk().run(code, fromFile(bulk().users(6)));
        assertEquals(1, count(result, "enrolled"), result.out());
        assertTrue(count(result, "not_tried") >= 2, result.out());
        world().iam.faults().clear();
        bulk().run(ExitCode.DONE, fromFile(bulk().users(6)));
        assertEquals(6, bulk().mustHold(false));
    }

    @Test
    void whatMaySucceedLaterIsFifteenWhateverWasRefused() throws IOException {
        Path users = bulk().users(3);
        user("u01").setPassword(LoginProfile.since(world().host.now()));
        world().iam.faults().add("EnableMFADevice:1+:throttle");
        Files.write(users, List.of("u01", "u02"));
        TestHost.Result result = bulk().run(ExitCode.AWS_UNREACHABLE, fromFile(users));
        assertTrue(result.err().contains("the same command once more goes on"), result.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u1\\nu1|line 2 repeats u1 of line 1",
                "u1\\nU1|line 2 repeats U1 of line 1",
                "u1\\n\\n# c\\nu2\\tu1|line 4 repeats u1 of line 1",
                "u1\\nteam/u2|line 2 does not begin",
                "\\tname|line 1 does not begin",
                "u1\\ta\\u0007b|line 1: ",
                "# nobody\\n\\n|there is no user in",
            })
    void listsThatCannotBeMeantAreRefusedBeforeAnythingIsAsked(String contentAndMessage) throws IOException {
        String[] parts = contentAndMessage.split("\\|", -1);
        String content = parts[0].replace("\\n", "\n").replace("\\t", "\t").replace("\\u0007", "\u0007");
        Path users = Files.writeString(folder().resolve("list"), content);
        TestHost.Result result = bulk().run(ExitCode.USAGE, fromFile(users));
        assertTrue(result.err().contains(parts[1]), result.err());
        assertEquals(List.of(), world().iam.log().actions());
    }

    @Test
    void commentsCarriageReturnsAndOtherNamesAreUnderstood() {
        world().iam.account().addUser("bob");
        TestHost.Result result = world().host
                .run(
                        List.of("enroll", "--users-from", "-"),
                        "\uFEFF# staff\r\nalice\twork alice # at her desk\r\n\r\nbob # the builder",
                        null);
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertEquals("bob\nwork alice\n", sorted(world().succeed("list")));
    }

    @Test
    void tooManyForTheVaultAreToldBeforeAnythingIsMade() throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            list.append("x").append(i).append('\n');
        }
        world().host.run(List.of("add", "mine", "--from", "-"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", null);
        Path users = Files.writeString(folder().resolve("list"), list);
        bulk().run(ExitCode.BAD_INPUT, fromFile(users));
        bulk().run(ExitCode.BAD_INPUT, fromFile(Files.writeString(users, list + "one-more\n")));
        assertEquals(List.of("GetCallerIdentity"), world().iam.log().actions());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NAME --group g",
                "--group g --without-mfa",
                "--group g --users-from x",
                "--group g --resume",
                "--group g --user alice",
                "--group g --device-name d",
                "--group g --replace",
                "--group g --if-missing",
                "--group g --no-verify",
                "--group g --console",
                "--group a/b",
                "--group g --hand-over d",
                "--group g --passphrases f",
                "--group g --hand-over d --passphrases -",
                "--group g --hand-over d --passphrases d/f",
                "--group g --hand-over d --passphrases d/../d/e/f",
                "NAME --tag t",
                "NAME --hand-over d --passphrases f",
                "--group",
                "--group=",
            })
    void whatDoesNotGoTogetherIsADocumentAndExitTwo(String words) {
        String[] all = ("enroll --json " + words).split(" ", -1);
        for (int i = 0; i < all.length; i++) {
            all[i] = all[i].matches("d(/.*)?|f") ? folder() + "/" + all[i] : all[i];
        }
        TestHost.Result result = bulk().run(ExitCode.USAGE, all);
        assertEquals("usage", AwsWorld.json(result.out()).get("error.code"), result.out());
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void anotherFileThanAListOfPassphrasesIsLeftAlone() throws IOException {
        Files.writeString(bulk().passphrases, "my diary\n");
        bulk().run(ExitCode.EXISTS, bulk().handingOver(bulk().users(1)));
        assertEquals("my diary\n", Files.readString(bulk().passphrases));
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
    }

    /** A folder in which others may exchange files, or where there is none to write to, is told before AWS makes anything. */
    @Test
    void whereNothingCanBeHandedOverNothingIsMade() throws IOException {
        Files.createDirectory(bulk().folder);
        Files.setPosixFilePermissions(bulk().folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        bulk().run(ExitCode.IO, bulk().handingOver(bulk().users(1)));
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
        assertEquals("", world().succeed("list"));
    }

    @Test
    void theListOfDevicesMustBeKnown() throws IOException {
        world().iam.faults().add("ListMFADevices:*:error=AccessDenied,403");
        TestHost.Result result = bulk().run(ExitCode.AWS_REFUSED, fromFile(bulk().users(4)));
        assertEquals(3, count(result, "failed"), result.out());
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void aPassphraseIsAskedOnceAndTheCallerIsLookedUpOnce() throws IOException {
        bulk().run(ExitCode.DONE, fromFile(bulk().users(5)));
        List<CallLog.Call> calls = world().iam.log().all();
        assertEquals(1, world().calls("GetCallerIdentity"));
        assertEquals(1 + 5 * 4, calls.size(), world().iam.log().actions().toString());
        for (int i = 1; i < calls.size(); i++) {
            Duration gap =
                    Duration.between(calls.get(i - 1).time(), calls.get(i).time());
            assertTrue(gap.toMillis() >= 200, "calls " + gap.toMillis() + " ms apart");
        }
    }

    /** Ctrl-C in the midst of a registration: that one is brought to its end and confirmed, and no further one begins. */
    @Test
    void anInterruptionLetsTheStepComeToItsEnd() throws Exception {
        Path users = bulk().users(4);
        TestMachine machine = new TestMachine(Platform.UNIX).with("printf", tool -> "correct horse battery staple");
        AtomicReference<Thread> signal = new AtomicReference<>();
        world().iam.faults().add("EnableMFADevice", 2, Fault.before(() -> {
            signal.set(new Thread(machine::end));
            signal.get().start();
            while (signal.get().getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }));
        world().host.setMachine(machine);
        TestHost.Result result = world().host.run(fromFile(users, "--json"));
        signal.get().join();
        world().host.setMachine(Machine.system());
        assertEquals(ExitCode.INTERRUPTED, result.code(), result.err());
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("2", report.get("summary.enrolled"), result.out());
        assertEquals("2", report.get("summary.not_tried"), result.out());
        assertEquals(2, bulk().mustHold(false));
        assertEquals("active", world().account("u02").get("state"));
        assertTrue(result.err().contains("the same command once more goes on"), result.err());
        assertEquals(0, machine.hooks());
        bulk().run(ExitCode.DONE, fromFile(users));
        assertEquals(4, bulk().mustHold(false));
    }

    /** And what of it nothing would be done without: the rest belongs to other ways of naming users, or tidies up. */
    @Test
    void thePolicyOfTheGuideIsEnoughAndNoActionOfItIsIdle() throws IOException {
        String policy = Files.readString(Path.of("docs/aws/enroll-many.json"));
        Path users = bulk().users(6);
        var group = world().iam.account().addGroup("builders");
        group.add(user("u03"), user("u04"));
        bulk().admin.setPolicies(policy);
        bulk().run(ExitCode.DONE, fromFile(Files.write(users, List.of("u01", "u02"))));
        bulk().run(ExitCode.DONE, bulk().words("--group", "builders"));
        bulk().run(ExitCode.DONE, bulk().words("--without-mfa"));
        assertEquals(6, bulk().mustHold(false));
        for (String action : List.of(
                "CreateVirtualMFADevice",
                "EnableMFADevice",
                "GetLoginProfile",
                "ListMFADevices",
                "GetGroup",
                "GetCredentialReport")) {
            String name = "w" + action.toLowerCase(Locale.ROOT);
            group.add(world().iam.account().addUser(name));
            assertTrue(policy.contains("\"iam:" + action + "\""), action);
            bulk().admin.setPolicies(policy.replace("\"iam:" + action + "\"", "\"iam:None\""));
            String[] words = action.endsWith("Report")
                    ? bulk().words("--without-mfa", "--dry-run")
                    : bulk().words("--group", "builders");
            TestHost.Result result = bulk().run(ExitCode.AWS_REFUSED, words);
            assertTrue((result.out() + result.err()).contains(action + ": AccessDenied"), action + result.err());
            bulk().admin.setPolicies(policy);
            bulk().run(ExitCode.DONE, bulk().words("--group", "builders"));
        }
        // Who may not have a report written reads the last one.
        bulk().admin.setPolicies(policy.replace("\"iam:GenerateCredentialReport\"", "\"iam:None\""));
        bulk().run(ExitCode.DONE, bulk().words("--without-mfa", "--dry-run"));
    }

    /** What cannot be kept is taken back, where the policy allows it, and told where it does not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSeedThatCannotBeKeptLeavesNoDevice(boolean mayDelete) throws IOException {
        String policy = Files.readString(Path.of("docs/aws/enroll-many.json"));
        bulk().admin.setPolicies(mayDelete ? policy : policy.replace("DeleteVirtualMFADevice", "None"));
        Path vault = folder().resolve(".local/share/totp");
        world().iam.faults().add("CreateVirtualMFADevice", 2, Fault.after(() -> safe(vault, false)));
        TestHost.Result result = bulk().run(ExitCode.IO, fromFile(bulk().users(4)));
        safe(vault, true);
        assertEquals(1, count(result, "enrolled"), result.out());
        assertEquals(2, count(result, "not_tried"), result.out());
        assertEquals(mayDelete ? 1 : 2, world().iam.devices().all().size());
        assertEquals(!mayDelete, result.err().contains("is left behind"), result.err());
        bulk().run(ExitCode.DONE, fromFile(bulk().users(4)));
        assertEquals(4, bulk().mustHold(false));
    }

    /** Where others could exchange the vault nothing is saved. */
    private static void safe(Path folder, boolean safe) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(safe ? "rwx------" : "rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Principal user(String name) {
        return world().iam.account().user(name).orElseThrow();
    }

    private static long count(TestHost.Result result, String word) {
        return result.out().lines().filter(line -> line.endsWith("\t" + word)).count();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String sorted(String lines) {
        return String.join("\n", lines.lines().sorted().toList()) + "\n";
    }
}
