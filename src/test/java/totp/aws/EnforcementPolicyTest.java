package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The document that demands MFA, and what is taken for the same one. */
final class EnforcementPolicyTest {
    private static final EnforcementPolicy USUAL = new EnforcementPolicy("aws", "123456789012", false, false);

    private static Optional<List<String>> differences(String document) {
        return USUAL.differences(
                URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    @Test
    void itselfDiffersInNothing() {
        assertEquals(Optional.of(List.of()), differences(USUAL.text()));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void whatIamTakesForTheSameIsTheSame(String old, String written) {
        String document = USUAL.text().replace(old, written);
        assertTrue(!document.equals(USUAL.text()), "nothing was changed: " + old);
        assertEquals(Optional.of(List.of()), differences(document));
    }

    /** A list of one, another order, a boolean for its word. */
    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of(
                        "\"iam:CreateVirtualMFADevice\",\n      \"R", "[\"iam:CreateVirtualMFADevice\"],\n      \"R"),
                Arguments.of(
                        "\"iam:ListVirtualMFADevices\", \"iam:GetAccountPasswordPolicy\"",
                        "\"iam:GetAccountPasswordPolicy\", \"iam:ListVirtualMFADevices\""),
                Arguments.of("\"aws:ViaAWSService\": \"false\"", "\"aws:ViaAWSService\": false"));
    }

    @Test
    void eachOptionIsADifferenceOfTheDemandAlone() {
        for (EnforcementPolicy other : List.of(
                new EnforcementPolicy("aws", "123456789012", true, false),
                new EnforcementPolicy("aws", "123456789012", false, true))) {
            assertEquals(Optional.of(List.of("~" + EnforcementPolicy.DEMAND)), differences(other.text()));
        }
    }

    @Test
    void statementsThatAreMissingOrMoreAreNamed() {
        assertEquals(
                Optional.of(List.of("~SeeDevices")),
                differences(USUAL.text().replace("[\"iam:ListVirtual", "[\"iam:List")));
        String more = USUAL.text()
                .replace(
                        "\"Statement\": [",
                        "\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"},");
        assertEquals(Optional.of(List.of("+#1")), differences(more));
        String twice = USUAL.text().replace("OwnDeviceGone", "OwnDeviceAway");
        assertEquals(Optional.of(List.of("-OwnDeviceGone", "+#5")), differences(twice));
        assertEquals(Optional.of(List.of("~Version")), differences(USUAL.text().replace("2012-10-17", "2008-10-17")));
    }

    @Test
    void whatIsNoPolicyIsNotTheSame() {
        assertEquals(Optional.empty(), differences("[]"));
        assertEquals(Optional.empty(), differences("{"));
        assertEquals(6, differences("{}").orElseThrow().size());
        // Read twice, and by two readers differently.
        assertEquals(
                Optional.empty(),
                differences("{\"Version\": \"1\", " + USUAL.text().strip().substring(1)));
    }

    /** IAM counts without blanks. */
    @Test
    void theLongestFitsIntoAPolicyWithRoomToSpare() {
        String longest = new EnforcementPolicy("aws-us-gov", "123456789012", true, false).text();
        int characters = longest.replaceAll("\\s", "").length();
        assertTrue(characters < EnforcementPolicy.CHARACTERS_MAX / 3, characters + " characters");
    }

    @Test
    void anotherPartitionHasItsOwnArns() {
        String china = new EnforcementPolicy("aws-cn", "123456789012", false, false).text();
        assertTrue(china.contains("arn:aws-cn:iam::123456789012:user/*/${aws:username}"), china);
        assertTrue(!china.contains("arn:aws:"), china);
    }
}
