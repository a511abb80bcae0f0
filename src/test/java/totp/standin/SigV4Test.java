package totp.standin;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, against the examples that AWS has published; that the SDK's are taken is seen in {@link LocalIamLifeTest}. */
final class SigV4Test {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    /** The example of the General Reference, "Signature Version 4 signing process". */
    @Test
    void publishedExampleOfListUsers() throws AwsError {
        HttpRequest request = request("GET", "/?Action=ListUsers&Version=2010-05-08", "iam.amazonaws.com", FORM, "");
        SigV4 signature = SigV4.parse("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date,"
                + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
        assertEquals("AKIDEXAMPLE", signature.keyId());
        assertEquals("iam", signature.service());
        assertEquals(
                "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
                SigV4.sha256(signature.canonical(request).getBytes(StandardCharsets.UTF_8)));
        assertDoesNotThrow(() -> signature.verify(request, SECRET));
    }

    /** "post-x-www-form-urlencoded" of AWS's signature test suite. */
    @Test
    void publishedExampleOfForm() throws AwsError {
        HttpRequest request =
                request("POST", "/", "example.amazonaws.com", "application/x-www-form-urlencoded", "Param1=value1");
        SigV4 signature = SigV4.parse("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date, Signature=0");
        assertEquals(
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
                signature.signature(request, SECRET));
    }

    @Test
    void refusesWhatWasNotSigned() throws AwsError {
        SigV4 unsigned = signature("us-east-1/iam", "content-type;host;x-amz-date", "");
        HttpRequest request = request("POST", "/", "iam.amazonaws.com", FORM, "Action=ListUsers");
        SigV4 right = signature("us-east-1/iam", "content-type;host;x-amz-date", unsigned.signature(request, SECRET));
        assertDoesNotThrow(() -> right.verify(request, SECRET));

        refused(right, request, SECRET + "x");
        refused(right, request("POST", "/", "iam.amazonaws.com", FORM, "Action=DeleteUser"), SECRET);
        refused(right, request("POST", "/", "other.amazonaws.com", FORM, "Action=ListUsers"), SECRET);
        refused(right, request("GET", "/", "iam.amazonaws.com", FORM, "Action=ListUsers"), SECRET);
        refused(signature("eu-west-1/iam", "content-type;host;x-amz-date", right.signature()), request, SECRET);
    }

    /** A token that is not signed could be exchanged under way. */
    @Test
    void refusesUnsignedHostAndTokens() throws AwsError {
        HttpRequest request = request("POST", "/", "iam.amazonaws.com", FORM, "Action=ListUsers");
        SigV4 withoutHost = signature("us-east-1/iam", "content-type;x-amz-date", "");
        refused(
                signature("us-east-1/iam", "content-type;x-amz-date", withoutHost.signature(request, SECRET)),
                request,
                SECRET);
        request.headers().put("x-amz-security-token", List.of("token"));
        SigV4 withoutToken = signature("us-east-1/iam", "content-type;host;x-amz-date", "");
        refused(
                signature("us-east-1/iam", "content-type;host;x-amz-date", withoutToken.signature(request, SECRET)),
                request,
                SECRET);
    }

    @Test
    void refusesAnotherBodyHashAndAnotherService() throws AwsError {
        HttpRequest request = request("POST", "/", "iam.amazonaws.com", FORM, "Action=ListUsers");
        SigV4 forS3 = signature("us-east-1/s3", "content-type;host;x-amz-date", "");
        refused(
                signature("us-east-1/s3", "content-type;host;x-amz-date", forS3.signature(request, SECRET)),
                request,
                SECRET);
        request.headers().put("x-amz-content-sha256", List.of("UNSIGNED-PAYLOAD"));
        String headers = "content-type;host;x-amz-content-sha256;x-amz-date";
        SigV4 unsigned = signature("us-east-1/iam", headers, "");
        refused(signature("us-east-1/iam", headers, unsigned.signature(request, SECRET)), request, SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic YTpi",
                "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/iam/aws4_request",
                "AWS4-HMAC-SHA256 nothing",
                "AWS4-HMAC-SHA256 Credential=A/2015/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
                "AWS4-HMAC-SHA256 Credential=A, SignedHeaders=host, Signature=0"
            })
    void refusesOtherHeaders(String header) {
        assertEquals(
                "IncompleteSignature",
                assertThrows(AwsError.class, () -> SigV4.parse(header)).code());
    }

    @Test
    void refusesNoHeader() {
        AwsError refused = assertThrows(AwsError.class, () -> SigV4.parse(""));
        assertEquals("MissingAuthenticationToken", refused.code());
        assertEquals(403, refused.status());
    }

    /** The request is of 12:36:00. */
    @ParameterizedTest
    @CsvSource({"12:41:00, ''", "12:31:00, ''", "12:41:01, Signature expired:", "12:30:59, Signature not yet current:"})
    void fiveMinutesOff(String now, String message) {
        HttpRequest request = request("POST", "/", "iam.amazonaws.com", FORM, "");
        Instant server = Instant.parse("2015-08-30T" + now + "Z");
        if (message.isEmpty()) {
            assertDoesNotThrow(() -> SigV4.verifyTime(request, server));
        } else {
            AwsError refused = assertThrows(AwsError.class, () -> SigV4.verifyTime(request, server));
            assertEquals("SignatureDoesNotMatch", refused.code());
            assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
        }
    }

    private static void refused(SigV4 signature, HttpRequest request, String secret) {
        AwsError refused = assertThrows(AwsError.class, () -> signature.verify(request, secret));
        assertEquals("SignatureDoesNotMatch", refused.code());
        assertEquals(403, refused.status());
    }

    private static SigV4 signature(String scope, String headers, String signature) throws AwsError {
        return SigV4.parse("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/" + scope + "/aws4_request, SignedHeaders="
                + headers + ", Signature=" + signature);
    }

    private static HttpRequest request(String method, String target, String host, String contentType, String body) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("content-type", List.of(contentType));
        headers.put("host", List.of(host));
        headers.put("x-amz-date", List.of("20150830T123600Z"));
        return new HttpRequest(method, target, headers, body);
    }
}
