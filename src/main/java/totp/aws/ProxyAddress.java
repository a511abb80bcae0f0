package totp.aws;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * Where {@code HTTPS_PROXY} points to.
 *
 * @param login {@code user:password} as it is to be sent
 */
record ProxyAddress(String host, int port, Optional<String> login) {
    private static final Pattern URL =
            Pattern.compile("(?:(?i)http://)?(?:([^@/]*)@)?(\\[[0-9A-Fa-f:.]+]|[^:/@\\[\\]]+)(?::([0-9]{1,5}))?/*");

    private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[.*]");

    /** @throws AwsException {@code SETTINGS}, without the text, which may hold a password; {@code UNREACHABLE} */
    static ProxyAddress parse(String text) throws AwsException {
        Matcher url = URL.matcher(text.strip());
        int port = url.matches() && url.group(3) != null ? Integer.parseInt(url.group(3)) : 80;
        if (!url.matches() || port < 1 || port > 65535) {
            throw new AwsException(Reason.SETTINGS, "BadProxy", Message.of("aws.https-proxy-not-url"));
        }
        Optional<String> login = Optional.ofNullable(url.group(1)).map(ProxyAddress::decoded);
        return new ProxyAddress(resolvable(url.group(2)), port, login);
    }

    /** Blanks, colons and the like stand in a URL as escapes; a plus is a plus. */
    private static String decoded(String login) {
        try {
            return URLDecoder.decode(login.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return login;
        }
    }

    /** Java takes no host with an underscore, which no rule allows and many networks have: its address stands for it. */
    private static String resolvable(String host) throws AwsException {
        if (PLAIN_HOST.matcher(host).matches()) {
            return host;
        }
        try {
            String address = InetAddress.getByName(host).getHostAddress();
            return address.contains(":") ? "[" + address + "]" : address;
        } catch (UnknownHostException e) {
            throw new AwsException(Reason.UNREACHABLE, "Unreachable", Message.of("aws.name-proxy-https-proxy"), e);
        }
    }
}
