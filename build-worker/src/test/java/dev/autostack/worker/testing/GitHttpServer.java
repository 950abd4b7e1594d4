package dev.autostack.worker.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A Git server over HTTP: git's own http-backend behind a small HTTP server. */
public final class GitHttpServer implements AutoCloseable {
    private static final Path BACKEND = Path.of("/usr/lib/git-core/git-http-backend");

    private final HttpServer server;
    private final Path folder;
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile @Nullable String login;
    private volatile boolean hanging;
    private volatile boolean closed;

    public GitHttpServer(Path folder) {
        this.folder = folder;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String name) {
        return "http://127.0.0.1:" + port() + "/" + name;
    }

    public GitRepository repository(String name) {
        return GitRepository.create(folder.resolve(name + ".git"), folder.resolve(name + "-work"));
    }

    /** From now on each request needs this user and password. */
    public void requireLogin(String user, String password) {
        login =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Requests below {@code /name/} are sent to the same path below {@code target}. */
    public void redirect(String name, String target) {
        redirects.put(name, target);
    }

    /** From now on no request is answered. */
    public void hang() {
        hanging = true;
    }

    /** Path and Authorization of each request so far. */
    public List<String> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(path + " " + authorization);
            while (hanging && !closed) {
                Thread.sleep(20);
            }
            String[] parts = path.split("/", 3);
            String target = redirects.get(parts[1]);
            if (target != null) {
                String query = exchange.getRequestURI().getRawQuery();
                exchange.getResponseHeaders()
                        .add(
                                "Location",
                                target + "/" + parts[2] + (query == null ? "" : "?" + query));
                exchange.sendResponseHeaders(301, -1);
            } else if (login != null && !login.equals(authorization)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                backend(exchange, path, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void backend(HttpExchange exchange, String path, byte[] body)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(BACKEND.toString());
        Map<String, String> environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", folder.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", path);
        String query = exchange.getRequestURI().getRawQuery();
        environment.put("QUERY_STRING", query == null ? "" : query);
        header(exchange, environment, "Content-Type", "CONTENT_TYPE");
        header(exchange, environment, "Content-Encoding", "HTTP_CONTENT_ENCODING");
        header(exchange, environment, "Git-Protocol", "GIT_PROTOCOL");
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        Process process = builder.start();
        Thread.ofVirtual()
                .start(() -> {
                    try (var in = process.getOutputStream()) {
                        in.write(body);
                    } catch (IOException e) {
                        // The back end does not read what it has no use for.
                        return;
                    }
                });
        InputStream out = process.getInputStream();
        int status = 200;
        for (String line = readLine(out); !line.isEmpty(); line = readLine(out)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equals("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(name, value);
            }
        }
        byte[] answer = out.readAllBytes();
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        process.waitFor();
    }

    private static void header(
            HttpExchange exchange, Map<String, String> environment, String header, String name) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            environment.put(name, value);
        }
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) >= 0 && b != '\n') {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
    }
}
