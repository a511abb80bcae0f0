package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;

/** Config files that lead nowhere: one line each, before a vault is opened and before anything is sent. */
class ChainTest extends WithAwsWorld {
    @BeforeEach
    void write() throws IOException {
        world().becomeNobody();
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "false");
        world().host.setVariable("TOTP_AWS_CACHE", folder().resolve("cache").toString());
        Files.writeString(folder().resolve("config"), """
                [profile me]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = x
                [profile half]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                [profile session]
                aws_access_key_id = ASIAIOSFODNN7EXAMPLE
                aws_secret_access_key = x
                aws_session_token = y
                [profile nothing]
                region = eu-west-1
                [profile a]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = b
                [profile b]
                role_arn = arn:aws:iam::123456789012:role/B
                source_profile = c
                [profile c]
                source_profile = a
                [profile own]
                source_profile = own
                [profile ownkeys]
                source_profile = ownkeys
                role_arn = arn:aws:iam::123456789012:role/A
                [profile tool]
                credential_process = totp aws credentials tool2
                [profile tool2]
                credential_process = "/opt/my totp/bin/totp" aws credentials --profile tool
                [profile two]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                credential_source = Environment
                [profile none]
                role_arn = arn:aws:iam::123456789012:role/A
                [profile gone]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = nobody
                [profile badrole]
                role_arn = arn:aws:iam::12345:role/A
                source_profile = me
                [profile china]
                role_arn = arn:aws-cn:iam::123456789012:role/A
                source_profile = me
                mfa_serial = arn:aws:iam::123456789012:mfa/alice
                [profile passkey]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                mfa_serial = arn:aws:iam::123456789012:u2f/user/alice/key-ABC
                [profile chained]
                role_arn = arn:aws:iam::123456789012:role/B
                source_profile = first
                mfa_serial = arn:aws:iam::123456789012:mfa/alice
                [profile first]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                [profile short]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                duration_seconds = 60
                [profile long]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                duration_seconds = 43201
                [profile words]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                duration_seconds = 1h
                [profile name]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                role_session_name = a b
                [profile id]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                external_id = x"y
                [profile region]
                role_arn = arn:aws:iam::123456789012:role/A
                source_profile = me
                region = evil.example.com/
                """);
        world().host.setVariable("AWS_CONFIG_FILE", folder().resolve("config").toString());
        world().iam.log().clear();
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, AWS_REFUSED, there is no profile nobody",
        "half, AWS_REFUSED, only one half of an access key",
        "session, USAGE, are those of a session",
        "nothing, AWS_REFUSED, has no credentials",
        "a, USAGE, 'a, b, c'",
        "own, AWS_REFUSED, has no credentials",
        "ownkeys, AWS_REFUSED, has no credentials",
        "tool, USAGE, 'tool, tool2'",
        "two, USAGE, two",
        "none, USAGE, none",
        "gone, AWS_REFUSED, nobody",
        "badrole, USAGE, no ARN of a role",
        "china, USAGE, 'aws-cn, aws'",
        "passkey, USAGE, is a passkey",
        "chained, USAGE, a code goes with the first role alone",
        "short, USAGE, from 15 minutes to 12 hours",
        "long, USAGE, from 15 minutes to 12 hours",
        "words, USAGE, duration_seconds of the profile words is not a number",
        "name, USAGE, a session name has",
        "id, USAGE, no external id",
        "region, USAGE, evil.example.com/"
    })
    void whatCannotBeIsToldBeforeAnythingIsSent(String profile, ExitCode code, String told) {
        TestHost.Result result = world().expect(code, "aws", "credentials", profile);
        assertTrue(result.err().startsWith("totp: error: "), result.err());
        assertTrue(result.err().contains(told), result.err());
        assertEquals("", result.out());
        assertEquals(0, world().iam.log().all().size());
    }

    @ParameterizedTest
    @CsvSource({
        "--profile=me, given twice",
        "--duration=1x, takes a length of time",
        "--duration=10m, from 15 minutes to 36 hours",
        "--duration=37h, from 15 minutes to 36 hours",
        "--role-arn=admin, no ARN of a role",
        "--source-profile=me, goes with --role-arn",
        "--serial=arn:aws:iam::1:mfa/x, no serial",
        "--endpoint-url=http://example.com, plain http",
        "--clear, does not go with totp aws credentials",
        "--json, does not go with totp aws credentials"
    })
    void optionsThatCannotBeAreToldBeforeAnythingIsSent(String option, String told) {
        TestHost.Result result = world().expect(ExitCode.USAGE, "aws", "credentials", "me", option);
        assertTrue(result.err().contains(told), result.err());
        assertEquals(0, world().iam.log().all().size());
    }
}
