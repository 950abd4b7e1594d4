package dev.autostack.controlplane.metric;

import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Refusal;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures of the process for Prometheus. They show what goes on in all teams, so they are for this
 * machine (a direct connection from loopback that no proxy passed on) or for the holder of {@code
 * autostack.prometheus.token} as bearer. Everybody else sees a 404.
 */
@Tag(name = "monitoring")
@Controller("/prometheus")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PrometheusController {
    private static final List<String> PROXY_HEADERS =
            List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via");
    private static final int TOKEN_MIN = 16;

    private final PrometheusMeterRegistry registry;
    private final @Nullable String token;

    PrometheusController(
            PrometheusMeterRegistry registry,
            @Property(name = "autostack.prometheus.token") @Nullable String token) {
        if (token != null && !token.isEmpty() && token.length() < TOKEN_MIN) {
            throw new IllegalArgumentException(
                    "autostack.prometheus.token needs at least " + TOKEN_MIN + " characters");
        }
        this.registry = registry;
        this.token = token == null || token.isEmpty() ? null : token;
    }

    @Get
    @Produces("text/plain; version=0.0.4; charset=utf-8")
    @RequiresPermission(Permission.ANYONE)
    @Operation(operationId = "metrics", summary = "Read the figures of the process for Prometheus")
    String scrape(HttpRequest<?> request) {
        if (!fromThisMachine(request) && !hasToken(request)) {
            throw Refusal.notFound("page");
        }
        return registry.scrape();
    }

    private static boolean fromThisMachine(HttpRequest<?> request) {
        InetAddress peer = request.getRemoteAddress().getAddress();
        return peer != null
                && peer.isLoopbackAddress()
                && PROXY_HEADERS.stream().noneMatch(request.getHeaders()::contains);
    }

    private boolean hasToken(HttpRequest<?> request) {
        String sent = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return token != null
                && sent != null
                && MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8),
                        ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }
}
