package totp.aws;

import java.util.Map;
import java.util.Optional;

/** The parts of AWS that know nothing of each other: a key of one is unknown in the regions of every other. */
final class Partitions {
    /** How the names of a partition's regions begin; all others are those of {@code aws}. */
    private static final Map<String, String> OF_PREFIX = Map.of(
            "cn-", "aws-cn",
            "us-gov-", "aws-us-gov",
            "eusc-", "aws-eusc",
            "us-iso-", "aws-iso",
            "us-isob-", "aws-iso-b",
            "eu-isoe-", "aws-iso-e",
            "us-isof-", "aws-iso-f");

    /** Where STS is asked if nobody says a region. */
    private static final Map<String, String> USUAL = Map.of(
            "aws", "us-east-1",
            "aws-cn", "cn-north-1",
            "aws-us-gov", "us-gov-west-1",
            "aws-eusc", "eusc-de-east-1",
            "aws-iso", "us-iso-east-1",
            "aws-iso-b", "us-isob-east-1",
            "aws-iso-e", "eu-isoe-west-1",
            "aws-iso-f", "us-isof-south-1");

    private static final String GLOBAL = "-global";

    private Partitions() {}

    static String ofRegion(String region) {
        if (region.endsWith(GLOBAL)) {
            return region.substring(0, region.length() - GLOBAL.length());
        }
        return OF_PREFIX.entrySet().stream()
                .filter(entry -> region.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("aws");
    }

    /** Whether the region may be one of the partition; of one that was founded after this was written nobody knows. */
    static boolean mayHave(String partition, String region) {
        return !USUAL.containsKey(partition) || ofRegion(region).equals(partition);
    }

    static Optional<String> usualRegion(String partition) {
        return Optional.ofNullable(USUAL.get(partition));
    }
}
