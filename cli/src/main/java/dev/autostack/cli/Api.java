package dev.autostack.cli;

import dev.autostack.protocol.ErrorBody;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * The control plane's API as seen from the command line: JSON in, JSON out, every refusal a {@link
 * CommandFailure}.
 */
final class Api {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final ObjectMapper json = ObjectMapper.getDefault();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final URI base;
    private final String token;

    Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    <T> T get(String path, Class<T> type) {
        return read(send(request(path).GET().build()), type);
    }

    /** Creating calls carry a key, so that a repeated one makes nothing twice. */
    <T> T create(String path, Object body, Class<T> type) {
        HttpRequest request =
                request(path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofString(write(body)))
                        .build();
        return read(send(request), type);
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private String send(HttpRequest request) {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NETWORK,
                    "The control plane at " + base + " cannot be reached.",
                    "Is it running? Check --url or AUTOSTACK_URL.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.GENERAL, "Interrupted.", null);
        }
        if (response.statusCode() >= 400) {
            throw refusal(response);
        }
        return response.body();
    }

    private CommandFailure refusal(HttpResponse<String> response) {
        int exit =
                switch (response.statusCode()) {
                    // A proxy's answer for a control plane that is away.
                    case 502, 503, 504 -> ExitCode.NETWORK;
                    case 401, 403 -> ExitCode.NOT_SIGNED_IN;
                    case 404 -> ExitCode.NOT_FOUND;
                    case 409, 412 -> ExitCode.CONFLICT;
                    default -> ExitCode.GENERAL;
                };
        try {
            ErrorBody.Problem problem = json.readValue(response.body(), ErrorBody.class).error();
            return new CommandFailure(
                    exit, problem.message() + " (" + problem.code() + ")", problem.hint());
        } catch (IOException e) {
            return new CommandFailure(
                    exit, "The control plane answered " + response.statusCode() + ".", null);
        }
    }

    private <T> T read(String body, Class<T> type) {
        try {
            return json.readValue(body, type);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "The control plane's answer could not be read: " + e.getMessage(),
                    null);
        }
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
