package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;

/** Whose credentials are used: options, variables and config files as the AWS CLI takes them. */
class AwsProfileTest extends WithAwsWorld {
    private static final String BOB = "arn:aws:iam::123456789012:mfa/bob\n";

    private @Nullable AccessKey bob;

    @BeforeEach
    void becomeNobody() throws IOException {
        bob = world().iam.account().addKey(world().iam.account().addUser("bob"));
        world().becomeNobody();
        config("[default]\nregion = eu-west-1\n");
        credentials("[other]\n" + keys("") + "[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n");
    }

    @Test
    void theProfileIsChosenInTheAwsClisOrder() {
        world().host.setVariable("AWS_PROFILE", "default");
        world().host.setVariable("AWS_DEFAULT_PROFILE", "other");
        assertEquals(BOB, dryRun());
        world().host.setVariable("AWS_DEFAULT_PROFILE", "");
        world().host.setVariable("AWS_PROFILE", "other");
        assertEquals(BOB, dryRun());
        world().host.setVariable("AWS_PROFILE", "default");
        assertEquals(BOB, dryRun("--profile", "other"));
        world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run", "--profile", "none");
    }

    @Test
    void namesWithBlanksIndentedLinesUpperCaseAndByteOrderMarksAreTaken() throws IOException {
        config("\ufeff[profile \"my prod\"]\n" + keys("    ") + "[profile x]\n"
                + keys("\t").replace("aws_access_key_id", "AWS_ACCESS_KEY_ID"));
        assertEquals(BOB, dryRun("--profile", "my prod"));
        assertEquals(BOB, dryRun("--profile", "x"));
    }

    @Test
    void filesAreFoundInTheHomeFolderAndByVariables() throws IOException {
        Files.createDirectory(home().resolve(".aws"));
        Files.move(home().resolve("credentials"), home().resolve(".aws/elsewhere"));
        for (String path : new String[] {"~/.aws/elsewhere", "$HOME/.aws/elsewhere", "${HOME}/.aws/elsewhere"}) {
            world().host.setVariable("AWS_SHARED_CREDENTIALS_FILE", path);
            assertEquals(BOB, dryRun("--profile", "other"), path);
        }
    }

    @Test
    void aBadFileThatNobodyNeedsIsPassedOverAndOneThatIsNeededIsNamed() throws IOException {
        config("[default]\nthis is no line\n");
        TestHost.Result refused = world().expect(ExitCode.USAGE, "enroll", "t", "--dry-run", "--profile", "other");
        assertTrue(refused.err().contains("config: line 2 is neither a section nor a value"), refused.err());
        world().become(Objects.requireNonNull(bob));
        TestHost.Result done = world().expect(ExitCode.DONE, "enroll", "t", "--dry-run");
        assertEquals(BOB, done.out());
        assertTrue(done.err().contains("the AWS config files are passed over"), done.err());
    }

    @Test
    void aHelperProgramIsRunWithoutAShellAndItsWordsStayOut() throws IOException {
        AccessKey key = Objects.requireNonNull(bob);
        helper("printf '{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\"}' " + key.id() + " "
                + key.secret());
        config("[profile p]\ncredential_process = \"" + home().resolve("my helper") + "\" 'a b' $HOME\n");
        assertEquals(BOB, dryRun("--profile", "p"));
        for (String[] bad : new String[][] {
            {"echo GEHEIM >&2; exit 3", "failed with exit code 3"},
            {"echo GEHEIM", "printed no JSON document"},
            {"echo '{\"AccessKeyId\":\"GEHEIM\"}'", "printed no access key"},
            {"yes GEHEIM", "printed more than 64000 bytes"},
        }) {
            helper(bad[0]);
            TestHost.Result refused =
                    world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run", "--profile", "p");
            assertTrue(refused.err().contains("the credential_process of the profile p " + bad[1]), refused.err());
            assertFalse(refused.err().contains("GEHEIM"), refused.err());
        }
        config("[profile p]\ncredential_process = /nonexistent/helper\n");
        assertTrue(world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run", "--profile", "p")
                .err()
                .contains("cannot be started"));
    }

    @Test
    void credentialsThatCannotBeSentAreRefusedInWords() {
        AccessKey key = Objects.requireNonNull(bob);
        for (String[] bad : new String[][] {
            {" ", " ", ""},
            {key.id(), key.secret(), "a\nb"},
            {key.id(), "\u00e9", ""},
            {key.id() + "\r", key.secret(), ""}
        }) {
            world().host.setVariable("AWS_ACCESS_KEY_ID", bad[0]);
            world().host.setVariable("AWS_SECRET_ACCESS_KEY", bad[1]);
            world().host.setVariable("AWS_SESSION_TOKEN", bad[2]);
            TestHost.Result refused = world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run");
            assertTrue(refused.err().contains("the access key of the environment is blank"), refused.err());
        }
    }

    @Test
    void aTokenFileThatIsNotThereIsNamed() {
        world().host.setVariable("AWS_WEB_IDENTITY_TOKEN_FILE", "/nonexistent/token");
        world().host.setVariable("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/dev");
        TestHost.Result refused = world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run", "--user", "alice");
        assertTrue(refused.err().contains("cannot read the web identity token /nonexistent/token"), refused.err());
    }

    @Test
    void whoIsSignedOutIsToldHowToSignIn() throws IOException {
        String session = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n";
        String role = "sso_account_id = 123456789012\nsso_role_name = Admin\n";
        config("[profile new]\nsso_session = corp\n" + role + session
                + "[profile old]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n" + role
                + "[profile login]\nlogin_session = arn:aws:iam::123456789012:user/bob\n");
        for (String profile : new String[] {"new", "old"}) {
            TestHost.Result refused =
                    world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run", "--profile", profile);
            assertTrue(refused.err().contains("aws sso login --profile " + profile), refused.err());
        }
        TestHost.Result refused =
                world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run", "--profile", "login");
        assertTrue(refused.err().contains("aws login --profile login"), refused.err());
    }

    @Test
    void rolesAreAssumedByTheirSourcesAndCirclesAreNamed() throws IOException {
        config("""
                [profile one]
                role_arn = arn:aws:iam::123456789012:role/dev
                source_profile = two
                [profile two]
                role_arn = arn:aws:iam::123456789012:role/dev
                source_profile = one
                [profile half]
                role_arn = arn:aws:iam::123456789012:role/dev
                [profile gone]
                role_arn = arn:aws:iam::123456789012:role/dev
                source_profile = nobody
                [profile bob]
                role_arn = arn:aws:iam::123456789012:role/dev
                source_profile = other
                """);
        TestHost.Result circle = world().expect(ExitCode.USAGE, "enroll", "t", "--dry-run", "--profile", "one");
        assertTrue(circle.err().contains("go round in a circle, or through more than 5: one, two, one"), circle.err());
        world().expect(ExitCode.USAGE, "enroll", "t", "--dry-run", "--profile", "half");
        TestHost.Result gone = world().expect(ExitCode.AWS_REFUSED, "enroll", "t", "--dry-run", "--profile", "gone");
        assertTrue(gone.err().contains("has the source nobody, which is not in the AWS config files"), gone.err());
        // A device of one's own is made with the source's keys, whatever the role.
        world().expect(ExitCode.DONE, "enroll", "t", "--dry-run", "--profile", "bob");
        // For somebody else the role is asked for with them, and refused by AWS: there is none.
        String[] other = {"enroll", "t", "--dry-run", "--profile", "bob", "--user", "alice"};
        TestHost.Result refused = world().expect(ExitCode.AWS_REFUSED, other);
        assertTrue(refused.err().contains("AssumeRole: AccessDenied"), refused.err());
        world().host.setVariable("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        assertTrue(world().expect(ExitCode.AWS_UNREACHABLE, other).err().contains(": no connection"));
    }

    private String dryRun(String... options) {
        String[] words = new String[3 + options.length];
        System.arraycopy(new String[] {"enroll", "t", "--dry-run"}, 0, words, 0, 3);
        System.arraycopy(options, 0, words, 3, options.length);
        return world().succeed(words);
    }

    private String keys(String indent) {
        AccessKey key = Objects.requireNonNull(bob);
        return indent + "aws_access_key_id = " + key.id() + "\n" + indent + "aws_secret_access_key = " + key.secret()
                + "\n";
    }

    private void config(String text) throws IOException {
        Files.writeString(home().resolve("config"), text);
        world().host.setVariable("AWS_CONFIG_FILE", home().resolve("config").toString());
    }

    private void credentials(String text) throws IOException {
        Files.writeString(home().resolve("credentials"), text);
        world().host
                .setVariable(
                        "AWS_SHARED_CREDENTIALS_FILE",
                        home().resolve("credentials").toString());
    }

    private void helper(String script) throws IOException {
        Path file = home().resolve("my helper");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                file, "#!/bin/sh\n[ $# = 2 ] && [ \"$1\" = 'a b' ] && [ \"$2\" = '$HOME' ] || exit 9\n" + script);
    }

    private Path home() throws IOException {
        return folder().toRealPath();
    }
}
