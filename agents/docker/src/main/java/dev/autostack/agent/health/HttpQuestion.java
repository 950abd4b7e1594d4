package dev.autostack.agent.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One GET on a connection of its own, of which only the status line is read. A client with a pool
 * would meet connections that the app has just closed, and would follow what it should not.
 */
final class HttpQuestion {
    private static final int LONGEST_STATUS_LINE = 8 << 10;

    private HttpQuestion() {}

    /** The connection was closed before a status line came. */
    static final class ClosedWithoutAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        ClosedWithoutAnswer(String message) {
            super(message);
        }
    }

    /**
     * The status of {@code GET path}, 100 to 599.
     *
     * @throws SocketTimeoutException after {@code timeout} over all
     */
    static int status(int port, String path, Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), left(end));
            socket.setTcpNoDelay(true);
            String request =
                    "GET "
                            + target(path)
                            + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: AutoStack-Health/1\r\n"
                            + "Accept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return parse(statusLine(socket, end));
        }
    }

    private static String statusLine(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] line = new byte[LONGEST_STATUS_LINE];
        int length = 0;
        while (length < line.length) {
            socket.setSoTimeout(left(end));
            int read = in.read(line, length, line.length - length);
            if (read < 0) {
                throw new ClosedWithoutAnswer("closed after " + length + " bytes");
            }
            length += read;
            for (int i = Math.max(0, length - read); i < length; i++) {
                if (line[i] == '\n') {
                    return new String(line, 0, i, StandardCharsets.ISO_8859_1).strip();
                }
            }
        }
        throw new ClosedWithoutAnswer("no status line within " + line.length + " bytes");
    }

    private static int parse(String line) throws ClosedWithoutAnswer {
        if (line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            return Integer.parseInt(line.substring(9, 12));
        }
        throw new ClosedWithoutAnswer("not an HTTP/1 answer");
    }

    private static int left(long end) throws SocketTimeoutException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** The path as it may stand in a request line: everything but visible ASCII is encoded. */
    static String target(String path) {
        var target = new StringBuilder(path.startsWith("/") ? "" : "/");
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f) {
                target.append((char) b);
            } else {
                target.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return target.toString();
    }
}
