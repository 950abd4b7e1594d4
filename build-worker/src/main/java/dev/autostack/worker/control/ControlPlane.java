package dev.autostack.worker.control;

import dev.autostack.protocol.BuildFinished;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.ContentAnswer;
import dev.autostack.protocol.ContentQuestion;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentRequest;
import dev.autostack.protocol.ErrorBody;
import dev.autostack.protocol.Heartbeat;
import dev.autostack.protocol.HeartbeatReply;
import dev.autostack.protocol.LeaseRequest;
import dev.autostack.protocol.LogAccepted;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.StageReport;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's side of {@code docs/contract.md} that is for workers. Each call has a
 * deadline and is safe to repeat. Safe for all threads.
 *
 * <p>Each method throws {@link Unreachable} when it is worth trying again, {@link StaleLease} when
 * the fence is not the current one (or the build is gone), and {@link Refused} for any other no.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    private final URI base;
    private final HttpClient http;
    private final ObjectMapper json = ObjectMapper.getDefault();
    private volatile @Nullable String credential;

    /**
     * @param base scheme, host, port and an optional path prefix
     */
    public ControlPlane(URI base) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text : text + "/");
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_LIMIT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    /** Sends this with each call from now on. */
    public void authenticate(String bearer) {
        this.credential = bearer;
    }

    public EnrolmentGrant enrol(EnrolmentRequest request) {
        return body(post("api/enrolments/redeem", request, CALL_LIMIT), EnrolmentGrant.class);
    }

    /** Waits for work as long as the request says; null when there is none. */
    public @Nullable BuildLease lease(LeaseRequest request) {
        HttpResponse<byte[]> answer =
                post(
                        "api/worker/leases",
                        request,
                        CALL_LIMIT.plus(Duration.ofMillis(request.waitMs())));
        return answer.statusCode() == 204 ? null : body(answer, BuildLease.class);
    }

    public HeartbeatReply heartbeat(UUID build, Heartbeat heartbeat) {
        return body(post(path(build, "heartbeat"), heartbeat, CALL_LIMIT), HeartbeatReply.class);
    }

    public void report(UUID build, StageReport report) {
        post(path(build, "stages"), report, CALL_LIMIT);
    }

    public LogAccepted log(LogBatch batch) {
        return body(post(path(batch.sourceId(), "log"), batch, CALL_LIMIT), LogAccepted.class);
    }

    public void finish(UUID build, BuildFinished finished) {
        post(path(build, "finish"), finished, CALL_LIMIT);
    }

    /** Has the content key kept with the build, and learns of an image that was built for it. */
    public ContentAnswer content(UUID build, ContentQuestion question) {
        return body(post(path(build, "content"), question, CALL_LIMIT), ContentAnswer.class);
    }

    private static String path(UUID build, String leaf) {
        return "api/worker/builds/" + build + "/" + leaf;
    }

    private HttpResponse<byte[]> post(String path, Object body, Duration limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(limit)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(encode(body)));
        String bearer = credential;
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new Unreachable(path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable(path + " was interrupted", e);
        }
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return answer;
        }
        if (status >= 500 || status == 429 || status == 408) {
            throw new Unreachable(path + " was answered with " + status, null);
        }
        ErrorBody.@Nullable Problem problem = problem(answer.body());
        String code = problem == null ? "http_" + status : problem.code();
        boolean gone = status == 404 || status == 410;
        if (gone || (status == 409 && code.equals("stale_lease"))) {
            throw new StaleLease(path + ": " + code);
        }
        throw new Refused(status, code, problem == null ? "" : problem.message());
    }

    private byte[] encode(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalStateException(body.getClass() + " cannot be written as JSON", e);
        }
    }

    private <T> T body(HttpResponse<byte[]> answer, Class<T> type) {
        try {
            T read = json.readValue(answer.body(), type);
            if (read == null) {
                throw new Unreachable(answer.uri().getPath() + " was answered with nothing", null);
            }
            return read;
        } catch (IOException e) {
            // A proxy in between, or a version that we do not know: not our last word.
            throw new Unreachable(answer.uri().getPath() + " was answered with no " + type, e);
        }
    }

    private ErrorBody.@Nullable Problem problem(byte[] body) {
        try {
            ErrorBody read = json.readValue(body, ErrorBody.class);
            return read == null ? null : read.error();
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
