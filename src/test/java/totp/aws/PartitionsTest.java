package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.aws.AwsException.Reason;

/** Which STS is asked, in each partition: keys that are sent elsewhere are unknown there. */
class PartitionsTest {
    @TempDir
    @Nullable
    Path home;

    /** @param role the partition of a role; null for a user's own session */
    private Chain chain(
            @Nullable String role,
            @Nullable String profileRegion,
            @Nullable String option,
            Map<String, String> variables)
            throws IOException, AwsException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(
                home.resolve(".aws/config"),
                "[profile me]\n" + (profileRegion == null ? "" : "region = " + profileRegion + "\n")
                        + "[profile prod]\nsource_profile = me\n"
                        + (role == null ? "" : "role_arn = arn:" + role + ":iam::123456789012:role/Admin\n"));
        Files.writeString(
                home.resolve(".aws/credentials"),
                "[me]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n");
        AwsSettings settings = new AwsSettings(
                "prod",
                option,
                null,
                variables,
                home,
                "test",
                line -> List.of(line.split(" ")),
                (words, bytesMax, secondsMax) -> {
                    throw new IOException("there are no programs here");
                },
                (name, value) -> {});
        return Chain.of(settings, Chain.Asked.NOTHING, warning -> {});
    }

    @ParameterizedTest
    @CsvSource({
        // of the role, of the profile, of the variable: which region is asked, and which is known
        "aws, , , us-east-1, ''",
        "aws-cn, , , cn-north-1, ''",
        "aws-us-gov, , , us-gov-west-1, ''",
        "aws-eusc, , , eusc-de-east-1, ''",
        "aws-cn, cn-northwest-1, , cn-northwest-1, cn-northwest-1",
        "aws-cn, cn-northwest-1, cn-north-1, cn-north-1, cn-north-1",
        "aws-cn, cn-northwest-1, us-east-1, cn-northwest-1, cn-northwest-1",
        "aws-cn, , us-east-1, cn-north-1, ''",
        "aws-us-gov, us-gov-east-1, us-east-1, us-gov-east-1, us-gov-east-1",
        "aws, eu-west-1, us-gov-west-1, eu-west-1, eu-west-1",
        "aws, eu-west-1, eu-central-1, eu-central-1, eu-central-1",
        ", cn-north-1, us-east-1, cn-north-1, cn-north-1",
        ", , cn-north-1, cn-north-1, cn-north-1",
        ", eu-west-1, , eu-west-1, eu-west-1",
        "aws-new, , , us-east-1, ''",
        "aws-new, new-north-1, , new-north-1, new-north-1"
    })
    void aRegionOfThePartitionIsAsked(
            @Nullable String role, @Nullable String profile, @Nullable String variable, String asked, String known)
            throws IOException, AwsException {
        for (String name : List.of("AWS_REGION", "AWS_DEFAULT_REGION")) {
            Chain chain = chain(role, profile, null, variable == null ? Map.of() : Map.of(name, variable));
            assertEquals(asked, chain.region());
            assertEquals(known, chain.knownRegion());
            assertEquals(role == null ? Partitions.ofRegion(asked) : role, chain.partition());
        }
    }

    @ParameterizedTest
    @CsvSource({"aws-cn, us-east-1,", "aws, cn-north-1,", "aws-us-gov, us-gov-west-1, us-east-1", "aws, , us-iso-east-1"
    })
    void aRegionElsewhereThatIsMeantIsToldBeforeAnythingIsSent(
            String role, @Nullable String profile, @Nullable String option) {
        AwsException told = assertThrows(AwsException.class, () -> chain(role, profile, option, Map.of()));
        assertEquals(Reason.SETTINGS, told.reason());
        assertTrue(told.message().toString().contains("is not in the partition " + role), told.message()::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, aws",
        "cn-north-1, aws-cn",
        "us-gov-east-1, aws-us-gov",
        "us-iso-west-1, aws-iso",
        "us-isob-east-1, aws-iso-b",
        "eu-isoe-west-1, aws-iso-e",
        "us-isof-east-1, aws-iso-f",
        "eusc-de-east-1, aws-eusc",
        "us-east-1, aws"
    })
    void regionsHaveThePartitionThatTheSdkKnows(String region, String partition) {
        assertEquals(partition, Partitions.ofRegion(region));
        assertEquals(
                partition,
                software.amazon.awssdk.regions.PartitionMetadata.of(software.amazon.awssdk.regions.Region.of(region))
                        .id());
    }

    @Test
    void aNameOfAWholePartitionIsInIt() {
        assertEquals("aws", Partitions.ofRegion("aws-global"));
        assertEquals("aws-cn", Partitions.ofRegion("aws-cn-global"));
    }
}
