package dev.autostack.controlplane.testing;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plain JSON over HTTP as workers, agents, edges and people send it. The address is asked for at
 * each call, so that a control plane may come back on another port.
 */
public final class Wire {
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final ObjectMapper json = ObjectMapper.getDefault();
    private final Supplier<URI> base;
    private final @Nullable String bearer;

    public Wire(Supplier<URI> base, @Nullable String bearer) {
        this.base = base;
        this.bearer = bearer;
    }

    public Wire as(String credential) {
        return new Wire(base, credential);
    }

    /** An answer that is not 2xx. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String body;

        Refused(String call, int status, String body) {
            super(call + " -> " + status + " " + body);
            this.status = status;
            this.body = body;
        }

        public int status() {
            return status;
        }

        /** True when the error body carries this code. */
        public boolean is(String code) {
            return body.contains("\"code\":\"" + code + "\"");
        }
    }

    /** Empty for 204. */
    public <T> Optional<T> get(String path, Class<T> type) {
        return call("GET", path, null, Argument.of(type), Map.of());
    }

    public <T> Optional<T> post(String path, Object body, Class<T> type) {
        return call("POST", path, body, Argument.of(type), Map.of());
    }

    public void post(String path, Object body) {
        send("POST", path, body, Map.of());
    }

    @SuppressWarnings("unchecked") // Serde gives maps with text keys for JSON objects
    public Told object(
            String method, String path, @Nullable Object body, Map<String, String> headers) {
        return new Told(
                (Map<String, Object>)
                        call(method, path, body, Argument.of(Map.class), headers).orElse(Map.of()));
    }

    private <T> Optional<T> call(
            String method,
            String path,
            @Nullable Object body,
            Argument<T> type,
            Map<String, String> headers) {
        byte[] answer = send(method, path, body, headers);
        try {
            return answer.length == 0
                    ? Optional.empty()
                    : Optional.ofNullable(json.readValue(answer, type));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    private byte[] send(
            String method, String path, @Nullable Object body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.get().resolve(path)).timeout(DEADLINE);
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        headers.forEach(request::header);
        try {
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofByteArray(
                                        json.writeValueAsBytes(body)));
            }
            HttpResponse<byte[]> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new Refused(
                        method + " " + path,
                        response.statusCode(),
                        new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
