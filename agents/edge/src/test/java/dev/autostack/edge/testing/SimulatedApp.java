package dev.autostack.edge.testing;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.WriteStream;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An app on a free loopback port that answers as the test says. */
public final class SimulatedApp implements AutoCloseable {
    private static final Map<HttpServerRequest, SimulatedApp> APPS =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private volatile long lastWriteNanos = System.nanoTime();

    public SimulatedApp(Handler<HttpServerRequest> answer) {
        this(new HttpServerOptions(), answer);
    }

    public SimulatedApp(HttpServerOptions options, Handler<HttpServerRequest> answer) {
        server =
                vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                        .connectionHandler(c -> connections.incrementAndGet())
                        .requestHandler(request -> {
                            APPS.put(request, this);
                            answer.handle(request);
                        });
        get(server.listen());
    }

    /** Answers each request with this text. */
    public static SimulatedApp saying(String text) {
        return new SimulatedApp(request -> request.response().end(text));
    }

    /** The app that a request came to. */
    public static SimulatedApp of(HttpServerRequest request) {
        return Objects.requireNonNull(APPS.get(request));
    }

    /** Writes for ever, at the pace of the reader. */
    public void pushWithoutEnd(WriteStream<Buffer> to) {
        Buffer block = Buffer.buffer(new byte[32_768]);
        to.drainHandler(v -> pushWithoutEnd(to));
        while (!to.writeQueueFull()) {
            written.addAndGet(block.length());
            lastWriteNanos = System.nanoTime();
            to.write(block);
        }
    }

    /** Whether a push was stopped by its reader half a second ago or earlier. */
    public boolean isHeldBack() {
        return written.get() > 0 && System.nanoTime() - lastWriteNanos > 500_000_000;
    }

    public long written() {
        return written.get();
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

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
