package dev.autostack.edge.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** An app on a free loopback port that answers as the test says. */
public final class SimulatedApp implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();

    public SimulatedApp(Handler<HttpServerRequest> answer) {
        this(new HttpServerOptions(), answer);
    }

    public SimulatedApp(HttpServerOptions options, Handler<HttpServerRequest> answer) {
        server =
                vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                        .connectionHandler(c -> connections.incrementAndGet())
                        .requestHandler(answer);
        get(server.listen());
    }

    /** Answers each request with this text. */
    public static SimulatedApp saying(String text) {
        return new SimulatedApp(request -> request.response().end(text));
    }

    public int port() {
        return server.actualPort();
    }

    public Vertx vertx() {
        return vertx;
    }

    /** How many connections were ever opened. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        get(vertx.close());
    }

    private static <T> T get(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
