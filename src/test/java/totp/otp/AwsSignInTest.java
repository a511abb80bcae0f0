package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.crypto.Secret;

/** On which pages the codes of an AWS device are asked for, without anybody having linked them. */
final class AwsSignInTest {
    @ParameterizedTest
    @CsvSource({
        "aws, https://signin.aws.amazon.com, true",
        "aws, https://us-east-1.signin.aws.amazon.com, true",
        "aws, https://eu-central-2.signin.aws.amazon.com, true",
        "aws, https://ap-northeast-1.signin.aws.amazon.com, true",
        "aws, https://us-gov-west-1.signin.aws.amazon.com, true",
        "aws, http://signin.aws.amazon.com, false",
        "aws, https://signin.aws.amazon.com:8443, false",
        "aws, https://evil.signin.aws.amazon.com, false",
        "aws, https://123456789012.signin.aws.amazon.com, false",
        "aws, https://a.us-east-1.signin.aws.amazon.com, false",
        "aws, https://us-east-1.signin.aws.amazon.com.evil.example, false",
        "aws, https://us-east-1-signin.aws.amazon.com, false",
        "aws, https://xsignin.aws.amazon.com, false",
        "aws, https://aws.amazon.com, false",
        "aws, https://console.aws.amazon.com, false",
        "aws, https://signin.amazonaws.cn, false",
        "aws-cn, https://signin.amazonaws.cn, true",
        "aws-cn, https://cn-north-1.signin.amazonaws.cn, true",
        "aws-cn, https://signin.aws.amazon.com, false",
        "aws-us-gov, https://signin.amazonaws-us-gov.com, true",
        "aws-us-gov, https://us-gov-east-1.signin.amazonaws-us-gov.com, true",
        "aws-iso, https://signin.aws.amazon.com, false"
    })
    void awsAsksThere(String partition, String origin, boolean asks) {
        AwsDevice device =
                new AwsDevice("arn:" + partition + ":iam::123456789012:mfa/alice", "alice", "123456789012", partition);
        Account account = Account.builder(new UUID(1, 2), "aws", Totp.DEFAULT, Secret.adopt(new byte[20]))
                .aws(device)
                .build();
        assertEquals(asks, account.isFor(Origin.parse(origin).orElseThrow()));
        Account plain = Account.builder(new UUID(1, 2), "aws", Totp.DEFAULT, Secret.adopt(new byte[20]))
                .build();
        assertEquals(false, plain.isFor(Origin.parse(origin).orElseThrow()));
    }
}
