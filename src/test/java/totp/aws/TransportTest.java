package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.aws.AwsException.Reason;

/** How AWS is reached: whose certificates are believed, and through which proxy. */
class TransportTest {
    private static final String IDENTITY = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
            <Arn>arn:aws:iam::123456789012:user/alice</Arn><UserId>AIDA</UserId><Account>123456789012</Account>\
            </GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>\
            </GetCallerIdentityResponse>""";
    private static final char[] STORE_PASSWORD = "test only".toCharArray();

    @TempDir
    @Nullable
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> connects = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile String demanded = "";
    private volatile boolean endless;
    private @Nullable HttpsServer server;
    private @Nullable ServerSocket proxy;

    /** A server with a certificate that nobody but the bundle vouches for. */
    @BeforeEach
    void start() throws Exception {
        Path store = folder().resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(STORE_PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder().resolve("keytool.log").toFile())
                .start();
        assertEquals(0, keytool.waitFor(), Files.readString(folder().resolve("keytool.log")));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getCertificate("server").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        Files.copy(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)), folder().resolve("ca.pem"));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, STORE_PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (endless) {
                flood(exchange);
                return;
            }
            byte[] answer = IDENTITY.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        environment.put("AWS_ACCESS_KEY_ID", "AKIATEST");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_CONFIG_FILE", folder().resolve("none").toString());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", folder().resolve("none").toString());
    }

    @AfterEach
    void stop() throws IOException {
        Objects.requireNonNull(server).stop(0);
        if (proxy != null) {
            proxy.close();
        }
    }

    private Path folder() {
        return Objects.requireNonNull(folder);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        assertEquals(
                Reason.UNREACHABLE, assertThrows(AwsException.class, this::ask).reason());
    }

    @Test
    void theBundleOfTheEnvironmentIsBelieved() throws Exception {
        environment.put("AWS_CA_BUNDLE", folder().resolve("ca.pem").toString());
        assertEquals("alice", ask().name());
    }

    @Test
    void aBundleThatIsNoneIsToldAsSuch() {
        environment.put("AWS_CA_BUNDLE", folder().resolve("keytool.log").toString());
        assertEquals(
                Reason.SETTINGS, assertThrows(AwsException.class, this::ask).reason());
        environment.put("AWS_CA_BUNDLE", folder().resolve("missing").toString());
        assertEquals(
                Reason.SETTINGS, assertThrows(AwsException.class, this::ask).reason());
    }

    @Test
    void theProxyIsAskedForAConnection() throws Exception {
        environment.put("AWS_CA_BUNDLE", folder().resolve("ca.pem").toString());
        environment.put("HTTPS_PROXY", "http://127.0.0.1:" + startProxy());
        assertEquals("alice", ask().name());
        assertEquals(List.of("CONNECT localhost:" + port() + " HTTP/1.1"), connects.subList(0, 1));
    }

    @Test
    void theProxyGetsItsPassword() throws Exception {
        demanded = "Proxy-authorization: Basic " // the JDK's spelling
                + Base64.getEncoder().encodeToString("user:pass word".getBytes(StandardCharsets.US_ASCII));
        assertEquals("alice\n", askInAProcess("user:pass%20word@"));
        assertTrue(connects.contains(demanded), connects.toString());
    }

    @Test
    void aProxyThatRefusesThePasswordIsToldItOnce() throws Exception {
        demanded = "Proxy-authorization: Basic of somebody else";
        assertEquals("ProxyLogin\n", askInAProcess("user:geheim@"));
        long told = connects.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization"))
                .count();
        assertEquals(1, told, connects.toString());
        connects.clear();
        assertEquals("ProxyLogin\n", askInAProcess(""));
    }

    /** In a process of its own: the JDK reads once, when its HTTP client is loaded, what proxies may be given. */
    private String askInAProcess(String login) throws Exception {
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                "https://localhost:" + port(),
                folder().toString());
        child.environment().clear();
        child.environment().putAll(environment);
        child.environment().put("AWS_CA_BUNDLE", folder().resolve("ca.pem").toString());
        child.environment().put("HTTPS_PROXY", "http://" + login + "127.0.0.1:" + startProxy());
        Process process = child.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Asks AWS who calls. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try {
                System.out.println(TransportTest.ask(arguments[0], System.getenv(), Path.of(arguments[1]))
                        .name());
            } catch (AwsException e) {
                System.out.println(e.code());
            }
        }
    }

    @Test
    void noProxyNamesHostsAndDomainsThatAreReachedDirectly() throws Exception {
        environment.put("AWS_CA_BUNDLE", folder().resolve("ca.pem").toString());
        environment.put("HTTPS_PROXY", "http://127.0.0.1:" + startProxy());
        for (String list : List.of("localhost", "example.com, LOCALHOST", ".localhost", "*")) {
            environment.put("NO_PROXY", list);
            assertEquals("alice", ask().name());
            assertEquals(List.of(), connects, list);
        }
        environment.put("NO_PROXY", "host,ocalhost,localhost.example.com");
        assertEquals("alice", ask().name());
        assertEquals(
                1, connects.stream().filter(line -> line.startsWith("CONNECT")).count());
    }

    @Test
    void aProxyThatIsNoneIsToldWithoutItsPassword() {
        environment.put("HTTPS_PROXY", "socks5://user:geheim@proxy");
        AwsException refusal = assertThrows(AwsException.class, this::ask);
        assertEquals(Reason.SETTINGS, refusal.reason());
        assertTrue(!String.valueOf(refusal.getMessage()).contains("geheim"));
    }

    @Test
    void aProxyWithAnUnderscoreInItsNameIsAProxyWhoseNameIsLookedUp() {
        environment.put("HTTPS_PROXY", "http://corp_proxy.invalid:3128");
        AwsException refusal = assertThrows(AwsException.class, this::ask);
        assertEquals(Reason.UNREACHABLE, refusal.reason());
    }

    @Test
    void anAnswerWithoutEndIsEnded() {
        endless = true;
        environment.put("AWS_CA_BUNDLE", folder().resolve("ca.pem").toString());
        AwsException refusal = assertThrows(AwsException.class, this::ask);
        assertEquals(Reason.UNKNOWN, refusal.reason());
        assertTrue(sent.get() < 64L << 20, "bytes that were taken: " + sent.get());
    }

    private int port() {
        return Objects.requireNonNull(server).getAddress().getPort();
    }

    private Identity ask() throws AwsException {
        return ask("https://localhost:" + port(), environment, folder());
    }

    private static Identity ask(String endpoint, Map<String, String> environment, Path home) throws AwsException {
        AwsSettings settings = new AwsSettings(
                null,
                null,
                endpoint,
                Map.copyOf(environment),
                home,
                "test",
                line -> List.of(line.split(" ", -1)),
                (words, bytesMax, secondsMax) -> {
                    throw new IOException("there are no programs here");
                },
                System::setProperty);
        long[] nanos = {0};
        // Nobody waits: each look at the clock is a minute later.
        World world = new World(
                InstantSource.system(), () -> nanos[0] += 60_000_000_000L, millis -> {}, line -> {}, line -> {});
        try (Iam iam = Iam.connect(settings, world)) {
            return iam.identity();
        }
    }

    /** Sends for as long as somebody takes it. */
    private void flood(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(200, 0);
        byte[] text = "<GetCallerIdentityResponse>".repeat(1000).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(text);
                sent.addAndGet(text.length);
            }
        }
    }

    /** Notes what it is asked for and connects. */
    private int startProxy() throws IOException {
        ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        proxy = listening;
        Thread thread = new Thread(
                () -> {
                    while (!listening.isClosed()) {
                        try {
                            connect(listening.accept());
                        } catch (IOException e) {
                            return;
                        }
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
        return listening.getLocalPort();
    }

    private void connect(Socket client) throws IOException {
        for (String line = line(client.getInputStream()); !line.isEmpty(); line = line(client.getInputStream())) {
            connects.add(line);
        }
        if (!demanded.isEmpty() && !connects.contains(demanded)) {
            try (client) {
                client.getOutputStream()
                        .write("HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            return;
        }
        Socket target = new Socket(InetAddress.getLoopbackAddress(), port());
        client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        pipe(client, target);
        pipe(target, client);
    }

    private static void pipe(Socket from, Socket to) {
        Thread thread = new Thread(
                () -> {
                    try (from;
                            to) {
                        from.getInputStream().transferTo(to.getOutputStream());
                    } catch (IOException e) {
                        // One side has closed, as it does at the end.
                    }
                },
                "pipe");
        thread.setDaemon(true);
        thread.start();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
