package dev.autostack.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers each route ("GET /api/projects") with the answers it was given, in their order; the last
 * stays. Keeps what was asked. A route without an answer is 404.
 */
final class SimulatedControlPlane implements AutoCloseable {
    /** One answer: its status, and a JSON body. */
    record Answer(int status, String body) {}

    /** One question: "METHOD /path?query", its body, its Authorization and its Idempotency-Key. */
    record Question(String line, String body, String authorization, String key) {}

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Question> questions = new CopyOnWriteArrayList<>();

    SimulatedControlPlane() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    SimulatedControlPlane on(String route, int status, String body) {
        answers.computeIfAbsent(route, r -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Question> questions() {
        return questions;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String route = exchange.getRequestMethod() + " " + path;
        questions.add(
                new Question(
                        exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                        header(exchange, "Authorization"),
                        header(exchange, "Idempotency-Key")));
        Answer answer = next(route);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Answer next(String route) {
        Deque<Answer> left = answers.get(route);
        if (left == null) {
            return new Answer(
                    404,
                    """
                    {"error": {"code": "not_found", "message": "There is nothing here.",
                     "hint": null, "details": {}, "requestId": "1"}}
                    """);
        }
        synchronized (left) {
            return left.size() > 1 ? left.removeFirst() : left.getFirst();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
