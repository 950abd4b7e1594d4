package dev.autostack.controlplane.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.UUID;

/** Numbers each request, so that a person can name the one that failed. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestId {
    static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = "autostack.request-id";

    @RequestFilter
    void assign(HttpRequest<?> request) {
        of(request);
    }

    @ResponseFilter
    void show(HttpRequest<?> request, MutableHttpResponse<?> response) {
        response.header(HEADER, of(request));
    }

    static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class)
                .orElseGet(() -> {
                    String id = UUID.randomUUID().toString();
                    request.setAttribute(ATTRIBUTE, id);
                    return id;
                });
    }
}
