package totp.otp;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The pages on which AWS asks for the code of a device, by its partition ("AWS Sign-In endpoints and quotas"). Not those of an
 * account's alias, which anybody chooses: they lead to one of these.
 */
final class AwsSignIn {
    private static final Map<String, String> HOSTS = Map.of(
            "aws", "signin.aws.amazon.com",
            "aws-cn", "signin.amazonaws.cn",
            "aws-us-gov", "signin.amazonaws-us-gov.com");

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");

    private AwsSignIn() {}

    static boolean isOf(String partition, Origin page) {
        String host = HOSTS.get(partition);
        if (host == null || !page.tls() || !page.hasStandardPort()) {
            return false;
        }
        int region = page.host().length() - host.length() - 1;
        return page.host().equals(host)
                || (page.host().endsWith("." + host)
                        && REGION.matcher(page.host().substring(0, region)).matches());
    }
}
