package dev.autostack.edge.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the bytes it is told, and reads one answer at a time. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(15_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head as it came, lines without their ends; {@code cut} when the body ended too early. */
    public record Answer(int status, List<String> head, String text, int length, boolean cut) {
        /** The values of a field, in order. */
        public List<String> all(String name) {
            List<String> values = new ArrayList<>();
            for (String line : head) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                    values.add(line.substring(colon + 1).strip());
                }
            }
            return values;
        }

        public @Nullable String header(String name) {
            List<String> values = all(name);
            return values.isEmpty() ? null : values.getFirst();
        }
    }

    public static Answer get(int port, String host, String path) {
        try (var client = new RawClient(port)) {
            return client.send("GET " + path + " HTTP/1.1", "Host: " + host).answer();
        }
    }

    /** A whole head from lines, ended by an empty one. */
    public RawClient send(String... lines) {
        return bytes(
                (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient text(String text) {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient bytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Answer answer() {
        return answer(true);
    }

    /** The answer to HEAD, or an interim one: a head and nothing behind it. */
    public Answer headOnly() {
        return answer(false);
    }

    private Answer answer(boolean withBody) {
        try {
            List<String> head = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                head.add(line);
            }
            int status = Integer.parseInt(head.getFirst().split(" ", -1)[1]);
            var answer = new Answer(status, head, "", 0, false);
            if (!withBody || status == 204 || status == 304 || status < 200) {
                return answer;
            }
            var body = new ByteArrayOutputStream();
            boolean whole = body(answer, body);
            return new Answer(
                    status, head, body.toString(StandardCharsets.UTF_8), body.size(), !whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean body(Answer answer, ByteArrayOutputStream body) throws IOException {
        String length = answer.header("content-length");
        String coding = answer.header("transfer-encoding");
        try {
            if (coding != null && coding.toLowerCase(Locale.ROOT).equals("chunked")) {
                for (int size = size(line()); size > 0; size = size(line())) {
                    copy(size, body);
                    line();
                }
                for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                    answer.head().add(trailer);
                }
            } else if (length != null) {
                copy(Integer.parseInt(length), body);
            } else {
                in.transferTo(body);
            }
            return true;
        } catch (EOFException | java.net.SocketException e) {
            return false;
        }
    }

    private static int size(String line) {
        return Integer.parseInt(line, 16);
    }

    private void copy(int size, ByteArrayOutputStream to) throws IOException {
        byte[] bytes = in.readNBytes(size);
        to.writeBytes(bytes);
        if (bytes.length < size) {
            throw new EOFException();
        }
    }

    /** Up to the next line end; an end of the connection throws. */
    public String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("after " + line);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
    }

    public byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** Whether the other side closes without another byte. */
    public boolean closes() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Leaves in the middle of things. */
    public void hangUp() {
        close();
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
