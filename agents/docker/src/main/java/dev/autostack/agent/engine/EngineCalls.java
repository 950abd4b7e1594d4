package dev.autostack.agent.engine;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one place that speaks HTTP to the engine. A stopped dockerd accepts connections and never
 * answers, and a unix socket has no read timeout: so each exchange runs on a thread of its own, and
 * a passed deadline interrupts it, which closes its socket. No exchange outlives its deadline.
 */
final class EngineCalls implements AutoCloseable {
    /** An answer that is not a stream is at most this large (bytes). */
    private static final int LARGEST_ANSWER = 64 << 20;

    private final DockerHttpClient http;
    private volatile boolean closed;

    EngineCalls(URI engine) {
        this.http =
                new ApacheDockerHttpClient.Builder()
                        .dockerHost(engine)
                        .maxConnections(1024)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .build();
    }

    /** A whole answer. */
    record Answer(int status, Body body) {}

    /** Its bytes. */
    static final class Body {
        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    Answer exchange(String action, Request request, Duration deadline) {
        return within(
                action,
                deadline,
                () -> {
                    try (Response response = http.execute(request)) {
                        byte[] body = response.getBody().readNBytes(LARGEST_ANSWER);
                        return new Answer(response.getStatusCode(), new Body(body));
                    }
                });
    }

    /**
     * Opens a stream: the head of the answer must arrive within the deadline, the body may last.
     * The caller closes it; closing ends a read that another thread is blocked in.
     */
    EngineStream open(String action, Request request, Duration deadline) {
        Response response = within(action, deadline, () -> http.execute(request));
        return new EngineStream(response);
    }

    /** Runs blocking work on the engine with a deadline. */
    <T> T within(String action, Duration deadline, Work<T> work) {
        var result = new CompletableFuture<T>();
        Thread worker =
                Thread.ofVirtual()
                        .name("engine: " + action)
                        .start(() -> {
                            try {
                                T value = work.run();
                                if (!result.complete(value)
                                        && value instanceof AutoCloseable late) {
                                    late.close();
                                }
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        });
        try {
            return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            var late = new EngineProblem.NotAnswering(action, deadline);
            result.completeExceptionally(late);
            worker.interrupt();
            throw late;
        } catch (InterruptedException e) {
            var interrupted = new EngineProblem.Interrupted(action);
            result.completeExceptionally(interrupted);
            worker.interrupt();
            Thread.currentThread().interrupt();
            throw interrupted;
        } catch (ExecutionException e) {
            throw problem(action, e.getCause() == null ? e : e.getCause());
        }
    }

    private RuntimeException problem(String action, Throwable cause) {
        if (cause instanceof EngineProblem known) {
            return known;
        }
        // The transport wraps IOException in a plain RuntimeException.
        if (cause instanceof IOException) {
            return new EngineProblem.NotAnswering(action, cause);
        }
        if (cause instanceof RuntimeException && cause.getCause() instanceof IOException broken) {
            return new EngineProblem.NotAnswering(action, broken);
        }
        return closed
                ? new EngineProblem.NotAnswering(action, cause)
                : new IllegalStateException(action + " failed", cause);
    }

    static Request request(String method, String path, byte @Nullable [] body) {
        return request(method, path, body, Map.of());
    }

    /**
     * A connection is used once: a pooled one may be dead after a restart of dockerd, and a new one
     * costs microseconds on a unix socket.
     */
    static Request request(
            String method, String path, byte @Nullable [] body, Map<String, String> headers) {
        var builder = Request.builder();
        builder.method(method).path(path).putHeader("Connection", "close").putAllHeaders(headers);
        if (body != null) {
            builder.putHeader("Content-Type", "application/json").bodyBytes(body);
        }
        return builder.build();
    }

    @Override
    public void close() {
        closed = true;
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocking work that may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    /** An open answer. */
    static final class EngineStream implements AutoCloseable {
        private final Response response;

        private EngineStream(Response response) {
            this.response = response;
        }

        int status() {
            return response.getStatusCode();
        }

        InputStream body() {
            return response.getBody();
        }

        /** Aborts the connection. */
        @Override
        public void close() {
            response.close();
        }
    }
}
