package totp.standin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As much of HTTP/1.1 as AWS clients speak, on the loopback.
 *
 * <p>The JDK has a server, com.sun.net.httpserver, but that writes the Date header itself, from the machine's clock and over
 * whatever was set. Here Date is the one thing by which a client learns AWS's time, and tests need it hours off, absent
 * or wrong. It also hands an answer that is never sent to the client as a closed connection, which is done here by plainly
 * closing it.
 */
final class HttpPort implements Closeable {
    /** Far more than any client sends; a test that sends more has a mistake. */
    private static final int LINE_MAX = 65_536;

    private static final int BODY_MAX = 1 << 20;

    /** Said in full, for the JDK's idea of the loopback may be IPv6. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** Answers one request; called by several threads at once. */
    interface Handler {
        HttpAnswer handle(HttpRequest request);
    }

    private final ServerSocket server;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HttpPort(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    /** Port 0: any that is free. */
    static HttpPort listen(int port, Handler handler) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
        HttpPort listening = new HttpPort(server, handler);
        daemon(listening::accept);
        return listening;
    }

    int number() {
        return server.getLocalPort();
    }

    /** Cuts what is under way, too. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Never keeps a test, or the program, from ending. */
    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "local-iam");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                // Either close() was called, and the loop ends, or a client left before it was served.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more && !server.isClosed()) {
                HttpRequest request = read(in);
                HttpAnswer answer = handler.handle(request);
                if (answer.lost()) {
                    return;
                }
                socket.getOutputStream().write(bytes(answer));
                socket.getOutputStream().flush();
                more = !request.header("connection").equalsIgnoreCase("close");
            }
        } catch (IOException gone) {
            // The client closed its connection, or spoke something else: there is nobody left to tell.
        } finally {
            open.remove(socket);
        }
    }

    private static HttpRequest read(InputStream in) throws IOException {
        String[] start = line(in).split(" ", -1);
        if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("not HTTP/1");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("a header without a name");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        String length = headers.getOrDefault("content-length", List.of("0")).get(0);
        if (headers.containsKey("transfer-encoding") || !length.matches("[0-9]{1,7}")) {
            throw new ProtocolException("only bodies of a known length");
        }
        int count = Integer.parseInt(length);
        if (count > BODY_MAX) {
            throw new ProtocolException("body too long");
        }
        byte[] body = in.readNBytes(count);
        if (body.length < count) {
            throw new EOFException("cut");
        }
        return new HttpRequest(start[0], start[1], headers, new String(body, StandardCharsets.ISO_8859_1));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("no more requests");
            }
            if (line.size() == LINE_MAX) {
                throw new ProtocolException("line too long");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static byte[] bytes(HttpAnswer answer) throws IOException {
        StringBuilder head = new StringBuilder()
                .append("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(answer.status() < 400 ? "OK" : "Refused")
                .append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(body);
        return bytes.toByteArray();
    }
}
