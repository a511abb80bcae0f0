package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;

class SecretArgumentsTest {
    @TempDir
    @Nullable
    Path folder;

    private boolean made;

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
                "Steam:gezd gnbv gy3t qojq",
                "secret=GEZDGNBVGY3TQOJQ",
                "key=GEZDGNBVGY3TQOJQ",
                "key: GEZD GNBV GY3T QOJQ",
                "KEY:\u00a0GEZD GNBV GY3T QOJQ",
                "secret=0123456789abcdef0123456789abcdef",
                "secret=31:32:33:34:35:36:37:38:39:30:31:32:33:34:35:36",
                "https://example.com/?secret=GEZDGNBVGY3TQOJQ&issuer=x",
                "{\"secret\":\"GEZDGNBVGY3TQOJQ\"}",
                "{\"secret\": \"GEZD GNBV GY3T QOJQ\", \"digits\": 6}",
                "{secret:GEZDGNBVGY3TQOJQ}",
                "['GEZDGNBVGY3TQOJQ']",
                "<secret>GEZDGNBVGY3TQOJQ</secret>",
                "(GEZDGNBVGY3TQOJQ)",
                "GEZDGNBVGY3TQOJQ.txt",
                "0123456789abcdef0123456789abcdef.json"
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
                "https://example.com/mfa",
                "/tmp/ABCDEFGH23456789ABCD/x",
                "/tmp/DATA/DISK/AWS2/KEYS",
                "./GEZDGNBVGY3TQOJQ.txt",
                "../GEZDGNBVGY3TQOJQ",
                "~/GEZDGNBVGY3TQOJQ.json",
                "C:\\GEZD\\GNBV\\GY3T\\QOJQ",
                "backups/vault.totp.12.deadbeef",
                "vault.totp.counter.0123456789abcdef0123456789abcdef",
                "arn:aws:iam::123456789012:user/DEPLOYPIPELINE22",
                "arn:aws:iam::123456789012:mfa/0123456789abcdef0123456789abcdef",
                "urn:uuid:5d1f0c3e-0000-4000-8000-000000000001",
                "{5d1f0c3e-0000-4000-8000-000000000001}",
                "key=AKIAIOSFODNN7EXAMPL2",
                "AKIAIOSFODNN7EXAMPL2.json",
                "DEPLOYPIPELINE22@123456789012",
                "EXAMPLE.COM.PROD2.AWS.ADMIN",
                "aws:DEPLOYPIPELINE22",
                "AWS (DEPLOYPIPELINE22)",
                "PROD_ROOT_AWS2_MAIN",
                "PROD.ROOT.AWS2.MAIN",
                "aws,DEPLOYPIPELINE22,6",
                "secret=gezdgnbvgy3tqojq",
                "gezd.gnbv.gy3t.qojq",
                "192.168.120.123:8080",
                "2026-11-23T15:00:05Z"
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
                "exec aws -- GEZDGNBVGY3TQOJQ",
                "add x --account GEZDGNBVGY3TQOJQ",
                "add x --account=GEZDGNBVGY3TQOJQ",
                "edit x --account GEZDGNBVGY3TQOJQ",
                "code - --account GEZDGNBVGY3TQOJQ",
                "list --user GEZDGNBVGY3TQOJQ",
                "enroll x --account GEZDGNBVGY3TQOJQ",
                "--vault enroll add x --account GEZDGNBVGY3TQOJQ",
                "sync --user GEZDGNBVGY3TQOJQ",
                "add aws env GEZDGNBVGY3TQOJQ",
                "code aws exec -- GEZDGNBVGY3TQOJQ"
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
                "--vault x aws devices --account PRODUCTIONACCOUNT2",
                "sync --profile PRODUCTIONACCOUNT2",
                "aws env PRODUCTIONACCOUNT2",
                "aws exec PRODUCTIONACCOUNT2 -- run --token GEZDGNBVGY3TQOJQ",
                "aws require-mfa ADMINISTRATORS2222",
                "sync s3://BUCKETWITHALONGNAME2/GEZDGNBVGY3TQOJQ",
                "undelete 5d1f0c3e-0000-4000-8000-000000000001",
                "code arn:aws:iam::123456789012:mfa/DEPLOYPIPELINE22",
                "--vault /srv/team.two/2026/vault.totp list",
                "--vault=/home/alice/development/authenticators/vault.totp list",
                "init --write-recovery-key recovery-key-of-2026.txt",
                "import /tmp/ABCDEFGH23456789ABCD/x",
                "import andotp-backup-2026-11-23.json.aes",
                "restore vault.totp.12.deadbeef",
                "restore vault.totp.counter.0123456789abcdef0123456789abcdef",
                "code github:alice",
                "code alice.smith@example.com",
                "code x --at 2026-11-23T15:00:05Z"
            })
    void namesAtAwsAndFilesAreNoSecrets(String line) throws Failure {
        SecretArguments.refuse(line.split(" "));
        assertEquals(line, SecretArguments.unrepeatable(line.split(" ")).outOf(line, "(not shown)"));
    }

    /** Somebody chose these names, or a program did; where a file is named, they are files. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "import GEZDGNBVGY3TQOJQ.json",
                "import 0123456789abcdef0123456789abcdef.json",
                "--no-input import --strict export(GEZDGNBVGY3TQOJQ).json",
                "import exports/GEZDGNBVGY3TQOJQ",
                "scan --deep 0123456789abcdef0123456789abcdef.png",
                "restore GEZDGNBVGY3TQOJQ.totp",
                "add x --from 0123456789abcdef0123456789abcdef.png",
                "add x --from=0123456789abcdef0123456789abcdef.png",
                "list --vault DATA/DISK/AWS2/KEYS",
                "list --vault=GEZDGNBVGY3TQOJQ.totp",
                "export -o GEZDGNBVGY3TQOJQ.json",
                "export -oGEZDGNBVGY3TQOJQ.json",
                "qr x --png 0123456789abcdef0123456789abcdef.png"
            })
    void filesMayBeCalledAnything(String line) throws Failure {
        SecretArguments.refuse(line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import secret=GEZDGNBVGY3TQOJQ",
                "import {\"secret\":\"GEZDGNBVGY3TQOJQ\"}",
                "restore key:GEZDGNBVGY3TQOJQ"
            })
    void butNotASeed(String line) {
        assertThrows(Failure.class, () -> SecretArguments.refuse(line.split(" ")));
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
                "list --jbswyxdpehpkxpxpmarker",
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

    /** One seed, as people write it down; each must be told by what is left of it in a message. */
    private static final List<String> SPELLINGS = List.of(
            "mfrggzdfmztwq2lk",
            "MfrgGzdfMztwQ2lk",
            "mfrg gzdf mztw q2lk",
            "mfrg-gzdf-mztw-q2lk",
            "mfrg.gzdf.mztw.q2lk",
            "mfrg/gzdf/mztw/q2lk",
            "mfrg_gzdf_mztw_q2lk",
            "mfrg,gzdf,mztw,q2lk",
            "mfrg;gzdf;mztw;q2lk",
            "mfrg|gzdf|mztw|q2lk",
            "mfrg\u00a0gzdf\u2003mztw\u200bq2lk",
            "mfrg//gzdf//mztw//q2lk",
            "secret=mfrggzdfmztwq2lk",
            "key=mfrg gzdf mztw q2lk",
            "key:mfrggzdfmztwq2lk",
            "{\"secret\":\"mfrggzdfmztwq2lk\"}",
            "{\"secret\": \"mfrg gzdf mztw q2lk\"}",
            "mfrggzdfmztwq2lk.txt",
            "mfrg.gzdf.mztw.q2lk.txt",
            "my seed is mfrggzdfmztwq2lk, really",
            "/tmp/mfrggzdfmztwq2lk",
            "secret=MFRGGZDFMZTWQ2LK",
            "MFRGGZDFMZTWQ2LK.txt",
            "{\"secret\":\"MFRGGZDFMZTWQ2LK\"}",
            "MFRG.GZDF.MZTW.Q2LK");

    private static final List<String> LINES = List.of(
            "%s",
            "--%s",
            "-%s",
            "--vault\n%s\nlist",
            "--vault=%s\nlist",
            "--bogus=%s",
            "code\n%s",
            "code\n-n%s\nrfc",
            "code\nrfc\n--at\n%s",
            "show\n%s",
            "uri\n%s",
            "qr\n%s\n--yes",
            "rm\n%s",
            "rm\n--purge\n%s",
            "undelete\n%s",
            "rename\n%s\nother",
            "rename\nrfc\n%s",
            "rename\nrfc\n-%s",
            "edit\n%s\n--note\nx",
            "edit\nrfc\n--note=%s",
            "edit\nrfc\n--alias=%s",
            "edit\nrfc\n--algorithm\n%s",
            "edit\nrfc\n--digits=%s",
            "add\n%s\n--from\n-",
            "add\nx\n--from\n%s",
            "add\nx\n--note\n%s",
            "add\nx\n--encoding\n%s\n--from\n-",
            "add\nx\n--type\n%s\n--from\n-",
            "restore\n%s",
            "import\n%s",
            "import\n--format\n%s\nx",
            "scan\n%s",
            "export\n%s\n--to\nuri\n--plain\n-o\n-",
            "export\n--to\n%s\n-o\n-",
            "list\n%s\n--format\n%s",
            "enroll\n%s",
            "enroll\n%s\n--json\n--bogus",
            "aws\n%s",
            "aws\nverify\n%s",
            "key\n%s",
            "key\nremove\n%s",
            "help\n%s");

    @Test
    void noCommandRepeatsASeedInWhateverSpelling() {
        List<String> told = new ArrayList<>();
        for (String line : LINES) {
            for (String spelling : SPELLINGS) {
                List<String> words = List.of(line.replace("%s", spelling).split("\n"));
                TestHost.Result result = run(words);
                String said = letters(result.err());
                if (said.contains("mfrg") || said.contains("q2lk")) {
                    told.add(words + " " + result.err());
                }
                if (line.equals("rename\nrfc\n%s") && result.code() == ExitCode.DONE) {
                    run(List.of("rename", spelling, "rfc"));
                }
            }
        }
        assertEquals("", String.join("\n", told));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod-eu-west-2-admin", "alice.smith22@example.com", "Amazon Web Services:alice2"})
    void whatWasDoneIsToldOfAnOrdinaryName(String name) {
        assertEquals(
                "totp: renamed rfc to " + name + "\n",
                run(List.of("rename", "rfc", name)).err());
    }

    @Test
    void aNameThatIsASeedIsTakenAndNotRepeated() {
        assertEquals(
                "totp: renamed rfc to (not shown)\n",
                run(List.of("rename", "rfc", "mfrg gzdf mztw q2lk")).err());
    }

    /** In a vault with an account {@code rfc}, which a key file opens, for that costs no time. */
    private TestHost.Result run(List<String> line) {
        Path home = Objects.requireNonNull(folder);
        TestHost host = new TestHost(home);
        String key = home.resolve("key").toString();
        if (!made) {
            made = true;
            assertEquals(
                    ExitCode.DONE,
                    host.run("init", "--no-recovery-key", "--new-key-file", key).code());
            assertEquals(
                    ExitCode.DONE, run(List.of("add", "rfc", "--from", "-")).code());
        }
        List<String> words = new ArrayList<>(List.of("--key-file", key));
        words.addAll(line);
        return host.run(words, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", null);
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
