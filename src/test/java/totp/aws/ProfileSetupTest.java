package totp.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.aws.ProfileSetup.Action;
import totp.aws.ProfileSetup.Outcome;
import totp.cli.session.Failure;
import totp.cli.session.ShellWords;

/** Profiles are handed over and taken back by the line, and every byte that is not theirs stays. */
class ProfileSetupTest {
    private static final String ROLE = "arn:aws:iam::222222222222:role/Admin";
    private static final String SERIAL = "arn:aws:iam::111111111111:mfa/alice";
    private static final String SECRET = "wJalrXUtnFEMIbPxRfiCYEXAMPLEKEYwJalrXUtn";
    private static final String KEYS =
            "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = " + SECRET + "\n";
    private static final String CREDENTIALS = "# keys\n[default]\n" + KEYS + "\n[me]\n" + KEYS + "[a b]\n" + KEYS;
    private static final String PROD =
            "[profile prod]\nrole_arn = " + ROLE + "\nsource_profile = me\nmfa_serial = " + SERIAL;

    private static final int RANDOM_FILES = 400;

    private static ProfileSetup setup(byte[] config, byte[] credentials, boolean lenient) throws AwsException {
        AwsSettings settings = new AwsSettings(
                null,
                null,
                null,
                Map.of(),
                Path.of("/home/nobody"),
                "test",
                ProfileSetupTest::words,
                (words, bytesMax, secondsMax) -> {
                    throw new IOException("there are no programs here");
                },
                (name, value) -> {});
        return new ProfileSetup(settings, "totp", config, credentials, lenient);
    }

    private static ProfileSetup setup(String config, String credentials) throws AwsException {
        return setup(utf8(config), utf8(credentials), false);
    }

    private static List<String> words(String line) {
        try {
            return ShellWords.split(line, "test");
        } catch (Failure e) {
            return List.of();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Both files, and the profile that is changed. */
    static Stream<Arguments> files() {
        List<String> configs = new ArrayList<>();
        configs.add(PROD);
        configs.add(PROD + "\n");
        configs.add(PROD.replace("\n", "\r\n") + "\r\n");
        configs.add(PROD.replace("\n", "\r\n"));
        configs.add(PROD.replace("\n", "\r"));
        configs.add("\ufeff" + PROD + "\n");
        configs.add("\ufeff\n\n" + PROD);
        configs.add("# a comment\n; another\n" + PROD + "\n# last\n; words");
        configs.add(PROD.replace(" = ", "="));
        configs.add(PROD.replace(" = ", "   =\t") + "   \n\n\n");
        configs.add(PROD.replace(" = ", ": ") + "\n");
        configs.add(PROD.replace("role_arn", "ROLE_ARN").replace("mfa_s", "Mfa_S") + "\n");
        configs.add(PROD.replace("\n", "\n    ") + "\n    region = eu-west-1\n");
        configs.add(PROD.replace("\n", "\n\t") + "\n\ts3 =\n\t\tmax_queue_size = 1\n\n[profile x]\n");
        configs.add(PROD + "\ns3 =\n  max_concurrent_requests = 20\n  addressing_style = path\nregion = eu-west-1\n");
        configs.add("[profile prod]\ns3 =\n  max_queue_size = 1\n" + PROD.substring(15)
                + "\n# Ireland\nregion = eu-west-1");
        configs.add("[profile prod]\noutput = json\n\n" + PROD.substring(15).replace("\n", "\n\n# why\n\n") + "\n\n");
        configs.add("   [profile prod]" + PROD.substring(14) + "\n");
        configs.add("[profile 'prod']" + PROD.substring(14) + "\n");
        configs.add("[profile \"prod\"]   ; a comment" + PROD.substring(14));
        configs.add("[profile prod]" + PROD.substring(14) + "\n   \n  # deeper\ns3 =\n\n  # x\n  a = b\n[profile y]");
        configs.add(
                PROD + "\nexternal_id = X-42\nrole_session_name = a.b\nduration_seconds = 3600\nregion = us-east-1\n");
        configs.add("[default]\nregion = eu-west-1\n\n[sso-session corp]\nsso_region = us-east-1\n" + PROD
                + "\n[services s]\n");
        configs.add("[profile \u00fc\u4e2d]\nregion = eu-west-1 # \u00e0\u2003\u00a0\n" + PROD + "\n");
        configs.add("[default]\nrole_arn = " + ROLE + "\nsource_profile = me\n" + PROD);
        configs.add("[profile me]\nregion = eu-west-1\n" + PROD + "\n");
        configs.add("[profile me]\n  region = eu-west-1\n  output = json\n[default]\n\n" + PROD + "\n");
        configs.add("[profile me]\nmfa_serial = " + SERIAL + "\n[default]"
                + PROD.replace("[profile prod]", "\n[profile prod]"));
        configs.add("[profile \"a b\"]\nregion = eu-west-1\n" + PROD + "\n   \n");
        configs.add(PROD + "\n[profile me]");
        configs.add("");
        List<Arguments> all = new ArrayList<>();
        for (String config : configs) {
            for (String profile : List.of("prod", "me", "default", "a b")) {
                for (String credentials :
                        List.of(CREDENTIALS, CREDENTIALS.strip(), CREDENTIALS.replace("\n", "\r\n"))) {
                    if (!profile.equals("prod") || !config.isEmpty()) {
                        all.add(Arguments.of(config, credentials, profile));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatWasDoneInPlaceIsTakenBackToTheByte(String config, String credentials, String profile) throws AwsException {
        ProfileSetup there = setup(config, credentials);
        Outcome outcome = there.inPlace(profile);
        // A role and keys of one name: told, and nothing is done.
        boolean both = profile.equals("default") && config.contains("[default]\nrole_arn");
        assertEquals(both ? Action.refused : Action.converted, outcome.action(), outcome.toString());
        assertTrue(there.isSound(), text(there.config()));
        if (both) {
            assertFalse(there.isChanged());
            return;
        }
        assertFalse(config.equals(text(there.config())));
        comesBack(there, profile, config, credentials);
        ProfileSetup again = setup(there.config(), there.credentials(), false);
        assertEquals(Action.unchanged, again.inPlace(profile).action());
        assertFalse(again.isChanged());
    }

    @ParameterizedTest
    @MethodSource("files")
    void anAddedProfileIsTakenBackToTheByte(String config, String credentials, String profile) throws AwsException {
        ProfileSetup there = setup(config, credentials);
        Outcome outcome = there.as(profile, "new").orElseThrow();
        assertEquals(Action.added, outcome.action());
        assertTrue(there.isSound(), text(there.config()));
        assertEquals(credentials, text(there.credentials()));
        comesBack(there, profile, config, credentials);
        comesBack(there, "new", config, credentials);
        ProfileSetup again = setup(there.config(), there.credentials(), false);
        assertEquals(Action.unchanged, again.as(profile, "new").orElseThrow().action());
    }

    private static void comesBack(ProfileSetup there, String profile, String config, String credentials)
            throws AwsException {
        ProfileSetup back = setup(there.config(), there.credentials(), true);
        assertEquals(
                List.of(Action.restored),
                back.undo(profile).stream().map(Outcome::action).toList());
        assertTrue(back.isSound());
        assertArrayEquals(utf8(config), back.config());
        assertArrayEquals(utf8(credentials), back.credentials());
    }

    /** Of lines that real files have, in any order; what the reader refuses is not looked at. */
    @Test
    void randomFilesComeBackToTheByte() throws AwsException {
        Random random = new Random(7);
        List<String> parts = List.of(
                "[profile prod]",
                "[profile me]",
                "[default]",
                "[profile \"a b\"]",
                "[sso-session x]",
                "role_arn = " + ROLE,
                "  role_arn=" + ROLE,
                "source_profile = me",
                "source_profile = prod",
                "\tmfa_serial : " + SERIAL,
                "mfa_serial = " + SERIAL,
                "region = eu-west-1",
                "  region = eu-west-1",
                "s3 =",
                "    max_queue_size = 1",
                "# comment",
                "  ; comment = x",
                "",
                "   ",
                "duration_seconds=3600",
                "output = \u00e0",
                "credential_process = /bin/other x");
        List<String> ends = List.of("\n", "\r\n", "\n", "\r");
        int converted = 0;
        for (int i = 0; i < RANDOM_FILES * 40 && converted < RANDOM_FILES; i++) {
            StringBuilder config = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
            int count = random.nextInt(12);
            String end = ends.get(random.nextInt(ends.size()));
            for (int j = 0; j < count; j++) {
                config.append(parts.get(j == 0 ? random.nextInt(5) : random.nextInt(parts.size())))
                        .append(j == count - 1 && random.nextBoolean() ? "" : end);
            }
            String credentials = random.nextBoolean() ? CREDENTIALS : CREDENTIALS.strip();
            for (String profile : List.of("prod", "me", "default", "a b")) {
                converted += comesBack(config.toString(), credentials, profile) ? 1 : 0;
            }
        }
        assertEquals(RANDOM_FILES, Math.min(converted, RANDOM_FILES), "files that were changed");
    }

    private static boolean comesBack(String config, String credentials, String profile) {
        try {
            ProfileSetup there = setup(config, credentials);
            if (there.inPlace(profile).action() != Action.converted || !there.isSound()) {
                return false;
            }
            assertTrue(there.as("me", "new").isPresent());
            ProfileSetup back = setup(there.config(), there.credentials(), true);
            back.undo("new");
            back.undo(profile);
            assertArrayEquals(utf8(config), back.config(), config);
            assertArrayEquals(utf8(credentials), back.credentials());
            return true;
        } catch (AwsException e) {
            return false; // no such profile, no such source, or no file that can be read
        }
    }

    @Test
    void theLinesAreThoseOfTheManual() throws AwsException {
        ProfileSetup there = setup(PROD + "\n# Ireland\nregion = eu-west-1\n", CREDENTIALS);
        there.inPlace("prod");
        assertEquals(
                List.of(
                        " [profile prod]",
                        "-role_arn = " + ROLE,
                        "-source_profile = me",
                        "-mfa_serial = " + SERIAL,
                        "+totp_role_arn = " + ROLE,
                        "+totp_source_profile = me",
                        "+totp_mfa_serial = " + SERIAL,
                        "+credential_process = totp aws credentials prod"),
                there.configChanges());
        assertEquals(List.of(), there.credentialsChanges());
    }

    @Test
    void ofTheCredentialsFileOnlyHeadersAreShown() throws AwsException {
        ProfileSetup there = setup("[profile me]\nregion = eu-west-1\n", CREDENTIALS);
        there.inPlace("me");
        assertEquals(List.of("-[me]", "+[me-long-term]"), there.credentialsChanges());
        assertEquals(
                List.of(
                        " [profile me]",
                        "+totp_source_profile = me-long-term",
                        "+credential_process = totp aws credentials me"),
                there.configChanges());
        assertTrue(text(there.credentials()).contains("[me-long-term]\n" + KEYS));
    }

    @Test
    void aNewProfileHasTheRegionOfItsSource() throws AwsException {
        ProfileSetup there = setup("[profile me]\nregion = eu-west-1", CREDENTIALS);
        there.as("me", "mine");
        assertEquals(
                "[profile me]\nregion = eu-west-1\n\n# added by totp aws setup\n[profile mine]\n"
                        + "credential_process = totp aws credentials me\nregion = eu-west-1",
                text(there.config()));
    }

    /** Kept are bytes, not characters; the program itself refuses such files, as the AWS CLI does, but for taking back. */
    @Test
    void bytesThatAreNoTextAndSectionsThatStandTwiceStay() throws AwsException {
        String rest = "[profile twice]\nregion = a\n[profile twice]\n# \u00e4\u0085\u00a0\u00ff\noutput\n";
        byte[] config = (rest + PROD + "\n" + rest).getBytes(StandardCharsets.ISO_8859_1);
        ProfileSetup clean = setup(PROD + "\n", CREDENTIALS);
        clean.inPlace("prod");
        byte[] changed = (rest + text(clean.config()) + rest).getBytes(StandardCharsets.ISO_8859_1);
        ProfileSetup back = setup(changed, utf8(CREDENTIALS), true);
        assertEquals(Action.restored, back.undo("prod").get(0).action());
        assertTrue(back.isSound());
        assertArrayEquals(config, back.config());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[profile p]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n",
                "[profile p]\nsso_session = corp\nsso_account_id = 1\n[sso-session corp]\n",
                "[profile p]\nlogin_session = arn:aws:sts::1:x\n",
                "[profile p]\nregion = eu-west-1\n",
                "[profile p]\nmfa_serial = " + SERIAL + "\n",
                "[profile p]\ncredential_process = /bin/tool\n",
                "[profile p]\nrole_arn = " + ROLE
                        + "\nsource_profile = me\ncredential_process = totp aws credentials p\n",
                "[profile p]\nrole_arn = " + ROLE + "\nweb_identity_token_file = /x\n",
                "[profile p]\ntotp_role_arn = " + ROLE + "\nsource_profile = me\n",
                "[profile p]\nrole_arn = " + ROLE + "\nsource_profile = me\nsso_session = x\n",
                "[profile p]\nregion = a\n[profile 'p']\nrole_arn = " + ROLE + "\nsource_profile = me\n",
                "[profile p]\nsource_profile = p-long-term\n[profile p-long-term]\nregion = a\n"
            })
    void whatCannotBeHandedOverIsRefusedAndStays(String config) throws AwsException {
        ProfileSetup there = setup(config, CREDENTIALS);
        Outcome outcome = there.inPlace("p");
        assertEquals(Action.refused, outcome.action());
        assertEquals(1, outcome.hints().size());
        assertFalse(there.isChanged());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws_session_token = x\n",
                "region = eu-west-1\n",
                "role_arn = " + ROLE + "\n",
                "sso_session = x\n",
                "[me-long-term]\n" + KEYS
            })
    void keysWithSomethingElseBesideThemAreRefused(String more) throws AwsException {
        ProfileSetup there = setup("", "[me]\n" + KEYS + more);
        Outcome outcome = there.inPlace("me");
        assertEquals(Action.refused, outcome.action());
        assertFalse(outcome.toString().contains(SECRET));
        assertFalse(there.isChanged());
    }

    @Test
    void aRoleWithKeysOfItsOwnIsRefusedForTheyWouldCountFirst() throws AwsException {
        ProfileSetup there = setup(PROD + "\n", CREDENTIALS + "[prod]\n" + KEYS);
        assertEquals(Action.refused, there.inPlace("prod").action());
        assertFalse(there.isChanged());
    }

    @Test
    void whatWasBrokenOffBetweenTheFilesIsBroughtToAnEnd() throws AwsException {
        ProfileSetup whole = setup("[profile me]\n", CREDENTIALS);
        whole.inPlace("me");
        ProfileSetup rest = setup(whole.config(), utf8(CREDENTIALS), false);
        assertEquals(Action.converted, rest.inPlace("me").action());
        assertTrue(rest.isSound());
        assertArrayEquals(whole.config(), rest.config());
        assertArrayEquals(whole.credentials(), rest.credentials());
        ProfileSetup back = setup(whole.config(), utf8(CREDENTIALS), true);
        assertEquals(Action.restored, back.undo("me").get(0).action());
        assertEquals("[profile me]\n", text(back.config()));
        assertEquals(CREDENTIALS, text(back.credentials()));
    }

    @Test
    void takingBackLeavesWhatWasAddedSince() throws AwsException {
        ProfileSetup there = setup(PROD, CREDENTIALS);
        there.inPlace("prod");
        ProfileSetup back = setup(utf8(text(there.config()) + "\noutput = json\n"), there.credentials(), true);
        back.undo("prod");
        assertEquals(PROD + "\noutput = json\n", text(back.config()));
        ProfileSetup added = setup(PROD, CREDENTIALS);
        added.as("prod", "new");
        ProfileSetup changed = setup(utf8(text(added.config()) + "\noutput = json\n"), added.credentials(), true);
        assertEquals(Action.refused, changed.undo("new").get(0).action());
        assertFalse(changed.isChanged());
    }

    @Test
    void profilesThatStillAskAreNamed() throws AwsException {
        String other = PROD.replace("prod", "other").replace("mfa_serial", "#");
        ProfileSetup there = setup(PROD + "\n" + other + "\n", CREDENTIALS);
        there.inPlace("me");
        assertEquals(List.of("prod"), there.askedStill());
        there.inPlace("prod");
        assertEquals(List.of(), there.askedStill());
    }

    @Test
    void profilesOfADeviceAreFound() throws AwsException {
        ProfileSetup there =
                setup(PROD + "\n[profile x]\nmfa_serial = other\n", CREDENTIALS + "mfa_serial = " + SERIAL);
        assertEquals(List.of("prod", "a b"), there.withDevice(SERIAL::equals));
        there.inPlace("a b");
        ProfileSetup again = setup(there.config(), there.credentials(), false);
        assertEquals(List.of("prod"), again.withDevice(SERIAL::equals), "the keys themselves are no profile for tools");
        assertEquals(List.of("a b"), again.handedOver());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prod|totp aws credentials prod",
                "a/b@c.d:e+f%g|totp aws credentials a/b@c.d:e+f%g",
                "a b|totp aws credentials \"a b\"",
                "o'clock|totp aws credentials \"o'clock\"",
                "\u00fc|totp aws credentials \"\u00fc\"",
                "a$b|totp aws credentials 'a$b'",
                "a\"b|totp aws credentials 'a\"b'",
                "-x|",
                "a\"'b|"
            })
    void aNameStandsInTheLineAsAShellTakesIt(String name, @org.jspecify.annotations.Nullable String line)
            throws AwsException {
        ProfileSetup there = setup("", "");
        assertEquals(
                line == null ? "" : "credential_process = " + line,
                there.process().text(name).orElse(""));
    }
}
