package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.aws.AwsException;
import totp.aws.AwsSettings;
import totp.aws.Chain;

/** A loop over all regions takes one code, since a session of one region's STS is good in all. */
class SessionKeyTest {
    @TempDir
    @Nullable
    Path home;

    private Chain chain(String variable, String value) throws IOException, AwsException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/credentials"), """
                [me]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = x
                [prod]
                role_arn = arn:aws:iam::123456789012:role/Admin
                source_profile = me
                """);
        AwsSettings settings = new AwsSettings(
                "prod",
                null,
                null,
                Map.of(variable, value),
                home,
                "test",
                line -> List.of(line.split(" ")),
                (words, bytesMax, secondsMax) -> {
                    throw new IOException("there are no programs here");
                },
                (name, text) -> {});
        return Chain.of(settings, Chain.Asked.NOTHING, warning -> {});
    }

    @Test
    void oneSessionServesAllRegionsAndNoOtherAddress() throws IOException, AwsException {
        Chain ireland = chain("AWS_REGION", "eu-west-1");
        Chain oregon = chain("AWS_REGION", "us-west-2");
        Chain other = chain("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
        Duration day = Duration.ofHours(12);
        assertEquals(SessionKey.ofUser(ireland, "", day), SessionKey.ofUser(oregon, "", day));
        assertEquals(SessionKey.ofRole(ireland, 0), SessionKey.ofRole(oregon, 0));
        assertEquals(SessionKey.ofOwner(ireland), SessionKey.ofOwner(oregon));
        assertNotEquals(SessionKey.ofUser(ireland, "", day), SessionKey.ofUser(other, "", day));
        assertNotEquals(SessionKey.ofRole(ireland, 0), SessionKey.ofRole(other, 0));
    }
}
