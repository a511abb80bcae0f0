package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        write("credentials", """
                [me]
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = x
                [prod]
                role_arn = arn:aws:iam::123456789012:role/Admin
                source_profile = me
                """);
        return chain("prod", variable, value);
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws").resolve(name), text);
    }

    private Chain chain(String profile, String variable, String value) throws AwsException {
        AwsSettings settings = new AwsSettings(
                profile,
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

    /** Else the rehearsal finds no session that is kept, and each call that does loads what was not rehearsed. */
    @Test
    void theRehearsalKeepsItsSessionWhereItIsLookedFor() throws IOException, AwsException {
        write("config", "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/R\nsource_profile = keys\n");
        write("credentials", "[keys]\naws_access_key_id = AKIA\naws_secret_access_key = x\n");
        String kept = SessionKey.ofRole(chain("role", "LANG", "C"), 0);
        String rehearsal = Files.readString(Path.of("src/main/java/totp/TrainingRun.java"));
        assertTrue(rehearsal.contains("KEPT = \"" + kept + "\""), kept);
    }
}
