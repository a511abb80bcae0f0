package totp.otp;

import java.util.Optional;

/**
 * Whose page it is, as a browser says it: scheme, host and port (RFC 6454).
 *
 * @param tls whether the browser has checked a certificate
 * @param host as {@link Site#host}
 * @param port the scheme's own where none is written
 */
public record Origin(boolean tls, String host, int port) {
    private static final String HTTPS = "https://";
    private static final String HTTP = "http://";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /**
     * Reads it.
     *
     * @return empty for what is no page of the web, and for whatever else than scheme, host and port is in it
     */
    public static Optional<Origin> parse(String text) {
        boolean tls = text.startsWith(HTTPS);
        if (!tls && !text.startsWith(HTTP)) {
            return Optional.empty();
        }
        return Site.parse(text.substring(tls ? HTTPS.length() : HTTP.length()))
                .filter(site -> !site.below())
                .map(site -> new Origin(tls, site.host(), site.port() < 0 ? port(tls) : site.port()));
    }

    private static int port(boolean tls) {
        return tls ? HTTPS_PORT : HTTP_PORT;
    }

    /** Whether nobody is in between who reads the code: by TLS, or since the page comes from this very machine. */
    public boolean isSecure() {
        return tls
                || host.equals("localhost")
                || host.equals("[::1]")
                || (host.startsWith("127.") && !Site.isName(host));
    }

    boolean hasStandardPort() {
        return port == port(tls);
    }

    /** The host, and the port where it is not the scheme's own. */
    public String authority() {
        return hasStandardPort() ? host : host + ":" + port;
    }
}
