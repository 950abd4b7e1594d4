package dev.autostack.controlplane.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;

/**
 * Refuses bodies by their declared length before anything reads them: 1 MB for people, 10 MB for
 * workers, agents and edges, 25 MB for webhooks (the ceiling of the server itself).
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(BodyLimit.ORDER)
final class BodyLimit {
    static final int ORDER = -900;
    private static final long MEGABYTE = 1024 * 1024;

    @RequestFilter
    void check(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        long limit = limit(request.getPath());
        if (request.getContentLength() > limit) {
            throw ErrorAnswer.tooLarge();
        }
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING) && limit == MEGABYTE) {
            throw new Refusal(
                    HttpStatus.LENGTH_REQUIRED,
                    "length_required",
                    "The length of the body must be known before it is sent.",
                    "Send a Content-Length instead of Transfer-Encoding: chunked.",
                    Map.of());
        }
    }

    private static long limit(String path) {
        if (path.startsWith("/api/webhook/")) {
            return 25 * MEGABYTE;
        }
        boolean machine =
                path.startsWith("/api/worker/")
                        || path.startsWith("/api/agent/")
                        || path.startsWith("/api/edge/");
        return machine ? 10 * MEGABYTE : MEGABYTE;
    }
}
