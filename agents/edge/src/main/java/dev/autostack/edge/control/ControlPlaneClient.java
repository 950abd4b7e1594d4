package dev.autostack.edge.control;

import dev.autostack.protocol.EdgeReport;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentRequest;
import dev.autostack.protocol.ErrorBody;
import dev.autostack.protocol.RouteTable;
import io.micronaut.serde.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The three calls of an edge. They block, with a deadline, and never throw for a bad network. */
final class ControlPlaneClient {
    /** What a call brought. */
    sealed interface Answer<T> {
        record Got<T>(T value) implements Answer<T> {}

        /** 204. */
        record Nothing<T>() implements Answer<T> {}

        /** The control plane said no; {@code code} is empty when it was not one of its errors. */
        record Refused<T>(int status, String code, String message) implements Answer<T> {}

        record Unreachable<T>(String why) implements Answer<T> {}
    }

    private static final int CONNECT_MS = 5_000;
    private static final int DEADLINE_MS = 15_000;
    private static final int MOST_BODY = 64_000_000;

    private final HttpClientAgent http;
    private final URI base;
    private final ObjectMapper json;

    ControlPlaneClient(Vertx vertx, URI base, ObjectMapper json) {
        this.base = base;
        this.json = json;
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(CONNECT_MS)
                                .setKeepAliveTimeout(20)
                                .setTcpKeepAlive(true));
    }

    /** Calls under way fail at once. */
    void close() {
        http.close();
    }

    Answer<EnrolmentGrant> redeem(EnrolmentRequest request) {
        return call(
                HttpMethod.POST,
                "/api/enrolments/redeem",
                null,
                request,
                EnrolmentGrant.class,
                DEADLINE_MS);
    }

    /** Waits up to {@code waitMs} for a table whose version is not {@code after}. */
    Answer<RouteTable> table(String credential, long after, int waitMs) {
        return call(
                HttpMethod.GET,
                "/api/edge/table?after=" + after + "&waitMs=" + waitMs,
                credential,
                null,
                RouteTable.class,
                waitMs + DEADLINE_MS);
    }

    Answer<Void> report(String credential, EdgeReport report) {
        return call(
                HttpMethod.POST, "/api/edge/report", credential, report, Void.class, DEADLINE_MS);
    }

    private <T> Answer<T> call(
            HttpMethod method,
            String path,
            @Nullable String credential,
            @Nullable Object body,
            Class<T> type,
            int deadlineMs) {
        try {
            byte[] sent = body == null ? null : json.writeValueAsBytes(body);
            boolean secure = "https".equals(base.getScheme());
            var options =
                    new RequestOptions()
                            .setMethod(method)
                            .setHost(base.getHost())
                            .setPort(base.getPort() > 0 ? base.getPort() : secure ? 443 : 80)
                            .setSsl(secure)
                            .setURI(prefix() + path)
                            .setTimeout(deadlineMs)
                            .putHeader("Accept", "application/json");
            if (credential != null) {
                options.putHeader("Authorization", "Bearer " + credential);
            }
            if (sent != null) {
                options.putHeader("Content-Type", "application/json");
            }
            Reply reply =
                    http.request(options)
                            .compose(r ->
                                    (sent == null ? r.send() : r.send(Buffer.buffer(sent)))
                                            // Here, on the event loop, the answer cannot be over
                                            // before someone reads it.
                                            .compose(ControlPlaneClient::read))
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(deadlineMs + (long) CONNECT_MS, TimeUnit.MILLISECONDS);
            return answer(reply, type);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unreachable<>("interrupted");
        } catch (ExecutionException e) {
            return new Answer.Unreachable<>(String.valueOf(e.getCause()));
        } catch (IllegalStateException e) {
            return new Answer.Unreachable<>("the client is closed");
        } catch (TimeoutException e) {
            return new Answer.Unreachable<>("no answer within " + deadlineMs + " ms");
        } catch (IOException e) {
            return new Answer.Unreachable<>("its answer cannot be read: " + e.getMessage());
        }
    }

    private String prefix() {
        String path = base.getRawPath();
        return path == null || path.equals("/") ? "" : path.replaceAll("/+$", "");
    }

    private record Reply(int status, Buffer body) {}

    private static Future<Reply> read(HttpClientResponse response) {
        Promise<Reply> done = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(done::tryFail);
        response.handler(bytes -> {
            if (body.length() + bytes.length() > MOST_BODY) {
                done.tryFail("its answer is larger than " + MOST_BODY + " bytes");
                response.request().reset();
            } else {
                body.appendBuffer(bytes);
            }
        });
        response.endHandler(v -> done.tryComplete(new Reply(response.statusCode(), body)));
        return done.future();
    }

    private <T> Answer<T> answer(Reply reply, Class<T> type) throws IOException {
        if (reply.status() == 204) {
            return new Answer.Nothing<>();
        }
        if (reply.status() == 200 || reply.status() == 201) {
            return type == Void.class
                    ? new Answer.Nothing<>()
                    : new Answer.Got<>(json.readValue(reply.body().getBytes(), type));
        }
        try {
            ErrorBody.Problem error =
                    json.readValue(reply.body().getBytes(), ErrorBody.class).error();
            return new Answer.Refused<>(reply.status(), error.code(), error.message());
        } catch (IOException | RuntimeException e) {
            return new Answer.Refused<>(reply.status(), "", "status " + reply.status());
        }
    }
}
