package dev.autostack.edge.proxy;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What becomes of a request when it arrives: a release gets it, or the edge itself answers. */
sealed interface Reception {
    record ToRelease(RequestTarget.Valid asked, ServedTarget target) implements Reception {}

    /** {@code body}: what the client is about to send with it, all the same. */
    record ByEdge(EdgePage page, RequestTarget.Body body) implements Reception {}

    /** Notes what it finds in {@code account}, and counts what no release gets. */
    static Reception of(HttpServerRequest request, ProxyLoop loop, Account account) {
        return switch (RequestTarget.of(request)) {
            case RequestTarget.Refused refused -> {
                loop.unrouted().badRequest();
                yield new ByEdge(
                        EdgePage.badRequest(refused.status(), refused.code(), refused.message()),
                        RequestTarget.Body.CHUNKED);
            }
            case RequestTarget.Valid valid -> {
                account.asks(valid.host(), loop.requestIds().of(request.getHeader("x-request-id")));
                yield routed(valid, loop, account);
            }
        };
    }

    private static Reception routed(RequestTarget.Valid asked, ProxyLoop loop, Account account) {
        LoopRoutes routes = loop.routes();
        ServedRoute found = routes.find(asked.host());
        if (found == null) {
            loop.unrouted().unknownHost();
            return new ByEdge(
                    routes.version() == 0 ? EdgePage.noTable() : EdgePage.unknownHost(asked.host()),
                    asked.body());
        }
        account.routed(found);
        String maintenance = found.maintenance();
        ServedTarget picked = maintenance == null ? found.pick() : null;
        if (picked == null) {
            loop.unrouted().maintenance();
            return new ByEdge(noTarget(found, maintenance), asked.body());
        }
        account.begin(picked);
        return new ToRelease(asked, picked);
    }

    private static EdgePage noTarget(ServedRoute route, @Nullable String maintenance) {
        if (maintenance != null) {
            return EdgePage.maintenance(maintenance);
        }
        return route.hasWeight() ? EdgePage.noUpstream() : EdgePage.maintenance("");
    }
}
