package dev.autostack.worker.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.autostack.protocol.BuildFinished;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.ContentAnswer;
import dev.autostack.protocol.ContentQuestion;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentRequest;
import dev.autostack.protocol.ErrorBody;
import dev.autostack.protocol.Heartbeat;
import dev.autostack.protocol.HeartbeatReply;
import dev.autostack.protocol.KnownImage;
import dev.autostack.protocol.LeaseRequest;
import dev.autostack.protocol.LogAccepted;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.StageReport;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The control plane as a worker sees it, over real HTTP: hands out leases, checks fences, keeps
 * what it accepted, and can fail on command.
 */
public final class SimulatedControlPlane implements AutoCloseable {
    public static final String TOKEN = "one-time-token";
    public static final String CREDENTIAL = "asw_simulated";

    /** How calls whose path ends in a given word are answered. */
    public enum Fault {
        NONE,
        /** 503. */
        UNAVAILABLE,
        /** The connection is closed without an answer. */
        DROP,
        /** No answer for as long as the fault is set. */
        HANG,
        /** Takes effect, then the connection is closed without an answer. */
        LOST_REPLY
    }

    private final HttpServer server;
    private final ObjectMapper json = ObjectMapper.getDefault();
    private final BlockingQueue<BuildLease> offers = new LinkedBlockingQueue<>();
    private final Map<UUID, SimulatedBuild> builds = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, Integer> faulted = new ConcurrentHashMap<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final List<EnrolmentRequest> enrolments = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    public SimulatedControlPlane() {
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

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Queues a lease; the fence that it carries is the current one. */
    public SimulatedBuild offer(BuildLease lease) {
        SimulatedBuild build =
                builds.computeIfAbsent(lease.buildId(), _ -> new SimulatedBuild(lease));
        build.fence(lease.fence());
        offers.add(lease);
        return build;
    }

    public void fault(String pathEnd, Fault fault) {
        faulted.remove(pathEnd);
        faults.put(pathEnd, fault);
    }

    /** How many calls met the fault that was set last. */
    public int faulted(String pathEnd) {
        return faulted.getOrDefault(pathEnd, 0);
    }

    /** Every refused write as {@code <path>: <code>}. */
    public List<String> refusals() {
        return refusals;
    }

    public List<EnrolmentRequest> enrolments() {
        return enrolments;
    }

    public int waitingOffers() {
        return offers.size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fault fault =
                    faults.getOrDefault(path.substring(path.lastIndexOf('/') + 1), Fault.NONE);
            if (fault != Fault.NONE) {
                faulted.merge(path.substring(path.lastIndexOf('/') + 1), 1, Integer::sum);
            }
            switch (fault) {
                case UNAVAILABLE -> answer(exchange, 503, error("unavailable"));
                case DROP -> {}
                case HANG -> hang(path);
                case NONE -> respond(exchange, path, body);
                case LOST_REPLY -> route(exchange, path, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hang(String path) throws InterruptedException {
        String word = path.substring(path.lastIndexOf('/') + 1);
        while (!closed && faults.get(word) == Fault.HANG) {
            Thread.sleep(20);
        }
    }

    private record Reply(int status, @Nullable Object body) {}

    private void respond(HttpExchange exchange, String path, byte[] body)
            throws IOException, InterruptedException {
        Reply reply = route(exchange, path, body);
        if (reply.status() >= 400) {
            refusals.add(path + ": " + reply.status());
        }
        answer(exchange, reply.status(), reply.body());
    }

    private Reply route(HttpExchange exchange, String path, byte[] body)
            throws IOException, InterruptedException {
        if (path.equals("/api/enrolments/redeem")) {
            return enrol(read(body, EnrolmentRequest.class));
        }
        if (!("Bearer " + CREDENTIAL)
                .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Reply(401, error("unauthenticated"));
        }
        if (path.equals("/api/worker/leases")) {
            return lease(read(body, LeaseRequest.class));
        }
        String[] parts = path.split("/", -1);
        SimulatedBuild build = builds.get(UUID.fromString(parts[4]));
        if (build == null) {
            return new Reply(404, error("not_found"));
        }
        return switch (parts[5]) {
            case "heartbeat" -> {
                boolean current = build.heartbeat(read(body, Heartbeat.class));
                yield current
                        ? new Reply(
                                200,
                                new HeartbeatReply(
                                        build.isCancelled(), Instant.now().plusSeconds(30)))
                        : stale();
            }
            case "stages" ->
                    build.stage(read(body, StageReport.class)) ? new Reply(204, null) : stale();
            case "log" -> {
                long last = build.log(read(body, LogBatch.class));
                yield last < 0 ? stale() : new Reply(200, new LogAccepted(last));
            }
            case "content" -> {
                ContentAnswer answer = content(build, read(body, ContentQuestion.class));
                yield answer == null ? stale() : new Reply(200, answer);
            }
            case "finish" ->
                    build.finish(read(body, BuildFinished.class)) ? new Reply(204, null) : stale();
            default -> new Reply(404, error("not_found"));
        };
    }

    /** As the real one: what a build of the same project with this content pushed. */
    private @Nullable ContentAnswer content(SimulatedBuild build, ContentQuestion question) {
        if (!build.content(question)) {
            return null;
        }
        if (build.lease().build().withoutCache()) {
            return new ContentAnswer(null);
        }
        return builds.values().stream()
                .filter(other -> other.lease().projectId().equals(build.lease().projectId()))
                .filter(other -> question.contentKey().equals(other.contentKey()))
                .map(other ->
                        other.outcome() instanceof BuildOutcome.Pushed pushed
                                        && pushed.reusedBuildId() == null
                                ? new KnownImage(
                                        other.id(), 12, pushed.commit().sha(), pushed.digest())
                                : null)
                .filter(Objects::nonNull)
                .findFirst()
                .map(ContentAnswer::new)
                .orElseGet(() -> new ContentAnswer(null));
    }

    private Reply enrol(EnrolmentRequest request) {
        enrolments.add(request);
        return request.token().equals(TOKEN)
                ? new Reply(201, new EnrolmentGrant(UUID.randomUUID(), null, CREDENTIAL))
                : new Reply(401, error("enrolment_token_invalid"));
    }

    private Reply lease(LeaseRequest request) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.waitMs());
        while (!closed && System.nanoTime() < end) {
            BuildLease lease = offers.poll(20, TimeUnit.MILLISECONDS);
            if (lease != null) {
                return new Reply(200, lease);
            }
        }
        return new Reply(204, null);
    }

    private static Reply stale() {
        return new Reply(409, error("stale_lease"));
    }

    private static ErrorBody error(String code) {
        return new ErrorBody(new ErrorBody.Problem(code, code, null, Map.of(), null));
    }

    private <T> T read(byte[] body, Class<T> type) throws IOException {
        T read = json.readValue(body, type);
        if (read == null) {
            throw new IOException("empty body");
        }
        return read;
    }

    private void answer(HttpExchange exchange, int status, @Nullable Object body)
            throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
    }
}
