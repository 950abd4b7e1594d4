package dev.autostack.controlplane.deployment;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Status and header fields of an HTTP/1.1 answer (RFC 9112). The body is never read: a page that
 * streams for ever is as good as any other. Names are in lower case; of a repeated field the last
 * counts.
 */
record HttpHead(int status, Map<String, String> fields) {
    private static final int MAX_BYTES = 64 * 1024;

    HttpHead {
        fields = Map.copyOf(fields);
    }

    @Nullable String field(String name) {
        return fields.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Sends {@code GET path} for {@code host} to {@code address}, wherever that host resolves to.
     *
     * @throws IOException when no head came within the deadline
     */
    static HttpHead get(URI address, String host, String path, Duration deadline)
            throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        boolean tls = "https".equals(address.getScheme());
        int port = address.getPort() > 0 ? address.getPort() : tls ? 443 : 80;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address.getHost(), port), left(end));
            try (Socket socket = tls ? secured(plain, host, port) : plain) {
                socket.setSoTimeout(left(end));
                socket.getOutputStream().write(request(host, path));
                socket.getOutputStream().flush();
                return parse(read(socket, end));
            }
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        return ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, host, port, true);
    }

    private static byte[] request(String host, String path) {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("not a path of a request: " + path);
        }
        String text =
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nUser-Agent: AutoStack-Verify\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String read(Socket socket, long end) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            socket.setSoTimeout(left(end));
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection was closed before an answer came");
            }
            head.write(next);
            if (head.size() > MAX_BYTES) {
                throw new IOException("the head of the answer is larger than 64 KiB");
            }
            boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    static HttpHead parse(String head) throws IOException {
        String[] lines = head.split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
            throw new IOException("the answer is not HTTP");
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                fields.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new HttpHead(Integer.parseInt(lines[0].substring(9, 12)), fields);
    }

    private static int left(long end) throws SocketTimeoutException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }
}
