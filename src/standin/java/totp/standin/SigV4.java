package totp.standin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The receiving side of AWS Signature Version 4, in the Authorization header.
 *
 * @param signedHeaders their names in lower case, in the order in which the client lists them
 */
record SigV4(String keyId, String scope, List<String> signedHeaders, String signature) {
    static final DateTimeFormatter BASIC_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Duration SKEW_MAX = Duration.ofMinutes(5);
    private static final Pattern SCOPE = Pattern.compile("([0-9]{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request");

    static SigV4 parse(String header) throws AwsError {
        if (header.isEmpty()) {
            throw new AwsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        if (!header.startsWith("AWS4-HMAC-SHA256 ")) {
            throw incomplete("Unsupported AWS 'algorithm'");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : header.substring(header.indexOf(' ')).split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                throw incomplete("'" + field.strip() + "' not a valid key=value pair (missing equal-sign)");
            }
            fields.put(
                    field.substring(0, equals).strip(),
                    field.substring(equals + 1).strip());
        }
        if (!fields.keySet().equals(Set.of("Credential", "SignedHeaders", "Signature"))) {
            throw incomplete("Authorization header requires 'Credential', 'SignedHeaders' and 'Signature'");
        }
        String credential = fields.get("Credential");
        int slash = credential.indexOf('/');
        if (slash < 0 || !SCOPE.matcher(credential.substring(slash + 1)).matches()) {
            throw incomplete("Credential must have the form KEY/DATE/REGION/SERVICE/aws4_request");
        }
        return new SigV4(
                credential.substring(0, slash),
                credential.substring(slash + 1),
                List.of(fields.get("SignedHeaders").split(";", -1)),
                fields.get("Signature"));
    }

    String region() {
        return scopePart(2);
    }

    String service() {
        return scopePart(3);
    }

    /** Refuses what was not signed with this secret, or signed for another service, time or request. */
    void verify(HttpRequest request, String secret) throws AwsError {
        if (!Set.of("iam", "sts").contains(service())) {
            throw mismatch("Credential should be scoped to correct service.");
        }
        for (String name : request.headers().keySet()) {
            if ((name.equals("host") || name.startsWith("x-amz-")) && !signedHeaders.contains(name)) {
                throw mismatch("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
        String time = request.header("x-amz-date");
        if (!time.startsWith(scopePart(1))) {
            throw mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                    + scopePart(1) + "' != '" + time + "'.");
        }
        String claimedHash = request.header("x-amz-content-sha256");
        boolean rightBody = claimedHash.isEmpty() || claimedHash.equals(bodyHash(request));
        boolean rightSignature = MessageDigest.isEqual(bytes(signature(request, secret)), bytes(signature));
        if (!rightBody || !rightSignature) {
            throw mismatch("The request signature we calculated does not match the signature you provided. Check your"
                    + " AWS Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    /** Refuses a request that was signed more than five minutes from now. */
    static void verifyTime(HttpRequest request, Instant now) throws AwsError {
        Instant signed;
        try {
            signed = Instant.from(BASIC_TIME.parse(request.header("x-amz-date")));
        } catch (DateTimeParseException malformed) {
            throw incomplete("Date must be in ISO-8601 'basic format'. Got '" + request.header("x-amz-date") + "'.");
        }
        Instant earliest = now.minus(SKEW_MAX);
        Instant latest = now.plus(SKEW_MAX);
        if (signed.isBefore(earliest)) {
            throw mismatch("Signature expired: " + BASIC_TIME.format(signed) + " is now earlier than "
                    + BASIC_TIME.format(earliest) + " (" + BASIC_TIME.format(now) + " - 5 min.)");
        }
        if (signed.isAfter(latest)) {
            throw mismatch("Signature not yet current: " + BASIC_TIME.format(signed) + " is still later than "
                    + BASIC_TIME.format(latest) + " (" + BASIC_TIME.format(now) + " + 5 min.)");
        }
    }

    String signature(HttpRequest request, String secret) {
        String toSign = "AWS4-HMAC-SHA256\n" + request.header("x-amz-date") + "\n" + scope + "\n"
                + sha256(bytes(canonical(request)));
        byte[] key = bytes("AWS4" + secret);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    String canonical(HttpRequest request) {
        StringBuilder text = new StringBuilder()
                .append(request.method())
                .append('\n')
                .append(request.path())
                .append('\n')
                // Sorting encoded pairs is right for the names of this protocol, of which none begins with another.
                .append(Arrays.stream(request.query().split("&", -1)).sorted().collect(Collectors.joining("&")))
                .append('\n');
        for (String name : signedHeaders) {
            String values = request.headers().getOrDefault(name, List.of()).stream()
                    .map(value -> value.strip().replaceAll(" +", " "))
                    .collect(Collectors.joining(","));
            text.append(name).append(':').append(values).append('\n');
        }
        return text.append('\n')
                .append(String.join(";", signedHeaders))
                .append('\n')
                .append(bodyHash(request))
                .toString();
    }

    private static String bodyHash(HttpRequest request) {
        return sha256(request.body().getBytes(StandardCharsets.ISO_8859_1));
    }

    private String scopePart(int number) {
        Matcher matcher = SCOPE.matcher(scope);
        if (!matcher.matches()) {
            throw new IllegalStateException("checked by parse");
        }
        return matcher.group(number);
    }

    static String sha256(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static byte[] hmac(byte[] key, String data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(data));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AwsError incomplete(String message) {
        return new AwsError(400, "IncompleteSignature", message);
    }

    private static AwsError mismatch(String message) {
        return new AwsError(403, "SignatureDoesNotMatch", message);
    }
}
