package dev.autostack.agent.engine;

import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON over {@link EngineCalls}: version prefix, bodies, errors. */
final class EngineApi implements AutoCloseable {
    static final Duration QUICK = Duration.ofSeconds(10);
    static final Duration CREATE = Duration.ofSeconds(30);

    private final EngineCalls calls;
    private final ObjectMapper json;
    private volatile @Nullable String prefix;

    EngineApi(EngineCalls calls, ObjectMapper json) {
        this.calls = calls;
        this.json = json;
    }

    EngineCalls calls() {
        return calls;
    }

    EngineVersion version() {
        EngineVersion version =
                read(
                        ask("ask the engine's version", "GET", "/version", null, QUICK),
                        EngineVersion.class);
        prefix = "/v" + version.negotiated();
        return version;
    }

    /** {@code /v1.41}: negotiated with the first call. */
    String prefix() {
        String known = prefix;
        if (known == null) {
            version();
            known = prefix;
        }
        return known == null ? "" : known;
    }

    byte[] call(
            String action, String method, String path, byte @Nullable [] body, Duration deadline) {
        return ask(action, method, prefix() + path, body, deadline);
    }

    private byte[] ask(
            String action, String method, String path, byte @Nullable [] body, Duration deadline) {
        EngineCalls.Answer answer =
                calls.exchange(action, EngineCalls.request(method, path, body), deadline);
        if (answer.status() >= 400) {
            throw refused(action, answer.status(), answer.body().bytes());
        }
        return answer.body().bytes();
    }

    EngineProblem.Refused refused(String action, int status, byte[] body) {
        String reason;
        try {
            Wire.Message message = json.readValue(body, Wire.Message.class);
            reason = message == null || message.message() == null ? "" : message.message();
        } catch (IOException e) {
            reason = new String(body, StandardCharsets.UTF_8).strip();
        }
        return new EngineProblem.Refused(action, status, reason);
    }

    <T> T read(byte[] body, Class<T> type) {
        try {
            T value = json.readValue(body, type);
            if (value == null) {
                throw new IOException(
                        "The engine answered null where " + type.getSimpleName() + " belongs");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a {@code filters} parameter. */
    String labelFilter(String label, String value) {
        return encode(
                new String(
                        bytes(new Wire.LabelFilter(java.util.List.of(label + "=" + value))),
                        StandardCharsets.UTF_8));
    }

    static <T> Optional<T> unlessMissing(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (EngineProblem.Refused e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static void ignoreMissing(Supplier<byte[]> call) {
        var _ = unlessMissing(call);
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** An image reference in a path keeps its slashes; everything else is encoded. */
    static String path(String reference) {
        return Arrays.stream(reference.split("/", -1))
                .map(EngineApi::encode)
                .collect(Collectors.joining("/"));
    }

    @Override
    public void close() {
        calls.close();
    }
}
