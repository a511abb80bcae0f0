package totp.otp;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a code may be filled in: a host, as the user named it. Nothing is guessed from titles, issuers or public suffixes; whose
 * page it is says the host that the browser has checked the certificate of.
 *
 * @param host in lower case and A-labels (RFC 5890), an IPv4 address, or an IPv6 address in brackets
 * @param below whether every host below {@code host} is meant, and not itself
 * @param port -1 for the scheme's own
 */
public record Site(String host, boolean below, int port) {
    private static final int HOST_MAX = 253;
    private static final int PORT_MAX = 65_535;

    /** Letters that Java maps as IDNA 2003 did, and browsers no more (UTS 46, "Deviations"): two names, of two owners. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\\u00df\\u1e9e\\u03c2\\u200c\\u200d]");

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");
    private static final Pattern ADDRESS = Pattern.compile("(?is)(?:https?://)?([^/?#@\\\\\\s]{1,300})(?:[/?#].*)?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /** Under which anybody gets a name of his own: a star there means everybody's pages. */
    private static final List<String> SHARED = List.of(
            "amazonaws.com",
            "appspot.com",
            "azurewebsites.net",
            "blogspot.com",
            "cloudfront.net",
            "co.in",
            "co.jp",
            "co.kr",
            "co.nz",
            "co.uk",
            "com.au",
            "com.br",
            "com.cn",
            "firebaseapp.com",
            "fly.dev",
            "github.io",
            "gitlab.io",
            "herokuapp.com",
            "ne.jp",
            "netlify.app",
            "ngrok-free.app",
            "onrender.com",
            "or.jp",
            "org.uk",
            "pages.dev",
            "vercel.app",
            "web.app",
            "wordpress.com",
            "workers.dev");

    /**
     * Reads {@code HOST}, {@code HOST:PORT} or {@code *.HOST}, the host in any script and case.
     *
     * @return empty for an address of a page, for a name of one label but {@code localhost}, and for whatever no browser has as a
     *     host
     */
    public static Optional<Site> parse(String text) {
        String rest = text;
        boolean below = rest.startsWith("*.");
        if (below) {
            rest = rest.substring(2);
        }
        int port = -1;
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf(']')) {
            String number = rest.substring(colon + 1);
            if (!PORT.matcher(number).matches() || Integer.parseInt(number) > PORT_MAX) {
                return Optional.empty();
            }
            port = Integer.parseInt(number);
            rest = rest.substring(0, colon);
        }
        Optional<String> host = host(rest);
        boolean named = host.filter(Site::isName).isPresent();
        return below && !named ? Optional.empty() : site(host, below, port);
    }

    /**
     * The site of a page's address, as password managers keep it with a login: {@code https://example.com/login}, or only what may
     * stand before the first slash. Never with a star, and of an address with a user's name in it none.
     */
    public static Optional<Site> ofAddress(String text) {
        Matcher address = ADDRESS.matcher(text.strip());
        return address.matches() ? parse(address.group(1)).filter(site -> !site.below) : Optional.empty();
    }

    private static Optional<Site> site(Optional<String> host, boolean below, int port) {
        return host.map(known -> new Site(known, below, port));
    }

    /** A host as browsers write it. */
    private static Optional<String> host(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (IPV6.matcher(lower).matches()) {
            return Optional.of(lower);
        }
        if (AMBIGUOUS.matcher(text).find()) {
            return Optional.empty();
        }
        String ascii;
        try {
            ascii = IDN.toASCII(lower, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (ascii.length() > HOST_MAX) {
            return Optional.empty();
        }
        String[] labels = ascii.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        boolean number = labels[labels.length - 1].matches("[0-9]+|0x.*");
        boolean whole = number ? isIpv4(labels) : labels.length > 1 || ascii.equals("localhost");
        return whole ? Optional.of(ascii) : Optional.empty();
    }

    /** In the one form that browsers leave of the many that there are (WHATWG URL, "IPv4 serializer"). */
    private static boolean isIpv4(String[] octets) {
        if (octets.length != 4) {
            return false;
        }
        for (String octet : octets) {
            if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }

    /** A name of several labels: what may have others below it. */
    static boolean isName(String host) {
        return host.indexOf('.') > 0 && !host.startsWith("[") && !isIpv4(host.split("\\.", -1));
    }

    /** Whether pages of anybody would be meant. */
    public boolean isShared() {
        return below && (SHARED.contains(host) || host.endsWith(".amazonaws.com"));
    }

    /** Whether a page is meant. Without TLS only one of this very machine: whoever is in between reads the code. */
    public boolean matches(Origin page) {
        boolean samePort = port < 0 ? page.hasStandardPort() : port == page.port();
        boolean sameHost = below
                ? page.host().endsWith("." + host) && isName(page.host())
                : page.host().equals(host);
        return page.isSecure() && samePort && sameHost;
    }

    /** As it is written and stored. */
    @Override
    public String toString() {
        return (below ? "*." : "") + host + (port < 0 ? "" : ":" + port);
    }
}
