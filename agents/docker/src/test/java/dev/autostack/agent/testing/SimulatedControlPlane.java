package dev.autostack.agent.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.autostack.protocol.AgentReport;
import dev.autostack.protocol.AgentReportReply;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.DesiredState;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentRequest;
import dev.autostack.protocol.ErrorBody;
import dev.autostack.protocol.LogAccepted;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogCursors;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.MetricBatch;
import dev.autostack.protocol.MetricSample;
import dev.autostack.protocol.ObservedInstance;
import dev.autostack.protocol.RegistryLogin;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent's side of a control plane over real HTTP, in memory: desired state by long poll,
 * reports, log chunks with numbers and cursors, samples. It can be switched off and on again on the
 * same port and keeps what it was told.
 */
public final class SimulatedControlPlane implements AutoCloseable {
    public static final String TOKEN = "one-time-token";
    private static final String CREDENTIAL = "asa_secret-of-the-agent";

    private final ObjectMapper json = ObjectMapper.getDefault();
    private final UUID agentId = UUID.randomUUID();
    private final Object monitor = new Object();
    private final List<AgentReport> reports = new CopyOnWriteArrayList<>();
    private final Map<UUID, Source> sources = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<MetricSample> samples = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
    private DesiredState desired = new DesiredState(1, 30000, 39999, List.of(), List.of());
    private boolean tokenUsed;
    private int port;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;
    private volatile long logDelayMillis;

    /** One numbered line with the moment it became durable. */
    public record StoredLine(LogLine line, Instant storedAt) {}

    private static final class Source {
        private long lastSeq;
        private @Nullable String cursor;
        private final List<StoredLine> lines = new ArrayList<>();
    }

    public static SimulatedControlPlane started() throws IOException {
        var controlPlane = new SimulatedControlPlane();
        controlPlane.switchOn();
        return controlPlane;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public UUID agentId() {
        return agentId;
    }

    public void switchOn() throws IOException {
        var http = HttpServer.create();
        http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        port = http.getAddress().getPort();
        threads = Executors.newVirtualThreadPerTaskExecutor();
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
        server = http;
    }

    /** Breaks all connections and listens no longer. */
    public void switchOff() {
        HttpServer http = server;
        ExecutorService executor = threads;
        if (http != null && executor != null) {
            executor.shutdownNow();
            http.stop(0);
            server = null;
        }
    }

    // ------------------------------------------------------------ what tests say and ask

    /** Wants exactly these instances. */
    public void want(DesiredInstance... instances) {
        synchronized (monitor) {
            desired =
                    new DesiredState(
                            desired.version() + 1,
                            desired.portFrom(),
                            desired.portTo(),
                            desired.registries(),
                            List.of(instances));
            monitor.notifyAll();
        }
    }

    public void portRange(int from, int to) {
        synchronized (monitor) {
            desired =
                    new DesiredState(
                            desired.version() + 1,
                            from,
                            to,
                            desired.registries(),
                            desired.instances());
            monitor.notifyAll();
        }
    }

    public void registries(RegistryLogin... logins) {
        synchronized (monitor) {
            desired =
                    new DesiredState(
                            desired.version() + 1,
                            desired.portFrom(),
                            desired.portTo(),
                            List.of(logins),
                            desired.instances());
            monitor.notifyAll();
        }
    }

    public long desiredVersion() {
        synchronized (monitor) {
            return desired.version();
        }
    }

    public List<AgentReport> reports() {
        return List.copyOf(reports);
    }

    public void forgetReports() {
        reports.clear();
    }

    public Optional<AgentReport> lastReport() {
        return reports.isEmpty() ? Optional.empty() : Optional.of(reports.getLast());
    }

    /** As the newest report tells it. */
    public Optional<ObservedInstance> observed(UUID instanceId) {
        return lastReport().stream()
                .flatMap(report -> report.instances().stream())
                .filter(instance -> instance.instanceId().equals(instanceId))
                .findFirst();
    }

    /** Each different observation of an instance, in order. */
    public List<ObservedInstance> history(UUID instanceId) {
        var history = new ArrayList<ObservedInstance>();
        for (AgentReport report : reports) {
            for (ObservedInstance instance : report.instances()) {
                if (instance.instanceId().equals(instanceId)
                        && (history.isEmpty() || !history.getLast().equals(instance))) {
                    history.add(instance);
                }
            }
        }
        return history;
    }

    public List<StoredLine> lines(UUID instanceId) {
        Source source = sources.get(instanceId);
        if (source == null) {
            return List.of();
        }
        synchronized (source) {
            return List.copyOf(source.lines);
        }
    }

    public int lineCount(UUID instanceId) {
        Source source = sources.get(instanceId);
        if (source == null) {
            return 0;
        }
        synchronized (source) {
            return source.lines.size();
        }
    }

    public List<MetricSample> samples() {
        return List.copyOf(samples);
    }

    /** Chunks that broke the rules of the contract; must stay empty. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** Makes each batch of log lines take this long to become durable. */
    public void logDelay(long millis) {
        logDelayMillis = millis;
    }

    // ------------------------------------------------------------ HTTP

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.equals("/api/enrolments/redeem")) {
                redeem(exchange, json.readValue(body, EnrolmentRequest.class));
                return;
            }
            String bearer = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("Bearer " + CREDENTIAL).equals(bearer)) {
                refuse(exchange, 401, "credential_invalid");
                return;
            }
            switch (path) {
                case "/api/agent/desired" -> desired(exchange);
                case "/api/agent/report" ->
                        report(exchange, json.readValue(body, AgentReport.class));
                case "/api/agent/log" -> log(exchange, json.readValue(body, LogBatch.class));
                case "/api/agent/log/cursors" -> send(exchange, 200, cursors());
                case "/api/agent/metrics" -> {
                    samples.addAll(json.readValue(body, MetricBatch.class).samples());
                    send(exchange, 204, null);
                }
                default -> refuse(exchange, 404, "not_found");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void redeem(HttpExchange exchange, EnrolmentRequest request) throws IOException {
        synchronized (monitor) {
            if (tokenUsed || !request.token().equals(TOKEN)) {
                refuse(exchange, 401, "enrolment_token_invalid");
                return;
            }
            tokenUsed = true;
        }
        send(exchange, 200, new EnrolmentGrant(agentId, UUID.randomUUID(), CREDENTIAL));
    }

    private void desired(HttpExchange exchange) throws IOException, InterruptedException {
        Map<String, String> query = query(exchange.getRequestURI());
        long after = Long.parseLong(query.getOrDefault("after", "0"));
        long end =
                System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(
                                Long.parseLong(query.getOrDefault("waitMs", "0")));
        DesiredState state;
        synchronized (monitor) {
            while (desired.version() <= after && end > System.nanoTime()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                monitor.wait(Math.max(1, millis));
            }
            state = desired;
        }
        if (state.version() > after) {
            send(exchange, 200, state);
        } else {
            send(exchange, 204, null);
        }
    }

    private void report(HttpExchange exchange, AgentReport report) throws IOException {
        reports.add(report);
        send(exchange, 200, new AgentReportReply(desiredVersion()));
    }

    private void log(HttpExchange exchange, LogBatch batch)
            throws IOException, InterruptedException {
        if (logDelayMillis > 0) {
            Thread.sleep(logDelayMillis);
        }
        Source source = sources.computeIfAbsent(batch.sourceId(), _ -> new Source());
        synchronized (source) {
            for (LogChunk chunk : batch.chunks()) {
                if (chunk.seq() <= source.lastSeq) {
                    continue;
                }
                if (chunk.seq() != source.lastSeq + 1) {
                    refusals.add("hole: " + source.lastSeq + " then " + chunk.seq());
                    refuse(exchange, 409, "log_hole");
                    return;
                }
                source.lastSeq = chunk.seq();
                source.cursor = chunk.cursor();
                Instant now = InstantSource.system().instant();
                chunk.lines().forEach(line -> source.lines.add(new StoredLine(line, now)));
            }
            send(exchange, 200, new LogAccepted(source.lastSeq));
        }
    }

    private LogCursors cursors() {
        var cursors = new ArrayList<LogCursors.LogCursor>();
        sources.forEach((id, source) -> {
            synchronized (source) {
                cursors.add(new LogCursors.LogCursor(id, source.lastSeq, source.cursor));
            }
        });
        return new LogCursors(cursors);
    }

    private void refuse(HttpExchange exchange, int status, String code) throws IOException {
        send(
                exchange,
                status,
                new ErrorBody(new ErrorBody.Problem(code, code, null, Map.of(), null)));
    }

    private void send(HttpExchange exchange, int status, @Nullable Object body) throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(URI uri) {
        var query = new HashMap<String, String>();
        String raw = uri.getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        return query;
    }

    @Override
    public void close() {
        switchOff();
    }
}
