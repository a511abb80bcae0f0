package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;

class SecretArgumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "otpauth://totp/x?secret=MFRGGZDF",
                "OtpAuth:x",
                " otpauth://totp",
                "otpauth-migration://offline?data=x",
                "motp://x",
                "steam://MFRGGZDF",
                "steam:gezdgnbvgy3tqojq",
                "GEZDGNBVGY3TQOJQ",
                "GEZD GNBV GY3T QOJQ",
                "GEZD-GNBV-GY3T-QOJQ",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                "0123456789abcdef0123456789abcdef",
                "0123456789ABCDEF0123456789abcdef0",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY======",
                "'GEZDGNBVGY3TQOJQ'",
                "\u201cGEZDGNBVGY3TQOJQ\u201d",
                "GEZD\u00a0GNBV\u2003GY3T\u200bQOJQ\ufeff",
                "GEZD\u2013GNBV\u2010GY3T-QOJQ",
                "31:32:33:34:35:36:37:38:39:30:31:32:33:34:35:36",
                "'otpauth://totp/x?secret=MFRGGZDF'",
                "see otpauth:x",
                "url=otpauth%3A//totp/x",
                "\u200botpauth://totp/x",
                "x steam://MFRGGZDF",
                "Steam:gezd gnbv gy3t qojq"
            })
    void secretsAreRecognised(String argument) {
        assertTrue(SecretArguments.isSecret(argument));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aws-root",
                "arn:aws:iam::123456789012:mfa/alice",
                "Steam:alice",
                "mOTP:alice@example.com",
                "GEZDGNBVGY3TQOJ",
                "ABCDEFGHIJKLMNOP",
                "GEZDGNBVGY3TQOJ8",
                "gezdgnbvgy3tqojq",
                "0123456789abcdef0123456789abcde",
                "5d1f0c3e-0000-4000-8000-000000000001",
                "/home/x/GEZDGNBVGY3TQOJQ",
                "--json",
                "AKIAIOSFODNN7EXAMPL2",
                "AKIAIOSFODNN7EXAMPLE",
                "ASIAQ3EGRIOUEXAMPL22",
                "s3://GEZDGNBVGY3TQOJQ",
                "12:34:56",
                "https://example.com/mfa"
            })
    void namesAndPathsAreNot(String argument) {
        assertFalse(SecretArguments.isSecret(argument));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code -nGEZDGNBVGY3TQOJQ x",
                "code -cGEZDGNBVGY3TQOJQ",
                "list --passphrase-fileGEZDGNBVGY3TQOJQ",
                "list --passphrase-file=GEZDGNBVGY3TQOJQ====",
                "list --passphrase-file GEZDGNBVGY3TQOJQ",
                "add x --note 'GEZDGNBVGY3TQOJQ",
                "add x -- GEZDGNBVGY3TQOJQ",
                "enroll x --user otpauth://totp/x",
                "enroll GEZDGNBVGY3TQOJQ --user alice",
                "aws devices GEZDGNBVGY3TQOJQ",
                "exec aws -- GEZDGNBVGY3TQOJQ"
            })
    void commandLinesWithASecretAreRefusedWithoutRepeatingIt(String line) {
        Failure refusal = assertThrows(Failure.class, () -> SecretArguments.refuse(line.split(" ")));
        assertEquals(ExitCode.USAGE, refusal.code());
        assertFalse(String.valueOf(refusal.getMessage()).contains("GEZD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enroll x --user DEPLOYPIPELINE22",
                "enroll x --user=DEPLOYPIPELINE22 --profile=PRODUCTIONACCOUNT2",
                "enroll x --device-name DEPLOYPIPELINE22",
                "aws env PRODUCTIONACCOUNT2",
                "aws exec PRODUCTIONACCOUNT2 -- run --token GEZDGNBVGY3TQOJQ",
                "aws require-mfa ADMINISTRATORS2222",
                "sync s3://BUCKETWITHALONGNAME2/GEZDGNBVGY3TQOJQ",
                "undelete 5d1f0c3e-0000-4000-8000-000000000001"
            })
    void namesAtAwsAreNoSecrets(String line) throws Failure {
        SecretArguments.refuse(line.split(" "));
        assertEquals(List.of(), SecretArguments.unrepeatable(line.split(" ")));
    }

    /** Whatever a command says of an argument that could be a seed in lower case, it does not say it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "code jbswy3dpehpk3pxpmarker",
                "jbswy3dpehpk3pxpmarker",
                "list --passphrase-file jbswy3dpehpk3pxpmarker",
                "--vault jbswy3dpehpk3pxpmarker list",
                "list -jbswy3dpehpk3pxpmarker",
                "code -njbswy3dpehpk3pxpmarker x",
                "list --jbswy3dpehpk3pxpmarker",
                "list --format jbswy3dpehpk3pxpmarker",
                "import jbswy3dpehpk3pxpmarker",
                "scan jbswy3dpehpk3pxpmarker",
                "restore jbswy3dpehpk3pxpmarker",
                "add x --from jbswy3dpehpk3pxpmarker",
                "code x --at jbswy3dpehpk3pxpmarker",
                "rm jbswy3dpehpk3pxpmarker",
                "key remove jbswy3dpehpk3pxpmarker",
                "help jbswy3dpehpk3pxpmarker"
            })
    void noMessageRepeatsWhatCouldBeASeed(String line) {
        TestHost host = new TestHost(Path.of("/nonexistent"));
        TestHost.Result result = host.run(line.split(" "));
        assertNotEquals(ExitCode.DONE, result.code());
        assertFalse(result.err().contains("jbswy3dp"), result.err());
        assertFalse(result.err().isEmpty());
    }
}
