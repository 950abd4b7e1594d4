package dev.autostack.edge.measure;

/**
 * One line of the access log. {@code target} is the request target as it was sent; {@code fault} is
 * empty, {@code client_abort} or {@code edge_error}.
 */
public record Access(
        long atMillis,
        String host,
        String routeId,
        String releaseId,
        String method,
        String target,
        int status,
        long bytesIn,
        long bytesOut,
        long micros,
        String upstream,
        String client,
        String protocol,
        boolean secure,
        String requestId,
        String fault) {}
