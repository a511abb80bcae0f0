package totp.aws;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** The HTTP client: the JDK's, with the proxy and the certificate authorities that the environment names. */
final class Transport {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(20);

    private final AwsSettings settings;
    private final Profile profile;

    Transport(AwsSettings settings, Profile profile) {
        this.settings = settings;
        this.profile = profile;
    }

    /**
     * A client for one service.
     *
     * @param endpoint the address that stands in for AWS's own, if any
     * @throws AwsException {@code SETTINGS} for a proxy or a bundle that cannot be one
     */
    SdkHttpClient open(Optional<URI> endpoint) throws AwsException {
        // The JDK silently sends a POST a second time when the connection ends without an answer: a device made twice.
        settings.property().accept("sun.net.http.retryPost", "false");
        boolean https =
                endpoint.map(uri -> "https".equalsIgnoreCase(uri.getScheme())).orElse(true);
        UrlConnectionHttpClient.Builder builder = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(SOCKET_TIMEOUT)
                .proxyConfiguration(proxy(https));
        Optional<String> bundle = settings.variable("AWS_CA_BUNDLE").or(() -> profile.property("ca_bundle"));
        if (bundle.isPresent()) {
            TrustManager[] trusted = trust(settings.path(bundle.get()));
            builder.tlsTrustManagersProvider(() -> trusted);
        }
        return builder.build();
    }

    private ProxyConfiguration proxy(boolean https) throws AwsException {
        ProxyConfiguration.Builder builder =
                ProxyConfiguration.builder().useSystemPropertyValues(false).useEnvironmentVariablesValues(false);
        Optional<String> proxy = settings.variable("HTTPS_PROXY").or(() -> settings.variable("https_proxy"));
        if (proxy.isEmpty() || !https) {
            return builder.build();
        }
        ProxyAddress address = ProxyAddress.parse(proxy.get());
        builder.endpoint(URI.create("http://" + address.host() + ":" + address.port()))
                .scheme("https")
                .nonProxyHosts(noProxy());
        // By itself Java gives no login to a proxy that tunnels: a rule for programs that would give away the user's
        // own.
        settings.property().accept("jdk.http.auth.tunneling.disabledSchemes", "");
        ProxyLogin.answerWith(address.login());
        return builder.build();
    }

    /** {@code NO_PROXY} as curl and the AWS CLI take it: hosts and domains with commas between, or {@code *}. */
    private Set<String> noProxy() {
        Set<String> patterns = new HashSet<>();
        String list = settings.variable("NO_PROXY")
                .or(() -> settings.variable("no_proxy"))
                .orElse("");
        for (String entry : list.split(",", -1)) {
            String host = entry.strip().toLowerCase(Locale.ROOT);
            if (host.equals("*")) {
                patterns.add(".*");
            } else if (!host.isEmpty()) {
                String domain = host.startsWith("*.") ? host.substring(2) : host.replaceFirst("^\\.", "");
                patterns.add("(.*\\.)?" + Pattern.quote(domain));
            }
        }
        return patterns;
    }

    /** The certificates of the bundle in place of the JDK's, as the AWS CLI does. */
    private static TrustManager[] trust(Path bundle) throws AwsException {
        try (InputStream in = Files.newInputStream(bundle)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new AwsException(
                        Reason.SETTINGS, "BadCaBundle", Message.of("aws.no-certificates-ca-bundle", bundle));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new AwsException(Reason.SETTINGS, "BadCaBundle", Message.of("aws.cannot-read-ca-bundle", bundle), e);
        }
    }
}
