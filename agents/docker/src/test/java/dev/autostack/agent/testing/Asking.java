package dev.autostack.agent.testing;

import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.protocol.ObservedInstance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

/** Asks about running instances, the way that a person at the host would. */
public final class Asking {
    private Asking() {}

    public static ContainerFacts inspect(RunningAgent running, ObservedInstance instance) {
        return running.engine()
                .containers()
                .inspect(Objects.requireNonNull(instance.containerId()))
                .orElseThrow();
    }

    public static String code(ObservedInstance instance) {
        return Objects.requireNonNull(instance.cause()).code();
    }

    public static String get(ObservedInstance instance, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + instance.hostPort()
                                                            + "/"
                                                            + path))
                                    .timeout(Duration.ofMinutes(1))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
