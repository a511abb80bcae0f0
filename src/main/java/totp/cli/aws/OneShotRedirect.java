package totp.cli.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Hands an address that is a secret to a browser, whose command line everybody can read: there stands one of this machine with a
 * name made by chance, good once, which leads to the other. Where the system tells whose a connection is, it answers its own user
 * alone, since others may read that name and be faster.
 */
final class OneShotRedirect implements AutoCloseable {
    private static final int LOOK_MILLIS = 500;
    private static final int READ_MILLIS = 2000;
    private static final int REQUEST_BYTES_MAX = 8192;
    private static final Path CONNECTIONS = Path.of("/proc/net/tcp");

    private final ServerSocket server;
    private final String path;

    /** @param random 16 bytes made by chance */
    OneShotRedirect(byte[] random) throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        path = "/" + HexFormat.of().formatHex(random);
    }

    /** What the browser is to open. */
    String address() {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    /**
     * Waits for the browser.
     *
     * @return whether it came in time
     */
    boolean lead(String address, Duration time, LongSupplier nanoTime) throws IOException {
        long begun = nanoTime.getAsLong();
        server.setSoTimeout(LOOK_MILLIS);
        while (nanoTime.getAsLong() - begun < time.toNanos()) {
            try (Socket client = server.accept()) {
                if (answer(client, address)) {
                    return true;
                }
            } catch (SocketTimeoutException e) {
                // Nobody yet; or somebody who says nothing.
            }
        }
        return false;
    }

    private boolean answer(Socket client, String address) throws IOException {
        client.setSoTimeout(READ_MILLIS);
        String request;
        try {
            request = firstLine(client.getInputStream());
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return false; // it went away
        }
        boolean right = request.startsWith("GET " + path + " HTTP/1.") && isOurs(client);
        String head = right ? "HTTP/1.1 302 Found\r\nLocation: " + address + "\r\n" : "HTTP/1.1 404 Not Found\r\n";
        OutputStream out = client.getOutputStream();
        out.write((head + "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Length: 0\r\n"
                        + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return right;
    }

    /** The whole head is read, for a connection that is closed before that is reset. */
    private static String firstLine(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < REQUEST_BYTES_MAX && head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.append((char) b);
        }
        int end = head.indexOf("\r\n");
        return end < 0 ? "" : head.substring(0, end);
    }

    /** By the table in which Linux lists both ends of each connection. */
    private boolean isOurs(Socket client) {
        String theirs = String.format(Locale.ROOT, "0100007F:%04X", client.getPort());
        String ours = String.format(Locale.ROOT, "0100007F:%04X", server.getLocalPort());
        try {
            Object us = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            for (String line : Files.readAllLines(CONNECTIONS, StandardCharsets.US_ASCII)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 7 && fields[1].equals(theirs) && fields[2].equals(ours)) {
                    return fields[7].equals(us.toString());
                }
            }
            return true; // another name space than ours: a browser in a sandbox
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return true; // not Linux
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
