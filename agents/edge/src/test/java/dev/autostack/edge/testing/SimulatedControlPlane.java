package dev.autostack.edge.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.autostack.protocol.EdgeReport;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentRequest;
import dev.autostack.protocol.RouteCounters;
import dev.autostack.protocol.RouteTable;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The three routes an edge uses, over real HTTP, with a table that a test sets. */
public final class SimulatedControlPlane implements AutoCloseable {
    public static final String TOKEN = "token-for-tests";
    public static final String CREDENTIAL = "ase_credential_for_tests";

    private final ObjectMapper json = ObjectMapper.getDefault();
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<EdgeReport> reports = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;
    private @Nullable RouteTable table;
    private volatile boolean tokenUsed;
    private int port;

    public SimulatedControlPlane() {
        start();
    }

    /** Listens, on the same port as before. */
    public void start() {
        try {
            HttpServer fresh =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            fresh.createContext("/api/enrolments/redeem", this::redeem);
            fresh.createContext("/api/edge/table", this::table);
            fresh.createContext("/api/edge/report", this::report);
            fresh.start();
            port = fresh.getAddress().getPort();
            server = fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if killed. */
    public void stop() {
        HttpServer running = server;
        server = null;
        if (running != null) {
            running.stop(0);
        }
    }

    @Override
    public void close() {
        stop();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void serve(RouteTable next) {
        lock.lock();
        try {
            table = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public List<EdgeReport> reports() {
        return reports;
    }

    /** Each request's method and target, oldest first. */
    public List<String> requests() {
        return requests;
    }

    public @Nullable EdgeReport lastReport() {
        return reports.isEmpty() ? null : reports.getLast();
    }

    public long appliedVersion() {
        EdgeReport last = lastReport();
        return last == null ? -1 : last.appliedVersion();
    }

    /** The newest counters of a release; null before it was reported. */
    public @Nullable RouteCounters counters(UUID releaseId) {
        // A report carries only what changed.
        return reports.reversed().stream()
                .flatMap(report -> report.counters().stream())
                .filter(c -> c.releaseId().equals(releaseId))
                .findFirst()
                .orElse(null);
    }

    private void redeem(HttpExchange exchange) throws IOException {
        requests.add("POST redeem");
        EnrolmentRequest request =
                json.readValue(exchange.getRequestBody().readAllBytes(), EnrolmentRequest.class);
        if (tokenUsed || !request.token().equals(TOKEN)) {
            error(exchange, 401, "enrolment_token_invalid");
            return;
        }
        tokenUsed = true;
        answer(
                exchange,
                200,
                json.writeValueAsBytes(
                        new EnrolmentGrant(UUID.randomUUID(), UUID.randomUUID(), CREDENTIAL)));
    }

    private void table(HttpExchange exchange) throws IOException {
        if (isForeign(exchange)) {
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        requests.add("GET table " + query);
        long after = Long.parseLong(query.replaceAll(".*after=(\\d+).*", "$1"));
        long nanos =
                TimeUnit.MILLISECONDS.toNanos(
                        Long.parseLong(query.replaceAll(".*waitMs=(\\d+).*", "$1")));
        byte[] found = null;
        lock.lock();
        try {
            while (nanos > 0 && (table == null || table.version() == after)) {
                nanos = changed.awaitNanos(nanos);
            }
            if (table != null && table.version() != after) {
                found = json.writeValueAsBytes(table);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        answer(exchange, found == null ? 204 : 200, found);
    }

    private void report(HttpExchange exchange) throws IOException {
        if (isForeign(exchange)) {
            return;
        }
        reports.add(json.readValue(exchange.getRequestBody().readAllBytes(), EdgeReport.class));
        answer(exchange, 204, null);
    }

    private boolean isForeign(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (("Bearer " + CREDENTIAL).equals(authorization)) {
            return false;
        }
        error(exchange, 401, "unauthorized");
        return true;
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        String body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"no\",\"details\":{}}}";
        answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte @Nullable [] body)
            throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
