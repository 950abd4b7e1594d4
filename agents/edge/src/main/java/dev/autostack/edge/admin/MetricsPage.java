package dev.autostack.edge.admin;

import dev.autostack.edge.measure.Unrouted;
import dev.autostack.protocol.RouteCounters;
import java.util.List;
import java.util.function.ToLongFunction;

/** The Prometheus text format, version 0.0.4. Ids need no escaping. */
final class MetricsPage {
    private static final String PREFIX = "autostack_edge_";

    private MetricsPage() {}

    static String of(
            long table,
            int connections,
            long droppedLines,
            boolean linked,
            Unrouted.Totals unrouted,
            List<RouteCounters> counters) {
        var out = new StringBuilder(4_096);
        single(out, "table_version", "gauge", "Version of the served route table.", table);
        single(out, "connections", "gauge", "Open connections of clients.", connections);
        single(
                out,
                "control_plane_up",
                "gauge",
                "Whether the control plane answered the last time.",
                linked ? 1 : 0);
        single(
                out,
                "access_log_dropped_total",
                "counter",
                "Lines the access log lost.",
                droppedLines);
        head(out, "unrouted_total", "counter", "Requests that no release got.");
        line(out, "unrouted_total", "reason=\"bad_request\"", unrouted.badRequests());
        line(out, "unrouted_total", "reason=\"unknown_host\"", unrouted.unknownHosts());
        line(out, "unrouted_total", "reason=\"no_target\"", unrouted.withoutTarget());
        line(out, "unrouted_total", "reason=\"too_many\"", unrouted.refusedConnections());
        each(out, counters, "requests_total", "counter", "Answers.", RouteCounters::requests);
        each(
                out,
                counters,
                "edge_errors_total",
                "counter",
                "Answers the edge made up or broke off.",
                RouteCounters::edgeErrors);
        each(
                out,
                counters,
                "server_errors_total",
                "counter",
                "Answers 5xx of the app.",
                RouteCounters::serverErrors);
        each(
                out,
                counters,
                "client_aborts_total",
                "counter",
                "Clients that left.",
                RouteCounters::clientAborts);
        each(
                out,
                counters,
                "received_bytes_total",
                "counter",
                "Bytes of request bodies.",
                RouteCounters::bytesIn);
        each(
                out,
                counters,
                "sent_bytes_total",
                "counter",
                "Bytes of answer bodies.",
                RouteCounters::bytesOut);
        each(out, counters, "in_flight", "gauge", "Requests under way.", RouteCounters::inFlight);
        each(
                out,
                counters,
                "open_streams",
                "gauge",
                "Open WebSockets and event streams.",
                RouteCounters::openStreams);
        head(out, "latency_seconds", "histogram", "Time to the end of an answer.");
        counters.forEach(c -> histogram(out, c));
        return out.toString();
    }

    private static void histogram(StringBuilder out, RouteCounters counters) {
        String labels = labels(counters);
        long below = 0;
        for (int i = 0; i < RouteCounters.LATENCY_BOUNDS_MS.size(); i++) {
            below += counters.latencyBuckets().get(i);
            double bound = RouteCounters.LATENCY_BOUNDS_MS.get(i) / 1_000.0;
            line(out, "latency_seconds_bucket", labels + ",le=\"" + bound + "\"", below);
        }
        line(out, "latency_seconds_bucket", labels + ",le=\"+Inf\"", counters.requests());
        line(out, "latency_seconds_count", labels, counters.requests());
    }

    private static void each(
            StringBuilder out,
            List<RouteCounters> counters,
            String name,
            String type,
            String help,
            ToLongFunction<RouteCounters> value) {
        head(out, name, type, help);
        counters.forEach(c -> line(out, name, labels(c), value.applyAsLong(c)));
    }

    private static String labels(RouteCounters counters) {
        return "route=\"" + counters.routeId() + "\",release=\"" + counters.releaseId() + "\"";
    }

    private static void single(
            StringBuilder out, String name, String type, String help, long value) {
        head(out, name, type, help);
        line(out, name, "", value);
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder out, String name, String labels, long value) {
        out.append(PREFIX).append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }
}
