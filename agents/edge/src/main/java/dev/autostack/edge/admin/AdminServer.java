package dev.autostack.edge.admin;

import dev.autostack.edge.control.TableSwitch;
import dev.autostack.edge.measure.AccessLog;
import dev.autostack.edge.proxy.ProxyServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /healthz}, {@code /readyz} and {@code /metrics} on 127.0.0.1. It has no sign-in because
 * only people and programs of this host reach it, and it tells nothing about requests but their
 * number.
 */
public final class AdminServer {
    private final Vertx vertx;
    private final ProxyServer proxy;
    private final TableSwitch tables;
    private final AccessLog accessLog;
    private final Supplier<@Nullable String> trouble;
    private volatile boolean stopping;
    private @Nullable HttpServer server;

    public AdminServer(
            Vertx vertx,
            ProxyServer proxy,
            TableSwitch tables,
            AccessLog accessLog,
            Supplier<@Nullable String> trouble) {
        this.vertx = vertx;
        this.proxy = proxy;
        this.tables = tables;
        this.accessLog = accessLog;
        this.trouble = trouble;
    }

    /**
     * @return the port
     * @throws IllegalStateException when the port cannot be had
     */
    public int start(int port) {
        try {
            HttpServer started =
                    vertx.createHttpServer(
                                    new HttpServerOptions()
                                            .setHost("127.0.0.1")
                                            .setPort(port)
                                            .setHttp2ClearTextEnabled(false)
                                            .setIdleTimeout(60))
                            .requestHandler(this::answer)
                            .listen()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS);
            server = started;
            return started.actualPort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The admin port " + port + " cannot be had", e);
        }
    }

    /** From now on not ready. */
    public void stopping() {
        stopping = true;
    }

    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/healthz" -> text(request, 200, "ok\n");
            case "/readyz" -> ready(request);
            case "/metrics" ->
                    // Asking the loops blocks, which an event loop must not.
                    vertx.<String>executeBlocking(this::metrics)
                            .onSuccess(page -> text(request, 200, page))
                            .onFailure(e -> text(request, 500, e + "\n"));
            default -> text(request, 404, "/healthz /readyz /metrics\n");
        }
    }

    private void ready(HttpServerRequest request) {
        if (stopping) {
            text(request, 503, "stopping\n");
        } else if (tables.applied() == 0) {
            String why = trouble.get();
            text(request, 503, "no route table yet" + (why == null ? "" : ": " + why) + "\n");
        } else {
            text(request, 200, "serving table " + tables.applied() + "\n");
        }
    }

    private String metrics() {
        return MetricsPage.of(
                tables.applied(),
                proxy.connections(),
                accessLog.dropped(),
                trouble.get() == null,
                proxy.unrouted(),
                proxy.counters());
    }

    private static void text(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(body);
    }
}
