package dev.autostack.agent.link;

import dev.autostack.protocol.AgentReport;
import dev.autostack.protocol.AgentReportReply;
import dev.autostack.protocol.DesiredState;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentRequest;
import dev.autostack.protocol.ErrorBody;
import dev.autostack.protocol.LogAccepted;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogCursors;
import dev.autostack.protocol.MetricBatch;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The agent's calls to the control plane (docs/contract.md, "Agent"). Safe for many threads; each
 * call has a deadline and ends early when its thread is interrupted. Nothing is tried again here.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration QUICK = Duration.ofSeconds(8);
    private static final Duration LOG = Duration.ofSeconds(20);

    private final URI base;
    private final ObjectMapper json;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private volatile @Nullable String credential;

    public ControlPlane(URI base, ObjectMapper json) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        this.json = json;
        // HTTP/1.1: the offer of h2c would cost a refused upgrade on each new connection.
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .executor(threads)
                        .build();
    }

    /** Sets the credential of all later calls. */
    public void authenticate(String newCredential) {
        credential = newCredential;
    }

    public EnrolmentGrant redeem(EnrolmentRequest request)
            throws IOException, InterruptedException {
        return required(
                post("enrol", "/api/enrolments/redeem", request, EnrolmentGrant.class, QUICK));
    }

    /** The state after {@code after}; empty when nothing newer came within {@code wait}. */
    public Optional<DesiredState> desired(long after, Duration wait)
            throws IOException, InterruptedException {
        String path = "/api/agent/desired?after=" + after + "&waitMs=" + wait.toMillis();
        HttpRequest request = request(path, wait.plus(QUICK)).GET().build();
        return send("ask for the desired state", request, DesiredState.class);
    }

    public AgentReportReply report(AgentReport report) throws IOException, InterruptedException {
        return required(post("report", "/api/agent/report", report, AgentReportReply.class, QUICK));
    }

    public LogAccepted log(LogBatch batch) throws IOException, InterruptedException {
        return required(post("send log", "/api/agent/log", batch, LogAccepted.class, LOG));
    }

    public LogCursors cursors() throws IOException, InterruptedException {
        HttpRequest request = request("/api/agent/log/cursors", QUICK).GET().build();
        return required(send("ask for log cursors", request, LogCursors.class));
    }

    public void metrics(MetricBatch batch) throws IOException, InterruptedException {
        var _ = post("send samples", "/api/agent/metrics", batch, Object.class, QUICK);
    }

    private <T> Optional<T> post(
            String action, String path, Object body, Class<T> type, Duration deadline)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(path, deadline)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                        .build();
        return send(action, request, type);
    }

    private HttpRequest.Builder request(String path, Duration deadline) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(deadline)
                        .header("Accept", "application/json");
        String bearer = credential;
        return bearer == null ? builder : builder.header("Authorization", "Bearer " + bearer);
    }

    private <T> Optional<T> send(String action, HttpRequest request, Class<T> type)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new LinkProblem.Unreachable(action, e);
        }
        byte[] body = response.body();
        if (response.statusCode() >= 300) {
            throw refused(action, response.statusCode(), body);
        }
        if (response.statusCode() == 204 || body.length == 0 || type == Object.class) {
            return Optional.empty();
        }
        return Optional.ofNullable(json.readValue(body, type));
    }

    private LinkProblem.Refused refused(String action, int status, byte[] body) {
        try {
            ErrorBody error = json.readValue(body, ErrorBody.class);
            if (error != null) {
                return new LinkProblem.Refused(
                        action, status, error.error().code(), error.error().message());
            }
        } catch (IOException | RuntimeException _) {
            // Not our body: a proxy answered.
        }
        return new LinkProblem.Refused(action, status, "", "");
    }

    private static <T> T required(Optional<T> answer) throws IOException {
        return answer.orElseThrow(() -> new IOException("The control plane sent no body."));
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
