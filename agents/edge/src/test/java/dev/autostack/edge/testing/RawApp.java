package dev.autostack.edge.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An app that behaves as no good app does: the test has the bare socket. */
public final class RawApp implements AutoCloseable {
    /** Handles one connection; it is closed afterwards. */
    public interface Behaviour {
        void handle(Connection connection) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Thread accepting;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public RawApp(Behaviour behaviour) {
        this(0, behaviour);
    }

    /** On a port that was another's before. */
    public RawApp(int port, Behaviour behaviour) {
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = Thread.startVirtualThread(() -> accept(behaviour));
    }

    /** One connection from the edge. */
    public final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Answers every request on it with the same. */
        public void serve(String answer) throws IOException {
            while (!head().isEmpty()) {
                say(answer);
            }
        }

        /** Up to and with the empty line; empty when the edge closed. */
        public String head() throws IOException {
            var head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    return "";
                }
                head.append((char) b);
            }
            heads.add(head.toString());
            return head.toString();
        }

        public byte[] read(int count) throws IOException {
            return in.readNBytes(count);
        }

        public Connection say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        /** Ends the connection with a reset instead of a proper end. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private void accept(Behaviour behaviour) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.startVirtualThread(() -> handle(socket, behaviour));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void handle(Socket socket, Behaviour behaviour) {
        try (socket) {
            behaviour.handle(new Connection(socket));
        } catch (IOException e) {
            // The edge went away, which some tests want.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Each request head as it came. */
    public List<String> heads() {
        return heads;
    }

    public int connections() {
        return sockets.size();
    }

    @Override
    public void close() {
        try {
            server.close();
            // Until then it may take one more connection.
            accepting.join();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
