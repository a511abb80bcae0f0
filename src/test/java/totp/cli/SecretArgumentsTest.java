package totp.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                "0123456789ABCDEF0123456789abcdef0"
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
                "https://example.com/otpauth:"
            })
    void namesAndPathsAreNot(String argument) {
        assertFalse(SecretArguments.isSecret(argument));
    }
}
